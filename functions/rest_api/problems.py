"""The problems of the REST API; those of the entrance (host, token, tile) are in `koppel.domain.problems.access`."""

from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import Level, Problem, catalogue, for_nobody, for_sender, problem
from koppel.domain.texts import Text

COLLECTION_LARGE = problem(
    "collection-large",
    Level.WARNING,
    nl="De lijst {path} is in één keer opgevraagd en vult al meer dan 60 % van één antwoord.",
    en="The list {path} was requested in one call and already fills more than 60 % of one answer.",
    remedy=for_sender(
        nl="Vraag de leverancier van het opvragende systeem om de lijst in delen te lezen, met limit en cursor.",
        en="Ask the supplier of the calling system to read the list in pages, with limit and cursor.",
    ),
)
COLLECTION_TOO_LARGE = problem(
    "collection-too-large",
    Level.ERROR,
    nl="De lijst {path} past niet meer in één antwoord; de aanroep is geweigerd.",
    en="The list {path} no longer fits into one answer; the call was refused.",
    remedy=for_sender(
        nl="Laat de leverancier van het opvragende systeem de lijst in delen lezen, met limit en cursor.",
        en="Have the supplier of the calling system read the list in pages, with limit and cursor.",
    ),
)
PASSWORD_LOGON = problem(
    "password-logon",
    Level.NOTICE,
    nl="Een systeem probeerde in te loggen met een naam en een wachtwoord. Dat wordt niet ondersteund.",
    en="A system tried to log on with a name and a password. That is not supported.",
    remedy=Text(
        nl="Maak een API-gebruiker voor dit systeem en zet het token in de configuratie ervan.",
        en="Make an API user for this system and put its token into the system's configuration.",
    ),
)

UNKNOWN_FIELDS = problem(
    "unknown-fields",
    Level.NOTICE,
    nl="{user} stuurt van een {kind} velden mee die hier niet bestaan: {fields}. Deze zijn genegeerd.",
    en="{user} sends fields of a {kind} that do not exist here: {fields}. They were ignored.",
    remedy=Text(
        nl="Zet het veld aan als u het wilt opslaan, of laat de leverancier het weglaten.",
        en="Switch the field on if you want to store it, or have the supplier omit it.",
    ),
)
NOT_ALLOWED = problem(
    "scope-missing",
    Level.WARNING,
    nl="{user} riep {endpoint} aan, waarvoor het recht {scope} nodig is.",
    en="{user} called {endpoint}, for which the scope {scope} is needed.",
    remedy=Text(
        nl="Geef de API-gebruiker dit recht, of laat de leverancier deze aanroep niet meer doen.",
        en="Give the API user this scope, or have the supplier stop making this call.",
    ),
)
UNREADABLE = problem(
    "unreadable",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets wat niet te lezen is; de aanroep is geweigerd.",
    en="{user} sent {endpoint} something that cannot be read; the call was refused.",
    remedy=for_sender(
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
        nl="Als dit een systeem van uzelf is: zet het token in de configuratie ervan.",
        en="If this is one of your own systems: put the token into its configuration.",
    ),
)
NOT_FOUND = problem(
    "not-found",
    Level.NOTICE,
    nl="{user} vroeg met {endpoint} iets op wat niet bestaat.",
    en="{user} called {endpoint} for something that does not exist.",
    remedy=for_nobody(
        nl="Niets, als het systeem zo nagaat welke accounts bestaan. Laat anders de leverancier de aanroep nakijken.",
        en="Nothing, if the system checks this way which accounts exist. Otherwise have the supplier check the call.",
    ),
)
WRONG_METHOD = problem(
    "wrong-method",
    Level.WARNING,
    nl="{user} riep {endpoint} aan, een methode die dit adres niet heeft.",
    en="{user} called {endpoint}, a method that this address does not have.",
    remedy=for_sender(
        nl="Laat de leverancier het adres nakijken in de documentatie van de API.",
        en="Have the supplier check the address in the documentation of the API.",
    ),
)
COLLISION = problem(
    "collision",
    Level.ERROR,
    nl="{user} wilde met {endpoint} vastleggen wat een ander account al heeft ({fields}); er is niets gewijzigd.",
    en="{user} tried to store with {endpoint} what another account already has ({fields}); nothing was changed.",
    remedy=Text(
        nl="Zoek uit bij welk account de waarde hoort en verbeter die in het bronsysteem of hier.",
        en="Find out to which account the value belongs and correct it in the source system or here.",
    ),
)
STALE = problem(
    "stale",
    Level.WARNING,
    nl="{user} wilde met {endpoint} iets wijzigen wat intussen door een ander was gewijzigd; er is niets gewijzigd.",
    en="{user} tried to change with {endpoint} what others had changed in the meantime; nothing was changed.",
    remedy=for_nobody(
        nl="Meestal niets: het systeem leest opnieuw en probeert het nog eens. Controleer anders wie nog meer wijzigt.",
        en="Usually nothing: the system reads again and tries once more. Otherwise check who else changes it.",
    ),
)
TOO_LARGE = problem(
    "too-large",
    Level.WARNING,
    nl="{user} stuurde {endpoint} meer dan 256 KiB; de aanroep is geweigerd.",
    en="{user} sent {endpoint} more than 256 KiB; the call was refused.",
    remedy=for_sender(
        nl="Laat de leverancier één account per aanroep sturen.",
        en="Have the supplier send one account with each call.",
    ),
)
NO_JSON = problem(
    "no-json",
    Level.WARNING,
    nl="{user} stuurde {endpoint} iets anders dan JSON, of anders gecomprimeerd dan met gzip; de aanroep is geweigerd.",
    en="{user} sent {endpoint} something other than JSON, or compressed but not with gzip; the call was refused.",
    remedy=for_sender(
        nl="Laat de leverancier Content-Type: application/json meesturen, en de inhoud ongecomprimeerd of met gzip.",
        en="Have the supplier send Content-Type: application/json, and the body uncompressed or with gzip.",
    ),
)
INVALID = problem(
    "invalid",
    Level.WARNING,
    nl="{user} stuurde {endpoint} ongeldige gegevens ({fields}); er is niets gewijzigd.",
    en="{user} sent {endpoint} invalid values ({fields}); nothing was changed.",
    remedy=for_sender(
        nl="Verbeter deze velden in het bronsysteem.",
        en="Correct these fields in the source system.",
    ),
)
TOO_MANY = problem(
    "too-many",
    Level.WARNING,
    nl="{user} deed meer aanroepen dan toegestaan; {endpoint} is geweigerd.",
    en="{user} made more calls than allowed; {endpoint} was refused.",
    remedy=Text(
        nl="Laat de leverancier langzamer sturen, of verhoog de limiet van deze API-gebruiker.",
        en="Have the supplier send more slowly, or raise the limit of this API user.",
    ),
)
BUSY = problem(
    "busy",
    Level.NOTICE,
    nl="{endpoint} van {user} is tijdelijk geweigerd, omdat anderen op dat moment dezelfde gegevens wijzigden.",
    en="{endpoint} of {user} was refused for the moment, because others were changing the same data.",
    remedy=for_nobody(
        nl="Niets: het systeem kan de aanroep herhalen.",
        en="Nothing: the system can repeat the call.",
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
"""By status the problem that the administrator sees, for a refusal that names no problem."""

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
    nl="Deze API-gebruiker bestaat niet.",
    en="This API user does not exist.",
    remedy=Text(
        nl="De opdracht list-api-users toont alle API-gebruikers.", en="The command list-api-users shows all API users."
    ),
)

COMMAND_PROBLEMS = catalogue(UNKNOWN_API_USER)
