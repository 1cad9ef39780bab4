"""Filters of a list: what the query of an address asks for. They hold nothing personal: they stand in addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from functions.console.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters that are filled in.

    query         name → value as the visitor wrote it
    since, until  the period in UTC, "" without one
    wrong         names of those that cannot be read
    """

    query: Mapping[str, str]
    since: str
    until: str
    wrong: frozenset[str]

    def __getitem__(self, name: str) -> str:
        return self.query.get(name, "")


def read_filters(turn: Turn, names: Iterable[str], choices: Mapping[str, Iterable[str]]) -> Filters:
    """The filters in the query: those with these names, and a period (`since`, `until`). A value that is not one of
    its choices counts as none."""
    query = {name: turn.query(name).strip() for name in (*names, "since", "until")}
    query = {name: each for name, each in query.items() if each and (name not in choices or each in choices[name])}
    moments, wrong = {}, set()
    for name in ("since", "until"):
        try:
            moments[name] = turn.words.utc(query.get(name, ""), through=name == "until")
        except ValueError:
            moments[name] = ""
            wrong.add(name)
    return Filters(query=query, since=moments["since"], until=moments["until"], wrong=frozenset(wrong))
