"""Write the documentation of the API anew: `python -m functions.rest_api`, after a change of routes or fields."""

from pathlib import Path

from functions.rest_api.documentation.openapi import written
from functions.rest_api.routes import ROUTES

if __name__ == "__main__":
    (Path(__file__).parent / "openapi.json").write_bytes(written(ROUTES))
