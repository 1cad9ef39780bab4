"""The page of a link in a mail: one button, which logs its person on.

Programs that look at the links in a mail send GET, which uses nothing up. The button sends POST, and our own page only
has it: another site could otherwise log a browser on as somebody else.
"""

from collections.abc import Mapping
from pathlib import Path

from functions.session import problems
from koppel.domain.logon.security import SECURITY
from koppel.domain.logon.session import Logon
from koppel.domain.problems.problem import Finding, Problem
from koppel.domain.texts import Text
from koppel.entrance import refusals
from koppel.entrance.browser import Visit
from koppel.entrance.cookies import session_cookie
from koppel.entrance.onward import lead_on
from koppel.entrance.pages import ASK
from koppel.entrance.refusals import LOGON
from koppel.entrance.requests import Response
from koppel.logon import one_time_links, sessions
from koppel.logon.one_time_links import Link, Spent

INTEGRATION = "bulk_import"
"""Whose mails have such links."""
PLACE = tuple(one_time_links.PATH.strip("/").split("/"))
METHODS = ("link",)
CONTEXT = "urn:koppel:acr:mailed-link"
"""Whoever reads the person's mail can use the link."""

SPENT = Path(__file__).parent / "templates" / "link_spent.html"
_LOG_ON = Text(nl="Inloggen", en="Log on")
_QUESTION = Text(
    nl="Klik op de knop om in te loggen. De link in de mail werkt één keer.",
    en="Click the button to log on. The link in the mail works once.",
)
_TITLE = Text(nl="Deze link werkt niet", en="This link does not work")
_TEXTS: Mapping[str, Text] = {
    "otherwise": Text(
        nl="U kunt op de gewone manier inloggen. Lukt dat niet, vraag dan hulp aan uw zorgverlener of beheerder.",
        en="You can log on in the usual way. If that does not work, ask your care provider or administrator for help.",
    ),
    "reference": Text(nl="Noem daarbij deze referentie:", en="Mention this reference:"),
    "to_logon": Text(nl="Naar de inlogpagina", en="To the logon page"),
}
_PROBLEMS: Mapping[Spent, Problem] = {
    Spent.USED: problems.MAILED_LINK_USED,
    Spent.EXPIRED: problems.MAILED_LINK_EXPIRED,
    Spent.INACTIVE: problems.MAILED_LINK_INACTIVE,
    Spent.READDRESSED: problems.MAILED_LINK_READDRESSED,
}
"""Links that nobody made leave no entry: anybody could make up as many as they like."""
_REASONS: Mapping[Spent, Text] = {
    Spent.UNKNOWN: Text(
        nl="De link is niet volledig overgenomen, of hij is al lang verlopen.",
        en="The link was not copied completely, or it expired long ago.",
    ),
    Spent.USED: Text(nl="De link is al een keer gebruikt.", en="The link was used once already."),
    Spent.EXPIRED: Text(nl="De link is verlopen.", en="The link has expired."),
    Spent.INACTIVE: Text(nl="Er is geen actief account meer voor deze link.", en="No active account has this link."),
    Spent.READDRESSED: Text(
        nl="De link is naar een ander e-mailadres gestuurd dan het account nu heeft.",
        en="The link was sent to another e-mail address than the account has now.",
    ),
}


def follow(visit: Visit) -> Response:
    """`GET`: the page with the button, or why the link does not work. `POST`: the session of its person."""
    tokens = visit.query.get("token", ())
    link = one_time_links.look(visit.tenant, tokens[0]) if len(tokens) == 1 and tokens[0] else Spent.UNKNOWN
    if isinstance(link, Spent):
        return _refuse(visit, link)
    if not visit.is_own_form:
        return visit.page.show(ASK, _LOG_ON, question=_QUESTION, button=_LOG_ON, outcome="asked")
    if not one_time_links.use(visit.tenant, link):
        return _refuse(visit, Spent.USED)
    return _start(visit, link)


def _start(visit: Visit, link: Link) -> Response:
    logon = Logon(
        kind=link.account.kind,
        account=link.account.key,
        integration=INTEGRATION,
        methods=METHODS,
        context=CONTEXT,
        at=visit.tenant.epoch(),
    )
    started = sessions.start(visit.tenant, logon, visit.security.lifetime, visit.session)
    cookie = {"Set-Cookie": session_cookie(started.identifier, framed=visit.is_framed)}
    return lead_on(visit.page, "/", headers=cookie, outcome="logged-on")


def _refuse(visit: Visit, reason: Spent) -> Response:
    """The reason, and the reference of the entry, where there is one."""
    if reason in _PROBLEMS:
        refusals.record(visit, SECURITY.integration, Finding(problem=_PROBLEMS[reason]))
    return visit.page.show(
        SPENT,
        _TITLE,
        texts=_TEXTS,
        reason=_REASONS[reason],
        reference=visit.reference if reason in _PROBLEMS else "",
        logon=LOGON,
        status=403,
        outcome=f"link-{reason}",
    )
