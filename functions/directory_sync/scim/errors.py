"""Errors of SCIM: a status, a keyword that programs read (`scimType`) and a sentence for people (RFC 7644 section
3.12)."""

from collections.abc import Mapping
from enum import StrEnum

from koppel.domain.problems.problem import NO_DETAILS, Finding
from koppel.domain.problems.refusal import Refused

SCIM_TYPE = "scimType"
"""Under this name the keyword stands among the fields of a refusal, on its way to the answer."""


class ScimType(StrEnum):
    """The keywords of RFC 7644 section 3.12, table 9, that are used here."""

    INVALID_FILTER = "invalidFilter"
    INVALID_PATH = "invalidPath"
    INVALID_SYNTAX = "invalidSyntax"
    INVALID_VALUE = "invalidValue"
    MUTABILITY = "mutability"
    NO_TARGET = "noTarget"
    TOO_MANY = "tooMany"
    UNIQUENESS = "uniqueness"


class ScimRefused(Refused):
    """A request of a SCIM client is refused.

    keyword  the reason as programs read it, None where table 9 has none
    fields   attribute → what is wrong with it
    """

    def __init__(
        self,
        status: int,
        message: str,
        keyword: ScimType | None = None,
        *,
        fields: Mapping[str, str] = NO_DETAILS,
        finding: Finding | None = None,
        headers: Mapping[str, str] = NO_DETAILS,
    ) -> None:
        named = {**fields, **({SCIM_TYPE: keyword.value} if keyword else {})}
        super().__init__(status, message, fields=named, finding=finding, headers=headers)
        self.keyword = keyword


def bad_request(keyword: ScimType, message: str, *, fields: Mapping[str, str] = NO_DETAILS) -> ScimRefused:
    """A refusal with status 400, whose message names the wrong fields too."""
    details = "; ".join(f"{name} {text}" for name, text in fields.items())
    return ScimRefused(400, f"{message} {details}." if details else message, keyword, fields=fields)
