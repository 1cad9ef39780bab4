"""What people can do with connections. `command_entry` carries it out, in a function that has the packages for XML."""

from typing import Any

from functions.saml_logon.problems.certificates import CERTIFICATE_EXPIRED, CERTIFICATE_EXPIRES, OWN_CERTIFICATE_EXPIRES
from functions.saml_logon.problems.form import WRONG_ISSUER
from functions.saml_logon.problems.signature import SIGNATURE_INVALID
from functions.saml_logon.problems.statements import (
    ATTRIBUTE_MISSING,
    ATTRIBUTE_SEVERAL,
    NO_DIRECTORY_ID,
    PINNED_OTHERWISE,
)
from functions.saml_logon.tile import ConnectionId
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.domain.tiles.units import DAYS
from koppel.organisation.commands import Command, OfOrganisation, Sensitivity, catalogue, mends

FROM_FILE: dict[str, Any] = {"file": True}
"""Marks an argument that the command line can read from a file: `@FILE`."""
FUNCTION = "SamlOperator"
"""Logical id in template.yaml of the function that carries these commands out."""


class CreateConnection(OfOrganisation):
    """A new connection."""

    name: str = explained(
        nl=("Naam", "Naam die medewerkers op de inlogpagina zien."),
        en=("Name", "name that professionals see on the logon page"),
        example="Entra ID",
        min_length=1,
        max_length=60,
    )


class OfConnection(OfOrganisation):
    """The connection that the command is about."""

    connection: ConnectionId = explained(
        nl=("Koppeling", "Id van de koppeling, zoals saml-list-connections het toont."),
        en=("Connection", "id of the connection, as saml-list-connections shows it"),
        example="0123456789ab",
    )


class LoadMetadata(OfConnection):
    """Metadata of an identity provider."""

    metadata: str = explained(
        nl=("Metadata", "De metadata van de identiteitsprovider: een XML-bestand."),
        en=("Metadata", "XML of the identity provider's metadata, or @FILE"),
        example="<EntityDescriptor …>",
        extra=FROM_FILE,
        max_length=300_000,
    )


class Check(OfConnection):
    """A response or metadata to be looked at."""

    response: str = explained(
        nl=(
            "Antwoord",
            "Wat de browser naar ons antwoordadres stuurt: SAMLResponse, als XML of in base64, of @BESTAND. Leeg om "
            "metadata te controleren.",
        ),
        en=(
            "Response",
            "what the browser posts to our reply address: SAMLResponse, as XML or in base64, or @FILE; empty to check "
            "metadata",
        ),
        example="PHNhbWxwOlJlc3BvbnNlIC4uLg==",
        default="",
        extra=FROM_FILE,
        max_length=600_000,
    )
    metadata: str = explained(
        nl=(
            "Metadata",
            "XML van de metadata van de identiteitsprovider, of @BESTAND. Leeg om een antwoord te controleren.",
        ),
        en=("Metadata", "XML of the identity provider's metadata, or @FILE; empty to check a response"),
        example="<EntityDescriptor entityID=…",
        default="",
        extra=FROM_FILE,
        max_length=300_000,
    )


class RotateKeys(OfConnection):
    """New keys of ours."""

    overlap_days: int = explained(
        nl=(
            "Overlap in dagen",
            "Hoeveel dagen oude en nieuwe sleutels gelden, zodat de identiteitsprovider onze metadata kan ophalen.",
        ),
        en=(
            "Overlap in days",
            "days for which old and new keys are good, so that the identity provider can fetch our metadata",
        ),
        unit=DAYS,
        default=14,
        ge=0,
        le=90,
    )


class ListLogons(OfConnection):
    """The last logons."""

    limit: int = explained(
        nl=("Aantal", "Hoeveel, nieuwste eerst."),
        en=("How many", "how many, newest first"),
        default=20,
        ge=1,
        le=200,
    )


