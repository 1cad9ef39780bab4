"""The documentation under `/docs/delegated-logon`, with a bench, for the people who build senders."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from functions.delegated_logon.problems import PROBLEMS
from koppel.domain.accounts import external_ids
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import DELEGATED_LOGON
from koppel.entrance.tables import problems

SAMPLES = {
    "Python": "link.py",
    "JavaScript (Node.js)": "link.mjs",
    "Java": "Link.java",
    "PHP": "link.php",
    "Shell (OpenSSL)": "link.sh",
}
_HERE = Path(__file__).parent


@cache
def _values() -> Mapping[str, Any]:
    return {
        "longest_id": external_ids.LONGEST,
        "problems": problems(PROBLEMS.values()),
        "samples": {name: (_HERE / "samples" / file).read_text(encoding="utf-8") for name, file in SAMPLES.items()},
    }


DOCUMENTATION = Documentation(
    document=DELEGATED_LOGON,
    template=_HERE / "page.{language}.html",
    values=_values,
    scripts={("docs", "delegated-logon", "bench.js"): _HERE / "bench.js"},
)
