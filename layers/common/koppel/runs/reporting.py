"""Reporting: the files that tell of every row of a run, in both languages, as CSV and for Excel.

They are written when a run begins to wait and when it has ended, into the bucket of files, and hold what `show-run`
shows. A file goes with the bucket's own time; the rows stay as long as the run.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import batched
from pathlib import Path
from typing import IO

from koppel.aws.files import Files, of_run
from koppel.domain import csv_files
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.runs import NO_REPORT
from koppel.domain.runs import sheet
from koppel.domain.runs.run import Run
from koppel.domain.runs.sheet import Columns
from koppel.domain.texts import Text
from koppel.runs import listing
from koppel.runs.workbooks import Workbook
from koppel.runtime import Tenant, variable

ADDRESS_SECONDS = 60
LANGUAGES = ("nl", "en")
CSV, EXCEL = "csv", "xlsx"
TYPES: Mapping[str, str] = {
    CSV: "text/csv; charset=utf-8",
    EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHEETS = (Text(nl="Samenvatting", en="Summary"), Text(nl="Rijen", en="Rows"))
ROWS_A_SECOND = 2_000
"""How many rows are written in all four files, on a function with one processor; a low estimate."""
AT_ONCE = 500


def seconds(run: Run) -> float:
    """How long writing the reports takes."""
    return run.rows / ROWS_A_SECOND


def write(tenant: Tenant, run: Run) -> dict[str, str]:
    """Write the reports of the run as it is now. Returns the key of each file by its name; nothing without rows."""
    if not run.rows:
        return {}
    bucket = Files(variable("FILES_BUCKET"))
    keys = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in _write(tenant, run, Path(folder)):
            keys[name] = of_run(tenant.slug, run.id, name)
            with path.open("rb") as file:
                bucket.write(keys[name], file, TYPES[path.suffix[1:]])
    return keys


def has_report(run: Run) -> bool:
    """Whether there are files to download."""
    return bool(run.files)


def address(run: Run, form: str, language: str) -> str:
    """An address at which the report can be had for a minute. Raises Declined where there is none."""
    key = run.files.get(f"report-{language}.{form}")
    if key is None:
        raise Declined(NO_REPORT)
    return Files(variable("FILES_BUCKET")).presigned_get(key, ADDRESS_SECONDS, f"report-{run.id}.{form}")


def _write(tenant: Tenant, run: Run, folder: Path) -> Iterator[tuple[str, Path]]:
    """Write all files in one go through the rows. Yields the name and the place of each."""
    columns = Columns.of(sheet.shown(*row) for row in listing.every_row(tenant, run))
    paths = {(language, form): folder / f"report-{language}.{form}" for language in LANGUAGES for form in (CSV, EXCEL)}
    with ExitStack() as stack:
        texts = {each: stack.enter_context(_text_file(paths[each, CSV], columns, each)) for each in LANGUAGES}
        books = {each: stack.enter_context(_workbook(run, paths[each, EXCEL], columns, each)) for each in LANGUAGES}
        for some in batched(listing.every_row(tenant, run), AT_ONCE, strict=False):
            for language in LANGUAGES:
                lines = [sheet.line(*row, columns, language) for row in some]
                texts[language].write(csv_files.lines(lines, language))
                for line in lines:
                    books[language].add(line)
    yield from ((path.name, path) for path in paths.values())


def _text_file(path: Path, columns: Columns, language: str) -> IO[str]:
    file = path.open("w", encoding="utf-8", newline="")
    file.write(csv_files.MARK + csv_files.lines([sheet.headings(columns, language)], language))
    return file


def _workbook(run: Run, path: Path, columns: Columns, language: str) -> Workbook:
    summary_name, rows_name = (each.nl if language == "nl" else each.en for each in SHEETS)
    return Workbook(path, (summary_name, rows_name), sheet.summary(run, language), sheet.headings(columns, language))
