"""The kinds of import file and their columns, as the guide shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.bulk_import.column_definition import Needed
from functions.bulk_import.scripts import COLUMNS, SCRIPT_LABELS, Script
from koppel.domain.texts import Text
from koppel.entrance.tables import Row, Table, code, table

_USES: Mapping[Script, Text] = {
    Script.NEW_CLIENTS: Text(nl="Maakt accounts voor cliënten.", en="Makes accounts for clients."),
    Script.NEW_PROFESSIONALS: Text(nl="Maakt accounts voor medewerkers.", en="Makes accounts for professionals."),
    Script.RELATIONSHIPS: Text(
        nl="Verbindt medewerkers en cliënten die u in hetzelfde verzoek aanlevert. Lever dit bestand als laatste aan.",
        en="Connects professionals and clients that you supply in the same request. Supply this file last.",
    ),
    Script.UPDATE_CLIENTS: Text(
        nl="Wijzigt gegevens van cliënten die er al zijn. Neem alleen kolommen op die wijzigen, en wat zegt om wie het "
        "gaat.",
        en="Changes data of clients there are. Include only columns that change, and what tells who is meant.",
    ),
    Script.UPDATE_PROFESSIONALS: Text(
        nl="Wijzigt gegevens van medewerkers die er al zijn. Neem alleen kolommen op die wijzigen, en wat zegt om wie "
        "het gaat.",
        en="Changes data of professionals there are. Include only columns that change, and what tells who is meant.",
    ),
    Script.EXISTING_RELATIONSHIPS: Text(
        nl="Verbindt medewerkers en cliënten die er al zijn. Van ieder is één nummer nodig.",
        en="Connects professionals and clients there are. One id of each is needed.",
    ),
}
_NEEDED: Mapping[Needed, Text] = {
    Needed.ALWAYS: Text(nl="ja", en="yes"),
    Needed.BY_SETTINGS: Text(nl="als de organisatie het verplicht", en="where the organisation demands it"),
    Needed.OPTIONAL: Text(nl="nee", en="no"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    name: str
    title: Text
    use: Text
    columns: Table


def kinds() -> list[Kind]:
    """All kinds of file."""
    return [Kind(each, SCRIPT_LABELS[each], _USES[each], table(_rows(each))) for each in Script]


def _rows(script: Script) -> Iterator[Row]:
    yield (
        Text(nl="Kolom", en="Column"),
        Text(nl="Verplicht", en="Mandatory"),
        Text(nl="Wat erin staat", en="What is in it"),
        Text(nl="Voorbeeld", en="Example"),
    )
    for each in COLUMNS[script]:
        yield each.title, _NEEDED[each.needed], each.explanation, code(each.example)
