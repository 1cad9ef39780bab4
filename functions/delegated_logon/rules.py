"""Whether a link is genuine: first its signature, then its time, then its user."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.delegated_logon import problems, wire
from functions.delegated_logon.link_key import LogonKey, active, group_of
from functions.delegated_logon.tile import DelegatedLogonSettings
from functions.delegated_logon.wire import Link, Malformed, Query
from koppel.domain import moments
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.problems.problem import NO_DETAILS, Finding, Problem
from koppel.domain.problems.refusal import Refusal
from koppel.domain.times import SECONDS

USER_TYPES: Mapping[str, Kind] = {"careprovider": Kind.PROFESSIONAL, "client": Kind.CLIENT}
_MALFORMED: Mapping[str, Problem] = {
    "repeated": problems.REPEATED,
    "missing": problems.MISSING,
    "too-long": problems.TOO_LONG,
    "token": problems.TOKEN_MALFORMED,
}

type SecretOf = Callable[[LogonKey], bytes]


class Rejected(Refusal):
    """A link is refused. The finding names its user only when the signature is valid: anybody can write a name."""

    def __init__(self, problem: Problem, user: str = "", details: Mapping[str, str] = NO_DETAILS) -> None:
        super().__init__(problem.slug)
        self.finding = Finding(problem=problem, subject=user, details=details)


@dataclass(frozen=True, slots=True)
class Genuine:
    """A link that was made recently with a valid key, for a user group that this key may log on."""

    link: Link
    key: LogonKey
    kind: Kind


def examine(
    query: Query, keys: Iterable[LogonKey], secret_of: SecretOf, settings: DelegatedLogonSettings, now: datetime
) -> Genuine:
    """The link in this query, if it is genuine. Raises Rejected."""
    try:
        link = wire.read(query)
    except Malformed as malformed:
        details = {} if malformed.slug == "token" else {"names": ", ".join(malformed.names)}
        raise Rejected(_MALFORMED[malformed.slug], details=details) from None
    link, key = _signed(link, list(keys), secret_of, now.strftime(SECONDS))
    _check_time(link, settings, now)
    kind = USER_TYPES.get(link.user_type)
    if kind is None:
        raise Rejected(problems.USER_TYPE_UNKNOWN, link.user)
    group = group_of(kind)
    if not settings.admits(group):
        raise Rejected(problems.GROUP_OFF, link.user, {"group": group})
    if group not in key.groups:
        raise Rejected(problems.KEY_GROUP_OFF, link.user, {"group": group})
    return Genuine(link, key, kind)


def admit(genuine: Genuine, account: Account | None) -> Account:
    """The account that the link logs on. Raises Rejected when it may not."""
    user = genuine.link.user
    if account is None:
        raise Rejected(problems.USER_UNKNOWN, user, {"group": group_of(genuine.kind)})
    if not account.active:
        raise Rejected(problems.USER_INACTIVE, user)
    if not account.text("email"):
        raise Rejected(problems.USER_WITHOUT_EMAIL, user)
    return account


def _signed(link: Link, keys: list[LogonKey], secret_of: SecretOf, now: str) -> tuple[Link, LogonKey]:
    """The link as its sender meant it, and the key that it was made with. Raises Rejected."""
    valid = active(keys, now)
    ended = [each for each in keys if each not in valid]
    found = _fitting(link, valid, secret_of)
    if found is None and (late := _fitting(link, ended, secret_of)):
        raise Rejected(problems.KEY_ENDED, late[0].user, {"ended": late[1].ends})
    if found is None:
        raise Rejected(problems.TOKEN_WRONG if valid else problems.NO_KEY)
    if link.algorithm == "sha1" and not found[1].allow_sha1:
        raise Rejected(problems.SHA1_OFF, found[0].user)
    return found


def _fitting(link: Link, keys: list[LogonKey], secret_of: SecretOf) -> tuple[Link, LogonKey] | None:
    candidates = ((reading, key) for reading in wire.readings(link) for key in keys)
    return next(((reading, key) for reading, key in candidates if reading.fits(secret_of(key))), None)


def _check_time(link: Link, settings: DelegatedLogonSettings, now: datetime) -> None:
    made = moments.read(link.timestamp)
    if made is None:
        raise Rejected(problems.TIMESTAMP_MALFORMED, link.user)
    age = (now - made).total_seconds()
    if age > settings.lifetime_seconds:
        details = {"seconds": f"{age:.0f}", "allowed": str(settings.lifetime_seconds)}
        raise Rejected(problems.STALE, link.user, details)
    if -age > settings.skew_seconds:
        details = {"seconds": f"{-age:.0f}", "allowed": str(settings.skew_seconds)}
        raise Rejected(problems.FUTURE, link.user, details)
