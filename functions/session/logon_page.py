"""The logon page: the ways of logging on that the organisation offers, and the reference of a logon that failed."""

import re
from collections.abc import Mapping
from pathlib import Path

from functions.session.ways_in import hint, ways_in
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response
from koppel.logon import sessions

DELEGATED = "delegated_logon"
SAML = "saml_logon"
TEMPLATE = Path(__file__).parent / "templates" / "logon.html"
_REFERENCE = re.compile(r"[0-9A-Za-z-]{8,64}")

TITLE = Text(nl="Inloggen", en="Log on")
_TEXTS: Mapping[str, Text] = {
    "unable": Text(nl="Inloggen is niet gelukt", en="Unable to log in"),
    "what_now": Text(
        nl="Ga terug naar het systeem waar u vandaan kwam en klik daar opnieuw: een link werkt maar één keer. Blijft "
        "het misgaan, geef dan deze referentie aan uw beheerder:",
        en="Go back to the system that you came from and click again there: a link works only once. If it keeps "
        "failing, give this reference to your administrator:",
    ),
    "through": Text(
        nl="U logt in via het systeem van uw organisatie, met de knop of link die u daar vindt.",
        en="You log on through your organisation's own system, with the button or link that you find there.",
    ),
    "by": Text(nl="Inloggen met {name}", en="Log on with {name}"),
    "nothing": Text(
        nl="Voor deze organisatie is nog geen manier van inloggen ingesteld.",
        en="No way of logging on has been set up for this organisation yet.",
    ),
    "already": Text(nl="U bent op dit moment ingelogd.", en="You are logged in at the moment."),
    "go_on": Text(nl="Ga verder", en="Go on"),
}


def show(visit: Visit) -> Response:
    """The page. Its status is always 200, as sending systems expect."""
    references = visit.query.get("reference", ())
    failed = len(references) == 1 and bool(_REFERENCE.fullmatch(references[0]))
    delegated, saml = visit.tiles[DELEGATED], visit.tiles[SAML]
    return visit.page.show(
        TEMPLATE,
        TITLE,
        texts=_TEXTS,
        reference=references[0] if failed else "",
        by_link=delegated.in_use,
        hint=hint(delegated.settings) if delegated.in_use else "",
        ways=ways_in(saml.settings) if saml.in_use else (),
        is_present=sessions.present(visit.tenant, visit.session, visit.security.lifetime) is not None,
        outcome="logon-page",
    )
