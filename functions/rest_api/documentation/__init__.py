"""The documentation under `/docs/api`, in English, and the OpenAPI document that it is rendered from.

page          the document as HTML
openapi_file  the document as a file: read, served, written
openapi       makes the document from the table of routes; `schemas` makes the shapes, `guide` has the text for people
"""

from functions.rest_api.documentation.page import content
from koppel.domain.texts import Text
from koppel.entrance.documentation import Documentation

DOCUMENTATION = Documentation(
    path=("docs", "api"),
    title=Text(nl="REST API", en="REST API"),
    content=lambda _language: content(),
)
