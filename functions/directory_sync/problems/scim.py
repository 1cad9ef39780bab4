"""The problems of SCIM; those of the entrance (host, token, tile) are in `koppel.domain.problems.access`."""

from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import Level, Problem, catalogue, for_nobody, for_provider, problem
from koppel.domain.texts import Text

BRAKE_ON = problem(
    "scim-brake-on",
    Level.ERROR,
    nl="De rem staat aan: {count} medewerkers zouden de toegang verliezen. Er is niemand gedeactiveerd.",
    en="The brake is on: {count} professionals would lose access. Nobody was deactivated.",
    remedy=Text(
        nl="Ga bij de identiteitsprovider na of dit klopt. Zo ja: laat hen door (release-scim-brake); de "
        "identiteitsprovider probeert het dan vanzelf opnieuw. Zo nee: herstel daar de toewijzing of het filter.",
        en="Check at the identity provider whether this is right. If so, let them pass (release-scim-brake); the "
        "identity provider then tries again by itself. If not, correct the assignment or the filter there.",
    ),
)
BRAKE_OFF = problem(
    "scim-brake-off",
    Level.NOTICE,
    nl="De rem staat niet aan; er wacht niemand.",
    en="The brake is not on; nobody waits.",
    remedy=for_nobody(nl="Niets.", en="Nothing to do."),
)
BRAKE_CHANGED = problem(
    "scim-brake-changed",
    Level.NOTICE,
    nl="Er wachten nu {count} medewerkers; dat is een ander aantal.",
    en="{count} professionals wait now; that is another number.",
    remedy=Text(nl="Kijk opnieuw en geef het nieuwe aantal.", en="Look again and give the new number."),
)
LAST_MANAGER = problem(
    "scim-last-manager",
    Level.ERROR,
    nl="De identiteitsprovider wilde de laatste applicatiebeheerder de toegang of de rol ontnemen; dat is geweigerd.",
    en="The identity provider tried to take access or the role from the last application manager; that was refused.",
    remedy=Text(
        nl="Maak eerst iemand anders applicatiebeheerder. De identiteitsprovider probeert het daarna opnieuw.",
        en="Make somebody else application manager first. The identity provider then tries again.",
    ),
)
PERSON_INVALID = problem(
    "scim-person-invalid",
    Level.WARNING,
    nl="{user} stuurde een persoon met ongeldige gegevens ({fields}); er is niets gewijzigd.",
    en="{user} sent a person with invalid data ({fields}); nothing was changed.",
    remedy=for_provider(
        nl="Verbeter de gegevens in de directory. Deze melding sluit vanzelf als de persoon daarna goed aankomt.",
        en="Correct the data in the directory. This entry closes by itself when the person arrives well.",
    ),
)
PERSON_COLLIDES = problem(
    "scim-person-collides",
    Level.ERROR,
    nl="{user} stuurde een persoon met gegevens die al bij een ander account horen ({fields}); er is niets gewijzigd.",
    en="{user} sent a person with data that belong to another account already ({fields}); nothing was changed.",
    remedy=Text(
        nl="Zoek uit van wie de waarde is en verbeter die in de directory of hier. Deze melding sluit vanzelf als de "
        "persoon daarna goed aankomt.",
        en="Find out whose value it is and correct it in the directory or here. This entry closes by itself when the "
        "person arrives well.",
    ),
)
OTHER_PERSON = problem(
    "scim-other-person",
    Level.ERROR,
    nl="{user} stuurde een persoon met het medewerkernummer van een account dat bij iemand anders in de directory "
    "hoort ({other}); er is niets gewijzigd.",
    en="{user} sent a person with the professional id of an account that belongs to somebody else in the directory "
    "({other}); nothing was changed.",
    remedy=for_provider(
        nl="Ga na of twee personen in de directory hetzelfde nummer hebben, en verbeter dat daar.",
        en="Check whether two people in the directory have the same id, and correct it there.",
    ),
)
ADOPTED = problem(
    "scim-adopted",
    Level.NOTICE,
    nl="Een account dat er al was, hoort nu bij een persoon van {user}: het medewerkernummer is hetzelfde.",
    en="An account that was there before now belongs to a person of {user}: the professional id is the same.",
    remedy=for_nobody(
        nl="Niets, als dit dezelfde persoon is. Draai de wijziging anders terug vanuit het account.",
        en="Nothing, if it is the same person. Otherwise undo the change from the account.",
    ),
)
LEAVER_KEPT = problem(
    "scim-leaver-kept",
    Level.WARNING,
    nl="Een medewerker is gedeactiveerd; andere gegevens in dezelfde aanroep waren niet te verwerken ({fields}).",
    en="A professional was deactivated; other data of the same call could not be processed ({fields}).",
    remedy=for_provider(
        nl="Verbeter de gegevens in de directory als de persoon terugkomt.",
        en="Correct the data in the directory if the person comes back.",
    ),
)
KEPT_BY_SOURCE = problem(
    "scim-kept-by-source",
    Level.NOTICE,
    nl="De identiteitsprovider ontnam deze medewerker met SCIM de toegang, maar de medewerker staat nog in een andere "
    "bron ({sources}). Het account blijft actief, zonder de rollen die alleen SCIM geeft.",
    en="The identity provider took the access of this professional by SCIM, but the person is still in another source "
    "({sources}). The account stays active, without the roles that only SCIM gives.",
    remedy=for_nobody(
        nl="Niets, als dit klopt. Haal de medewerker anders ook daar uit bereik; daarna wordt het account "
        "gedeactiveerd.",
        en="Nothing, if this is right. Otherwise take the person out of scope there as well; the account is then "
        "deactivated.",
    ),
)
ATTRIBUTES_IGNORED = problem(
    "scim-attributes-ignored",
    Level.NOTICE,
    nl="{user} stuurt gegevens die hier niet worden bewaard: {fields}.",
    en="{user} sends data that are not kept here: {fields}.",
    remedy=for_nobody(
        nl="Niets. Neem ze zo nodig uit de toewijzing van de identiteitsprovider.",
        en="Nothing. Take them out of the identity provider's mapping if you like.",
    ),
)
NOT_ALLOWED = problem(
    "scim-scope-missing",
    Level.WARNING,
    nl="{user} riep {endpoint} aan, waarvoor het recht scim nodig is.",
    en="{user} called {endpoint}, for which the scope scim is needed.",
    remedy=Text(
        nl="Geef de API-gebruiker dit recht (scope-api-user), of zet het token van een andere in de "
        "identiteitsprovider.",
        en="Give the API user this scope (scope-api-user), or put the token of another one into the identity provider.",
    ),
)
NO_TOKEN = problem(
    "scim-no-token",
    Level.NOTICE,
    nl="Een systeem riep {endpoint} aan zonder token; de aanroep is geweigerd.",
    en="A system called {endpoint} without a token; the call was refused.",
    remedy=Text(
        nl="Als dit uw identiteitsprovider is: zet het token in de configuratie ervan.",
        en="If this is your identity provider: put the token into its configuration.",
    ),
)
UNREADABLE = problem(
    "scim-unreadable",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets wat niet te lezen is ({reason}); de aanroep is geweigerd.",
    en="{user} sent {endpoint} something that cannot be read ({reason}); the call was refused.",
    remedy=for_provider(
        nl="Vergelijk de toewijzing bij de identiteitsprovider met /docs/scim.",
        en="Compare the mapping at the identity provider with /docs/scim.",
    ),
)
FILTER_REFUSED = problem(
    "scim-filter-refused",
    Level.WARNING,
    nl="{user} vroeg {endpoint} op met een filter dat niet kan ({reason}).",
    en="{user} called {endpoint} with a filter that is not possible ({reason}).",
    remedy=for_provider(
        nl="Laat de identiteitsprovider zoeken op userName of externalId, zoals /docs/scim beschrijft.",
        en="Have the identity provider search by userName or externalId, as /docs/scim describes.",
    ),
)
NOT_FOUND = problem(
    "scim-not-found",
    Level.NOTICE,
    nl="{user} vroeg met {endpoint} iets op wat niet bestaat.",
    en="{user} called {endpoint} for something that does not exist.",
    remedy=for_nobody(
        nl="Niets, als de identiteitsprovider zo nagaat wie er is; wie verwijderd is, bestaat voor hem niet meer.",
        en="Nothing, if the identity provider checks this way who is there; who was deleted no longer exists for it.",
    ),
)
NOT_POSSIBLE = problem(
    "scim-not-possible",
    Level.NOTICE,
    nl="{user} riep {endpoint} aan, wat hier niet wordt ondersteund.",
    en="{user} called {endpoint}, which is not supported here.",
    remedy=for_provider(
        nl="Meestal niets: de identiteitsprovider ziet in ServiceProviderConfig wat er kan.",
        en="Usually nothing: the identity provider sees in ServiceProviderConfig what is possible.",
    ),
)
STALE = problem(
    "scim-stale",
    Level.WARNING,
    nl="{user} wilde met {endpoint} iets wijzigen wat intussen was gewijzigd; er is niets gewijzigd.",
    en="{user} tried to change with {endpoint} what had changed in the meantime; nothing was changed.",
    remedy=for_nobody(
        nl="Meestal niets: de identiteitsprovider leest opnieuw en probeert het nog eens.",
        en="Usually nothing: the identity provider reads again and tries once more.",
    ),
)
TOO_LARGE = problem(
    "scim-too-large",
    Level.WARNING,
    nl="{user} stuurde {endpoint} meer dan 1 MiB in één keer; de aanroep is geweigerd.",
    en="{user} sent {endpoint} more than 1 MiB at once; the call was refused.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider leden van groepen met PATCH doorgeven, in delen.",
        en="Have the identity provider push members of groups by PATCH, in parts.",
    ),
)
WRONG_TYPE = problem(
    "scim-wrong-type",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets anders dan JSON; de aanroep is geweigerd.",
    en="{user} sent {endpoint} something other than JSON; the call was refused.",
    remedy=for_provider(
        nl="Stuur Content-Type: application/scim+json of application/json.",
        en="Send Content-Type: application/scim+json or application/json.",
    ),
)
TOO_MANY = problem(
    "scim-too-many",
    Level.WARNING,
    nl="{user} doet meer aanroepen dan mag; er zijn aanroepen geweigerd.",
    en="{user} makes more calls than it may; calls were refused.",
    remedy=Text(
        nl="Verhoog de limiet van de API-gebruiker (limit-api-user) als dit bij een eerste synchronisatie blijft "
        "gebeuren.",
        en="Raise the limit of the API user (limit-api-user) if this goes on during a first synchronisation.",
    ),
)
BUSY = problem(
    "scim-busy",
    Level.NOTICE,
    nl="{user} riep {endpoint} aan terwijl anderen hetzelfde schreven, of het was te veel voor één aanroep.",
    en="{user} called {endpoint} while others wrote the same, or it was too much for one call.",
    remedy=for_nobody(
        nl="Niets: de identiteitsprovider probeert het opnieuw en gaat verder waar het ophield.",
        en="Nothing: the identity provider tries again, and it continues where it stopped.",
    ),
)

REFUSALS: Mapping[int, Problem] = MappingProxyType(
    {
        400: UNREADABLE,
        401: NO_TOKEN,
        403: NOT_ALLOWED,
        404: NOT_FOUND,
        405: NOT_POSSIBLE,
        409: PERSON_COLLIDES,
        412: STALE,
        413: TOO_LARGE,
        415: WRONG_TYPE,
        429: TOO_MANY,
        501: NOT_POSSIBLE,
        503: BUSY,
    }
)
"""Status → problem, of refusals that say no other."""

SCIM_PROBLEMS = catalogue(
    BRAKE_ON,
    BRAKE_OFF,
    BRAKE_CHANGED,
    LAST_MANAGER,
    PERSON_INVALID,
    PERSON_COLLIDES,
    OTHER_PERSON,
    ADOPTED,
    LEAVER_KEPT,
    KEPT_BY_SOURCE,
    ATTRIBUTES_IGNORED,
    NOT_ALLOWED,
    NO_TOKEN,
    UNREADABLE,
    FILTER_REFUSED,
    NOT_FOUND,
    NOT_POSSIBLE,
    STALE,
    TOO_LARGE,
    WRONG_TYPE,
    TOO_MANY,
    BUSY,
)
