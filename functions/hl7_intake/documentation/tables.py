"""The tables in the documentation, rendered from those that the code reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from enum import Enum
from html import escape
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
from koppel.entrance.languages import say
from koppel.entrance.tables import Row, code, problems, table


def inserts(language: str) -> Mapping[str, str]:
    """The HTML for each name in braces in the page."""
    tables: Mapping[str, Iterable[Row]] = {
        "acknowledgements": _acknowledgements(),
        "effects": _effects(language),
        "staff_effects": _staff_effects(),
        "client_fields": _sources(CLIENT_SOURCES, language),
        "staff_fields": _sources(STAFF_SOURCES, language),
        "charsets": _charsets(),
        "limits": _limits(),
        "conditions": _conditions(),
        "reasons": _reasons(),
        "settings": _settings(language),
    }
    return {
        **{name: table(rows, language) for name, rows in tables.items()},
        "problems": problems((*PROBLEMS.values(), *ACCOUNT_PROBLEMS.values(), *MERGE_PROBLEMS.values()), language),
        "content_types": _codes(sorted(CONTENT_TYPES)),
        "known_days": str(DAYS_KNOWN),
        "tolerance": str(int(TOLERANCE.total_seconds() // 60)),
        "most_professionals": str(MOST_PROFESSIONALS),
        "known_events": _known_events(),
        "mappable": _codes(sorted(MAPPABLE)),
        "relation_sources": _codes(Feed().relation_sources),
        "role_sources": _codes(Feed().role_sources),
        "samples": "\n".join(_sample(event, text, language) for event, text in samples().items()),
        "options": "".join(f'<option value="{each}">{_title(each, language)}</option>' for each in samples()),
    }


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(map(code, texts))


def _acknowledgements() -> Iterator[Row]:
    yield words.MODES, words.MEANING
    for letter, text in words.ANSWERS.items():
        yield _codes(CODES[is_enhanced, letter] for is_enhanced in (False, True)), text


def _effects(language: str) -> Iterator[Row]:
    yield words.EVENT, words.EFFECT
    for event, effect in EFFECTS.items():
        yield f"{code(event)}<br>{escape(say(effect.title, language))}", effect.explanation


def _staff_effects() -> Iterator[Row]:
    yield words.RECORD, words.EFFECT
    for kind, effect in STAFF_EFFECTS.items():
        yield code(kind), effect.explanation


def _sources(sources: tuple[Source, ...], language: str) -> Iterator[Row]:
    yield words.FIELD, words.PLACE
    for each in sources:
        yield _codes(each.fields), f"{_codes(each.paths)}<br>{escape(say(each.rule, language))}"


def _charsets() -> Iterator[Row]:
    yield words.CHARSET, words.SPELLINGS
    for each in CHARSETS:
        yield code(each.name), _codes(each.spellings)


def _limits() -> Iterator[Row]:
    yield words.LIMIT, words.MOST
    for name, most in asdict(Limits()).items():
        yield words.LIMITS[name], Text(nl=f"{most:,}".replace(",", "."), en=f"{most:,}")


def _conditions() -> Iterator[Row]:
    yield words.CODE, words.NAME, words.MEANING
    for number, text in words.MEANINGS.items():
        yield code(number), escape(CONDITIONS[number]), text


def _reasons() -> Iterator[Row]:
    yield words.CODE, words.WORDS
    for number, text in REASONS.values():
        yield code(number), escape(text)


def _settings(language: str) -> Iterator[Row]:
    yield words.SETTING, words.MEANING, words.DEFAULT
    for name, field in Feed.model_fields.items():
        title, explanation = _explained(field, language)
        yield f"{code(name)}<br>{escape(title)}", escape(explanation), _default(name)


def _explained(field: FieldInfo, language: str) -> tuple[str, str]:
    extra = field.json_schema_extra
    dutch: Any = extra["nl"] if language == "nl" and isinstance(extra, dict) else None
    return (dutch["title"], dutch["description"]) if dutch else (field.title or "", field.description or "")


def _default(name: str) -> str | Text:
    value = getattr(Feed(), name)
    if value == frozenset(EFFECTS):
        return words.ALL
    if isinstance(value, bool):
        return words.NO_YES[value]
    if isinstance(value, tuple):
        return _codes(value)
    text = str(value.value if isinstance(value, Enum) else value)
    return code(text) if value or value == 0 else "–"


def _known_events() -> str:
    """The first and the last of each type."""
    types = sorted({kind for kind, _ in KNOWN_EVENTS})
    ends = [(kind, sorted(event for each, event in KNOWN_EVENTS if each == kind)) for kind in types]
    return ", ".join(code(f"{kind}^{events[0]}–{events[-1]}") for kind, events in ends)


def _title(event: str, language: str) -> str:
    return f"{event} {escape(say(EFFECTS[event].title, language))}"


def _sample(event: str, text: str, language: str) -> str:
    return (
        f"<details><summary>{_title(event, language)}</summary>\n"
        f'<pre id="sample-{event}" tabindex="0">{escape(text)}</pre></details>'
    )
