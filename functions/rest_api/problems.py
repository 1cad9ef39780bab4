"""The catalogue of what can go wrong with the REST API, beside what the entrance refuses."""

from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import Level, Problem, catalogue, problem
from koppel.domain.texts import Text

COLLECTION_LARGE = problem(
    "collection-large",
    Level.WARNING,
    nl="De lijst {path} is in één keer opgevraagd en vult al meer dan 60 % van wat in één antwoord past.",
    en="The list {path} was asked for in one go and already fills more than 60 % of what fits into one answer.",
    remedy=Text(
        nl="Vraag de leverancier van het opvragende systeem om de lijst in delen te lezen, met limit en cursor.",
        en="Ask the supplier of the system that reads it to read the list in pages, with limit and cursor.",
    ),
)
COLLECTION_TOO_LARGE = problem(
    "collection-too-large",
    Level.ERROR,
    nl="De lijst {path} past niet meer in één antwoord; de aanroep is geweigerd.",
    en="The list {path} no longer fits into one answer; the call was refused.",
    remedy=Text(
        nl="Laat de leverancier van het opvragende systeem de lijst in delen lezen, met limit en cursor.",
        en="Have the supplier of the system that reads it read the list in pages, with limit and cursor.",
    ),
)
PASSWORD_LOGON = problem(
    "password-logon",
    Level.NOTICE,
    nl="Een systeem probeerde in te loggen met een naam en een wachtwoord. Dat kan niet meer.",
    en="A system tried to log on with a name and a password. That is no longer possible.",
    remedy=Text(
        nl="Maak een API-gebruiker voor dit systeem en zet het token in de configuratie ervan.",
        en="Make an API user for this system and put its token into the system's configuration.",
    ),
)

