"""Connections: one for each identity provider that an organisation trusts, with every setting explained."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, model_validator

from functions.saml_logon.sending.bindings import BINDING_LABELS, Binding
from functions.saml_logon.sending.destinations import Address
from functions.saml_logon.trust import SIGNED_LABELS, Signed, Trust
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Item, Purpose, Settings, Tile, explained
from koppel.domain.tiles.units import SECONDS

MOST_CERTIFICATES = 6
MOST_CONNECTIONS = 20
CONNECTION_ID = re.compile(r"[a-z0-9]{8,40}")


def _is_id(connection: str) -> str:
    if not CONNECTION_ID.fullmatch(connection):
        raise WrongValue(nl="moet 8 tot 40 tekens van a-z en 0-9 hebben", en="must be 8 to 40 of a-z and 0-9")
    return connection


ConnectionId = Annotated[str, AfterValidator(_is_id)]


class MatchOn(StrEnum):
    """By which field of theirs professionals are found."""

    ID = "id"
    EMAIL = "email"
    DIRECTORY_ID = "directory_id"


MATCH_ON_LABELS: Mapping[MatchOn, Text] = {
    MatchOn.ID: Text(nl="Medewerkernummer", en="Professional id"),
    MatchOn.EMAIL: Text(nl="E-mailadres", en="E-mail address"),
    MatchOn.DIRECTORY_ID: Text(nl="Vast nummer in de directory", en="Lasting id in the directory"),
}


class Pinned(Settings):
    """A certificate whose key may sign."""

    fingerprint: str = explained(
        nl=("Vingerafdruk", "SHA-256 van het certificaat."),
        en=("Fingerprint", "SHA-256 of the certificate."),
        example="9f86d081884c…",
    )
    expires: str = explained(nl=("Verloopt", "UTC."), en=("Expires", "UTC."), example="2030-01-31T00:00:00")
    pem: str = explained(
        nl=("Certificaat", "De sleutel daarin telt, verder niets."),
        en=("Certificate", "The key in it counts, nothing else."),
        example="-----BEGIN CERTIFICATE-----",
        is_long=True,
        max_length=8000,
    )

    @property
    def end(self) -> datetime:
        """When it expires."""
        return datetime.fromisoformat(self.expires).replace(tzinfo=UTC)


class IdentityProvider(Settings):
    """What the metadata of an identity provider said."""

    entity_id: str = explained(
        nl=("Entity id", "Zoals de identiteitsprovider zich noemt."),
        en=("Entity id", "As the identity provider calls itself."),
        example="https://idp.example.org/metadata",
        min_length=1,
        max_length=1024,
    )
    logon_url: Address = explained(
        nl=("Adres om in te loggen", "Waar onze verzoeken heen gaan."),
        en=("Logon address", "Where our requests go."),
        example="https://idp.example.org/sso",
        min_length=1,
    )
    logon_binding: Binding = explained(
        nl=("Binding om in te loggen", "HTTP-Redirect, of HTTP-POST als de provider alleen dat kent."),
        en=("Logon binding", "HTTP-Redirect, or HTTP-POST where the provider knows nothing else."),
        choices=BINDING_LABELS,
        default=Binding.REDIRECT,
    )
    logout_url: Address = explained(
        nl=("Adres om uit te loggen", "Leeg: niet mogelijk."),
        en=("Logout address", "Empty: not possible."),
        example="https://idp.example.org/slo",
        default="",
    )
    logout_answer_url: Address = explained(
        nl=("Adres voor antwoorden bij uitloggen", "Leeg: hetzelfde als het adres om uit te loggen."),
        en=("Address for answers to logouts", "Empty: the same as the logout address."),
        example="https://idp.example.org/slo/answer",
        default="",
    )
    logout_binding: Binding = explained(
        nl=("Binding om uit te loggen", "HTTP-Redirect, of HTTP-POST als de provider alleen dat kent."),
        en=("Logout binding", "HTTP-Redirect, or HTTP-POST where the provider knows nothing else."),
        choices=BINDING_LABELS,
        default=Binding.REDIRECT,
    )
    certificates: tuple[Pinned, ...] = explained(
        nl=("Certificaten", "Twee of meer tijdens een wisseling; een handtekening moet bij een ervan horen."),
        en=("Certificates", "Two or more during a roll-over; a signature must belong to one of them."),
        min_length=1,
        max_length=MOST_CERTIFICATES,
    )


class Connection(Settings):
    """One identity provider and how far it is trusted."""

    name: str = explained(
        nl=("Naam", "Zoals medewerkers hem op de inlogpagina zien."),
        en=("Name", "As professionals see it on the logon page."),
        example="Entra ID",
        default="SAML",
        min_length=1,
        max_length=60,
    )
    on: bool = explained(
        nl=("Aan", "Of medewerkers met deze koppeling kunnen inloggen."),
        en=("On", "Whether professionals can log on by this connection."),
        default=True,
    )
    provider: IdentityProvider | None = explained(
        nl=("Identiteitsprovider", "Uit zijn metadata; laad die opnieuw als er iets verandert."),
        en=("Identity provider", "From its metadata; load these again when something changes."),
        default=None,
    )
    match_on: MatchOn = explained(
        nl=(
            "Herkennen aan",
            "Aan welk gegeven een medewerker wordt herkend: nummer, e-mailadres, of het vaste nummer in uw directory "
            "(object-id van Entra ID, objectGUID van Active Directory).",
        ),
        en=(
            "Match on",
            "By which field a professional is found: id, e-mail address, or the lasting id in your directory (object "
            "id of Entra ID, objectGUID of Active Directory).",
        ),
        choices=MATCH_ON_LABELS,
        default=MatchOn.ID,
    )
    attribute: str = explained(
        nl=("Attribuut", "Naam van het attribuut waarin dat gegeven komt; leeg: de NameID."),
        en=("Attribute", "Name of the attribute in which that field comes; empty: the NameID."),
        example="employeeNumber",
        default="",
        max_length=256,
    )
    email_verified: bool = explained(
        nl=("E-mail is nagegaan", "De provider geeft alleen adressen waarvan zeker is dat ze van de medewerker zijn."),
        en=("E-mail is verified", "The provider gives only addresses that are known to be the professional's own."),
        default=False,
    )
    idp_initiated: bool = explained(
        nl=("Provider mag beginnen", "Aan: inloggen kan ook vanuit het portaal van de provider. Minder veilig."),
        en=("Provider may start", "On: a logon may also start at the provider's portal. Less safe."),
        default=False,
    )
    signed: Signed = explained(
        nl=("Ondertekend", "Wat een handtekening moet dragen: de verklaring, het antwoord eromheen, of allebei."),
        en=("Signed", "What must carry a signature: the assertion, the response around it, or both."),
        choices=SIGNED_LABELS,
        default=Signed.ASSERTION,
    )
    must_encrypt: bool = explained(
        nl=("Versleuteld", "Aan: een verklaring die niet versleuteld is wordt geweigerd."),
        en=("Encrypted", "On: an assertion that is not encrypted is refused."),
        default=False,
    )
    allow_cbc: bool = explained(
        nl=("CBC toestaan", "Voor een provider die AES-GCM niet kent. Minder veilig."),
        en=("Allow CBC", "For a provider that does not know AES-GCM. Less safe."),
        default=False,
    )
    allow_sha1: bool = explained(
        nl=("SHA-1 toestaan", "Voor een provider die niets beters kent. Onveilig: zet dit zo snel mogelijk uit."),
        en=("Allow SHA-1", "For a provider that knows nothing better. Unsafe: switch this off as soon as you can."),
        default=False,
    )
    skew: int = explained(
        nl=("Afwijking van klokken", "Hoeveel seconden de klok van de provider voor of achter mag lopen."),
        en=("Clock skew", "How many seconds the provider's clock may be fast or slow."),
        unit=SECONDS,
        default=60,
        ge=0,
        le=180,
    )
    second_factor_contexts: tuple[Item, ...] = explained(
        nl=("Tweede factor, klassen", "AuthnContextClassRef's die een tweede factor betekenen."),
        en=("Second factor, classes", "AuthnContextClassRefs that mean a second factor."),
        example="https://refeds.org/profile/mfa",
        default=(),
        max_length=20,
    )
    second_factor_attribute: str = explained(
        nl=("Tweede factor, attribuut", "Attribuut dat zegt hoe is ingelogd; leeg: niet van toepassing."),
        en=("Second factor, attribute", "Attribute that says how the logon was done; empty: does not apply."),
        example="http://schemas.microsoft.com/claims/authnmethodsreferences",
        default="",
        max_length=256,
    )
    second_factor_values: tuple[Item, ...] = explained(
        nl=("Tweede factor, waarden", "Waarden van dat attribuut die een tweede factor betekenen."),
        en=("Second factor, values", "Values of that attribute that mean a second factor."),
        example="http://schemas.microsoft.com/claims/multipleauthn",
        default=(),
        max_length=20,
    )
    sign_requests: bool = explained(
        nl=("Verzoeken ondertekenen", "Of wij onze verzoeken ondertekenen."),
        en=("Sign requests", "Whether we sign our requests."),
        default=True,
    )
    force_authentication: bool = explained(
        nl=("Altijd opnieuw inloggen", "De provider vraagt elke keer om het wachtwoord."),
        en=("Always authenticate", "The provider asks for the password each time."),
        default=False,
    )

    @model_validator(mode="after")
    def _matches_safely(self) -> "Connection":
        if self.match_on is MatchOn.EMAIL and not self.email_verified:
            raise WrongValue(
                nl="herken alleen aan een e-mailadres dat de provider heeft nagegaan: zet ‘E-mail is nagegaan’ aan",
                en="match on e-mail only where the identity provider verifies it: set email_verified",
            )
        if bool(self.second_factor_attribute) != bool(self.second_factor_values):
            raise WrongValue(
                nl="voor een tweede factor via een attribuut zijn het attribuut en de waarden allebei nodig",
                en="a second factor by attribute needs both the attribute and its values",
            )
        return self

    def trust(self, provider: IdentityProvider, private_keys: Callable[[], Sequence[bytes]] = tuple) -> Trust:
        """How responses of the identity provider are read."""
        return Trust(
            issuer=provider.entity_id,
            certificates=tuple(each.pem for each in provider.certificates),
            private_keys=private_keys,
            signed=self.signed,
            must_encrypt=self.must_encrypt,
            allow_sha1=self.allow_sha1,
            allow_cbc=self.allow_cbc,
        )


class SamlSettings(Settings):
    """The SAML tile."""

    connections: dict[ConnectionId, Connection] = explained(
        nl=("Koppelingen", "Een voor elke identiteitsprovider, onder een nummer dat niet verandert."),
        en=("Connections", "One for each identity provider, under an id that does not change."),
        default_factory=dict,
        max_length=MOST_CONNECTIONS,
    )


TILE = Tile(
    "saml_logon",
    Purpose.AUTHENTICATION,
    Text(nl="SAML", en="SAML"),
    Text(
        nl="Medewerkers loggen in bij uw eigen identiteitsprovider, zoals Entra ID of AD FS.",
        en="Professionals log on at your own identity provider, such as Entra ID or AD FS.",
    ),
    SamlSettings,
    Counted.LOGONS,
)
