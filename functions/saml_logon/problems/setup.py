"""Problems of setting up a connection: its metadata and its number."""

from koppel.domain.problems.problem import Level, for_provider, problem
from koppel.domain.texts import Text

_FETCH = Text(
    nl="Haal de metadata van de identiteitsprovider zelf op, als XML, en laad dat bestand ongewijzigd.",
    en="Fetch the metadata of the identity provider itself, as XML, and load that file unchanged.",
)

NO_PROVIDER = problem(
    "metadata-no-provider",
    Level.ERROR,
    nl="De metadata beschrijven geen identiteitsprovider voor SAML 2.0 (IDPSSODescriptor).",
    en="The metadata describe no identity provider for SAML 2.0 (IDPSSODescriptor).",
    remedy=_FETCH,
)
SEVERAL_PROVIDERS = problem(
    "metadata-several-providers",
    Level.ERROR,
    nl="De metadata beschrijven meer dan een identiteitsprovider.",
    en="The metadata describe more than one identity provider.",
    remedy=Text(
        nl="Laad de metadata van een enkele identiteitsprovider, niet die van een hele federatie.",
        en="Load the metadata of a single identity provider, not those of a whole federation.",
    ),
)
NO_ENTITY_ID = problem(
    "metadata-no-entity-id",
    Level.ERROR,
    nl="De metadata noemen geen entity id, of een die te lang is.",
    en="The metadata name no entity id, or one that is too long.",
    remedy=_FETCH,
)
NO_ADDRESS = problem(
    "metadata-no-address",
    Level.ERROR,
    nl="De metadata noemen geen adres om in te loggen met HTTP-Redirect of HTTP-POST.",
    en="The metadata name no address to log on by HTTP-Redirect or HTTP-POST.",
    remedy=for_provider(
        nl="Zet bij de identiteitsprovider de binding HTTP-Redirect of HTTP-POST voor inloggen aan.",
        en="Switch on the binding HTTP-Redirect or HTTP-POST for logons at the identity provider.",
    ),
)
UNSAFE_ADDRESS = problem(
    "metadata-unsafe-address",
    Level.ERROR,
    nl="Een adres in de metadata begint niet met https.",
    en="An address in the metadata does not start with https.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider https gebruiken.",
        en="Have the identity provider use https.",
    ),
)
NO_CERTIFICATE = problem(
    "metadata-no-certificate",
    Level.ERROR,
    nl="De metadata bevatten geen certificaat om handtekeningen mee na te gaan.",
    en="The metadata hold no certificate to check signatures with.",
    remedy=_FETCH,
)
TOO_MANY_CERTIFICATES = problem(
    "metadata-too-many-certificates",
    Level.ERROR,
    nl="De metadata bevatten meer dan zes certificaten.",
    en="The metadata hold more than six certificates.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider de certificaten weglaten die niet meer in gebruik zijn.",
        en="Have the identity provider leave out the certificates that are not in use any more.",
    ),
)
BAD_CERTIFICATE = problem(
    "metadata-bad-certificate",
    Level.ERROR,
    nl="Een certificaat in de metadata is onleesbaar.",
    en="A certificate in the metadata cannot be read.",
    remedy=_FETCH,
)
WEAK_KEY = problem(
    "metadata-weak-key",
    Level.ERROR,
    nl="Een certificaat in de metadata heeft een te zwakke sleutel.",
    en="A certificate in the metadata has a key that is too weak.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider RSA van 2048 bits of meer gebruiken, of ECDSA.",
        en="Have the identity provider use RSA of 2,048 bits or more, or ECDSA.",
    ),
)
METADATA_EXPIRED = problem(
    "metadata-expired",
    Level.ERROR,
    nl="De metadata zijn niet meer geldig (validUntil).",
    en="The metadata are not valid any more (validUntil).",
    remedy=_FETCH,
)
PROVIDER_CHANGED = problem(
    "metadata-other-provider",
    Level.ERROR,
    nl="De metadata zijn van een andere identiteitsprovider dan die van deze koppeling.",
    en="The metadata are of another identity provider than this connection's.",
    remedy=Text(
        nl="Maak voor een andere identiteitsprovider een nieuwe koppeling.",
        en="Make a new connection for another identity provider.",
    ),
)
UNKNOWN_CONNECTION = problem(
    "connection-unknown",
    Level.ERROR,
    nl="Deze koppeling bestaat niet, staat uit, of kent haar identiteitsprovider nog niet.",
    en="This connection does not exist, is switched off, or does not know its identity provider yet.",
    remedy=Text(
        nl="Laad de metadata van de identiteitsprovider en zet de koppeling aan.",
        en="Load the metadata of the identity provider and switch the connection on.",
    ),
)
NO_LOGOUT = problem(
    "no-logout-address",
    Level.ERROR,
    nl="De identiteitsprovider noemt geen adres om uit te loggen.",
    en="The identity provider names no address to log out.",
    remedy=_FETCH,
)
UNKNOWN_ORGANISATION = problem(
    "unknown-organisation",
    Level.ERROR,
    nl="Er is geen organisatie met de korte naam {organisation}.",
    en="There is no organisation with the short name {organisation}.",
    remedy=Text(nl="Kijk de korte naam na.", en="Check the short name."),
)
TOO_MANY_CONNECTIONS = problem(
    "too-many-connections",
    Level.ERROR,
    nl="Een organisatie kan twintig koppelingen voor SAML hebben.",
    en="An organisation can have twenty connections for SAML.",
    remedy=Text(
        nl="Verwijder een koppeling die niet meer in gebruik is.", en="Remove a connection that is not in use."
    ),
)
RESPONSE_OR_METADATA = problem(
    "response-or-metadata",
    Level.ERROR,
    nl="Geef een antwoord of metadata op, en niet beide.",
    en="Give a response or metadata, and not both.",
    remedy=Text(nl="Vul één van de twee in.", en="Fill in one of the two."),
)

SETUP_PROBLEMS = (
    NO_PROVIDER,
    SEVERAL_PROVIDERS,
    NO_ENTITY_ID,
    NO_ADDRESS,
    UNSAFE_ADDRESS,
    NO_CERTIFICATE,
    TOO_MANY_CERTIFICATES,
    BAD_CERTIFICATE,
    WEAK_KEY,
    METADATA_EXPIRED,
    PROVIDER_CHANGED,
    UNKNOWN_CONNECTION,
    NO_LOGOUT,
    UNKNOWN_ORGANISATION,
    TOO_MANY_CONNECTIONS,
    RESPONSE_OR_METADATA,
)
