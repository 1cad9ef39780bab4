"""Preconditions: entity tags that a caller requires or excludes (RFC 9110 section 13)."""

from collections.abc import Mapping

from koppel.domain.problems.refusal import Refused


def are_given(headers: Mapping[str, str]) -> bool:
    """Whether the request has a precondition."""
    return "if-match" in headers or "if-none-match" in headers


def require(headers: Mapping[str, str], present: str, *, weakly: bool = False) -> None:
    """Check the preconditions of a change; `present` is the entity tag of the object now. Raises Refused (412).

    weakly  whether weak tags count too, as SCIM has them (RFC 7644 section 3.14)
    """
    required, excluded = headers.get("if-match"), headers.get("if-none-match")
    tag = present.removeprefix("W/") if weakly else present
    if weakly:
        required, excluded = _strong(required), _strong(excluded)
    is_other = required is not None and not _names(required, tag)
    if is_other or (excluded is not None and _names(excluded, tag)):
        raise Refused(412, "It is not as you saw it: read it again.", headers={"ETag": present})


def is_known(headers: Mapping[str, str], present: str) -> bool:
    """Whether the reader has this representation already."""
    known = _strong(headers.get("if-none-match"))
    return known is not None and _names(known, present.removeprefix("W/"))


def _strong(field: str | None) -> str | None:
    """A field value whose weak tags count as strong ones (weak comparison)."""
    return field.replace("W/", "") if field is not None else None


def _names(field: str, present: str) -> bool:
    """Whether a field value lists this entity tag; a weak one never counts (strong comparison)."""
    return field.strip() == "*" or present in {each.strip() for each in field.split(",")}
