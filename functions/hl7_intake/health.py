"""The health of HL7 intake: whether messages can come in, and how many wait. API users list their own tokens."""

from collections.abc import Iterator

from functions.hl7_intake.archive import messages, silence
from functions.hl7_intake.tile import HL7Settings
from koppel.domain.accounts.account import Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.texts import Text
from koppel.organisation import api_users, organisations
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

NO_USER = Text(
    nl="Er is nog geen geldige API-gebruiker met het recht hl7, waarmee uw EPD berichten stuurt.",
    en="There is no valid API user with the scope hl7 yet, with which your EHR sends messages.",
)
NO_CLIENT_ID = Text(
    nl="Het veld cliëntnummer staat uit, in de tegel cliëntgegevens.",
    en="The client id is switched off, in the tile client details.",
)


def look(tenant: Tenant, settings: str) -> Findings:
    """One read of all API users, and one of the entries of feeds that are watched."""
    feeds = organisations.read_settings(HL7Settings, settings).feeds
    return Findings(lacks=[*_lacks(tenant)], silent=silence.open_entries(tenant, feeds))


def _lacks(tenant: Tenant) -> Iterator[Text]:
    now = tenant.now()
    if not any(each.is_valid(now) and Scope.HL7 in each.scopes for each in api_users.every(tenant)):
        yield NO_USER
    if not tenant.organisation.has(Kind.CLIENT, "id"):
        yield NO_CLIENT_ID


HEALTH = Health(look=look, waiting=messages.waiting)
