"""Repeats: rows whose id, key, e-mail address or BSN an earlier row has already."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.bulk_import.problems.row import REPEATED, REPEATED_OTHERWISE
from koppel.domain.problems.problem import Problem


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier row has the value of this column ("" for a relationship as a whole); `problem` says whether the rest
    is the same."""

    problem: Problem
    row: int
    column: str


class Repeats:
    """The rows that were taken so far. Of their values only hashes are kept: a hash of Python is keyed anew in each
    process, so that nobody can make two values collide."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[int, int]] = defaultdict(dict)
        self._marks: array[int] = array("q")

    def take(self, row: int, values: Mapping[str, str], whole: object) -> Repeat | None:
        """Take a row with these values, by the names of their columns, unless an earlier one has one of them.

        whole  all of the row, hashable: rows with the same are the same
        """
        mark = hash(whole)
        keys = {column: hash(value) for column, value in values.items()}
        for column, key in keys.items():
            before = self._taken[column].get(key)
            if before is not None:
                problem = REPEATED if self._marks[before] == mark else REPEATED_OTHERWISE
                return Repeat(problem, before, column)
        for column, key in keys.items():
            self._taken[column][key] = row
        self._mark(row, (mark,))
        return None

    def take_all(self, first: int, columns: Mapping[str, Sequence[str]], whole: Sequence[object]) -> bool:
        """Take all rows from this one on, unless any repeats another. `columns` are the values of each column that must
        differ, where they are not empty. Returns whether they were taken."""
        rows = tuple(range(first, first + len(whole)))  # the same numbers for all columns, to save memory
        filled = {
            name: {hash(value): row for row, value in zip(rows, values, strict=True) if value}
            for name, values in columns.items()
        }
        for name, values in columns.items():
            if len(filled[name]) < len(values) - values.count("") or not self._taken[name].keys().isdisjoint(
                filled[name]
            ):
                return False
        for name, keys in filled.items():
            self._taken[name].update(keys)
        self._mark(first, list(map(hash, whole)))
        return True

    def _mark(self, first: int, marks: Sequence[int]) -> None:
        """Remember these rows as wholes, at their numbers."""
        self._marks.extend([0] * (first - len(self._marks)))
        self._marks.extend(marks)
