"""Problems of reading an Active Directory over LDAP: what the account may see, and what the answers hold."""

from functions.directory_sync.problems.ldap_connection import CONNECTION_PROBLEMS
from functions.directory_sync.problems.ldap_sign_in import SIGN_IN_PROBLEMS
from koppel.domain.problems.problem import Level, for_nobody, problem
from koppel.domain.texts import Text

_FILTER = Text(
    nl="Controleer het filter, bijvoorbeeld (department=Zorg), en voer een proef uit voordat u het opslaat.",
    en="Check the filter, for instance (department=Care), and do a dry run before you save it.",
)
_LATER = for_nobody(
    nl="De volgende keer wordt opnieuw gelezen. Komt dit vaker voor, meld het dan de beheerder van de Active "
    "Directory.",
    en="The next cycle reads again. If this happens more often, tell the administrator of the Active Directory.",
)

NOT_ACTIVE_DIRECTORY = problem(
    "ldap-not-active-directory",
    Level.ERROR,
    nl="{host} is geen domeincontroller van een Active Directory.",
    en="{host} is not a domain controller of an Active Directory.",
    remedy=Text(nl="Vul de naam van een domeincontroller in.", en="Fill in the name of a domain controller."),
)
BASE_MISSING = problem(
    "ldap-base-missing",
    Level.ERROR,
    nl="{base} bestaat niet, of het account mag dat niet zien. Er is niets gewijzigd.",
    en="{base} does not exist, or the account may not see it. Nothing has been changed.",
    remedy=Text(
        nl="Controleer de organisatie-eenheid: is die hernoemd, verplaatst of verwijderd?",
        en="Check the organisational unit: has it been renamed, moved or deleted?",
    ),
)
BASE_ELSEWHERE = problem(
    "ldap-base-elsewhere",
    Level.ERROR,
    nl="{base} hoort bij een ander domein dan {host}.",
    en="{base} belongs to another domain than {host}.",
    remedy=Text(
        nl="Voeg voor een ander domein een eigen bron toe, met domeincontrollers van dat domein.",
        en="Add a source of its own for another domain, with domain controllers of that domain.",
    ),
)
GROUP_MISSING = problem(
    "ldap-group-missing",
    Level.ERROR,
    nl="De groep {group} bestaat niet, of het account mag die niet zien. Er is niets gewijzigd.",
    en="The group {group} does not exist, or the account may not see it. Nothing has been changed.",
    remedy=Text(
        nl="Controleer de groep: is die hernoemd, verplaatst of verwijderd?",
        en="Check the group: has it been renamed, moved or deleted?",
    ),
)
DN_UNREADABLE = problem(
    "ldap-dn-unreadable",
    Level.ERROR,
    nl="{base} is geen geldige plaats in een Active Directory.",
    en="{base} is not a valid place in an Active Directory.",
    remedy=Text(
        nl="Schrijf de plaats voluit, bijvoorbeeld OU=Medewerkers,DC=linde,DC=local.",
        en="Write the place in full, for instance OU=Staff,DC=linde,DC=local.",
    ),
)
FILTER_UNREADABLE = problem(
    "ldap-filter-unreadable",
    Level.ERROR,
    nl="Het filter is geen geldig LDAP-filter.",
    en="The filter is not a valid LDAP filter.",
    remedy=_FILTER,
)
NOBODY = problem(
    "ldap-nobody",
    Level.ERROR,
    nl="De Active Directory geeft niemand die in aanmerking komt. Er is niets gewijzigd.",
    en="The Active Directory gives nobody in scope. Nothing has been changed.",
    remedy=Text(
        nl="Controleer de organisatie-eenheden, het filter en de groepen, en of het account mensen daar mag lezen.",
        en="Check the organisational units, the filter and the groups, and whether the account may read people there.",
    ),
)
HIDDEN = problem(
    "ldap-attribute-hidden",
    Level.ERROR,
    nl="Het account mag het attribuut {attribute} niet lezen. Er is niets gewijzigd.",
    en="The account may not read the attribute {attribute}. Nothing has been changed.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account recht geven om alle eigenschappen van gebruikers te "
        "lezen "
        "(Read all properties).",
        en="Have the administrator of the Active Directory give the account the right to read all properties of users "
        "(Read "
        "all properties).",
    ),
)
DELETED_HIDDEN = problem(
    "ldap-deleted-hidden",
    Level.NOTICE,
    nl="Het account ziet niet wie er verwijderd is. Daarom wordt elke {hours} uur alles gelezen.",
    en="The account does not see who was deleted. Therefore everything is read every {hours} hours.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account leesrecht geven op de container Deleted Objects "
        "(dsacls), "
        "dan worden verwijderingen meteen gezien.",
        en="Have the administrator of the Active Directory give the account the right to read the container Deleted "
        "Objects "
        "(dsacls); then deletions are seen at once.",
    ),
)
NO_PERMISSION = problem(
    "ldap-no-permission",
    Level.ERROR,
    nl="Het account mag de Active Directory niet lezen.",
    en="The account may not read the Active Directory.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account leesrecht geven op de gebruikers en groepen.",
        en="Have the administrator of the Active Directory give the account the right to read users and groups.",
    ),
)
TOO_MANY = problem(
    "ldap-too-many",
    Level.ERROR,
    nl="Er komen meer dan {most} mensen in aanmerking. Er is niets gewijzigd.",
    en="More than {most} people are in scope. Nothing has been changed.",
    remedy=Text(
        nl="Beperk wie er in aanmerking komt met organisatie-eenheden, groepen of een filter.",
        en="Narrow the scope with organisational units, groups or a filter.",
    ),
)
TOO_MANY_GROUPS = problem(
    "ldap-too-many-groups",
    Level.ERROR,
    nl="De gekozen groepen bevatten samen meer dan {most} andere groepen. Er is niets gewijzigd.",
    en="The chosen groups hold more than {most} other groups together. Nothing has been changed.",
    remedy=Text(nl="Kies kleinere groepen.", en="Choose smaller groups."),
)
SIZE_LIMIT = problem(
    "ldap-size-limit",
    Level.ERROR,
    nl="{host} geeft niet alle mensen: een grens op het aantal resultaten is bereikt. Er is niets gewijzigd.",
    en="{host} does not give all people: a limit on the number of results was reached. Nothing has been changed.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory nagaan welke grens voor dit account geldt.",
        en="Have the administrator of the Active Directory check which limit holds for this account.",
    ),
)
TIME_LIMIT = problem(
    "ldap-time-limit",
    Level.ERROR,
    nl="{host} brak het zoeken af omdat het te lang duurde. Er is niets gewijzigd.",
    en="{host} broke the search off because it took too long. Nothing has been changed.",
    remedy=_FILTER,
)
BUSY = problem(
    "ldap-busy",
    Level.WARNING,
    nl="{host} is te druk om te antwoorden.",
    en="{host} is too busy to answer.",
    remedy=_LATER,
)
SEARCH_REFUSED = problem(
    "ldap-search-refused",
    Level.ERROR,
    nl="{host} weigert het zoeken, met code {code}. Er is niets gewijzigd.",
    en="{host} refuses the search, with code {code}. Nothing has been changed.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory in het logboek van de domeincontroller de reden zoeken.",
        en="Have the administrator of the Active Directory look for the reason in the log of the domain controller.",
    ),
)
ANSWER_INCOMPLETE = problem(
    "ldap-answer-incomplete",
    Level.ERROR,
    nl="{host} gaf minder mensen dan het eerst noemde. Er is niets gewijzigd.",
    en="{host} gave fewer people than it had listed. Nothing has been changed.",
    remedy=_LATER,
)
ANSWER_UNREADABLE = problem(
    "ldap-answer-unreadable",
    Level.ERROR,
    nl="Het antwoord van {host} is niet te lezen.",
    en="The answer of {host} cannot be read.",
    remedy=_LATER,
)

LDAP_PROBLEMS = (
    *CONNECTION_PROBLEMS,
    *SIGN_IN_PROBLEMS,
    NOT_ACTIVE_DIRECTORY,
    BASE_MISSING,
    BASE_ELSEWHERE,
    GROUP_MISSING,
    DN_UNREADABLE,
    FILTER_UNREADABLE,
    NOBODY,
    HIDDEN,
    DELETED_HIDDEN,
    NO_PERMISSION,
    TOO_MANY,
    TOO_MANY_GROUPS,
    SIZE_LIMIT,
    TIME_LIMIT,
    BUSY,
    SEARCH_REFUSED,
    ANSWER_INCOMPLETE,
    ANSWER_UNREADABLE,
)
