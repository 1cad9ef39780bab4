"""What an import of a hundred rows may ask of the table and the queue: requests and units, exactly, with the least that
any design could do with beside it, and why ours does more.

The least has no plan that people approve and no trail: an unchanged row is found in a digest of its account, a changed
one is written once, and a new client is a transaction with its e-mail address, its BSN and its id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.bulk_import.scripts import Script
from tests.functions.bulk_import.import_desk import TITLES, client
from tests.functions.bulk_import.imports import PROFESSIONAL_TITLES
from tests.harness.workbooks import Cell

ROWS = 100
type Table = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests of the table and the queue, and units of the table."""

    requests: Mapping[str, int]
    read: float
    written: int


@dataclass(frozen=True, kw_only=True)
class Job:
    """An import.

    earlier    imports before it, which make what it is about
    test_run   from the message until the run waits, with its reports written and its file deleted
    final_run  from the message after the approval until the last report is written; None where nothing is applied
    floor      read and write units of a row
    word       on the difference
    """

    name: str
    script: Script
    rows: Table
    earlier: tuple[tuple[Script, Table], ...] = ()
    test_run: Cost
    final_run: Cost | None = None
    floor: tuple[float, float]
    word: str


def bsn(number: int) -> str:
    """Nine digits that pass the 11-test; another one for each number."""
    head = f"{100_000 + number}"
    tails = (f"{head}{tail:03d}" for tail in range(1000))
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return next(each for each in tails if sum(int(d) * w for d, w in zip(each, weights, strict=True)) % 11 == 0)


CLIENTS: Table = [TITLES, *(client(each, bsn=bsn(each)) for each in range(ROWS))]
STAFF: Table = [
    [*PROFESSIONAL_TITLES.split(", ")],
    *([f"m{each}@example.org", "Bas", "", "Wit", f"M-{each}", ""] for each in range(ROWS)),
]
NAMES: Table = [["Client ID", "Last name"], *([f"C-{each}", "Zwart"] for each in range(ROWS))]
LINKS: Table = [["Professional ID", "Client ID"], *([f"M-{each}", f"C-{each}"] for each in range(ROWS))]
START = Cost({"BatchGetItem": 1, "GetItem": 2, "TransactWriteItems": 1, "SendMessage": 1}, 5, 7)
"""Organisation, tiles and settings, and the slot of the import; the run, its slot and the audit record."""
APPROVAL = Cost({"GetItem": 2, "TransactWriteItems": 1, "SendMessage": 1}, 2, 10)
"""The run and the tile; the run, its slot and the audit record."""

JOBS = (
    Job(
        name="new clients",
        script=Script.NEW_CLIENTS,
        rows=CLIENTS,
        test_run=Cost({"BatchGetItem": 6, "GetItem": 2, "TransactWriteItems": 2, "PutItem": 2}, 10 + 3 * ROWS, 26),
        final_run=Cost(
            {"BatchGetItem": 7, "TransactWriteItems": ROWS + 2, "PutItem": 1}, 12 + 3 * ROWS, 17 + 10 * ROWS
        ),
        floor=(0, 9),
        word="id, e-mail address and BSN are looked up for the plan and once more before it is applied (3 each); the "
        "account, its id, address, BSN and trail in one transaction (10), and no index of therapists",
    ),
    Job(
        name="the same clients again",
        script=Script.NEW_CLIENTS,
        rows=CLIENTS,
        earlier=((Script.NEW_CLIENTS, CLIENTS),),
        test_run=Cost({"BatchGetItem": 7, "GetItem": 2, "TransactWriteItems": 2, "PutItem": 3}, 10 + 4 * ROWS, 16),
        floor=(0.5, 0),
        word="the id leads to the account (2), and address and BSN are looked up beside it, as a row of somebody else "
        "would have to be refused (2); nothing is written for a row but its place in the page",
    ),
    Job(
        name="clients with another name",
        script=Script.UPDATE_CLIENTS,
        rows=NAMES,
        earlier=((Script.NEW_CLIENTS, CLIENTS),),
        test_run=Cost({"BatchGetItem": 5, "GetItem": 2, "TransactWriteItems": 2, "PutItem": 2}, 10 + 2 * ROWS, 24),
        final_run=Cost({"BatchGetItem": 6, "TransactWriteItems": ROWS + 2, "PutItem": 1}, 12 + 2 * ROWS, 17 + 4 * ROWS),
        floor=(0.5, 1),
        word="the id leads to the account (2), twice; account and trail in one transaction (4)",
    ),
    Job(
        name="new professionals",
        script=Script.NEW_PROFESSIONALS,
        rows=STAFF,
        test_run=Cost({"BatchGetItem": 5, "GetItem": 2, "TransactWriteItems": 2, "PutItem": 2}, 10 + 2 * ROWS, 24),
        final_run=Cost(
            {"BatchGetItem": 6, "TransactWriteItems": ROWS + 2, "Query": ROWS, "DeleteItem": ROWS, "PutItem": 1},
            12 + 3 * ROWS,
            19 + 11 * ROWS,
        ),
        floor=(0, 7),
        word="as new clients without a BSN; relationships may wait for the id: a mark in the transaction (2), a look "
        "(1), and the mark goes (1)",
    ),
    Job(
        name="relationships",
        script=Script.RELATIONSHIPS,
        rows=LINKS,
        earlier=((Script.NEW_CLIENTS, CLIENTS), (Script.NEW_PROFESSIONALS, STAFF)),
        test_run=Cost(
            {"BatchGetItem": 6, "GetItem": 2, "Query": ROWS, "TransactWriteItems": 2, "PutItem": 2}, 12 + 4 * ROWS, 30
        ),
        final_run=Cost(
            {"BatchGetItem": 7, "Query": ROWS, "TransactWriteItems": ROWS + 2, "PutItem": 1},
            15 + 4 * ROWS,
            17 + 7 * ROWS,
        ),
        floor=(1, 3),
        word="both ids lead to accounts (2 + 1), and the client's relationships are read (1); relationship with its "
        "place in the list of the professional (3), account and trail (4)",
    ),
)
"""Every import. A page costs besides: the run, the organisation and its tiles, the page and what became of it, and the
writes by which the run moves on."""
