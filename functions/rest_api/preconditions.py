"""Preconditions: entity tags of objects, and what a caller demands of them (RFC 9110 section 13)."""

from collections.abc import Mapping

from koppel.domain.problems.refusal import Refused


def are_given(headers: Mapping[str, str]) -> bool:
    """Whether the caller demands anything."""
    return "if-match" in headers or "if-none-match" in headers


def require(headers: Mapping[str, str], present: str) -> None:
    """Let a change pass only while the object is as the caller saw it; `present` is its entity tag. Raises Refused
    (412)."""
    wanted, unwanted = headers.get("if-match"), headers.get("if-none-match")
    is_other = wanted is not None and not _names(wanted, present)
    if is_other or (unwanted is not None and _names(unwanted, present)):
        raise Refused(412, "It is not as you saw it: read it again.", headers={"ETag": present})


def is_known(headers: Mapping[str, str], present: str) -> bool:
    """Whether the reader has this representation already."""
    known = headers.get("if-none-match")
    return known is not None and _names(known.replace("W/", ""), present)


def _names(field: str, present: str) -> bool:
    """Whether a field value lists this entity tag; a weak one never counts (strong comparison)."""
    return field.strip() == "*" or present in {each.strip() for each in field.split(",")}
