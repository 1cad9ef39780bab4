"""The documentation under `/docs/hl7` with the bench, in English and in Dutch.

samples  a message for each event that has an effect
tables   tables of the page, rendered from those that the code reads
words    texts for codes, and the heads of tables
"""

from functools import cache
from pathlib import Path

from functions.hl7_intake.documentation.tables import inserts
from koppel.domain.texts import Text
from koppel.entrance.documentation import Documentation

_HERE = Path(__file__).parent


@cache
def _content(language: str) -> str:
    content = (_HERE / f"page.{language}.html").read_text(encoding="utf-8")
    for name, html in inserts(language).items():
        content = content.replace(f"{{{name}}}", html)
    return content


DOCUMENTATION = Documentation(
    path=("docs", "hl7"),
    title=Text(nl="HL7-berichten", en="HL7 messages"),
    content=_content,
    languages=("en", "nl"),
    scripts={("hl7", "bench.js"): _HERE / "bench.js"},
    requests=True,
)
