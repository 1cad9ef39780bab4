"""The refusal of a file as a whole: no row of it is read."""

from collections.abc import Mapping

from koppel.domain.problems.problem import NO_DETAILS, Problem
from koppel.domain.problems.refusal import Refusal


class FileRefused(Refusal):
    """A file that cannot be imported.

    problem  why, and what to do about it
    details  values for the problem's texts: addresses of cells, names of columns and sheets, numbers; no person
    """

    def __init__(self, problem: Problem, details: Mapping[str, str] = NO_DETAILS) -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = dict(details)
