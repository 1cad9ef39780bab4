"""The page under `/docs/active-directory`, rendered from the tables."""

from pathlib import Path

from functions.directory_sync.documentation.tables import values
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import ACTIVE_DIRECTORY

DOCUMENTATION = Documentation(
    document=ACTIVE_DIRECTORY, template=Path(__file__).parent / "active_directory.{language}.html", values=values
)
