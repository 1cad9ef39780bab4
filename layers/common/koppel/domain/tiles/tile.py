"""Tiles: the settings of an integration. Every field has an explanation in Dutch and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.activity import Counted


def one_line(text: str) -> str:
    """The text. Raises WrongValue where it holds a control character (Unicode Cc)."""
    if any(category(each) == "Cc" for each in text):
        raise WrongValue(nl="bevat een stuurteken", en="holds a control character")
    return text


Item = Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(one_line)]
"""A text of a list or the key of a pair: one line, never empty."""


class Settings(BaseModel):
    """Base of every tile's settings: unknown names are refused, and instances are immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def explained(
    *,
    nl: tuple[str, str],
    en: tuple[str, str],
    example: str = "",
    unit: Text | None = None,
    choices: Mapping[Any, Text] = MappingProxyType({}),
    columns: tuple[Text, Text] | None = None,
    is_secret: bool = False,
    is_long: bool = False,
    extra: Mapping[str, Any] = MappingProxyType({}),
    **rules: Any,
) -> Any:
    """A field of settings or arguments, with its title and its explanation in each language.

    example    a value as people would write it
    unit       what a number counts
    choices    value → its label, where the values are known: those of an enum, or the keys of a dictionary
    columns    titles of the keys and of the values of a dictionary
    is_secret  a value that is not shown while it is typed
    is_long    a text of several lines
    extra      goes into the JSON schema of the field
    rules      go to `pydantic.Field`
    """
    (title_nl, help_nl), (title_en, help_en) = nl, en
    shown: dict[str, Any] = {
        "example": example,
        "unit": _both(unit),
        "choices": {str(value): _both(label) for value, label in choices.items()},
        "columns": [_both(each) for each in columns or ()],
        "secret": is_secret,
        "long": is_long,
    }
    return Field(
        title=title_en,
        description=help_en,
        json_schema_extra={
            "nl": {"title": title_nl, "description": help_nl},
            **{name: value for name, value in shown.items() if value},
            **extra,
        },
        **rules,
    )


def _both(text: Text | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None


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
    counts: Counted | None = None
    """What of it the entrances count."""


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
