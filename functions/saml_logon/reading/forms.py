"""Forms as browsers post them."""

from urllib.parse import parse_qs

from functions.saml_logon.problems import form as problems
from functions.saml_logon.problems.refusal import Rejected
from koppel.entrance.browser import Visit

LONGEST_FORM = 512 * 1024
_FORM = "application/x-www-form-urlencoded"


def read(visit: Visit) -> dict[str, list[str]]:
    """The fields of the form that was posted, by name. Raises Rejected."""
    kind = visit.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise Rejected(problems.NO_RESPONSE)
    if len(visit.body) > LONGEST_FORM:
        raise Rejected(problems.TOO_LARGE)
    try:
        return parse_qs(visit.body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise Rejected(problems.NO_RESPONSE) from None
