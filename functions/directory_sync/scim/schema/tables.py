"""The tables of SCIM resources: all attributes of users and groups that are stored or shown.

Everything else that clients send is ignored. What a professional's account has that SCIM does not know is in an
extension of ours; its URN has the form that Entra ID asks for.
"""

from functions.directory_sync.scim.schema.attributes import (
    Attribute,
    DataType,
    Mutability,
    ResourceType,
    Returned,
    Schema,
)
from koppel.domain.texts import Text

USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group"
KOPPEL_URN = "urn:ietf:params:scim:schemas:extension:koppel:2.0:User"
ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
"""The enterprise extension of RFC 7643 section 4.3. Of it only `employeeNumber` is read, where the settings say so."""

MOST_MEMBERS = 20_000
"""Members in one request; as many fit into a body."""

_READ = Mutability.READ_ONLY
_VERSION = Text(
    nl="Versie van de resource; ook in de header ETag.", en="Version of the resource, also in the header ETag."
)

COMMON = (
    Attribute(
        name="schemas",
        type=DataType.REFERENCE,
        explanation=Text(nl="De schema's van de resource.", en="The schemas of the resource."),
        several=True,
        mutability=_READ,
        returned=Returned.ALWAYS,
        case_exact=True,
        refers_to=("uri",),
    ),
    Attribute(
        name="id",
        explanation=Text(
            nl="Ons kenmerk van de resource, dat nooit verandert.", en="Our id of the resource, which never changes."
        ),
        mutability=_READ,
        returned=Returned.ALWAYS,
        case_exact=True,
        unique=True,
    ),
    Attribute(
        name="externalId",
        explanation=Text(
            nl="Het blijvende kenmerk in uw directory. Stuur van personen het object-id van Entra ID of objectGUID: "
            "daaraan wordt een persoon herkend, ook bij het inloggen met SAML.",
            en="The lasting id in your directory. Of people send the object id of Entra ID or objectGUID: a person is "
            "recognised by it, also at a logon with SAML.",
        ),
        case_exact=True,
    ),
    Attribute(
        name="meta",
        type=DataType.COMPLEX,
        explanation=Text(nl="Over de resource zelf.", en="About the resource itself."),
        mutability=_READ,
        parts=(
            Attribute(
                name="resourceType",
                explanation=Text(nl="Soort resource.", en="Type of the resource."),
                mutability=_READ,
                case_exact=True,
            ),
            Attribute(
                name="created",
                type=DataType.DATE_TIME,
                explanation=Text(nl="Gemaakt op (UTC).", en="Time of creation (UTC)."),
                mutability=_READ,
            ),
            Attribute(
                name="lastModified",
                type=DataType.DATE_TIME,
                explanation=Text(nl="Laatst gewijzigd op (UTC).", en="Time of the last change (UTC)."),
                mutability=_READ,
            ),
            Attribute(
                name="location",
                type=DataType.REFERENCE,
                explanation=Text(nl="Adres van de resource.", en="Address of the resource."),
                mutability=_READ,
                case_exact=True,
                refers_to=("uri",),
            ),
            Attribute(name="version", explanation=_VERSION, mutability=_READ, case_exact=True),
        ),
    ),
)
"""The attributes of every resource (RFC 7643 section 3.1). No schema lists them."""

