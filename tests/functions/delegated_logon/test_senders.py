"""Whatever a sender is like: what it signs is accepted, and what was changed on the way is not."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote

from hypothesis import assume, given
from hypothesis import strategies as st

from functions.delegated_logon import rules, wire
from functions.delegated_logon.link_key import LogonKey, TargetGroup
from functions.delegated_logon.rules import Genuine, Rejected
from functions.delegated_logon.tile import DelegatedLogonSettings
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind
from koppel.entrance.requests import query_of
from tests.harness.gateway import gateway_event
from tests.harness.links import token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWN = {"userid", "usertype", "timestamp", "nonce", "redirect", "token"}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=16, max_size=80)


@dataclass(frozen=True)
class Sender:
    """One way of writing links.

    safe      signs that it leaves as they are
    lower     whether it writes `%3a` for `%3A`
    plus      whether it leaves `+` in the time zone and the id as it is
    form      whether it writes a space as `+`
    """

    secret: str
    algorithm: str
    safe: str
    lower: bool
    plus: bool
    form: bool
    order: int
    upper_token: bool

    def url(self, parameters: dict[str, str]) -> str:
        """Path and query of the signed link."""
        signed = token(self.secret, parameters, self.algorithm)
        pairs = [*parameters.items(), ("token", signed.upper() if self.upper_token else signed)]
        random.Random(self.order).shuffle(pairs)
        return "/?" + "&".join(f"{self._encoded(name)}={self._encoded(value, name)}" for name, value in pairs)

    def _encoded(self, text: str, name: str = "") -> str:
        careless = self.plus and name in {"timestamp", "userid"} and " " not in text
        written = quote(text, safe=self.safe + ("+" if careless else ""))
        if self.form:
            written = written.replace("%20", "+")
        if self.lower:
            parts = written.split("%")
            written = "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])
        return written


SENDERS = st.builds(
    Sender,
    secret=SECRETS,
    algorithm=st.sampled_from(["sha512", "sha1"]),
    safe=st.sampled_from(["", ":", ":-_.~/@", "!*'()"]),
    lower=st.booleans(),
    plus=st.booleans(),
    form=st.booleans(),
    order=st.integers(0, 1000),
    upper_token=st.booleans(),
)


@st.composite
def timestamps(draw: st.DrawFn) -> str:
    """A moment of the last hour in any zone and with any precision."""
    moment = NOW - timedelta(milliseconds=draw(st.integers(-60_000, 3_600_000)))
    minutes = draw(st.none() | st.integers(-14 * 60, 14 * 60))
    places = draw(st.sampled_from(["seconds", "milliseconds", "microseconds"]))
    if minutes is None:
        return moment.isoformat(timespec=places).replace("+00:00", "Z")
    return moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat(timespec=places)


@st.composite
def links(draw: st.DrawFn) -> dict[str, str]:
    """Everything that a sender signs, extra parameters included."""
    extra = draw(st.dictionaries(TEXT.filter(lambda name: name not in OWN), st.text(max_size=20), max_size=4))
    if draw(st.booleans()):
        extra["redirect"] = draw(TEXT)
    return extra | {
        "userid": draw(TEXT | st.sampled_from(["dirk+client", "a b", "0012", "ë/ü&=?#%"])),
        "usertype": draw(st.sampled_from(["careprovider", "client"])),
        "timestamp": draw(timestamps()),
        "nonce": draw(st.uuids().map(str) | st.integers(10**12, 10**13).map(str) | TEXT),
    }


def examined(url: str, sender: Sender, secret: str | None = None) -> Genuine:
    """What becomes of the link at the hub, which shares this secret with its sender."""
    key = LogonKey(
        id="k", name="", groups=frozenset(TargetGroup), allow_sha1=True, created="2026-01-01T00:00:00", ciphertext=b""
    )
    query = query_of(gateway_event("GET", url))
    found = (secret or sender.secret).encode()
    return rules.examine(query, [key], lambda _: found, DelegatedLogonSettings(), NOW)


def is_refused(url: str, sender: Sender, secret: str | None = None) -> bool:
    try:
        examined(url, sender, secret)
    except Rejected:
        return True
    return False


@given(SENDERS, links())
def test_what_is_signed_is_accepted(sender: Sender, parameters: dict[str, str]) -> None:
    # A careless sender's spaces cannot be told from its plus signs: either all of them were the one, or the other.
    assume(not (sender.plus and " " in parameters["userid"] and "+" in parameters["timestamp"]))
    found = examined(sender.url(parameters), sender)
    assert found.link.user == (external_ids.usable(parameters["userid"]) or parameters["userid"])
    assert found.link.nonce == parameters["nonce"]
    assert found.kind is {"careprovider": Kind.PROFESSIONAL, "client": Kind.CLIENT}[parameters["usertype"]]


@given(SENDERS, links(), SECRETS)
def test_another_secret_is_refused(sender: Sender, parameters: dict[str, str], secret: str) -> None:
    assume(secret != sender.secret)
    assert is_refused(sender.url(parameters), sender, secret)


@given(SENDERS, links(), st.data())
def test_whatever_is_changed_on_the_way_is_refused(
    sender: Sender, parameters: dict[str, str], data: st.DataObject
) -> None:
    changed = dict(parameters)
    what = data.draw(st.sampled_from(["value", "drop", "add", "swap"]))
    name = data.draw(st.sampled_from(sorted(changed)))
    if what == "value":
        changed[name] = data.draw(TEXT | st.sampled_from(list(changed.values())))
    elif what == "drop":
        del changed[name]
    elif what == "add":
        changed[data.draw(TEXT.filter(lambda each: each not in OWN))] = data.draw(st.text(max_size=5))
    else:
        other = data.draw(st.sampled_from(sorted(changed)))
        changed[name], changed[other] = changed[other], changed[name]
    # A space in time or id may have been a plus sign; and nothing separates names from values in what is signed, so
    # that different parameters may read the same (which is why a token, too, is good for one use only).
    assume(wire.message(changed).replace("+", " ") != wire.message(parameters).replace("+", " "))
    signed = token(sender.secret, parameters, sender.algorithm)
    pairs = "&".join(f"{quote(name)}={quote(value)}" for name, value in [*changed.items(), ("token", signed)])
    assert is_refused(f"/?{pairs}", sender)


@given(SENDERS, links(), st.integers(0, 39), st.sampled_from("0123456789abcdef"))
def test_a_token_with_one_other_digit_is_refused(
    sender: Sender, parameters: dict[str, str], at: int, digit: str
) -> None:
    signed = token(sender.secret, parameters, sender.algorithm)
    assume(signed[at] != digit)
    broken = signed[:at] + digit + signed[at + 1 :]
    pairs = "&".join(f"{quote(name)}={quote(value)}" for name, value in [*parameters.items(), ("token", broken)])
    assert is_refused(f"/?{pairs}", sender)


@given(SENDERS, links(), st.timedeltas(timedelta(seconds=1), timedelta(days=4000)), st.booleans())
def test_another_time_is_refused(sender: Sender, parameters: dict[str, str], by: timedelta, late: bool) -> None:
    moment = NOW - timedelta(hours=1) - by if late else NOW + timedelta(seconds=60) + by
    assert is_refused(sender.url(parameters | {"timestamp": moment.isoformat()}), sender)
