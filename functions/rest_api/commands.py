"""The operator's commands for API users: make, list, rename, change, rotate, revoke."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.rest_api.problems import NO_TOKEN, PASSWORD_LOGON, TOO_MANY, UNKNOWN_API_USER
from koppel.domain.api_tokens import SCOPE_LABELS, Scope
from koppel.domain.problems.access import SCOPE_MISSING, TOKEN_REFUSED
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.domain.tiles.units import CALLS
from koppel.organisation import api_users
from koppel.organisation.api_users import ApiUser
from koppel.organisation.commands import Command, Line, OfOrganisation, Sensitivity, Time, catalogue, mends, tenant_of
from koppel.runtime import Runtime

type Answer = dict[str, Any]
IN_THE_FUTURE = Text(nl="moet in de toekomst liggen", en="must be in the future")
_API_USER = re.compile(r"[0-9a-f]{12}")


def _api_user(text: str) -> str:
    if not _API_USER.fullmatch(text):
        raise WrongValue(nl="moet eruitzien als 0123456789ab", en="must look like 0123456789ab")
    return text


class CreateApiUser(OfOrganisation):
    """A new API user."""

    name: Line = explained(
        nl=("Naam", "Naam van het systeem; staat als externe bron bij wat het wijzigt."),
        en=("Name", "name of the system, recorded as external source of what it changes"),
        example="EPD",
    )
    scopes: list[Scope] = explained(
        nl=("Rechten", "Wat het systeem mag doen."),
        en=("Scopes", "what the system may do"),
        choices=SCOPE_LABELS,
        min_length=1,
    )
    expires: Time = explained(
        nl=("Vervalt", "UTC-tijd vanaf wanneer het token wordt geweigerd; leeg voor nooit."),
        en=("Expires", "UTC time from which its token is refused; empty for never"),
        example="2027-01-31",
        default="",
    )


class OfApiUser(OfOrganisation):
    """The API user that the command is about."""

    user: Annotated[str, Field(min_length=1), AfterValidator(_api_user)] = explained(
        nl=("API-gebruiker", "Id van de API-gebruiker, zoals list-api-users het toont."),
        en=("API user", "id of the API user, as list-api-users shows it"),
        example="0123456789ab",
    )


class RenameApiUser(OfApiUser):
    """A new name for an API user."""

    name: Line = explained(nl=("Naam", "Nieuwe naam."), en=("Name", "new name"), example="EPD")


class ScopeApiUser(OfApiUser):
    """New scopes for an API user."""

    scopes: list[Scope] = explained(
        nl=("Rechten", "Wat het systeem voortaan mag doen."),
        en=("Scopes", "what the system may do from now on"),
        choices=SCOPE_LABELS,
        min_length=1,
    )


class ExpireApiUser(OfApiUser):
    """A new expiry for an API user."""

    expires: Time = explained(
        nl=("Vervalt", "UTC-tijd vanaf wanneer de API-gebruiker wordt geweigerd; leeg voor nooit."),
        en=("Expires", "UTC time from which it is refused; empty for never"),
        example="2027-01-31",
        default="",
    )


class LimitApiUser(OfApiUser):
    """A new quota for an API user."""

    per_minute: int = explained(
        nl=(
            "Aanroepen per minuut",
            "Hoeveel aanroepen van de REST API het systeem per minuut mag doen; 0 voor onbeperkt.",
        ),
        en=("Calls a minute", "calls of the REST API that it may make in a minute; 0 for no limit"),
        example="1200",
        unit=CALLS,
        ge=0,
        le=1_000_000,
    )
    burst: int = explained(
        nl=("Tegelijk", "Hoeveel van deze aanroepen tegelijk mogen."),
        en=("At once", "how many of these calls it may make at once"),
        unit=CALLS,
        default=100,
        ge=1,
        le=100_000,
    )


class RotateApiUser(OfApiUser):
    """A new token for an API user."""

    until: Time = explained(
        nl=("Oud token geldig tot", "UTC-tijd tot wanneer het huidige token geldig blijft; leeg: het vervalt meteen."),
        en=("Old token valid until", "UTC time until which the present token stays valid; empty: it ends at once"),
        example="2027-01-31T18:00",
        default="",
    )


def create_api_user(runtime: Runtime, actor: str, arguments: CreateApiUser) -> Answer:
    """Make an API user. The answer holds its token, which is never shown again."""
    tenant = tenant_of(runtime, arguments)
    if arguments.expires and arguments.expires <= runtime.now():
        raise Declined(INVALID, fields={"expires": IN_THE_FUTURE})
    user, token = api_users.create(tenant, arguments.name, arguments.scopes, arguments.expires, actor=actor)
    return {**_shown(user), "token": token.text}


def list_api_users(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """List all API users, without their tokens."""
    tenant = tenant_of(runtime, arguments)
    return {"api_users": [_shown(user) for user in api_users.every(tenant)]}


def rename_api_user(runtime: Runtime, actor: str, arguments: RenameApiUser) -> Answer:
    """Give an API user another name."""
    tenant = tenant_of(runtime, arguments)
    if not api_users.rename(tenant, arguments.user, arguments.name, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "name": arguments.name}


def scope_api_user(runtime: Runtime, actor: str, arguments: ScopeApiUser) -> Answer:
    """Change what an API user may do."""
    tenant = tenant_of(runtime, arguments)
    if not api_users.change_scopes(tenant, arguments.user, arguments.scopes, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "scopes": sorted(set(arguments.scopes))}


def expire_api_user(runtime: Runtime, actor: str, arguments: ExpireApiUser) -> Answer:
    """Change when an API user expires."""
    tenant = tenant_of(runtime, arguments)
    if not api_users.change_expiry(tenant, arguments.user, arguments.expires, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "expires": arguments.expires}


def limit_api_user(runtime: Runtime, actor: str, arguments: LimitApiUser) -> Answer:
    """Change the quota of an API user."""
    tenant, limits = tenant_of(runtime, arguments), (arguments.per_minute, arguments.burst)
    if not api_users.change_limit(tenant, arguments.user, *limits, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "per_minute": arguments.per_minute, "burst": arguments.burst}


def rotate_api_user(runtime: Runtime, actor: str, arguments: RotateApiUser) -> Answer:
    """Make a new token. The answer holds it; it is never shown again."""
    tenant = tenant_of(runtime, arguments)
    if arguments.until and arguments.until <= runtime.now():
        raise Declined(INVALID, fields={"until": IN_THE_FUTURE})
    token = api_users.rotate(tenant, arguments.user, arguments.until, actor=actor)
    if token is None:
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "token": token.text, "previous_until": arguments.until}


def revoke_api_user(runtime: Runtime, actor: str, arguments: OfApiUser) -> Answer:
    """Revoke an API user at once."""
    if not api_users.revoke(tenant_of(runtime, arguments), arguments.user, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user}


def _shown(user: ApiUser) -> Answer:
    return {
        "id": user.id,
        "name": user.name,
        "scopes": sorted(user.scopes),
        "created": user.created,
        "expires": user.expires,
        "last_used": user.last_used,
        "previous_until": user.previous_until,
        "per_minute": user.per_minute,
        "burst": user.burst,
    }


COMMANDS = catalogue(
    Command(
        name="create-api-user",
        title=Text(nl="API-gebruiker maken", en="Make an API user"),
        help=Text(
            nl="Maak een API-gebruiker; het token wordt één keer getoond.",
            en="make an API user; its token is shown once",
        ),
        arguments=CreateApiUser,
        remedy=mends(NO_TOKEN, PASSWORD_LOGON),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Het token dat u zo ziet geeft meteen toegang. U ziet het één keer.",
            en="The token that you are about to see gives access at once. You see it once.",
        ),
        carry_out=create_api_user,
    ),
    Command(
        name="list-api-users",
        title=Text(nl="API-gebruikers", en="API users"),
        help=Text(nl="Toon alle API-gebruikers.", en="show all API users"),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_api_users,
    ),
    Command(
        name="rename-api-user",
        title=Text(nl="Hernoemen", en="Rename"),
        help=Text(nl="Geef een API-gebruiker een andere naam.", en="give an API user another name"),
        arguments=RenameApiUser,
        carry_out=rename_api_user,
    ),
    Command(
        name="scope-api-user",
        title=Text(nl="Rechten wijzigen", en="Change scopes"),
        help=Text(nl="Bepaal wat een API-gebruiker mag doen.", en="set the scopes of an API user"),
        arguments=ScopeApiUser,
        remedy=mends(SCOPE_MISSING, everywhere=True),
        carry_out=scope_api_user,
    ),
    Command(
        name="expire-api-user",
        title=Text(nl="Einddatum wijzigen", en="Change the expiry"),
        help=Text(
            nl="Bepaal wanneer een API-gebruiker vervalt, of dat die niet vervalt.",
            en="set when an API user expires, or that it does not expire",
        ),
        arguments=ExpireApiUser,
        carry_out=expire_api_user,
    ),
    Command(
        name="limit-api-user",
        title=Text(nl="Limiet wijzigen", en="Change the limit"),
        help=Text(
            nl="Bepaal hoeveel aanroepen een API-gebruiker mag doen.", en="set how many calls an API user may make"
        ),
        arguments=LimitApiUser,
        remedy=mends(TOO_MANY),
        carry_out=limit_api_user,
    ),
    Command(
        name="rotate-api-user",
        title=Text(nl="Nieuw token", en="New token"),
        help=Text(
            nl="Geef een API-gebruiker een nieuw token, dat één keer wordt getoond; het huidige kan nog even gelden.",
            en="give an API user a new token, shown once; the present one can stay valid for a while",
        ),
        arguments=RotateApiUser,
        remedy=mends(TOKEN_REFUSED, everywhere=True),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="U ziet het nieuwe token één keer. Het huidige vervalt meteen, of wanneer u kiest.",
            en="You see the new token once. The present one ends at once, or at the time that you choose.",
        ),
        carry_out=rotate_api_user,
    ),
    Command(
        name="revoke-api-user",
        title=Text(nl="Intrekken", en="Revoke"),
        help=Text(nl="Trek een API-gebruiker per direct in.", en="revoke an API user at once"),
        arguments=OfApiUser,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Elke aanroep van deze API-gebruiker wordt meteen geweigerd. Dit kan niet ongedaan worden gemaakt.",
            en="Every call of this API user is refused at once. This cannot be undone.",
        ),
        carry_out=revoke_api_user,
    ),
)
