"""The paths of bulk import: the page of secure transfer, and the public keys of receivers."""

from dataclasses import replace

from functions.bulk_import.transfer import page
from koppel.entrance.browser import Visit, method_not_allowed, not_found
from koppel.entrance.requests import Response

PATH = "securetransfer"
METHODS = ("GET", "HEAD")


def route(visit: Visit) -> Response:
    """`GET` and `HEAD` of `/securetransfer` and of `/securetransfer/keys/<id>.asc`."""
    is_page = visit.segments == (PATH,)
    is_key = visit.segments[:2] == (PATH, "keys") and len(visit.segments) == 3
    if not is_page and not is_key:
        return not_found(visit.page)
    if visit.method not in METHODS:
        return method_not_allowed(visit.page, METHODS)
    response = page.show(visit) if is_page else page.public_key(visit, visit.segments[2])
    return replace(response, body=b"") if visit.method == "HEAD" else response
