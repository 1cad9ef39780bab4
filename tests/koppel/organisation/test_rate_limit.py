"""How many calls an API user may make."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws.errors import Contended
from koppel.domain.api_tokens import Scope
from koppel.organisation import api_users, rate_limit
from koppel.organisation.api_users import ApiUser
from koppel.runtime import Tenant
from tests.harness.world import World, world


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def user(w: World) -> ApiUser:
    return api_users.create(w.tenant, "EPD", [Scope.READ_ACCOUNTS])[0]


def passes(w: World, user: ApiUser) -> bool:
    allowance = rate_limit.consume(w.tenant, user)
    return allowance is None or allowance.passes


def test_a_burst_passes_and_the_next_window_brings_another(w: World, user: ApiUser) -> None:
    assert [passes(w, user) for _ in range(102)] == [True] * 100 + [False] * 2
    w.clock.move(seconds=4)
    assert not passes(w, user)
    w.clock.move(seconds=1)
    assert passes(w, user)


def test_headers_say_how_many_calls_are_left(w: World, user: ApiUser) -> None:
    w.clock.move(seconds=2)
    user = replace(user, per_minute=60, burst=2)
    headers = [found.headers for _ in range(3) if (found := rate_limit.consume(w.tenant, user))]
    policy = {"RateLimit-Policy": '"calls";q=2;w=2'}
    assert headers == [
        {**policy, "RateLimit": '"calls";r=1;t=2'},
        {**policy, "RateLimit": '"calls";r=0;t=2'},
        {**policy, "RateLimit": '"calls";r=0;t=2', "Retry-After": "2"},
    ]


def test_users_do_not_use_up_each_others_calls(w: World, user: ApiUser) -> None:
    user = replace(user, per_minute=1, burst=1)
    assert [passes(w, user), passes(w, user), passes(w, replace(user, id="0" * 12))] == [True, False, True]
    other = w.add_organisation("other")
    allowance = rate_limit.consume(Tenant(w.runtime, other), user)
    assert allowance is not None
    assert allowance.passes


def test_without_a_limit_nothing_is_counted(w: World, user: ApiUser) -> None:
    assert rate_limit.consume(w.tenant, replace(user, per_minute=0)) is None


def test_a_table_that_cannot_count_lets_calls_through(w: World, user: ApiUser, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Contended("busy")

    monkeypatch.setattr(w.runtime.table, "write", busy)
    assert passes(w, user)


@given(st.integers(1, 10**6), st.integers(1, 10**5))
def test_over_a_minute_never_more_than_the_limit_and_one_window(per_minute: int, burst: int) -> None:
    user = ApiUser(id="0" * 12, name="", scopes=frozenset(), created="", per_minute=per_minute, burst=burst)
    quota, seconds = rate_limit.window_of(user)
    assert quota >= 1
    assert seconds >= 1
    if quota > 1:
        assert quota * 60 <= per_minute * seconds
