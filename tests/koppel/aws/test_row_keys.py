"""Row keys: each starts with its organisation, and no two rows of different meaning share one."""

import inspect
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws import row_keys
from koppel.aws.row_keys import row_key
from koppel.aws.row_keys.row_key import OPERATOR, RowKey, UnusableKey
from koppel.aws.writes import Put
from koppel.aws.writes import parameters as parameters_of
from koppel.domain.accounts.account import CLAIM_RULES, Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.organisation import SLUG
from koppel.domain.problems.problem import State

FUNCTIONS: dict[str, Callable[..., RowKey | str]] = {
    f"{family.__name__.rpartition('.')[2]}.{name}": function
    for family in (getattr(row_keys, each) for each in row_keys.__all__)
    for name, function in inspect.getmembers(family, inspect.isfunction)
    if function.__module__ == family.__name__ and not name.startswith("_")
}
OF_THE_OPERATOR = {"organisation.register", "organisation.registered", "logon.signing", "imports.receivers"}
OF_A_RELATIONSHIP = {"accounts.relation", "accounts.waiting_relation"}
LISTINGS = {
    "traffic.pending",
    "traffic.messages_with",
    "accounts.due",
    "accounts.managers",
    "accounts.relations_of",
    "organisation.entries_in",
    "runs.moving",
    "imports.waiting_mails",
}

SLUGS = st.from_regex(SLUG, fullmatch=True) | st.sampled_from(
    ["a", "client", "claim", "tile", "due", "acts", "entries"]
)
HEX = st.text("0123456789abcdef", min_size=1, max_size=3) | st.text("0123456789abcdef", min_size=32, max_size=32)
INTEGRATIONS = st.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True) | st.sampled_from(["tile", "client", "claim"])
TIMES = st.datetimes().map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.%f"))
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "integration": INTEGRATIONS,
    "version": st.integers(0, 99_999_999),
    "user": HEX,
    "kind": st.sampled_from(Kind),
    "key": HEX,
    "account_key": HEX,
    "client": HEX,
    "professional": HEX,
    "scope": st.sampled_from([rule.scope for rule in CLAIM_RULES]),
    "pseudonym": HEX,
    "what": st.sampled_from([*RelationKind, *(rule.scope for rule in CLAIM_RULES)]),
    "family": st.sampled_from(["references", "traces"]),
    "identity": st.tuples(HEX, HEX).map("-".join),
    "subject": HEX | st.just("-"),
    "fingerprint": HEX,
    "state": st.sampled_from(State),
    "time": TIMES,
    "reference": HEX,
    "window": st.integers(0, 999_999_999_999),
    "hour": st.integers(0, 999_999_999_999),
    "run": st.sampled_from(["20261129T154300-1a2b3c4d", "20261129T154300-1a2b3c4e"]),
    "number": st.integers(1, 99_999_999),
    "source": st.sampled_from(["entra", "ad", "ad-2"]),
    "shard": st.integers(0, 255),
    "slot": st.sampled_from(["bulk_import", "directory_sync/main", "directory_sync/second"]),
}
RELATION_KINDS = st.sampled_from(RelationKind)


def parameters(name: str) -> list[str]:
    """Names of the function's parameters."""
    return list(inspect.signature(FUNCTIONS[name]).parameters)


@st.composite
def calls(draw: st.DrawFn, names: frozenset[str] = frozenset(FUNCTIONS)) -> tuple[str, tuple[Any, ...]]:
    """One of the functions, with arguments as they occur."""
    name = draw(st.sampled_from(sorted(names)))
    arguments: list[Any] = []
    for each in parameters(name):
        if each in {"org", "slug"}:
            arguments.append(draw(SLUGS))
        elif each == "kind" and name in OF_A_RELATIONSHIP:
            arguments.append(draw(RELATION_KINDS))
        else:
            arguments.append(draw(ARGUMENTS.get(each, HEX)))
    return name, tuple(arguments)


ROWS = frozenset(
    name for name, function in FUNCTIONS.items() if inspect.signature(function).return_annotation is RowKey
)


def test_there_is_a_function_for_each_family_of_rows() -> None:
    assert len(ROWS) >= 30
    assert set(FUNCTIONS) >= LISTINGS | OF_THE_OPERATOR


class Placeholder(str):
    """The name of an argument in the table of keys, whatever the format in which a key writes the argument."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


def in_the_table(name: str) -> RowKey | str:
    """What the function builds from the names of its arguments, as the table of keys writes it."""
    written = ["<control>-<rest>" if each == "identity" else f"<{each}>" for each in parameters(name)]
    return FUNCTIONS[name](*map(Placeholder, written))


def cells(table: str) -> list[list[str]]:
    """The lines of one of the tables in the docstring, without its heading; signs of code and remarks are left out."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "|" in line]
    return [[re.sub(r"`([^`]*)`.*", r"\1", cell) for cell in line] for line in lines[2:]]


def test_the_table_of_keys_lists_each_row_and_each_partition() -> None:
    rows, _, _ = (row_key.__doc__ or "").partition("Some rows are also in a listing")
    partitions = {name: in_the_table(name) for name in FUNCTIONS.keys() - ROWS - LISTINGS}
    expected = []
    for name in ROWS:
        key, module = in_the_table(name), name.partition(".")[0]
        assert isinstance(key, RowKey)
        partition = [each.partition(".")[2] for each, built in partitions.items() if built == key.pk]
        assert all(f"{module}.{each}" in partitions for each in partition)
        expected.append([name, key.pk, key.sk, *(partition or [""])])
    assert sorted(cells(rows)) == sorted(expected)
    assert {f"{line[0].partition('.')[0]}.{line[3]}" for line in expected if line[3]} == set(partitions)


