"""The page under `/docs/scim`, rendered from the tables: addresses, attributes, limits, problems."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from functions.directory_sync.problems.scim import SCIM_PROBLEMS
from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.routes import ROUTES
from functions.directory_sync.scim import brake
from functions.directory_sync.scim.errors import ScimType
from functions.directory_sync.scim.filters import grammar, words
from functions.directory_sync.scim.filters.expression import Operator
from functions.directory_sync.scim.memory.brake import HOURS_ON, RELEASE_HOURS, WINDOW_SECONDS
from functions.directory_sync.scim.patch.operations import MOST_OPERATIONS
from functions.directory_sync.scim.schema.attributes import Attribute, ResourceType
from functions.directory_sync.scim.schema.tables import COMMON, GROUP, KOPPEL_URN, MOST_MEMBERS, USER
from functions.directory_sync.scim.wire.requests import MOST_BYTES, MOST_RESULTS, USUAL_COUNT
from koppel.domain.texts import Text
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import SCIM
from koppel.entrance.tables import Row, Table, code, problems, table
from koppel.organisation.api_users import BURST, PER_MINUTE

KEYWORDS: Mapping[ScimType, Text] = {
    ScimType.INVALID_FILTER: Text(nl="Het filter kan niet worden gelezen.", en="The filter cannot be read."),
    ScimType.INVALID_PATH: Text(
        nl="Het pad van een bewerking kan niet worden gelezen.", en="The path of an operation cannot be read."
    ),
    ScimType.INVALID_SYNTAX: Text(nl="De body is geen JSON-object.", en="The body is not a JSON object."),
    ScimType.INVALID_VALUE: Text(
        nl="Een waarde is ongeldig of ontbreekt; de tekst noemt welke.",
        en="A value is not valid or missing; the text says which.",
    ),
    ScimType.MUTABILITY: Text(nl="Wat verplicht is, kan niet weg.", en="What is required cannot be removed."),
    ScimType.NO_TARGET: Text(
        nl="Het filter in het pad vindt niets, of een remove heeft geen pad.",
        en="The filter in the path finds nothing, or a remove has no path.",
    ),
    ScimType.TOO_MANY: Text(nl="Het filter zou te veel moeten lezen.", en="The filter would have to read too much."),
    ScimType.UNIQUENESS: Text(
        nl="Een andere gebruiker of een ander account heeft de waarde al.",
        en="Another user or account has the value already.",
    ),
}
"""Keyword of an error → when it is given."""

_YES, _NO = Text(nl="verplicht", en="required"), Text(nl="optioneel", en="optional")
_READ = Text(nl="alleen lezen", en="read only")


def _values() -> Mapping[str, Any]:
    settings = ScimSettings()
    return {
        "addresses": table(_addresses()),
        "users": _attributes(USER),
        "groups": _attributes(GROUP),
        "keywords": table(_keywords()),
        "problems": problems(SCIM_PROBLEMS.values()),
        "operators": code(*(each.value for each in Operator), "pr", "and", "or", "not"),
        "extension": KOPPEL_URN,
        "limits": {
            "brake_count": settings.brake_count,
            "brake_share": settings.brake_share,
            "least": brake.LEAST,
            "minutes": WINDOW_SECONDS // 60,
            "retry": brake.RETRY_SECONDS,
            "release_hours": RELEASE_HOURS,
            "hours_on": HOURS_ON,
            "results": MOST_RESULTS,
            "usual": USUAL_COUNT,
            "mebibytes": MOST_BYTES // 1024**2,
            "operations": MOST_OPERATIONS,
            "members": MOST_MEMBERS,
            "filter": words.LONGEST,
            "conditions": grammar.MOST_CONDITIONS,
            "per_minute": PER_MINUTE,
            "burst": BURST,
        },
    }


def _addresses() -> Iterator[Row]:
    yield Text(nl="Adres", en="Address"), Text(nl="Methode", en="Method"), Text(nl="Wat het doet", en="What it does")
    for path, operations in ROUTES.items():
        summaries: dict[Text, list[str]] = {}
        for method, operation in operations.items():
            summaries.setdefault(operation.summary, []).append(method)
        for summary, methods in summaries.items():
            yield code(f"/scim/v2/{path}".rstrip("/")), code(*methods), summary


def _attributes(of: ResourceType) -> Table:
    return table(_rows(of))


def _rows(of: ResourceType) -> Iterator[Row]:
    yield Text(nl="Attribuut", en="Attribute"), Text(nl="Verplicht", en="Required"), Text(nl="Betekenis", en="Meaning")
    for each in (*(one for one in COMMON if one.name in {"id", "externalId"}), *of.schema.attributes):
        yield from _row(each, "")
    for schema in of.extensions:
        for each in schema.attributes:
            yield from _row(each, f"{schema.urn}:")


def _row(each: Attribute, before: str) -> Iterator[Row]:
    yield code(f"{before}{each.name}"), _need(each), each.explanation
    for part in each.parts:
        yield code(f"{before}{each.name}.{part.name}"), _need(part), part.explanation


def _need(each: Attribute) -> Text:
    return _READ if each.is_read_only else _YES if each.required else _NO


def _keywords() -> Iterator[Row]:
    yield "scimType", Text(nl="Wanneer", en="When")
    for keyword, text in KEYWORDS.items():
        yield code(keyword), text


DOCUMENTATION = Documentation(
    document=SCIM,
    template=Path(__file__).parent / "scim.{language}.html",
    values=_values,
)
