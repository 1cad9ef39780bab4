"""Logons: why somebody was refused who saw a reference, and the last logons by SAML with each of their checks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from functions.console.desk import NotDone
from functions.console.faces import TILES
from functions.console.pages import entry_acts
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

LOGGED_ON = "logged on"
USUAL, MOST = 20, 100
_REFERENCE = re.compile("[0-9A-Za-z-]{8,64}")

CHECKS: Mapping[str, Text] = {
    "form": Text(nl="er kwam één antwoord mee", en="one response came"),
    "xml": Text(nl="het antwoord is leesbare XML", en="the response is readable XML"),
    "structure": Text(nl="het is een antwoord van SAML 2.0", en="it is a response of SAML 2.0"),
    "status": Text(nl="de identiteitsprovider meldt succes", en="the identity provider reports success"),
    "issuer": Text(nl="het komt van deze identiteitsprovider", en="it is from this identity provider"),
    "response signature": Text(nl="handtekening van het antwoord", en="signature of the response"),
    "encryption": Text(nl="versleuteling", en="encryption"),
    "signature": Text(nl="handtekening van de verklaring", en="signature of the assertion"),
    "schema": Text(nl="opbouw volgens SAML 2.0", en="structure as SAML 2.0 has it"),
    "content": Text(nl="inhoud van de verklaring", en="content of the assertion"),
    "destination": Text(nl="het is aan ons adres gericht", en="it is sent to our address"),
    "audience": Text(nl="het is voor ons bestemd", en="it is meant for us"),
    "time": Text(nl="het is nu geldig", en="it is valid now"),
    "confirmation": Text(nl="bevestiging van de houder", en="confirmation of the bearer"),
    "person": Text(nl="er is één medewerker bij", en="one professional belongs to it"),
    "request": Text(nl="het antwoord hoort bij onze vraag", en="the response belongs to our request"),
    "pin": Text(nl="dezelfde persoon als eerder", en="the same person as before"),
}
"""The steps of `saml_logon.judgement`, in their order."""
OF_REQUESTS = frozenset({"request-differs", "unsolicited"})
"""Refusals before the step `person` that are about the request."""


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/logons`, with `reference` the reason of one refusal. A reference names nobody."""
    if turn.rest[1:] or turn.visit.method == "POST":
        return turn.refuse(404, UNKNOWN_PAGE)
    reference, path = turn.query("reference").strip(), f"{turn.home}/logons"
    kept, is_unknown = _kept(turn, reference)
    connections = turn.desk.ask("saml-list-connections")["connections"]
    names = [each["connection"] for each in connections]
    chosen = turn.query("connection") if turn.query("connection") in names else next(iter(names), "")
    limit = MOST if turn.query("more") else USUAL
    logons = turn.desk.ask("saml-list-logons", connection=chosen, limit=limit)["logons"] if chosen else []
    return turn.show(
        "logons.html",
        status=404 if is_unknown else 200,
        path=path,
        reference=reference,
        kept=kept,
        is_unknown=is_unknown,
        entry=f"{turn.home}/{kept['integration']}/errors/{entry_acts.name_of(kept['entry'])}" if kept else "",
        tile=TILES.get(kept["integration"]) if kept else None,
        connections=connections,
        chosen=chosen,
        logons=[_shown(each) for each in logons],
        more=f"{path}?{urlencode({'connection': chosen, 'more': 1})}" if limit == USUAL == len(logons) else "",
        checks=CHECKS,
    )


def _kept(turn: Turn, reference: str) -> tuple[Mapping[str, Any] | None, bool]:
    """What was kept under the reference, and whether it is unknown."""
    if not reference:
        return None, False
    if not _REFERENCE.fullmatch(reference):
        return None, True
    try:
        return turn.desk.ask("find-reference", reference=reference), False
    except NotDone as refused:
        if refused.slug != "unknown-reference":
            raise
        return None, True


def _shown(logon: Mapping[str, Any]) -> dict[str, Any]:
    """A logon with the check that failed, "" for none."""
    is_on = logon["outcome"] == LOGGED_ON
    return {**logon, "is_on": is_on, "failed": "" if is_on else _failed(logon["outcome"], logon["passed"])}


def _failed(outcome: str, passed: Sequence[str]) -> str:
    if outcome in OF_REQUESTS:
        return "request"
    return next((each for each in CHECKS if each not in passed), "")
