"""Words of the documentation: texts for steps, permissions, functions and choices, and the heads of tables."""

from collections.abc import Mapping

from functions.directory_sync.choices import Leavers
from koppel.domain.texts import Text

PERMISSIONS: Mapping[str, Text] = {
    "User.Read.All": Text(
        nl="Nodig. De kenmerken van personen lezen, en of hun account is ingeschakeld.",
        en="Needed. To read the attributes of people, and whether their accounts are enabled.",
    ),
    "GroupMember.Read.All": Text(
        nl="Nodig. Lezen wie in de groepen zit die u noemt, ook via een andere groep.",
        en="Needed. To read who is in the groups that you name, also by way of another group.",
    ),
    "Member.Read.Hidden": Text(
        nl="Alleen als een van die groepen haar leden verbergt (hidden membership).",
        en="Only where one of these groups hides its members (hidden membership).",
    ),
}
"""Application permissions of Microsoft Graph; those that are always needed come first."""

FUNCTIONS: Mapping[str, Text] = {
    "first": Text(nl="De eerste waarde die niet leeg is.", en="The first of these that is not empty."),
    "prefix_of": Text(
        nl="Het tussenvoegsel van een achternaam, ervoor of erachter (`Berg, van den`).",
        en="The infix of a last name, before or behind it (`Berg, van den`).",
    ),
    "without_prefix": Text(nl="De achternaam zonder tussenvoegsel.", en="The last name without its infix."),
    "before": Text(
        nl="Wat vóór het eerste teken staat; alles als het teken er niet is.",
        en="What stands before the first sign; all of it where the sign is missing.",
    ),
    "after": Text(
        nl="Wat achter het eerste teken staat; niets als het teken er niet is.",
        en="What stands behind the first sign; nothing where the sign is missing.",
    ),
    "starting": Text(
        nl="Van een kenmerk met meer waarden die ene die zo begint, zonder dat begin.",
        en="Of an attribute with several values the one that begins so, without that beginning.",
    ),
    "without_zeros": Text(nl="Zonder de nullen aan het begin.", en="Without the zeros at its start."),
    "lower": Text(nl="In kleine letters.", en="In lower case."),
}
"""What each function does."""
OTHERS = (
    Text(nl="Een kenmerk: zijn eerste waarde.", en="An attribute: its first value."),
    Text(
        nl="Tekst, met een uitdrukking tussen accolades. Leeg als alle uitdrukkingen leeg zijn.",
        en="Text, with an expression in each pair of braces. Empty where all expressions are empty.",
    ),
    Text(nl="Functies in elkaar.", en="Functions of functions."),
)
"""What the examples without a function of their own show."""

LEAVERS: Mapping[Leavers, Text] = {
    Leavers.DEACTIVATE: Text(
        nl="Het account is na de volgende ronde inactief, en wie is ingelogd is het niet meer.",
        en="The account is inactive after the next cycle, and whoever is logged on no longer is.",
    ),
    Leavers.DEACTIVATE_LATER: Text(
        nl="Tot die dag blijft alles zoals het is. Wie eerder terugkomt, merkt er niets van.",
        en="Until that day all stays as it is. Whoever comes back before it notices nothing.",
    ),
    Leavers.END_RELATIONSHIPS: Text(
        nl="Het account blijft actief, zonder cliënten.", en="The account stays active, without clients."
    ),
}
"""What each choice means for the account."""

FIELD_NAMES: Mapping[str, Text] = {
    "professional_id": Text(nl="Medewerkernummer", en="Professional id"),
    "email": Text(nl="E-mailadres", en="E-mail address"),
    "first_name": Text(nl="Voornaam", en="First name"),
    "infix": Text(nl="Tussenvoegsel", en="Infix"),
    "last_name": Text(nl="Achternaam", en="Last name"),
}
"""The settings of a source that an expression stands in."""

NO_YES = (Text(nl="nee", en="no"), Text(nl="ja", en="yes"))
NEEDED = Text(nl="verplicht", en="needed")
EMPTY = Text(nl="leeg", en="empty")

PERMISSION = Text(nl="Machtiging", en="Permission")
USE = Text(nl="Waarvoor", en="What for")
CLOUD = Text(nl="Cloud", en="Cloud")
ADDRESSES = Text(nl="Adressen", en="Addresses")
STEP = Text(nl="Stap", en="Step")
ENTRA = Text(nl="Entra ID", en="Entra ID")
AD = Text(nl="Active Directory", en="Active Directory")
EXPRESSION = Text(nl="Uitdrukking", en="Expression")
MEANING = Text(nl="Betekenis", en="Meaning")
MAKES = Text(nl="Maakt ervan", en="Makes")
ATTRIBUTE = Text(nl="Kenmerk", en="Attribute")
VALUE = Text(nl="Waarde", en="Value")
FIELD = Text(nl="Veld", en="Field")
CHOICE = Text(nl="Keuze", en="Choice")
RESULT = Text(nl="Gevolg", en="Effect")
SETTING = Text(nl="Instelling", en="Setting")
DEFAULT = Text(nl="Standaard", en="Default")
