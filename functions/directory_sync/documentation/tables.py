"""The tables in the documentation, rendered from those that the code reads."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from functions.directory_sync import brake
from functions.directory_sync.choices import CLOUD_LABELS, LEAVERS_LABELS
from functions.directory_sync.connections import EntraSettings, LdapSettings
from functions.directory_sync.documentation import words
from functions.directory_sync.documentation.examples import EXAMPLES, OTHERS, PERSON, SHOWN, result
from functions.directory_sync.entra.clouds import CLOUDS, Cloud
from functions.directory_sync.entra.credentials import LEAST_BITS
from functions.directory_sync.expressions import FUNCTIONS
from functions.directory_sync.ldap.source import PORTS, Encryption
from functions.directory_sync.memory import readings, states
from functions.directory_sync.problems.cycle import CYCLE_PROBLEMS
from functions.directory_sync.problems.entra import ENTRA_PROBLEMS
from functions.directory_sync.problems.entra_sign_in import ENTRA_SIGN_IN_PROBLEMS
from functions.directory_sync.problems.ldap import LDAP_PROBLEMS
from functions.directory_sync.problems.people import PEOPLE_PROBLEMS
from functions.directory_sync.problems.setup import SETUP_PROBLEMS
from functions.directory_sync.secret_expiry import WARNED_BEFORE
from functions.directory_sync.sources import Source
from functions.directory_sync.steps import STEPS
from functions.directory_sync.tile import MOST_SOURCES
from koppel.domain.problems import account
from koppel.domain.problems.problem import Problem
from koppel.domain.runs import verdict
from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, FormField, fields_of
from koppel.entrance.tables import Cell, Lines, Marked, Row, code, problems, table
from koppel.runs import starting

OF_ACCOUNTS = (
    account.ID_TAKEN,
    account.VALUE_TAKEN,
    account.DIRECTORY_ID_TAKEN,
    account.OTHER_DIRECTORY_ID,
    account.STAYS_INACTIVE,
    account.LAST_MANAGER,
)
"""Problems of accounts, whichever integration changes them, that people of a directory meet."""

CATALOGUES: Mapping[str, tuple[Problem, ...]] = {
    "cycle": tuple(CYCLE_PROBLEMS.values()),
    "people": (*PEOPLE_PROBLEMS.values(), *OF_ACCOUNTS),
    "entra": (*ENTRA_SIGN_IN_PROBLEMS, *ENTRA_PROBLEMS),
    "ldap": tuple(LDAP_PROBLEMS),
    "setup": tuple(SETUP_PROBLEMS.values()),
}
"""Part of the page → the problems that it explains."""


@cache
def values() -> Mapping[str, Any]:
    """The values of the page's template."""
    tables: Mapping[str, Iterable[Row]] = {
        "permissions": _permissions(),
        "clouds": _clouds(),
        "fields": _fields(),
        "person": _person(),
        "functions": _functions(),
        "leavers": _leavers(),
        "steps": _steps(),
        "source_settings": _settings(Source),
        "entra_settings": _settings(EntraSettings),
        "ldap_settings": _settings(LdapSettings),
    }
    defaults = {each.name: each.default for each in fields_of(Source)}
    return {
        **{name: table(rows) for name, rows in tables.items()},
        "catalogues": {name: problems(each) for name, each in CATALOGUES.items()},
        "defaults": defaults,
        "ldaps_port": PORTS[Encryption.LDAPS],
        "start_tls_port": PORTS[Encryption.START_TLS],
        "least_bits": f"{LEAST_BITS}",
        "most_sources": MOST_SOURCES,
        "approval_hours": verdict.HOURS,
        "run_days": starting.DAYS_KEPT,
        "reading_days": readings.DAYS_KEPT,
        "warning_days": [each.days for each in WARNED_BEFORE],
        "least": brake.LEAST,
        "failures": states.QUARANTINE_AFTER,
    }


def _permissions() -> Iterator[Row]:
    yield words.PERMISSION, words.USE
    for name, use in words.PERMISSIONS.items():
        yield code(name), use


def _clouds() -> Iterator[Row]:
    yield words.CLOUD, words.ADDRESSES
    for cloud, label in CLOUD_LABELS.items():
        yield label, code(*sorted(CLOUDS[Cloud(cloud)].hosts))


def _fields() -> Iterator[Row]:
    """The usual attributes: the defaults of the settings, and the other directory's spelling of them."""
    yield words.FIELD, words.ENTRA, words.AD
    entra, ldap = Source(entra=EntraSettings(tenant="-", client_id="-")), Source()
    for name, title in words.FIELD_NAMES.items():
        if name == "infix":
            yield title, *(code(f"prefix_of({each.last_name_expression})") for each in (entra, ldap))
        elif name == "last_name":
            yield title, *(code(each.last_name_expression) for each in (entra, ldap))
        else:
            yield title, code(getattr(entra, name)), code(getattr(ldap, name))


def _person() -> Iterator[Row]:
    yield words.ATTRIBUTE, words.VALUE
    for name in SHOWN:
        yield code(name), code(*PERSON[name.lower()])


def _functions() -> Iterator[Row]:
    yield words.EXPRESSION, words.MEANING, words.MAKES
    for expression, meaning in zip(OTHERS, words.OTHERS, strict=True):
        yield code(expression), meaning, code(result(expression))
    for name in FUNCTIONS:
        yield code(EXAMPLES[name]), Marked(words.FUNCTIONS[name]), code(result(EXAMPLES[name]))


def _leavers() -> Iterator[Row]:
    yield words.CHOICE, words.RESULT
    for each, label in LEAVERS_LABELS.items():
        yield label, words.LEAVERS[each]


def _steps() -> Iterator[Row]:
    yield words.STEP, words.ENTRA, words.AD
    yield from STEPS.values()


def _settings(model: type[BaseModel]) -> Iterator[Row]:
    yield words.SETTING, words.MEANING, words.DEFAULT
    for each in fields_of(model):
        if each.kind is not FieldKind.GROUP:
            yield Lines((each.title, code(each.name))), each.help or "", _default(each)


def _default(field: FormField) -> Cell:
    value = field.default
    if field.required:
        return words.NEEDED
    if isinstance(value, bool):
        return words.NO_YES[value]
    if value in (None, "", []):
        return words.EMPTY
    if label := dict(field.choices).get(str(value)):
        return label
    if field.unit:
        return Text(nl=f"{value} {field.unit.nl}", en=f"{value} {field.unit.en}")
    return code(str(value))