UNKNOWN_FIELDS = problem(
    "unknown-fields",
    Level.NOTICE,
    nl="{user} stuurt van een {kind} velden mee die hier niet bestaan: {fields}. Ze zijn overgeslagen.",
    en="{user} sends fields of a {kind} that do not exist here: {fields}. They were left out.",
    remedy=Text(
        nl="Zet het veld aan als u het wilt bewaren, of laat de leverancier het weglaten.",
        en="Switch the field on if you want to keep it, or have the supplier leave it out.",
    ),
)
NOT_ALLOWED = problem(
    "scope-missing",
    Level.WARNING,
    nl="{user} riep {endpoint} aan, waarvoor het recht {scope} nodig is.",
    en="{user} called {endpoint}, for which the scope {scope} is needed.",
    remedy=Text(
        nl="Geef de API-gebruiker dit recht, of laat de leverancier deze aanroep weglaten.",
        en="Give the API user this scope, or have the supplier leave this call out.",
    ),
)
UNREADABLE = problem(
    "unreadable",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets wat niet te lezen is; de aanroep is geweigerd.",
    en="{user} sent {endpoint} something that cannot be read; the call was refused.",
    remedy=Text(
        nl="Laat de leverancier een JSON-object in UTF-8 sturen.",
        en="Have the supplier send a JSON object in UTF-8.",
    ),
)
NO_TOKEN = problem(
    "no-token",
    Level.NOTICE,
    nl="Een systeem riep {endpoint} aan zonder token; de aanroep is geweigerd.",
    en="A system called {endpoint} without a token; the call was refused.",
    remedy=Text(
        nl="Is het een koppeling van uzelf: zet het token in de configuratie ervan.",
        en="When it is a link of your own: put the token into its configuration.",
    ),
)
NOT_FOUND = problem(
    "not-found",
    Level.NOTICE,
    nl="{user} vroeg met {endpoint} naar iets wat er niet is.",
    en="{user} asked by {endpoint} for something that is not there.",
    remedy=Text(
        nl="Niets, als het systeem zo nagaat wie er al is. Laat het anders de leverancier nakijken.",
        en="Nothing, when the system looks who is there already. Otherwise have the supplier check it.",
    ),
)
WRONG_METHOD = problem(
    "wrong-method",
    Level.WARNING,
    nl="{user} riep {endpoint} aan, en die methode kan daar niet.",
    en="{user} called {endpoint}, and that method is not possible there.",
    remedy=Text(
        nl="Laat de leverancier het adres nakijken in de documentatie van de API.",
        en="Have the supplier check the address in the documentation of the API.",
    ),
)
COLLISION = problem(
    "collision",
    Level.ERROR,
    nl="{user} wilde met {endpoint} vastleggen wat al van een ander account is ({fields}); niets is gewijzigd.",
    en="{user} wanted to store by {endpoint} what another account has already ({fields}); nothing was changed.",
    remedy=Text(
        nl="Zoek uit van wie de waarde is en verbeter haar in het bronsysteem of hier.",
        en="Find out whose value it is and correct it in the source system or here.",
    ),
)
STALE = problem(
    "stale",
    Level.WARNING,
    nl="{user} wilde met {endpoint} iets overschrijven wat intussen was gewijzigd; er is niets gewijzigd.",
    en="{user} wanted to overwrite by {endpoint} what had changed in the meantime; nothing was changed.",
    remedy=Text(
        nl="Meestal niets: het systeem leest opnieuw en probeert het nog eens. Controleer anders wie nog meer wijzigt.",
        en="Usually nothing: the system reads again and tries once more. Otherwise check who else changes it.",
    ),
)
TOO_LARGE = problem(
    "too-large",
    Level.WARNING,
    nl="{user} stuurde {endpoint} meer dan 256 KiB; de aanroep is geweigerd.",
    en="{user} sent {endpoint} more than 256 KiB; the call was refused.",
    remedy=Text(
        nl="Laat de leverancier één account per aanroep sturen.",
        en="Have the supplier send one account with each call.",
    ),
)
NO_JSON = problem(
    "no-json",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets anders dan JSON, of anders ingepakt dan met gzip; de aanroep is geweigerd.",
    en="{user} sent {endpoint} something else than JSON, or compressed it but not with gzip; the call was refused.",
    remedy=Text(
        nl="Laat de leverancier Content-Type: application/json meesturen, en de inhoud onverpakt of met gzip.",
        en="Have the supplier send Content-Type: application/json, and the body as it is or with gzip.",
    ),
)
INVALID = problem(
    "invalid",
    Level.WARNING,
    nl="{user} stuurde {endpoint} gegevens die niet kunnen ({fields}); er is niets gewijzigd.",
    en="{user} sent {endpoint} details that cannot be ({fields}); nothing was changed.",
    remedy=Text(
        nl="Verbeter deze velden in het bronsysteem.",
        en="Correct these fields in the source system.",
    ),
)
TOO_MANY = problem(
    "too-many",
    Level.WARNING,
    nl="{user} deed meer aanroepen dan mag; {endpoint} is geweigerd.",
    en="{user} made more calls than it may; {endpoint} was refused.",
    remedy=Text(
        nl="Laat de leverancier langzamer sturen, of verhoog de limiet van deze API-gebruiker.",
        en="Have the supplier send more slowly, or raise the limit of this API user.",
    ),
)
BUSY = problem(
    "busy",
    Level.NOTICE,
    nl="{user} kreeg bij {endpoint} geen antwoord, omdat anderen hetzelfde wijzigden.",
    en="{user} got no answer at {endpoint}, because others were changing the same.",
    remedy=Text(
        nl="Niets: het systeem probeert het opnieuw.",
        en="Nothing: the system tries again.",
    ),
)

REFUSALS: Mapping[int, Problem] = MappingProxyType(
    {
        400: UNREADABLE,
        401: NO_TOKEN,
        404: NOT_FOUND,
        405: WRONG_METHOD,
        409: COLLISION,
        412: STALE,
        413: TOO_LARGE,
        415: NO_JSON,
        422: INVALID,
        429: TOO_MANY,
        503: BUSY,
    }
)
"""What a refusal with this status, which says nothing else of itself, is to the administrator."""

PROBLEMS = catalogue(
    COLLECTION_LARGE,
    COLLECTION_TOO_LARGE,
    PASSWORD_LOGON,
    UNKNOWN_FIELDS,
    NOT_ALLOWED,
    *REFUSALS.values(),
)

UNKNOWN_API_USER = problem(
    "unknown-api-user",
    Level.ERROR,
    nl="Deze API-gebruiker is er niet.",
    en="There is no such API user.",
    remedy=Text(nl="De opdracht list-api-users noemt ze alle.", en="The command list-api-users names them all."),
)

COMMAND_PROBLEMS = catalogue(UNKNOWN_API_USER)