USER_SCHEMA = Schema(
    urn=USER_URN,
    name="User",
    explanation=Text(nl="Een medewerker.", en="A professional."),
    attributes=(
        Attribute(
            name="userName",
            explanation=Text(
                nl="De gebruikersnaam in uw directory, zoals de userPrincipalName. Hoofdletters tellen niet.",
                en="The name of the user in your directory, such as the userPrincipalName. Capitals do not count.",
            ),
            required=True,
            unique=True,
        ),
        Attribute(
            name="name",
            type=DataType.COMPLEX,
            explanation=Text(nl="De naam.", en="The name."),
            required=True,
            parts=(
                Attribute(name="givenName", explanation=Text(nl="Voornaam.", en="First name."), required=True),
                Attribute(
                    name="familyName",
                    explanation=Text(
                        nl="Achternaam, zonder tussenvoegsel als u dat apart stuurt.",
                        en="Last name, without the infix where you send that apart.",
                    ),
                    required=True,
                ),
            ),
        ),
        Attribute(
            name="displayName",
            explanation=Text(
                nl="Voornaam, tussenvoegsel en achternaam; wat u stuurt, wordt genegeerd.",
                en="First name, infix and last name; what you send is ignored.",
            ),
            mutability=_READ,
        ),
        Attribute(
            name="emails",
            type=DataType.COMPLEX,
            explanation=Text(
                nl="Het e-mailadres waarmee de medewerker inlogt: het primaire, anders dat van het type work, anders "
                "het eerste. Eén adres wordt bewaard.",
                en="The e-mail address with which the professional logs on: the primary one, else that of the type "
                "work, else the first. One address is kept.",
            ),
            several=True,
            required=True,
            parts=(
                Attribute(name="value", explanation=Text(nl="Het adres.", en="The address."), required=True),
                Attribute(name="type", explanation=Text(nl="Soort adres.", en="Kind of address."), choices=("work",)),
                Attribute(
                    name="primary",
                    type=DataType.BOOLEAN,
                    explanation=Text(nl="Of dit het primaire adres is.", en="Whether it is the primary address."),
                ),
            ),
        ),
        Attribute(
            name="active",
            type=DataType.BOOLEAN,
            explanation=Text(
                nl="Of de medewerker mag inloggen. Ook de teksten True en False worden gelezen. Ontbreekt het bij een "
                "nieuwe gebruiker, dan geldt true; het kan niet worden verwijderd.",
                en="Whether the professional may log on. The texts True and False are read too. A new user without it "
                "is active; it cannot be removed.",
            ),
            required=True,
        ),
        Attribute(
            name="groups",
            type=DataType.COMPLEX,
            explanation=Text(
                nl="De groepen van de gebruiker; alleen op verzoek (attributes=groups).",
                en="The groups of the user; only on request (attributes=groups).",
            ),
            several=True,
            mutability=_READ,
            returned=Returned.REQUEST,
            parts=(
                Attribute(
                    name="value", explanation=Text(nl="Kenmerk van de groep.", en="Id of the group."), mutability=_READ
                ),
                Attribute(
                    name="$ref",
                    type=DataType.REFERENCE,
                    explanation=Text(nl="Adres van de groep.", en="Address of the group."),
                    mutability=_READ,
                    refers_to=("Group",),
                ),
                Attribute(
                    name="display", explanation=Text(nl="Naam van de groep.", en="Name of the group."), mutability=_READ
                ),
            ),
        ),
    ),
)

KOPPEL_SCHEMA = Schema(
    urn=KOPPEL_URN,
    name="KoppelUser",
    explanation=Text(
        nl="Wat een medewerker hier heeft en SCIM niet kent.", en="What a professional has here and SCIM does not know."
    ),
    attributes=(
        Attribute(
            name="professionalId",
            explanation=Text(
                nl="Het medewerkernummer. Hieraan wordt een account herkend dat er al was.",
                en="The professional id. By it an account is recognised that was there before.",
            ),
            case_exact=True,
            unique=True,
        ),
        Attribute(
            name="infix",
            explanation=Text(nl="Het tussenvoegsel, zoals van den.", en="The infix of the name, such as van den."),
        ),
    ),
)

GROUP_SCHEMA = Schema(
    urn=GROUP_URN,
    name="Group",
    explanation=Text(
        nl="Een groep. De tegel zegt welke rol bij een groep hoort.", en="A group. The tile says which role it gives."
    ),
    attributes=(
        Attribute(
            name="displayName",
            explanation=Text(
                nl="De naam van de groep. De tegel koppelt een rol aan deze naam of aan het externalId.",
                en="The name of the group. The tile links a role to this name or to the externalId.",
            ),
            required=True,
        ),
        Attribute(
            name="members",
            type=DataType.COMPLEX,
            explanation=Text(
                nl="De leden: gebruikers, geen groepen. Vraag grote groepen op met excludedAttributes=members.",
                en="The members: users, not groups. Read large groups with excludedAttributes=members.",
            ),
            several=True,
            most=MOST_MEMBERS,
            parts=(
                Attribute(
                    name="value",
                    explanation=Text(nl="Kenmerk (id) van de gebruiker.", en="The id of the user."),
                    mutability=Mutability.IMMUTABLE,
                    case_exact=True,
                ),
                Attribute(
                    name="$ref",
                    type=DataType.REFERENCE,
                    explanation=Text(nl="Adres van de gebruiker.", en="Address of the user."),
                    mutability=Mutability.IMMUTABLE,
                    case_exact=True,
                    refers_to=("User",),
                ),
                Attribute(
                    name="type",
                    explanation=Text(nl="Altijd User.", en="Always User."),
                    mutability=Mutability.IMMUTABLE,
                    choices=("User",),
                ),
            ),
        ),
    ),
)

USER = ResourceType(
    name="User",
    endpoint="/Users",
    explanation=Text(nl="Medewerkers", en="Professionals"),
    schema=USER_SCHEMA,
    common=COMMON,
    extensions=(KOPPEL_SCHEMA,),
)
GROUP = ResourceType(
    name="Group",
    endpoint="/Groups",
    explanation=Text(nl="Groepen", en="Groups"),
    schema=GROUP_SCHEMA,
    common=COMMON,
)
RESOURCE_TYPES = (USER, GROUP)
SCHEMAS = (USER_SCHEMA, KOPPEL_SCHEMA, GROUP_SCHEMA)
