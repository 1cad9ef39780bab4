"""The documentation under `/docs/import`, for the people who supply data for an import."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from functions.bulk_import.documentation.columns import kinds
from functions.bulk_import.problems import PROBLEMS
from functions.bulk_import.problems.keys import KEY_PROBLEMS
from functions.bulk_import.problems.mail import MAIL_PROBLEMS
from functions.bulk_import.transfer.page import MEGABYTES
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import BULK_IMPORT
from koppel.entrance.tables import problems


@cache
def _values() -> Mapping[str, Any]:
    return {
        "kinds": kinds(),
        "megabytes": MEGABYTES,
        "problems": problems(each for each in PROBLEMS.values() if each.slug not in {*KEY_PROBLEMS, *MAIL_PROBLEMS}),
    }


DOCUMENTATION = Documentation(
    document=BULK_IMPORT, template=Path(__file__).parent / "page.{language}.html", values=_values
)
