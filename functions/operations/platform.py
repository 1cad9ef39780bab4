"""Commands about where logons lead: the platform, the key that signs its tokens, and references of refused people."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from functions.operations.problems import UNKNOWN_PLATFORM, UNKNOWN_REFERENCE
from koppel.domain.logon.platform import TOKEN_ALGORITHM_LABELS, TokenAlgorithm
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.logon import platforms, references, signing
from koppel.logon.signing import WHICH_LABELS, Which
from koppel.organisation.commands import (
    Command,
    Line,
    NoArguments,
    OfOrganisation,
    Sensitivity,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime

type Answer = dict[str, Any]


class RegisterPlatform(OfOrganisation):
    """The platform as a relying party of OpenID Connect."""

    home: Line = explained(
        nl=("Adres", "Adres van het platform; het gevraagde pad komt erachter."),
        en=("Address", "address of the platform, to which the path that somebody asked for is added"),
        example="https://platform.example.org",
    )
    initiate_login: Line = explained(
        nl=("Startadres", "Adres waar het platform een logon begint (initiate_login_uri)."),
        en=("Initiate login", "address at which the platform starts a logon (initiate_login_uri)"),
        example="https://platform.example.org/login",
    )
    redirects: list[str] = explained(
        nl=("Terugkeeradressen", "Adressen waar antwoorden heen mogen (redirect_uris)."),
        en=("Redirects", "addresses that answers may be sent to"),
        example="https://platform.example.org/callback",
        min_length=1,
        max_length=10,
    )
    after_logout: list[str] = explained(
        nl=("Na uitloggen", "Adressen waar een browser na het uitloggen heen mag."),
        en=("After logout", "addresses that a browser may be sent to after logging out"),
        example="https://platform.example.org/bye",
        default=[],
        max_length=10,
    )
    id_token_signed_response_alg: TokenAlgorithm | None = explained(
        nl=("Algoritme", "Hoe ID-tokens worden ondertekend, ES256 of RS256; leeg: zoals het was, en anders ES256."),
        en=("Algorithm", "how its ID tokens are signed, ES256 or RS256; without it as before, and ES256 at first"),
        choices=TOKEN_ALGORITHM_LABELS,
        default=None,
    )


class FindReference(OfOrganisation):
    """A reference that somebody was shown."""

    reference: Annotated[str, Field(pattern="^[0-9A-Za-z-]{8,64}$")] = explained(
        nl=("Referentie", "De referentie op de pagina van wie niet kon inloggen."),
        en=("Reference", "the reference on the page that the refused person saw"),
        example="0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
    )


class SignWith(NoArguments):
    """The key that signs."""

    key: Which = explained(
        nl=("Sleutel", "De eerste of de tweede."), en=("Key", "first or second"), choices=WHICH_LABELS
    )


def register_platform(runtime: Runtime, actor: str, arguments: RegisterPlatform) -> Answer:
    """Register the platform that logons are handed over to. The answer holds its secret, never shown again."""
    platform, secret = platforms.register(
        tenant_of(runtime, arguments),
        home=arguments.home,
        initiate_login=arguments.initiate_login,
        redirects=arguments.redirects,
        after_logout=arguments.after_logout,
        signed_with=arguments.id_token_signed_response_alg,
        actor=actor,
    )
    return {"client_id": platform.client_id, "client_secret": secret}


def remove_platform(runtime: Runtime, actor: str, arguments: OfOrganisation) -> Answer:
    """Remove the platform; logons end on the hub's own page."""
    if not platforms.remove(tenant_of(runtime, arguments), actor=actor):
        raise Declined(UNKNOWN_PLATFORM)
    return {"organisation": arguments.organisation}


def find_reference(runtime: Runtime, _actor: str, arguments: FindReference) -> Answer:
    """Why somebody was refused who was shown this reference."""
    kept = references.find(tenant_of(runtime, arguments), arguments.reference)
    if kept is None:
        raise Declined(UNKNOWN_REFERENCE)
    return asdict(kept)


def sign_with(runtime: Runtime, actor: str, arguments: SignWith) -> Answer:
    """Choose the key that signs new tokens with ES256; both stay published."""
    signing.sign_with(runtime, arguments.key, actor)
    return {"key": arguments.key}


COMMANDS = catalogue(
    Command(
        name="register-platform",
        title=Text(nl="Platform registreren", en="Register the platform"),
        help=Text(
            nl="Draag logons over aan een platform; het geheim wordt één keer getoond.",
            en="have logons handed over to a platform; its secret is shown this once",
        ),
        arguments=RegisterPlatform,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Logons gaan voortaan naar dit platform, met een nieuw geheim; het vorige werkt meteen niet meer.",
            en="Logons lead to this platform from now on, with a new secret; the previous one ends at once.",
        ),
        carry_out=register_platform,
    ),
    Command(
        name="remove-platform",
        title=Text(nl="Platform verwijderen", en="Remove the platform"),
        help=Text(nl="Laat logons weer op de eigen pagina eindigen.", en="have logons end on the hub's own page again"),
        arguments=OfOrganisation,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Logons eindigen voortaan op de eigen pagina. Het geheim van het platform werkt meteen niet meer.",
            en="Logons end on the hub's own page from now on. The platform's secret stops working at once.",
        ),
        carry_out=remove_platform,
    ),
    Command(
        name="find-reference",
        title=Text(nl="Referentie opzoeken", en="Find a reference"),
        help=Text(
            nl="Toon wat er aan de hand was toen iemand een referentie te zien kreeg.",
            en="show what was the matter when somebody was shown a reference",
        ),
        arguments=FindReference,
        sensitivity=Sensitivity.VIEW,
        carry_out=find_reference,
    ),
    Command(
        name="sign-with",
        title=Text(nl="Ondertekenen met", en="Sign with"),
        help=Text(
            nl="Laat nieuwe tokens met de andere sleutel ondertekenen; beide blijven gepubliceerd.",
            en="have new tokens signed by the other key; both stay published",
        ),
        arguments=SignWith,
        who=Who.OPERATOR,
        carry_out=sign_with,
    ),
)
