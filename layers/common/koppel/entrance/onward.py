"""Onward: where the browser goes once a form of ours has logged somebody on."""

from collections.abc import Mapping

from koppel.domain.texts import Text
from koppel.entrance.pages import ONWARD, Page
from koppel.entrance.requests import Response

LOGGED_ON = Text(nl="U bent ingelogd", en="You successfully logged in")
_GO_ON = Text(nl="Ga verder", en="Go on")


def lead_on(page: Page, location: str, *, headers: Mapping[str, str], outcome: str) -> Response:
    """Lead on by a page and not by a redirect: after a form, a browser allows only redirects within the policy of its
    page (CSP level 3, form-action), and the platform may redirect to addresses that we do not know."""
    headers = {"Refresh": f"0;url={location}", **headers}
    return page.show(ONWARD, LOGGED_ON, location=location, text=_GO_ON, headers=headers, outcome=outcome)
