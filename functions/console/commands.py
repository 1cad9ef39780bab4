"""The console's own command: a link that signs somebody in once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator

from functions.console import links
from koppel.domain.logon.platform import is_address
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.domain.times import to_seconds
from koppel.organisation import organisations
from koppel.organisation.commands import Command, OfOrganisation, Sensitivity, Who, catalogue, tenant_of
from koppel.runtime import Runtime

type Answer = dict[str, Any]


class LinkRole(StrEnum):
    """As whom a link signs somebody in."""

    APPLICATION_MANAGER = Who.APPLICATION_MANAGER
    OPERATOR = Who.OPERATOR


LINK_ROLE_LABELS: Mapping[LinkRole, Text] = {
    LinkRole.APPLICATION_MANAGER: Text(nl="Applicatiebeheerder van deze organisatie", en="Its application manager"),
    LinkRole.OPERATOR: Text(nl="Beheerder van het platform", en="Operator of the platform"),
}


def _checked(text: str) -> str:
    if text and not is_address(text):
        raise WrongValue(nl="moet een volledig adres met https zijn", en="must be a complete address with https")
    return text


Address = Annotated[str, AfterValidator(_checked)]


class ConsoleLink(OfOrganisation):
    """A link into the console of an organisation."""

    role: LinkRole = explained(
        nl=("Rol", "Als wie de link iemand inlogt."),
        en=("Role", "application-manager for this organisation, operator for all of them"),
        choices=LINK_ROLE_LABELS,
        default=LinkRole.APPLICATION_MANAGER,
    )
    address: Address = explained(
        nl=(
            "Adres",
            "Adres van de standaardorganisatie, voor een omgeving zonder eigen domeinnaam; leeg: dat van het domein.",
        ),
        en=("Address", "address of the default organisation, for a stack without a domain name; without it its domain"),
        example="http://localhost:8000",
        default="",
    )


def console_link(runtime: Runtime, actor: str, arguments: ConsoleLink) -> Answer:
    """A link that works once, for ten minutes. Where neither the command nor the stack has an address, it is a path
    below the address of the stack (its output ApiUrl)."""
    tenant = tenant_of(runtime, arguments)
    token, expires = links.make(tenant, Who(arguments.role), actor=actor)
    return {
        "url": f"{organisations.address(tenant, arguments.address)}/console/enter?token={token}",
        "expires": to_seconds(datetime.fromtimestamp(expires, UTC)),
    }


COMMANDS = catalogue(
    Command(
        name="console-link",
        title=Text(nl="Link naar de console", en="Link to the console"),
        help=Text(
            nl="Maak een link waarmee iemand één keer bij de console inlogt; hij werkt tien minuten.",
            en="make a link that signs somebody in to the console once; it works for ten minutes",
        ),
        arguments=ConsoleLink,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Wie de link als eerste gebruikt, wordt ingelogd met de rol die u kiest.",
            en="Whoever uses the link first is signed in with the role that you choose.",
        ),
        carry_out=console_link,
    ),
)
