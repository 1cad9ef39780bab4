"""The documentation under `/docs/delegated-logon`: the same for everybody, it names no organisation."""

from koppel.entrance.browser import Visit, not_found
from koppel.entrance.requests import Response

PATH = ("docs", "delegated-logon")


def serve(visit: Visit) -> Response:
    """A page or a file of the documentation."""
    return not_found(visit.page)
