"""The six scripts, and which columns each of them has: the table from which templates, headings and rules are made."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.column_definition import Column, Needed, Use
from koppel.domain.accounts.account import Kind
from koppel.domain.texts import Text


class Script(StrEnum):
    """What the rows of a file are for."""

    NEW_CLIENTS = "new_clients"
    NEW_PROFESSIONALS = "new_professionals"
    RELATIONSHIPS = "relationships"
    UPDATE_CLIENTS = "update_clients"
    UPDATE_PROFESSIONALS = "update_professionals"
    EXISTING_RELATIONSHIPS = "existing_relationships"


SCRIPT_LABELS: Mapping[Script, Text] = {
    Script.NEW_CLIENTS: Text(nl="Nieuwe cliënten", en="New clients"),
    Script.NEW_PROFESSIONALS: Text(nl="Nieuwe medewerkers", en="New professionals"),
    Script.RELATIONSHIPS: Text(nl="Behandelrelaties", en="Treatment relationships"),
    Script.UPDATE_CLIENTS: Text(nl="Cliënten bijwerken", en="Update clients"),
    Script.UPDATE_PROFESSIONALS: Text(nl="Medewerkers bijwerken", en="Update professionals"),
    Script.EXISTING_RELATIONSHIPS: Text(
        nl="Behandelrelaties van bestaande accounts", en="Relationships of existing accounts"
    ),
}

EMAIL = Column(
    name="email",
    title=Text(nl="E-mailadres", en="Email address"),
    explanation=Text(
        nl="Waarmee deze persoon inlogt; uniek op het platform.", en="With which this person logs on; unique."
    ),
    example="j.devries@example.org",
    type=CellType.EMAIL,
    needed=Needed.ALWAYS,
)
FIRST_NAME = Column(
    name="first_name",
    title=Text(nl="Voornaam", en="First name"),
    explanation=Text(nl="De roepnaam.", en="The first name."),
    example="Johanna",
    type=CellType.TEXT,
    needed=Needed.ALWAYS,
)
INFIX = Column(
    name="infix",
    title=Text(nl="Tussenvoegsel", en="Infix"),
    explanation=Text(nl="Mag leeg zijn.", en="May be empty."),
    example="de",
    type=CellType.TEXT,
)
LAST_NAME = Column(
    name="last_name",
    title=Text(nl="Achternaam", en="Last name"),
    explanation=Text(nl="Zonder tussenvoegsel.", en="Without the infix."),
    example="Vries",
    type=CellType.TEXT,
    needed=Needed.ALWAYS,
)
CLIENT_ID = Column(
    name="id",
    title=Text(nl="Cliëntnummer (ander systeem)", en="Client ID (other system)"),
    explanation=Text(
        nl="Het nummer van de cliënt in uw EPD, als tekst, zodat nullen aan het begin blijven.",
        en="The client's number in your EHR, as text, so that zeros at the start stay.",
    ),
    example="00012345",
    type=CellType.ID,
    needed=Needed.ALWAYS,
)
PROFESSIONAL_ID = Column(
    name="id",
    title=Text(nl="Medewerkernummer (ander systeem)", en="Professional database ID (other system)"),
    explanation=Text(
        nl="Het nummer van de medewerker in uw EPD of personeelssysteem, als tekst.",
        en="The professional's number in your EHR or personnel system, as text.",
    ),
    example="M0042",
    type=CellType.ID,
    needed=Needed.ALWAYS,
)
DATE_OF_BIRTH = Column(
    name="date_of_birth",
    title=Text(nl="Geboortedatum", en="Date of birth"),
    explanation=Text(
        nl="Een echte datum, of tekst: dd/mm/jjjj, dd-mm-jjjj of jjjj-mm-dd.",
        en="A real date, or text: dd/mm/yyyy, dd-mm-yyyy or yyyy-mm-dd.",
    ),
    example="31/01/1980",
    type=CellType.DATE,
    needed=Needed.BY_SETTINGS,
)
GENDER = Column(
    name="gender",
    title=Text(nl="Geslacht", en="Gender"),
    explanation=Text(
        nl="m (man), v of f (vrouw), o (anders), u (onbekend). Leeg: onbekend.",
        en="m (male), f (female), o (other), u (unknown). Empty: unknown.",
    ),
    example="f",
    type=CellType.GENDER,
)
PHONE = Column(
    name="phone_number",
    title=Text(nl="Telefoonnummer", en="Telephone number"),
    explanation=Text(
        nl="Als tekst, zodat de nul aan het begin blijft.", en="As text, so that the zero at the start stays."
    ),
    example="0612345678",
    type=CellType.PHONE,
    needed=Needed.BY_SETTINGS,
)
BSN = Column(
    name="bsn",
    title=Text(nl="BSN", en="BSN"),
    explanation=Text(
        nl="Acht of negen cijfers, als tekst; wordt gecontroleerd met de elfproef.",
        en="Eight or nine digits, as text; checked by the 11-test.",
    ),
    example="111222333",
    type=CellType.BSN,
    needed=Needed.BY_SETTINGS,
)
ROLES = Column(
    name="roles",
    title=Text(nl="Rol", en="Role"),
    explanation=Text(
        nl="Een of meer rollen, met een komma ertussen. Leeg: de rol uit de instellingen. Alleen voor nieuwe accounts.",
        en="One or more roles, separated by commas. Empty: the role of the settings. For new accounts only.",
    ),
    example="Therapist",
    type=CellType.ROLES,
)
CLIENT_KEY = Column(
    name="key",
    title=Text(nl="Cliëntnummer (Minddistrict)", en="Client database ID (Minddistrict)"),
    explanation=Text(
        nl="Het lange nummer in het adres van de cliënt op het platform. Zonder deze kolom zegt het nummer van het "
        "andere systeem om wie het gaat.",
        en="The long number in the client's address on the platform. Without this column, the id of the other system "
        "tells who is meant.",
    ),
    example="169a5b27fb204d15bd9d3fa6387713d7",
    type=CellType.CLIENT_KEY,
    use=Use.FIND,
)
PROFESSIONAL_KEY = replace(
    CLIENT_KEY,
    title=Text(nl="Medewerkernummer (Minddistrict)", en="Professional database ID (Minddistrict)"),
    explanation=Text(
        nl="Het lange nummer in het adres van de medewerker op het platform. Zonder deze kolom zegt het nummer van het "
        "andere systeem om wie het gaat.",
        en="The long number in the professional's address on the platform. Without this column, the id of the other "
        "system tells who is meant.",
    ),
    type=CellType.PROFESSIONAL_KEY,
)
EMAIL_CHECK = replace(
    EMAIL,
    name="email_check",
    explanation=Text(
        nl="Sterk aangeraden: een rij waarvan het e-mailadres van een ander is, wordt dan geweigerd.",
        en="Strongly advised: a row whose e-mail address is somebody else's is refused then.",
    ),
    use=Use.CHECK,
    needed=Needed.OPTIONAL,
)
NEW_EMAIL = replace(
    EMAIL,
    title=Text(nl="Nieuw e-mailadres", en="New email address"),
    explanation=Text(
        nl="Komt in de plaats van het oude; uniek op het platform.", en="Replaces the old one; unique on the platform."
    ),
    needed=Needed.OPTIONAL,
)
NEW_CLIENT_ID = replace(
    CLIENT_ID,
    name="new_id",
    title=Text(nl="Nieuw cliëntnummer", en="New client ID"),
    explanation=Text(
        nl="Komt in de plaats van het cliëntnummer, als dat zegt om wie het gaat.",
        en="Replaces the client ID, where that tells who is meant.",
    ),
    needed=Needed.OPTIONAL,
)
NEW_PROFESSIONAL_ID = replace(
    NEW_CLIENT_ID,
    title=Text(nl="Nieuw medewerkernummer", en="New professional ID"),
    explanation=Text(
        nl="Komt in de plaats van het medewerkernummer, als dat zegt om wie het gaat.",
        en="Replaces the professional ID, where that tells who is meant.",
    ),
    example="M0042",
)
_LEAVES = Text(nl="Leeg: blijft zoals het is.", en="Empty: stays as it is.")


def _update(column: Column) -> Column:
    """The column in a script that updates: an empty cell leaves the field."""
    plain = replace(column, needed=Needed.OPTIONAL)
    return plain if column.name == "id" else replace(plain, explanation=_LEAVES)


_RELATED_PROFESSIONAL = replace(PROFESSIONAL_ID, name="professional_id", use=Use.FIND)
_RELATED_CLIENT = replace(CLIENT_ID, name="client_id", use=Use.FIND)
_OR_KEY = Text(
    nl="In plaats van het nummer van het andere systeem: het lange nummer uit het adres op het platform.",
    en="Instead of the id of the other system: the long number from the address on the platform.",
)

COLUMNS: Mapping[Script, tuple[Column, ...]] = MappingProxyType(
    {
        Script.NEW_CLIENTS: (
            EMAIL,
            FIRST_NAME,
            INFIX,
            LAST_NAME,
            CLIENT_ID,
            DATE_OF_BIRTH,
            GENDER,
            PHONE,
            BSN,
        ),
        Script.NEW_PROFESSIONALS: (EMAIL, FIRST_NAME, INFIX, LAST_NAME, PROFESSIONAL_ID, ROLES),
        Script.RELATIONSHIPS: (_RELATED_PROFESSIONAL, _RELATED_CLIENT),
        Script.UPDATE_CLIENTS: (
            CLIENT_KEY,
            replace(CLIENT_ID, needed=Needed.OPTIONAL),
            EMAIL_CHECK,
            NEW_CLIENT_ID,
            NEW_EMAIL,
            *map(_update, (FIRST_NAME, INFIX, LAST_NAME, DATE_OF_BIRTH, GENDER, PHONE, BSN)),
        ),
        Script.UPDATE_PROFESSIONALS: (
            PROFESSIONAL_KEY,
            replace(PROFESSIONAL_ID, needed=Needed.OPTIONAL),
            EMAIL_CHECK,
            NEW_PROFESSIONAL_ID,
            NEW_EMAIL,
            *map(_update, (FIRST_NAME, INFIX, LAST_NAME, ROLES)),
        ),
        Script.EXISTING_RELATIONSHIPS: (
            replace(_RELATED_PROFESSIONAL, needed=Needed.OPTIONAL),
            replace(PROFESSIONAL_KEY, name="professional_key", explanation=_OR_KEY),
            replace(_RELATED_CLIENT, needed=Needed.OPTIONAL),
            replace(CLIENT_KEY, name="client_key", explanation=_OR_KEY),
        ),
    }
)
"""The columns of each script, in the order of its template. An account can be found by its id or by its key; the rules
of the heading (`headings`) say which columns go together."""

KINDS: Mapping[Script, Kind] = MappingProxyType(
    {
        Script.NEW_CLIENTS: Kind.CLIENT,
        Script.NEW_PROFESSIONALS: Kind.PROFESSIONAL,
        Script.RELATIONSHIPS: Kind.CLIENT,
        Script.UPDATE_CLIENTS: Kind.CLIENT,
        Script.UPDATE_PROFESSIONALS: Kind.PROFESSIONAL,
        Script.EXISTING_RELATIONSHIPS: Kind.CLIENT,
    }
)
"""The kind of the accounts that each script writes."""
