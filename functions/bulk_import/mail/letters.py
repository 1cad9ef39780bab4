"""Letters: what a welcome mail says.

It names the organisation and nothing of the person: a mail to a wrong address tells a stranger no name, and not whether
somebody is a client or an employee. Accounts have no language, so the organisation chooses one, or both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from functions.bulk_import.mail.outbox import Mail
from functions.bulk_import.tile import ImportSettings, MailLanguage
from koppel.aws.mail import Letter
from koppel.domain.accounts.account import Account
from koppel.domain.texts import Text
from koppel.entrance.languages import say
from koppel.entrance.templating import environment
from koppel.runtime import Tenant

ORGANISATION, MAIL = "organisation", "mail"
"""Tags of a mail, which each event about it repeats."""

SUBJECT = Text(nl="Welkom bij {organisation}", en="Welcome to {organisation}")
_GREETING = Text(nl="Goedendag,", en="Hello,")
_WHY = Text(
    nl="{organisation} heeft een account voor u gemaakt. Met deze link logt u de eerste keer in:",
    en="{organisation} has made an account for you. With this link you log on for the first time:",
)
_BUTTON = Text(nl="Inloggen", en="Log on")
_HOW = Text(
    nl="De link werkt één keer, tot {day}. Geef hem aan niemand door. Later logt u in op de manier die u van "
    "{organisation} hoort.",
    en="The link works once, until {day}. Pass it on to nobody. Later you log on in the way that {organisation} tells "
    "you.",
)
_NOT_YOU = Text(
    nl="Verwacht u deze mail niet? Dan hoeft u niets te doen.",
    en="Did you not expect this mail? Then you need not do anything.",
)
_LANGUAGES: Mapping[MailLanguage, Sequence[str]] = {
    MailLanguage.BOTH: ("nl", "en"),
    MailLanguage.DUTCH: ("nl",),
    MailLanguage.ENGLISH: ("en",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The mail in one language."""

    language: str
    title: str
    greeting: str
    why: str
    button: str
    how: str
    not_you: str

    def text(self, link: str) -> str:
        """As plain text."""
        return f"{self.greeting}\n\n{self.why}\n\n{link}\n\n{self.how}\n\n{self.not_you}"


def write(tenant: Tenant, settings: ImportSettings, mail: Mail, account: Account, link: str) -> Letter:
    """The mail to the person of this account. `link` is the whole address of the one-time link."""
    organisation = tenant.organisation
    until = organisation.day(tenant.clock() + timedelta(days=settings.mail_link_days))
    languages = _LANGUAGES[settings.mail_language]
    parts = [_part(each, organisation.name, until) for each in languages]
    subject = " / ".join(each.title for each in parts)
    template = environment(Path(__file__).parent / "templates").get_template("welcome.html")
    return Letter(
        sender=settings.mail_from,
        recipient=account.text("email"),
        subject=subject,
        text="\n\n--\n\n".join(each.text(link) for each in parts) + "\n",
        html=template.render(parts=parts, link=link, title=subject, language=languages[0]),
        tags={ORGANISATION: tenant.slug, MAIL: mail.id},
    )


def _part(language: str, organisation: str, until: date) -> _Part:
    values = {"organisation": organisation, "day": _day(until, language)}
    return _Part(
        language=language,
        title=say(SUBJECT, language).format_map(values),
        greeting=say(_GREETING, language),
        why=say(_WHY, language).format_map(values),
        button=say(_BUTTON, language),
        how=say(_HOW, language).format_map(values),
        not_you=say(_NOT_YOU, language),
    )


def _day(day: date, language: str) -> str:
    return f"{day.day}-{day.month}-{day.year}" if language == "nl" else f"{day.day} {day:%B %Y}"
