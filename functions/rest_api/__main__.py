"""Write the OpenAPI document: `python -m functions.rest_api`, after a change of routes or fields."""

from functions.rest_api.documentation.openapi import document
from functions.rest_api.documentation.openapi_file import FILE, written
from functions.rest_api.routes import ROUTES

if __name__ == "__main__":
    FILE.write_bytes(written(document(ROUTES)))
