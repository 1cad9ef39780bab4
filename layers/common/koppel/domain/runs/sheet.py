"""Sheets: the rows of a run as lines of a report, with a column before and one after for each field that changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from koppel.domain.accounts.account import KIND_LABELS, ROLE_LABELS, Role
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.accounts.labels import FIELD_LABELS
from koppel.domain.runs.item import OUTCOME_LABELS, VERB_LABELS, Item, Result
from koppel.domain.runs.run import KIND_LABELS as RUN_LABELS
from koppel.domain.runs.run import STATE_LABELS, Run
from koppel.domain.runs.staging import RELATIONS
from koppel.domain.texts import Text

type Cell = str | int
type Line = Sequence[Cell]

COLUMNS: Sequence[Text] = (
    Text(nl="Nummer", en="Number"),
    Text(nl="Plaats", en="Place"),
    Text(nl="Wat er verandert", en="Change"),
    Text(nl="Uitkomst", en="Outcome"),
    Text(nl="Soort account", en="Kind of account"),
    Text(nl="Sleutel van het account", en="Key of the account"),
    Text(nl="Verliest toegang", en="Loses access"),
    Text(nl="Opmerkingen", en="Remarks"),
)
BEFORE, AFTER = Text(nl="{field} (was)", en="{field} (before)"), Text(nl="{field} (wordt)", en="{field} (after)")
YES, NO = Text(nl="ja", en="yes"), Text(nl="nee", en="no")
OF_RELATIONS: Mapping[str, Text] = {
    "relations_made": Text(nl="Nieuwe relaties", en="New relationships"),
    "relations_ended": Text(nl="Beëindigde relaties", en="Ended relationships"),
    "waiting_made": Text(nl="Relaties die wachten op een medewerker", en="Relationships that wait for a professional"),
    "waiting_ended": Text(nl="Relaties die niet meer wachten", en="Relationships that no longer wait"),
}
ABOUT: Sequence[Text] = (
    Text(nl="Verwerking", en="Run"),
    Text(nl="Soort", en="Kind"),
    Text(nl="Waarover", en="About"),
    Text(nl="Toestand", en="State"),
    Text(nl="Begonnen (UTC)", en="Started (UTC)"),
    Text(nl="Beëindigd (UTC)", en="Ended (UTC)"),
    Text(nl="Rijen", en="Rows"),
    Text(nl="Verliezen toegang", en="Lose access"),
)
PLANNED = Text(nl="Wat er verandert: {what}", en="Change: {what}")
BECAME = Text(nl="Uitkomst: {what}", en="Outcome: {what}")

_ORDER: Sequence[str] = tuple(
    dict.fromkeys((*(name for fields in FIELDS.values() for name in fields), "active", "roles", *FIELD_LABELS))
)
_LEFT_OUT = frozenset({"external_source", "deactivated_by", *RELATIONS})


def shown(item: Item, result: Result | None) -> Item:
    """What a row shows: of one that is different by now, what would change by now."""
    return result.drift if result and result.drift else item


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one report, besides those that each has: fields and ways in which relationships change."""

    fields: Sequence[str]
    relations: Sequence[str]

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Columns":
        """The columns for what changes in some of these, in their order."""
        used = {name for each in items for name in (*each.before, *each.after)}
        fields = used - _LEFT_OUT
        ordered = [*(name for name in _ORDER if name in fields), *sorted(fields.difference(_ORDER))]
        return cls(ordered, [name for name in OF_RELATIONS if name in used])


def headings(columns: Columns, language: str) -> list[str]:
    """The headings of the columns."""
    found = [_say(each, language) for each in COLUMNS]
    for name in columns.fields:
        label = _say(FIELD_LABELS.get(name) or Text(nl=name, en=name), language)
        found += [_say(each, language).format(field=label) for each in (BEFORE, AFTER)]
    return [*found, *(_say(OF_RELATIONS[name], language) for name in columns.relations)]


def line(item: Item, result: Result | None, columns: Columns, language: str) -> list[Cell]:
    """The cells of a row."""
    row = shown(item, result)
    reasons = dict.fromkeys((*row.reasons, *(result.reasons if result else ())))
    key = row.key or (result.changes[0].key if result and result.changes else "")
    found: list[Cell] = [
        row.number,
        row.label,
        _say(VERB_LABELS[row.verb], language),
        _say(OUTCOME_LABELS[result.outcome], language) if result else "",
        _say(KIND_LABELS[row.kind], language) if row.kind else "",
        key,
        _say(YES if row.loses_access else NO, language),
        " ".join(_say(each.text, language) for each in reasons),
    ]
    for name in columns.fields:
        found += [_text(row.before.get(name), language), _text(row.after.get(name), language)]
    return [*found, *(_links(row.after.get(name)) for name in columns.relations)]


def summary(run: Run, language: str) -> Iterator[Line]:
    """The run in lines of a name and a value: what it is, and how many rows there are of each kind."""
    values: Sequence[Cell] = (
        run.id,
        _say(RUN_LABELS[run.kind], language),
        run.about,
        _say(STATE_LABELS[run.state], language),
        run.started,
        run.ended,
        run.rows,
        run.loses_access,
    )
    yield from ((_say(name, language), value) for name, value in zip(ABOUT, values, strict=True))
    for verb, count in run.counts.items():
        yield _say(PLANNED, language).format(what=_say(VERB_LABELS[verb], language)), count
    for outcome, count in run.outcomes.items():
        yield _say(BECAME, language).format(what=_say(OUTCOME_LABELS[outcome], language)), count


def _text(value: Any, language: str) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return _say(YES if value else NO, language)
        case int():
            return value
        case list():
            return ", ".join(str(_text(each, language)) for each in value)
        case dict():
            return ", ".join(f"{name}: {_text(each, language)}" for name, each in value.items())
    label = ROLE_LABELS.get(Role(value)) if value in set(Role) else None
    return _say(label, language) if label else str(value)


def _links(value: Any) -> str:
    return ", ".join(each["id"] or each["professional"] for each in value or ())


def _say(text: Text, language: str) -> str:
    return text.nl if language == "nl" else text.en
