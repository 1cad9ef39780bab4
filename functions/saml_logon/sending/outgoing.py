"""Messages that the browser takes to the identity provider, by the binding that its metadata name."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from functions.saml_logon.sending import redirects
from functions.saml_logon.sending.bindings import Binding, SigningKey
from functions.saml_logon.xml import toolkit
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.pages import ASK, ONWARD, redirect
from koppel.entrance.requests import Response

SCRIPT = ("saml", "submit.js")
METHODS = ("GET", "HEAD")
"""HTTP methods of the script's address."""

GO_ON = Text(nl="Verder naar uw organisatie", en="Go on to your organisation")
GOING_ON = Text(
    nl="Uw browser gaat verder naar uw organisatie. Gebeurt er niets, gebruik dan de knop.",
    en="Your browser goes on to your organisation. If nothing happens, use the button.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message.

    kind  `SAMLRequest` or `SAMLResponse`
    key   signs it; None sends it unsigned
    """

    address: str
    binding: Binding
    kind: str
    xml: bytes
    key: SigningKey | None = field(repr=False)
    relay_state: str = ""


def send(visit: Visit, message: Outgoing, *, cookies: tuple[str, ...], outcome: str, after_form: bool) -> Response:
    """The answer that makes the browser take the message to its address.

    after_form  the browser posted a form of ours. The policy of its page forbids other sites (`form-action`, Content
                Security Policy level 3), for redirects too: so the answer is a page that leads on.
    """
    if message.binding is Binding.POST:
        return _by_form(visit, message, cookies, outcome)
    where = redirects.address(
        message.address,
        message.kind,
        message.xml,
        relay_state=message.relay_state,
        private_key=message.key.private_key if message.key else None,
    )
    if not after_form:
        return redirect(where, cookies=cookies, outcome=outcome)
    headers = {"Refresh": f"0;url={where}"}
    return visit.page.show(ONWARD, GO_ON, location=where, text=GO_ON, headers=headers, cookies=cookies, outcome=outcome)


def script() -> Response:
    """The script that posts the form of the page that `send` makes for HTTP-POST."""
    headers = {"Cache-Control": "public, max-age=300"}
    kind = "text/javascript;charset=UTF-8"
    return Response(status=200, body=_script(), content_type=kind, headers=headers, outcome="script")


def _by_form(visit: Visit, message: Outgoing, cookies: tuple[str, ...], outcome: str) -> Response:
    """A page whose form holds the message (SAML 2.0 bindings section 3.5.4). It is posted at once where scripts run,
    otherwise when its button is pressed."""
    xml, key = message.xml, message.key
    signed = toolkit.sign_message(xml, key.private_key, key.certificate) if key else xml
    fields = {message.kind: toolkit.encoded(signed)}
    fields |= {"RelayState": message.relay_state} if message.relay_state else {}
    parts = urlsplit(message.address)
    return visit.page.show(
        ASK,
        GO_ON,
        question=GOING_ON,
        button=GO_ON,
        action=message.address,
        hidden=fields,
        script=f"/{'/'.join(SCRIPT)}",
        headers={
            "Referrer-Policy": "strict-origin"
        },  # without it browsers send `Origin: null`, which some identity providers refuse
        cookies=cookies,
        scripts=True,
        # Browsers hold the redirects that follow to this list, and only the identity provider knows where these go.
        form_targets=("https:", f"{parts.scheme}://{parts.netloc}"),
        outcome=outcome,
    )


@cache
def _script() -> bytes:
    return (Path(__file__).parent / "submit.js").read_bytes()
