"""The made-up clients with whom an import can be tried. `make documentation` writes them to `events/`.

Ten are new. One row is about somebody who is a client of the demo organisation already, one repeats another row, and
one has a BSN that cannot exist: so that the report of a test run has something to tell.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter

from functions.bulk_import.scripts import BSN, CLIENT_ID, DATE_OF_BIRTH, EMAIL, FIRST_NAME, GENDER, INFIX, LAST_NAME
from tests.harness import demo
from tests.harness.home import PROJECT

WORKBOOK = PROJECT / "events" / "bulk_import.new_clients.xlsx"
TEXT = PROJECT / "events" / "bulk_import.new_clients.csv"
MADE = datetime(2026, 1, 5, tzinfo=UTC)
"""What the workbook says about when it was made, so that it is the same whenever it is."""
COLUMNS = (CLIENT_ID, EMAIL, FIRST_NAME, INFIX, LAST_NAME, DATE_OF_BIRTH, GENDER, BSN)
NEW = (
    ("C1001", "Aaltje", "van der", "Meulen", date(1951, 3, 14), "v", "999991115"),
    ("C1002", "Bart", "", "Özdemir", date(1988, 11, 2), "m", "999991127"),
    ("C1003", "Chantal", "de", "Wit", date(1979, 7, 30), "v", ""),
    ("C1004", "Dirk-Jan", "", "Pietersen", date(2004, 2, 29), "m", "999991139"),
    ("C1005", "Esmée", "", "Hofstra", date(1996, 9, 9), "v", ""),
    ("C1006", "Ferry", "'t", "Hart", date(1967, 12, 24), "o", "999991140"),
    ("C1007", "Gülsüm", "", "Yıldız", date(1990, 5, 17), "v", ""),
    ("C1008", "Hugo", "ten", "Cate", date(1985, 4, 1), "m", "999991152"),
    ("C1009", "Ineke", "", "Jansen-Bos", date(1943, 8, 8), "v", ""),
    ("C1010", "Jip", "", "Ó Briain", date(2001, 1, 31), "u", "999991164"),
)
KNOWN = (str(demo.CLIENT["id"]), "Wil", "", "Janssen", date(1972, 6, 21), "o", "")
IMPOSSIBLE = ("C1011", "Karel", "", "Vos", date(1999, 10, 10), "m", "123456789")


def rows() -> Sequence[Sequence[str | date]]:
    """The rows below the titles: a date is a real date."""
    return [
        (number, f"{number.lower()}@demo.example", first, infix, last, born, gender, bsn)
        for number, first, infix, last, born, gender, bsn in (*NEW, KNOWN, NEW[0], IMPOSSIBLE)
    ]


def workbook() -> bytes:
    """The rows as a workbook of Excel, the same bytes each time."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": MADE, "title": "Made-up clients"})
    page = book.add_worksheet("Nieuwe cliënten")
    texts, days = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd-mm-yyyy"})
    bold = book.add_format({"bold": True})
    page.set_column(0, len(COLUMNS) - 1, 24)
    for place, column in enumerate(COLUMNS):
        page.write_string(0, place, column.title.nl, bold)
    for number, row in enumerate(rows(), 1):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, value, days)
            else:
                page.write_string(number, place, value, texts)
    page.freeze_panes(1, 0)
    book.close()
    return made.getvalue()


def text() -> bytes:
    """The rows as Excel saves them as CSV in the Netherlands: semicolons, UTF-8 with a mark at its start."""
    lines = [[column.title.nl for column in COLUMNS]]
    lines += [[f"{each:%d-%m-%Y}" if isinstance(each, date) else each for each in row] for row in rows()]
    return b"\xef\xbb\xbf" + "".join(f"{';'.join(line)}\r\n" for line in lines).encode()


if __name__ == "__main__":
    WORKBOOK.write_bytes(workbook())
    TEXT.write_bytes(text())
