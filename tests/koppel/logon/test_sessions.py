"""Sessions and nonces as stored: what others do at the same moment, and what time does."""

from collections.abc import Iterator

import pytest

from functions.delegated_logon import nonces
from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.domain.accounts.account import Account
from koppel.domain.logon.session import Lifetime, Logon
from koppel.logon import sessions
from koppel.logon.sessions import Started
from koppel.runtime import Tenant
from tests.harness.world import World, world

LIFETIME = Lifetime(idle=600, absolute=3600)


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def account(w: World) -> Account:
    return w.professional("P1")


def start(w: World, account: Account, before: Row | None = None) -> Started:
    """A logon of this person now."""
    logon = Logon(
        kind=account.kind,
        account=account.key,
        integration="saml_logon",
        methods=("pwd", "mfa"),
        context="urn:x",
        at=w.runtime.epoch(),
    )
    return sessions.start(w.tenant, logon, LIFETIME, before)


def row(w: World, started: Started) -> Row:
    """As it is stored."""
    found = w.runtime.table.get(row_keys.logon.session("demo", started.session.digest))
    assert found is not None
    return found


def test_what_is_stored_is_read_again(w: World, account: Account) -> None:
    started = start(w, account)
    assert sessions.from_row(row(w, started)) == started.session
    assert started.identifier not in str(row(w, started))


def test_the_row_expires_with_the_longest_life_of_the_session(w: World, account: Account) -> None:
    assert row(w, start(w, account))["expires"] == w.runtime.epoch() + LIFETIME.absolute


def test_a_session_that_ends_during_its_use_stays_ended(w: World, account: Account) -> None:
    started = start(w, account)
    w.clock.move(minutes=5)
    seen = row(w, started)
    sessions.end(w.tenant, started.session.digest)
    assert sessions.present(w.tenant, seen, LIFETIME) is None
    assert sessions.find(w.tenant, started.session.digest, LIFETIME) is None


def test_the_time_of_use_is_recorded_to_the_minute(w: World, account: Account) -> None:
    started = start(w, account)
    w.clock.move(seconds=59)
    assert sessions.present(w.tenant, row(w, started), LIFETIME)
    assert row(w, started)["used"] == started.session.used
    w.clock.move(seconds=1)
    assert sessions.present(w.tenant, row(w, started), LIFETIME)
    assert row(w, started)["used"] == started.session.used + 60


def test_a_new_session_says_whether_it_replaced_another_persons_session(w: World, account: Account) -> None:
    first = start(w, account)
    assert not start(w, account, row(w, first)).session.replaced
    second = start(w, account)
    other = w.client("C1")
    assert start(w, other, row(w, second)).session.replaced
    third = start(w, account)
    w.clock.move(seconds=LIFETIME.idle)
    assert not start(w, other, row(w, third)).session.replaced  # nobody was there any more


def test_a_session_of_one_organisation_is_unknown_in_another(w: World, account: Account) -> None:
    started = start(w, account)
    other = w.add_organisation("other")
    assert sessions.find(Tenant(w.runtime, other), started.session.digest, LIFETIME) is None


def test_a_nonce_is_used_once_within_its_scope_and_organisation(w: World) -> None:
    demo, other = w.organisation, w.add_organisation("other")
    assert nonces.use(Tenant(w.runtime, demo), "a", "n")
    assert not nonces.use(Tenant(w.runtime, demo), "a", "n")
    assert nonces.use(Tenant(w.runtime, demo), "b", "n")
    assert nonces.use(Tenant(w.runtime, other), "a", "n")


def test_an_expired_nonce_that_is_still_there_counts(w: World) -> None:
    assert nonces.use(w.tenant, "a", "n")
    w.clock.move(days=30)
    assert not nonces.use(w.tenant, "a", "n")
