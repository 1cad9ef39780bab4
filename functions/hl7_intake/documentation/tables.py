"""The tables in the documentation, rendered from those that the code reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo

from functions.hl7_intake.archive.messages import DAYS_KNOWN
from functions.hl7_intake.choices import MAPPABLE
from functions.hl7_intake.documentation import words
from functions.hl7_intake.documentation.samples import samples
from functions.hl7_intake.effects import EFFECTS, KNOWN_EVENTS, STAFF_EFFECTS
from functions.hl7_intake.problems import PROBLEMS
from functions.hl7_intake.reception import CONTENT_TYPES
from functions.hl7_intake.rules import MOST_PROFESSIONALS
from functions.hl7_intake.tables.field_map import CLIENT_SOURCES, STAFF_SOURCES, Source
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.acknowledgement import CODES, CONDITIONS
from functions.hl7_intake.v2.encoding import CHARSETS
from functions.hl7_intake.v2.limits import Limits
from functions.hl7_intake.v2.reading import REASONS
from functions.hl7_intake.v2.times import TOLERANCE
from koppel.domain.problems.account import ACCOUNT_PROBLEMS
from koppel.domain.problems.merge import MERGE_PROBLEMS
from koppel.domain.texts import Text
from koppel.entrance.tables import Cell, Lines, Row, code, problems, table


@dataclass(frozen=True, slots=True)
class Sample:
    """A message for one event."""

    event: str
    title: Text
    text: str


@cache
def values() -> Mapping[str, Any]:
    """The values of the page's template."""
    tables: Mapping[str, Iterable[Row]] = {
        "acknowledgements": _acknowledgements(),
        "effects": _effects(),
        "staff_effects": _staff_effects(),
        "client_fields": _sources(CLIENT_SOURCES),
        "staff_fields": _sources(STAFF_SOURCES),
        "charsets": _charsets(),
        "limits": _limits(),
        "conditions": _conditions(),
        "reasons": _reasons(),
        "settings": _settings(),
    }
    return {
        **{name: table(rows) for name, rows in tables.items()},
        "problems": problems((*PROBLEMS.values(), *ACCOUNT_PROBLEMS.values(), *MERGE_PROBLEMS.values())),
        "content_types": code(*sorted(CONTENT_TYPES)),
        "known_days": DAYS_KNOWN,
        "tolerance": int(TOLERANCE.total_seconds() // 60),
        "most_professionals": MOST_PROFESSIONALS,
        "known_events": _known_events(),
        "mappable": code(*sorted(MAPPABLE)),
        "relation_sources": code(*Feed().relation_sources),
        "role_sources": code(*Feed().role_sources),
        "samples": [Sample(event, EFFECTS[event].title, text) for event, text in samples().items()],
    }


def _acknowledgements() -> Iterator[Row]:
    yield words.MODES, words.MEANING
    for letter, text in words.ANSWERS.items():
        yield code(*(CODES[is_enhanced, letter] for is_enhanced in (False, True))), text


def _effects() -> Iterator[Row]:
    yield words.EVENT, words.EFFECT
    for event, effect in EFFECTS.items():
        yield Lines((code(event), effect.title)), effect.explanation


def _staff_effects() -> Iterator[Row]:
    yield words.RECORD, words.EFFECT
    for kind, effect in STAFF_EFFECTS.items():
        yield code(kind), effect.explanation


def _sources(sources: tuple[Source, ...]) -> Iterator[Row]:
    yield words.FIELD, words.PLACE
    for each in sources:
        yield code(*each.fields), Lines((code(*each.paths), each.rule))


def _charsets() -> Iterator[Row]:
    yield words.CHARSET, words.SPELLINGS
    for each in CHARSETS:
        yield code(each.name), code(*each.spellings)


def _limits() -> Iterator[Row]:
    yield words.LIMIT, words.MOST
    for name, most in asdict(Limits()).items():
        yield words.LIMITS[name], Text(nl=f"{most:,}".replace(",", "."), en=f"{most:,}")


def _conditions() -> Iterator[Row]:
    yield words.CODE, words.NAME, words.MEANING
    for number, text in words.MEANINGS.items():
        yield code(number), CONDITIONS[number], text


def _reasons() -> Iterator[Row]:
    yield words.CODE, words.WORDS
    for number, text in REASONS.values():
        yield code(number), text


def _settings() -> Iterator[Row]:
    yield words.SETTING, words.MEANING, words.DEFAULT
    for name, field in Feed.model_fields.items():
        title, explanation = _explained(field)
        yield Lines((code(name), title)), explanation, _default(name)


def _explained(field: FieldInfo) -> tuple[Text, Text]:
    dutch: Any = field.json_schema_extra["nl"] if isinstance(field.json_schema_extra, dict) else {}
    return (
        Text(nl=dutch["title"], en=field.title or ""),
        Text(nl=dutch["description"], en=field.description or ""),
    )


def _default(name: str) -> Cell:
    value = getattr(Feed(), name)
    if value == frozenset(EFFECTS):
        return words.ALL
    if isinstance(value, bool):
        return words.NO_YES[value]
    if isinstance(value, tuple):
        return code(*value)
    text = str(value.value if isinstance(value, Enum) else value)
    return code(text) if value or value == 0 else "–"


def _known_events() -> Cell:
    """The first and the last of each type."""
    types = sorted({kind for kind, _ in KNOWN_EVENTS})
    ends = [(kind, sorted(event for each, event in KNOWN_EVENTS if each == kind)) for kind in types]
    return code(*(f"{kind}^{events[0]}–{events[-1]}" for kind, events in ends))
