"""Filters: which accounts of a collection a caller selects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from koppel.domain import moments, times
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.organisation import Organisation
from koppel.domain.problems.refusal import Refused

_LOST_PLUS = re.compile(r"(:[0-9.]+) ([0-9]{2}:[0-9]{2})")
"""The end of a time whose sender wrote `+01:00` instead of `%2B01:00`."""
_TRUTHS = {"true": True, "false": False}

PARAMETERS: Mapping[str, str] = {
    "id": "only the account with this id of the outside system",
    "email": "only the account with this e-mail address",
    "active": "only accounts that are active (`true`) or not (`false`)",
    "modified_since": "only accounts changed in the second of this time (RFC 3339) or after it: "
    "`2026-01-31T09:00:00.000+01:00`; without an offset it is UTC, and `2026-01-31` is the start of that day",
    "incomplete": "only accounts that lack a required field (`true`) or lack none (`false`)",
}
"""Parameter → its description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions on an account. None and "" are no condition; with `nobody` no account passes."""

    id: str = ""
    email: str = ""
    active: bool | None = None
    modified_since: str = ""
    incomplete: bool | None = None
    nobody: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every account passes."""
        return self == Filter()

    def passes(self, account: Account) -> bool:
        """Whether this account is selected. The id is not compared, because a merged account is found by its old id."""
        return (
            (not self.email or account.text("email") == self.email)
            and (self.active is None or account.active is self.active)
            and account.modified >= self.modified_since
            and (self.incomplete is None or bool(account.missing) is self.incomplete)
        )


def read(query: Mapping[str, tuple[str, ...]], organisation: Organisation, kind: Kind, today: date) -> Filter:
    """The filter in these parameters; others are ignored. Raises Refused (422)."""
    sent = {name: query[name][-1] for name in PARAMETERS if query.get(name)}
    wrong = {
        name: "must be true or false" for name in ("active", "incomplete") if sent.get(name, "true") not in _TRUTHS
    }
    since = _since(sent["modified_since"]) if "modified_since" in sent else ""
    if since is None:
        wrong["modified_since"] = "must be a time: 2026-01-31T09:00:00Z"
    if wrong:
        raise Refused(422, "The parameters are not valid.", fields=wrong)
    normal = {name: _normal(organisation, kind, name, sent[name], today) for name in ("id", "email") if name in sent}
    return Filter(
        id=normal.get("id", ""),
        email=normal.get("email", ""),
        active=_TRUTHS.get(sent.get("active", "")),
        modified_since=since or "",
        incomplete=_TRUTHS.get(sent.get("incomplete", "")),
        nobody="" in normal.values(),
    )


def _normal(organisation: Organisation, kind: Kind, name: str, text: str, today: date) -> str:
    try:
        return str(normalise(kind, name, text, today)) if organisation.has(kind, name) else ""
    except InvalidValue:
        return ""


def _since(text: str) -> str | None:
    """The second of this time, because changes are stored to the second and none may be missed; None for an invalid
    time."""
    moment = moments.read_short(_LOST_PLUS.sub(r"\1+\2", text.strip()))
    return times.to_seconds(moment) if moment else None
