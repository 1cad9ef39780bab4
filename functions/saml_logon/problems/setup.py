"""Problems of setting up a connection: its metadata, its keys, its place among the others."""

from functions.saml_logon.problems.refusal import refusal
from koppel.domain.texts import Text

_FETCH = Text(
    nl="Haal de metadata van de identiteitsprovider zelf op, als XML, en laad dat bestand ongewijzigd.",
    en="Fetch the metadata of the identity provider itself, as XML, and load that file unchanged.",
)

NO_PROVIDER = refusal(
    "metadata-no-provider",
    "De metadata beschrijven geen identiteitsprovider voor SAML 2.0 (IDPSSODescriptor).",
    "The metadata describe no identity provider for SAML 2.0 (IDPSSODescriptor).",
    _FETCH,
)
SEVERAL_PROVIDERS = refusal(
    "metadata-several-providers",
    "De metadata beschrijven meer dan een identiteitsprovider.",
    "The metadata describe more than one identity provider.",
    Text(
        nl="Laad de metadata van een enkele identiteitsprovider, niet die van een hele federatie.",
        en="Load the metadata of a single identity provider, not those of a whole federation.",
    ),
)
NO_ENTITY_ID = refusal(
    "metadata-no-entity-id",
    "De metadata noemen geen entity id, of een die te lang is.",
    "The metadata name no entity id, or one that is too long.",
    _FETCH,
)
NO_ADDRESS = refusal(
    "metadata-no-address",
    "De metadata noemen geen adres om in te loggen met HTTP-Redirect of HTTP-POST.",
    "The metadata name no address to log on by HTTP-Redirect or HTTP-POST.",
    Text(
        nl="Zet bij de identiteitsprovider de binding HTTP-Redirect of HTTP-POST voor inloggen aan.",
        en="Switch on the binding HTTP-Redirect or HTTP-POST for logons at the identity provider.",
    ),
)
UNSAFE_ADDRESS = refusal(
    "metadata-unsafe-address",
    "Een adres in de metadata begint niet met https.",
    "An address in the metadata does not start with https.",
    Text(
        nl="Laat de identiteitsprovider https gebruiken.",
        en="Have the identity provider use https.",
    ),
)
NO_CERTIFICATE = refusal(
    "metadata-no-certificate",
    "De metadata bevatten geen certificaat om handtekeningen mee na te gaan.",
    "The metadata hold no certificate to check signatures with.",
    _FETCH,
)
TOO_MANY_CERTIFICATES = refusal(
    "metadata-too-many-certificates",
    "De metadata bevatten meer dan zes certificaten.",
    "The metadata hold more than six certificates.",
    Text(
        nl="Laat de identiteitsprovider de certificaten weglaten die niet meer in gebruik zijn.",
        en="Have the identity provider leave out the certificates that are not in use any more.",
    ),
)
BAD_CERTIFICATE = refusal(
    "metadata-bad-certificate",
    "Een certificaat in de metadata is onleesbaar.",
    "A certificate in the metadata cannot be read.",
    _FETCH,
)
WEAK_KEY = refusal(
    "metadata-weak-key",
    "Een certificaat in de metadata heeft een te zwakke sleutel.",
    "A certificate in the metadata has a key that is too weak.",
    Text(
        nl="Laat de identiteitsprovider RSA van 2048 bits of meer gebruiken, of ECDSA.",
        en="Have the identity provider use RSA of 2,048 bits or more, or ECDSA.",
    ),
)
METADATA_EXPIRED = refusal(
    "metadata-expired",
    "De metadata zijn niet meer geldig (validUntil).",
    "The metadata are not valid any more (validUntil).",
    _FETCH,
)
PROVIDER_CHANGED = refusal(
    "metadata-other-provider",
    "De metadata zijn van een andere identiteitsprovider dan die van deze koppeling.",
    "The metadata are of another identity provider than this connection's.",
    Text(
        nl="Maak voor een andere identiteitsprovider een nieuwe koppeling.",
        en="Make a new connection for another identity provider.",
    ),
)
UNKNOWN_CONNECTION = refusal(
    "connection-unknown",
    "Deze koppeling bestaat niet, staat uit, of kent haar identiteitsprovider nog niet.",
    "This connection does not exist, is switched off, or does not know its identity provider yet.",
    Text(
        nl="Laad de metadata van de identiteitsprovider en zet de koppeling aan.",
        en="Load the metadata of the identity provider and switch the connection on.",
    ),
)
NO_LOGOUT = refusal(
    "no-logout-address",
    "De identiteitsprovider noemt geen adres om uit te loggen.",
    "The identity provider names no address to log out.",
    _FETCH,
)
UNKNOWN_ORGANISATION = refusal(
    "unknown-organisation",
    "Er is geen organisatie met de korte naam {organisation}.",
    "There is no organisation with the short name {organisation}.",
    Text(nl="Kijk de korte naam na.", en="Check the short name."),
)
TOO_MANY_CONNECTIONS = refusal(
    "too-many-connections",
    "Een organisatie kan twintig koppelingen voor SAML hebben.",
    "An organisation can have twenty connections for SAML.",
    Text(nl="Verwijder een koppeling die niet meer in gebruik is.", en="Remove a connection that is not in use."),
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
)
