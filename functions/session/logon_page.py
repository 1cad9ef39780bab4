"""The logon page: the ways of logging on that the organisation offers, and the reference of a logon that failed."""

import re
from html import escape

from functions.session.ways_in import hint, ways_in
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.pages import paragraph
from koppel.entrance.requests import Response
from koppel.logon import sessions

DELEGATED = "delegated_logon"
SAML = "saml_logon"
_REFERENCE = re.compile(r"[0-9A-Za-z-]{8,64}")

TITLE = Text(nl="Inloggen", en="Log on")
_UNABLE = Text(nl="Inloggen is niet gelukt", en="Unable to log in")
_WHAT_NOW = Text(
    nl="Ga terug naar het systeem waar u vandaan kwam en klik daar opnieuw: een link werkt maar één keer. Blijft het "
    "misgaan, geef dan deze referentie aan uw beheerder:",
    en="Go back to the system that you came from and click again there: a link works only once. If it keeps failing, "
    "give this reference to your administrator:",
)
_THROUGH = Text(
    nl="U logt in via het systeem van uw organisatie, met de knop of link die u daar vindt.",
    en="You log on through your organisation's own system, with the button or link that you find there.",
)
_WITH = Text(nl="Inloggen met {name}", en="Log on with {name}")
_NOTHING = Text(
    nl="Voor deze organisatie is nog geen manier van inloggen ingesteld.",
    en="No way of logging on has been set up for this organisation yet.",
)
_ALREADY = Text(nl="U bent op dit moment ingelogd.", en="You are logged in at the moment.")
_GO_ON = Text(nl="Ga verder", en="Go on")


def show(visit: Visit) -> Response:
    """The page. Its status is always 200, as sending systems expect."""
    page, parts = visit.page, []
    references = visit.query.get("reference", ())
    failed = len(references) == 1 and bool(_REFERENCE.fullmatch(references[0]))
    if failed:
        parts.append(paragraph(page.say(_UNABLE) + ".", "bad", "alert"))
        parts.append(paragraph(f"{page.say(_WHAT_NOW)} <code>{escape(references[0])}</code>"))
    state = visit.tiles[DELEGATED]
    if state.in_use:
        text = hint(state.settings)
        parts.append(paragraph(page.say(_THROUGH)))
        parts += [paragraph(escape(text))] if text else []
    saml = visit.tiles[SAML]
    ways = ways_in(saml.settings) if saml.in_use else ()
    for each in ways:
        text = page.say(_WITH).format(name=escape(each.name))
        parts.append(paragraph(f'<a href="{escape(each.path)}">{text}</a>'))
    if not state.in_use and not ways:
        parts.append(paragraph(page.say(_NOTHING)))
    if sessions.present(visit.tenant, visit.session, visit.security.lifetime):
        parts.append(paragraph(f'{page.say(_ALREADY)} <a href="/">{page.say(_GO_ON)}</a>'))
    return page.answer(TITLE, "\n".join(parts), outcome="logon-page")
