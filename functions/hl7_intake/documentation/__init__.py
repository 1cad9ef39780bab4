"""The documentation under `/docs/hl7` with the bench, in English and in Dutch.

samples  a message for each event that has an effect
tables   tables of the page, made of those that the code reads
words    texts for codes, and the heads of tables
"""

from pathlib import Path

from functions.hl7_intake.documentation.tables import values
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import HL7

_HERE = Path(__file__).parent

DOCUMENTATION = Documentation(
    document=HL7,
    template=_HERE / "page.{language}.html",
    values=values,
    scripts={("hl7", "bench.js"): _HERE / "bench.js"},
    requests=True,
)
