"""The documentation under `/docs/api`, in English and in Dutch, and the OpenAPI document that it is rendered from.

page          the document as values of a page; `dutch` translates it, `guide` has the text at its head
openapi_file  the document as a file: read, served, written
openapi       makes the document from the table of routes; `schemas` makes the shapes
"""

from pathlib import Path

from functions.rest_api.documentation.page import values
from koppel.entrance.documentation import Documentation
from koppel.entrance.documents import REST_API

DOCUMENTATION = Documentation(document=REST_API, template=Path(__file__).parent / "page.html", values=values)
