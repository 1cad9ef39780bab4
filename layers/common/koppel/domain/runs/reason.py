"""Reasons: why a row is refused or has a warning, why a run waits or has stopped, in words for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from koppel.domain.problems.problem import NO_DETAILS, Level, Problem
from koppel.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A problem of one row or of a whole run. It keeps its texts: a run outlives the catalogue that it was made with.

    slug   of the problem, in the catalogue of the integration or of `koppel.domain.problems.runs`
    level  how urgent it is
    text   what is wrong and what to do
    """

    slug: str
    level: Level
    text: Text

    @classmethod
    def of(cls, problem: Problem, details: Mapping[str, str | Text] = NO_DETAILS) -> "Reason":
        """The reason for this problem. `details` fill the `{names}` of its texts; a Text in its own language. They may
        name a field or a cell, and no person."""
        said = Text(
            nl=f"{problem.explanation.nl} {problem.remedy.nl}", en=f"{problem.explanation.en} {problem.remedy.en}"
        )
        dutch = {name: each.nl if isinstance(each, Text) else each for name, each in details.items()}
        english = {name: each.en if isinstance(each, Text) else each for name, each in details.items()}
        return cls(problem.slug, problem.level, Text(nl=said.nl.format_map(dutch), en=said.en.format_map(english)))
