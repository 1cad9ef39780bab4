"""Imports for tests: rules of an organisation, and tables of rows as a child process gives them."""

from collections.abc import Sequence
from datetime import date, datetime

from functions.bulk_import.cells import Strictness
from functions.bulk_import.rules import Rules
from functions.bulk_import.scripts import Script
from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.tile import Dates, Numbers
from functions.bulk_import.workbook.block import Block, Column
from functions.bulk_import.workbook.blocks import blocks_of
from functions.bulk_import.workbook.prescan import Facts
from functions.bulk_import.workbook.reading import Table, block_of
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.presence import ClientDetails, Presence, ProfessionalDetails
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.runs.candidate import Candidate
from tests.functions.bulk_import.conftest import as_sent

TODAY = date(2026, 3, 2)
type Cell = str | float | bool | date | datetime | None
CLIENT_TITLES = "Email address, First name, Infix, Last name, Client ID, Date of birth, Gender, Telephone number, BSN"
PROFESSIONAL_TITLES = "Email address, First name, Infix, Last name, Professional database ID, Role"
A_CLIENT: Sequence[Cell] = ["a@example.org", "Anna", "", "Smit", "C-1", "31/01/1980", "f", "0612345678", "111222333"]


def organisation(**clients: Presence) -> Organisation:
    """An organisation in which clients have these fields; an id and a BSN unless otherwise said."""
    details = {"id": Presence.OPTIONAL, "bsn": Presence.OPTIONAL, "date_of_birth": Presence.OPTIONAL} | clients
    return Organisation(
        slug="demo",
        name="Demo",
        mode=Mode.PRODUCTION,
        pseudonyms=Pseudonyms(b"p" * 32),
        clients=ClientDetails(**details),  # type: ignore[arg-type]
        professionals=ProfessionalDetails(),
    )


def rules(
    script: Script = Script.NEW_CLIENTS,
    *,
    dates: Dates = Dates.DAY_FIRST,
    numbers: Numbers = Numbers.WARN,
    welcome: frozenset[Kind] = frozenset(),
    **clients: Presence,
) -> Rules:
    """The rules of an import into such an organisation."""
    return Rules(script, organisation(**clients), Strictness(TODAY, dates, numbers), welcome=welcome)


def table(rows: Sequence[Sequence[Cell]], facts: Facts | None = None, sheet: str = "Blad1") -> Table:
    """A table of these rows, the first of which has the number 1."""
    values = [["" if each is None else each for each in row] for row in rows]
    return Table(sheet, [], (block_of(as_sent(each)) for each in blocks_of(values, 1, 0, facts or Facts())))


def reader(
    titles: str,
    *rows: Sequence[Cell],
    script: Script = Script.NEW_CLIENTS,
    of: Rules | None = None,
    sheet: str = "Blad1",
) -> TableReader:
    """A reader of rows below these titles, which commas separate."""
    heading = [each.strip() for each in titles.split(",")]
    return TableReader(table([heading, *rows], sheet=sheet), of or rules(script))


def candidates(
    titles: str,
    *rows: Sequence[Cell],
    script: Script = Script.NEW_CLIENTS,
    of: Rules | None = None,
    sheet: str = "Blad1",
) -> list[Candidate]:
    """The candidates of rows below these titles."""
    return [each for some in reader(titles, *rows, script=script, of=of, sheet=sheet).read() for _, each in some]


def slugs(candidate: Candidate) -> list[str]:
    """What is said about a candidate."""
    return [each.slug for each in candidate.reasons]


def column_of(values: Sequence[Cell]) -> Column:
    """A column of these cells."""
    block: Block = block_of(as_sent(next(blocks_of([[each] for each in values], 1, 0, Facts()))))
    return block.columns[0]