class Unbind(OfConnection):
    """An account whose binding is to end."""

    professional: str = explained(
        nl=("Medewerker", "Id van de medewerker."),
        en=("Professional", "id of the professional"),
        example="T-1",
        min_length=1,
        max_length=200,
    )


COMMANDS = catalogue(
    Command(
        name="saml-create-connection",
        title=Text(nl="Koppeling maken", en="Make a connection"),
        help=Text(
            nl="Maak een koppeling met een identiteitsprovider, met eigen sleutels.",
            en="make a connection for an identity provider, with keys of our own",
        ),
        arguments=CreateConnection,
        function=FUNCTION,
    ),
    Command(
        name="saml-load-metadata",
        title=Text(nl="Metadata laden", en="Load metadata"),
        help=Text(
            nl="Neem over wat de metadata van een identiteitsprovider zeggen: adressen en certificaten.",
            en="take what an identity provider's metadata say: addresses and certificates",
        ),
        arguments=LoadMetadata,
        remedy=mends(CERTIFICATE_EXPIRES, CERTIFICATE_EXPIRED, SIGNATURE_INVALID, WRONG_ISSUER),
        function=FUNCTION,
    ),
    Command(
        name="saml-list-connections",
        title=Text(nl="Koppelingen", en="Connections"),
        help=Text(
            nl="Toon de koppelingen, hun adressen, certificaten en sleutels.",
            en="show the connections, their addresses, certificates and keys",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="saml-remove-connection",
        title=Text(nl="Koppeling verwijderen", en="Remove a connection"),
        help=Text(
            nl="Verwijder een koppeling; niemand kan er dan nog mee inloggen.",
            en="remove a connection; nobody can log on by it any more",
        ),
        arguments=OfConnection,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Niemand kan nog met deze koppeling inloggen. Een nieuwe krijgt andere adressen en sleutels.",
            en="Nobody can log on by this connection any more. A new one gets other addresses and keys.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="saml-rotate-keys",
        title=Text(nl="Nieuwe sleutels", en="New keys"),
        help=Text(
            nl="Maak nieuwe eigen sleutels voor een koppeling; de oude eindigen na een overlap.",
            en="make new keys of our own for a connection; the old ones end after an overlap",
        ),
        arguments=RotateKeys,
        remedy=mends(OWN_CERTIFICATE_EXPIRES),
        function=FUNCTION,
    ),
    Command(
        name="saml-list-logons",
        title=Text(nl="Laatste logons", en="Last logons"),
        help=Text(
            nl="Toon de laatste logons, met elke controle en de gemaskeerde attributen.",
            en="show the last logons, with each check passed or failed and the attributes that came, masked",
        ),
        arguments=ListLogons,
        remedy=mends(ATTRIBUTE_MISSING, ATTRIBUTE_SEVERAL, NO_DIRECTORY_ID),
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="saml-check",
        title=Text(nl="Antwoord of metadata controleren", en="Check a response or metadata"),
        help=Text(
            nl="Loop elke controle van een antwoord of metadata na; er wordt niets verstuurd, bewaard of verbruikt.",
            en="go through each check of a response or of metadata; nothing is sent, stored or used up",
        ),
        arguments=Check,
        sensitivity=Sensitivity.FRESH_LOGON,
        function=FUNCTION,
    ),
    Command(
        name="saml-unpin",
        title=Text(nl="Binding opheffen", en="Unbind"),
        help=Text(
            nl="Laat een medewerker die op e-mailadres is gevonden voortaan met een andere NameID inloggen.",
            en="let a professional who was found by e-mail log on with another NameID from now on",
        ),
        arguments=Unbind,
        remedy=mends(PINNED_OTHERWISE),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Wie nu dit e-mailadres bij de identiteitsprovider heeft, kan als deze medewerker inloggen.",
            en="Whoever has this e-mail address at the identity provider now can log on as this professional.",
        ),
        function=FUNCTION,
    ),
)