def test_the_table_of_keys_lists_each_listing() -> None:
    _, _, listings = (row_key.__doc__ or "").partition("Some rows are also in a listing")
    listed = {name: (row, key) for name, row, key, _ in cells(listings)}
    assert {name: key for name, (_, key) in listed.items()} == {name: in_the_table(name) for name in LISTINGS}
    assert {f"{name.partition('.')[0]}.{row}" for name, (row, _) in listed.items()} <= ROWS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_organisation_comes_first(name: str) -> None:
    if name in OF_THE_OPERATOR:
        assert parameters(name) in ([], ["slug"])
    else:
        assert parameters(name)[0] == "org"


@given(calls())
def test_partition_starts_with_the_organisation_or_the_operators_mark(call: tuple[str, tuple[Any, ...]]) -> None:
    name, arguments = call
    found = FUNCTIONS[name](*arguments)
    partition = found.pk if isinstance(found, RowKey) else found
    owner = OPERATOR if name in OF_THE_OPERATOR else arguments[0]
    assert partition.split("/")[0] == owner


@given(calls(ROWS))
def test_no_part_of_a_key_is_empty(call: tuple[str, tuple[Any, ...]]) -> None:
    found = FUNCTIONS[call[0]](*call[1])
    assert isinstance(found, RowKey)
    assert all(found.pk.split("/"))
    assert all(found.sk.split("/"))
    assert len(found.pk.encode()) <= 2048
    assert len(found.sk.encode()) <= 1024


@given(calls(ROWS), calls(ROWS))
def test_same_key_means_same_row(one: tuple[str, tuple[Any, ...]], other: tuple[str, tuple[Any, ...]]) -> None:
    assert (FUNCTIONS[one[0]](*one[1]) == FUNCTIONS[other[0]](*other[1])) == (one == other)


@pytest.mark.parametrize(
    ("pk", "sk", "fits"),
    [
        ("a" * 2048, "b" * 1024, True),
        ("é" * 1024, "é" * 512, True),
        ("a" * 2049, "b", False),
        ("a", "b" * 1025, False),
        ("é" * 1025, "b", False),
        ("a", "é" * 513, False),
        ("a", "\ud800" * 342, False),
        ("", "b", False),
        ("a", "", False),
    ],
)
def test_a_key_is_as_long_as_dynamodb_allows(pk: str, sk: str, fits: bool) -> None:
    if fits:
        assert RowKey(pk, sk) == (pk, sk) == (RowKey(pk, sk).pk, RowKey(pk, sk).sk)
        return
    with pytest.raises(UnusableKey) as refused:
        RowKey(pk, sk)
    assert "aa" not in str(refused.value)


def test_a_listing_holds_to_the_same_limits() -> None:
    for pk, sk in (("a" * 2049, "b"), ("a", "b" * 1025), ("a", "")):
        with pytest.raises(UnusableKey):
            parameters_of(Put(RowKey("a", "b"), {"listing_pk": pk, "listing_sk": sk}))


def every_call(name: str) -> list[tuple[Any, ...]]:
    """The function's arguments, each one of few that are chosen to be mistaken for one another."""
    few: dict[str, list[Any]] = {
        "org": ["a", "a-b", "client", "trail"],
        "slug": ["a", "a-b", "organisation"],
        "kind": list(RelationKind) if name in OF_A_RELATIONSHIP else list(Kind),
        "scope": ["email", "client-id", "professional-id", "bsn"],
        "what": ["therapist", "email"],
        "family": ["references", "traces"],
        "integration": ["claim", "organisation", "client"],
        "version": [1, 10],
        "identity": ["1-2", "12-2", "1-22"],
        "time": ["2026-03-01T10:00:00.000000"],
        "state": list(State),
        "window": [1, 10],
        "hour": [1, 10],
        "subject": ["-", "1"],
        "number": [1, 10],
        "shard": [1, 10],
        "slot": ["bulk_import", "directory_sync/main"],
    }
    return list(product(*(few.get(each, ["1", "12"]) for each in parameters(name))))


@pytest.mark.parametrize("family", [ROWS, LISTINGS], ids=["rows", "listings"])
def test_few_keys_that_are_alike_are_all_different(family: frozenset[str]) -> None:
    made = [(FUNCTIONS[name](*arguments), (name, arguments)) for name in family for arguments in every_call(name)]
    assert len({key for key, _ in made}) == len(made)


def test_a_partition_holds_one_family() -> None:
    owners: dict[str, set[str]] = {}
    for name in ROWS:
        for arguments in every_call(name):
            found = FUNCTIONS[name](*arguments)
            assert isinstance(found, RowKey)
            owners.setdefault(found.pk, set()).add(name)
    together = {frozenset(names) for names in owners.values() if len(names) > 1}
    assert together == {
        frozenset({"organisation.organisation", "organisation.tile"}),
        frozenset({"accounts.relation", "accounts.waiting_relation"}),
        frozenset({"runs.page", "runs.outcome"}),
    }


def test_rows_of_one_partition_stand_in_the_order_of_their_numbers() -> None:
    assert (
        row_keys.accounts.trail("a", "1", 9).sk
        < row_keys.accounts.trail("a", "1", 10).sk
        < row_keys.accounts.trail("a", "1", 10_000_000).sk
    )
    assert row_keys.organisation.tile_version("a", "t", 9).sk < row_keys.organisation.tile_version("a", "t", 10).sk


def test_organisation_cannot_be_called_as_the_operator() -> None:
    assert not SLUG.fullmatch(OPERATOR)
    assert not any(SLUG.fullmatch(each) for each in ("a/b", "-a", "a-", "A", "", "1a", "a" * 41, "a\n"))
