"""The documentation under `/docs/saml`, for the administrators of identity providers."""

from pathlib import Path

from functions.saml_logon import checks
from functions.saml_logon.problems import PROBLEMS
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import SAML
from koppel.entrance.tables import problems, table

DOCUMENTATION = Documentation(
    document=SAML,
    template=Path(__file__).parent / "page.{language}.html",
    values=lambda: {"checks": table(checks.rows()), "problems": problems(PROBLEMS.values())},
)
