"""The columns of an exported error log."""

from koppel.domain.problems.problem import LEVEL_LABELS, RESPONSIBLE, STATE_LABELS
from koppel.domain.texts import Text
from koppel.organisation.entry import Entry, Solver

COLUMNS = (
    Text(nl="Koppeling", en="Integration"),
    Text(nl="Toestand", en="State"),
    Text(nl="Ernst", en="Level"),
    Text(nl="Voor het eerst (UTC)", en="First seen (UTC)"),
    Text(nl="Voor het laatst (UTC)", en="Last seen (UTC)"),
    Text(nl="Aantal", en="Count"),
    Text(nl="Over", en="About"),
    Text(nl="Wat er is gebeurd", en="What happened"),
    Text(nl="Wat te doen", en="What to do"),
    Text(nl="Door wie", en="By whom"),
    Text(nl="Referentie", en="Reference"),
    Text(nl="Opgelost (UTC)", en="Solved (UTC)"),
    Text(nl="Opgelost door", en="Solved by"),
    Text(nl="Regel", en="Entry"),
)
BY_ITSELF = Text(nl="vanzelf: {integration} {reference}", en="by itself: {integration} {reference}")


def cells(entry: Entry, language: str) -> list[str | int]:
    """One entry, in the order of COLUMNS."""

    def say(text: Text) -> str:
        return text.nl if language == "nl" else text.en

    return [
        entry.integration,
        say(STATE_LABELS[entry.state]),
        say(LEVEL_LABELS[entry.level]),
        _time(entry.first_seen),
        _time(entry.last_seen),
        entry.count,
        entry.subject,
        say(entry.explanation),
        say(entry.remedy),
        say(RESPONSIBLE[entry.responsible]),
        entry.reference,
        _time(entry.solved_at),
        say(_solver(entry.solved_by)) if entry.solved_by else "",
        entry.id,
    ]


def _time(text: str) -> str:
    """A time as spreadsheets read it: without fractions of a second."""
    return text[:19].replace("T", " ")


def _solver(by: Solver) -> Text:
    if by.actor:
        return Text(nl=by.actor, en=by.actor)
    filled = BY_ITSELF.fill({"integration": by.integration, "reference": by.reference})
    return Text(nl=filled.nl.strip(), en=filled.en.strip())
