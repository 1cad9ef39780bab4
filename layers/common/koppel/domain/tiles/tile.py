"""Tiles: the settings of an integration. Every field has an explanation in Dutch and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from koppel.domain.texts import Text


class Settings(BaseModel):
    """Base of every tile's settings: unknown names are refused, and instances are immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def explained(
    *, nl: tuple[str, str], en: tuple[str, str], extra: Mapping[str, Any] = MappingProxyType({}), **rules: Any
) -> Any:
    """A field of settings or arguments, with its title and its explanation in each language.

    `extra` goes into the JSON schema of the field; `rules` go to `pydantic.Field`.
    """
    (title_nl, help_nl), (title_en, help_en) = nl, en
    return Field(
        title=title_en,
        description=help_en,
        json_schema_extra={"nl": {"title": title_nl, "description": help_nl}, **extra},
        **rules,
    )


class Purpose(StrEnum):
    """What an integration is for."""

    SYNCHRONISATION = "synchronisation"
    AUTHENTICATION = "authentication"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. `integration` is the slug of the integration: the name of its folder."""

    integration: str
    purpose: Purpose
    title: Text
    introduction: Text
    settings: type[Settings]


@dataclass(frozen=True, slots=True)
class TileState:
    """The state of a tile in an organisation.

    available  the operator has made the integration available to the organisation
    on         the organisation's administrator has switched it on
    version    counts the changes of the tile, 0 before the first
    """

    available: bool = False
    on: bool = False
    version: int = 0
    settings: str = "{}"
    """The settings as JSON, as the tile's model writes them."""

    @property
    def in_use(self) -> bool:
        """Whether the integration may act at all."""
        return self.available and self.on
