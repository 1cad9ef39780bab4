"""What the test run of an import costs until its rows are candidates: a workbook is opened by the confined child,
looked through, read and validated, next to what calamine alone needs to read it.

The goal is 75,000 rows a second on the machine where calamine reads 136,000, so 1.8 times its time, and at most 160 MB
for 100,000 rows of ten columns, of all processes together. Each subject has a process of its own. Times are CPU time of
it after its imports, which Lambda does before it hands over the first message, and of its children from their start.
Memory is the most that all processes had together at a time (Pss: what they share counts once), and the file, which is
in memory too. Rounds are interleaved and the smallest counts, so that neighbours disturb least.

Of what is above the floor, the start of the child and its look at the unpacked sheet before calamine reads it take
about a third, and the values that planning needs more than a third: "without candidates" leaves these out.
"""

import csv
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event, Thread

import xlsxwriter
from python_calamine import CalamineWorkbook

from functions.bulk_import import worker_entry
from functions.bulk_import.cells import Strictness
from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.rows import RowReader
from functions.bulk_import.rules import Rules
from functions.bulk_import.scripts import Script
from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.workbook.reading import opened
from koppel.domain.accounts.presence import ClientDetails, Presence, ProfessionalDetails
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.runs.candidate import Candidate
from tests.harness.home import PROJECT

ROWS = 100_000
ROUNDS = 3
HIGHEST, MOST_MEMORY = 1.8, 160
TITLES = "E-mail,Voornaam,Tussenvoegsel,Achternaam,Cliëntnummer,Geboortedatum,Geslacht,Telefoon,BSN,Opmerking"
RULES = Rules(
    Script.NEW_CLIENTS,
    Organisation(
        slug="demo",
        name="Demo",
        mode=Mode.PRODUCTION,
        pseudonyms=Pseudonyms(b"p" * 32),
        clients=ClientDetails(id=Presence.OPTIONAL, bsn=Presence.OPTIONAL, date_of_birth=Presence.OPTIONAL),
        professionals=ProfessionalDetails(),
    ),
    Strictness(date(2026, 3, 2)),
)


def rows(bad: float) -> Iterator[Sequence[str | date]]:
    """Clients; this share of them has something wrong."""
    chance = Random(1)
    for number in range(ROWS):
        wrong = chance.random() < bad
        yield (
            f"client{number}@example.org" if not wrong else f"client{number}",
            chance.choice(("Johanna", "Piet", "Anna")),
            chance.choice(("", "", "van", "de")),
            chance.choice(("Berg", "Vries", "Jansen", "Smit")),
            f"C-{number:08d}",
            date(1950, 1, 1) + timedelta(days=chance.randrange(25_000)),
            chance.choice(("m", "v")),
            f"06{chance.randrange(10**8):08d}",
            _bsn(number),
            "",
        )


def _bsn(number: int) -> str:
    """Nine digits that pass the 11-test; another one for each number that has one, else none."""
    head = f"{10_000_000 + number * 7:08d}"
    last = sum(int(digit) * weight for digit, weight in zip(head, range(9, 1, -1), strict=True)) % 11
    return f"{head}{last}" if last < 10 else ""


def write_workbook(path: Path, bad: float = 0.0) -> None:
    """A workbook of these rows, with shared texts, as Excel saves it."""
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, TITLES.split(","))
    for at, row in enumerate(rows(bad), 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif value:
                sheet.write_string(at, column, value)
    book.close()


def write_text(path: Path) -> None:
    """The same rows as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(TITLES.split(","))
        lines.writerows(rows(0.0))


def write(folder: Path) -> int:
    """Write all files into this folder."""
    write_workbook(folder / "good.xlsx")
    write_workbook(folder / "bad.xlsx", 0.01)
    write_text(folder / "good.csv")
    return ROWS


def unzip(path: Path) -> int:
    """Unpack all parts. It cannot tell how many rows there are."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as part:
                while part.read(65_536):
                    pass
    return ROWS


def calamine(path: Path) -> int:
    """Read all rows of the first sheet, and do nothing with them."""
    return sum(1 for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()) - 1


def ours(path: Path) -> int:
    """Make candidates of all rows, as the worker does."""
    with memory_file((path.read_bytes(),)) as file, opened(file) as table:
        return sum(len(some) for some in TableReader(table, RULES).read())


def without_candidates(path: Path) -> int:
    """The same, but the rows that are good become one and the same candidate."""
    same = Candidate(label="a row")
    RowReader._accepted = lambda *_: same  # type: ignore[method-assign]  # this process ends with it
    return ours(path)


SUBJECTS: dict[str, Callable[[Path], int]] = {
    each.__name__: each for each in (write, unzip, calamine, ours, without_candidates)
}


def measured(subject: str, path: Path, what: str = "seconds") -> float:
    """What this subject takes, in a process of its own: `seconds` of CPU, or `megabytes`."""
    command = [sys.executable, "-m", "tests.bench.bulk_import", subject, str(path), what]
    return float(subprocess.run(command, capture_output=True, check=True, text=True, cwd=PROJECT).stdout)


def measure(subject: str, path: Path, what: str) -> None:
    """Be that process: print seconds or megabytes."""
    assert callable(worker_entry.work)  # with all that the worker imports
    before, seen, is_over = _seconds(), [0.0], Event()
    watch = Thread(target=_watch, args=(seen, is_over))
    if what == "megabytes":
        watch.start()
    found = SUBJECTS[subject](path)
    assert found == ROWS, found
    is_over.set()
    print(max(seen) + path.stat().st_size / 2**20 if what == "megabytes" else _seconds() - before)


def _watch(seen: list[float], is_over: Event) -> None:
    while not is_over.wait(0.02):
        with suppress(OSError):  # a child that has just ended
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            seen.append(sum(map(_proportional, ("self", *children))))


def _proportional(process: str) -> float:
    """Megabytes of this process; what it shares is divided among those who share it."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        good, bad, text = (Path(folder) / name for name in ("good.xlsx", "bad.xlsx", "good.csv"))
        measured("write", Path(folder))
        cases = {
            "floor: calamine alone": ("calamine", good),
            "unzip alone": ("unzip", good),
            "workbook, without candidates": ("without_candidates", good),
            "workbook": ("ours", good),
            "workbook, 1 % wrong": ("ours", bad),
            "text": ("ours", text),
        }
        found: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(ROUNDS):
            for name, case in cases.items():
                found[name].append(measured(*case))
        memory = {name: measured(*case, "megabytes") for name, case in cases.items()}
    floor = min(next(iter(found.values())))
    for name, values in found.items():
        seconds, is_ours = min(values), cases[name][0] not in {"calamine", "unzip"}
        over = ": OVER" if seconds / floor > HIGHEST or memory[name] > MOST_MEMORY else ""
        goal = f"  goal {HIGHEST}, {MOST_MEMORY} MB{over}" if is_ours else ""
        speed = f"{ROWS / seconds:9,.0f} rows a second  x{seconds / floor:5.2f}"
        print(f"{name:28} {seconds:6.2f} s  {speed}  {memory[name]:4.0f} MB{goal}")


if __name__ == "__main__":
    if sys.argv[1:]:
        measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        main()
