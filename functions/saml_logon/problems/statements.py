"""Problems of what a verified response says: for whom, when, in answer to what, about whom."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, CHECK_CLOCKS, LOG_ON_AGAIN, NOT_NORMAL
from koppel.domain.problems.problem import Level, for_provider, problem
from koppel.domain.texts import Text

_OUR_ADDRESS = for_provider(
    nl="Neem bij de identiteitsprovider ons adres (ACS) en onze entity id over uit onze metadata, letterlijk.",
    en="Copy our address (ACS) and our entity id from our metadata to the identity provider, exactly.",
)
_START = Text(
    nl="Laat medewerkers op de inlogpagina van het platform beginnen, of sta in de tegel toe dat de provider begint.",
    en="Have professionals start at the platform's logon page, or allow in the tile that the provider starts.",
)
_MATCHING = Text(
    nl="Bekijk de laatste logins van deze koppeling: daar staat welke attributen kwamen. Kies in de tegel het juiste.",
    en="Look at the last logons of this connection: it shows the attributes that came. Choose the right one.",
)
_SYNCHRONISED = Text(
    nl="Maak de medewerker aan, of laat de koppeling met uw adresboek dat doen; inloggen maakt geen accounts.",
    en="Create the professional, or have your directory's integration do it; logging on creates no accounts.",
)

WRONG_DESTINATION = problem(
    "wrong-destination",
    Level.ERROR,
    nl="Het antwoord is aan een ander adres gericht (Destination) dan het onze.",
    en="The response is meant for another address (Destination) than ours.",
    remedy=_OUR_ADDRESS,
)
WRONG_RECIPIENT = problem(
    "wrong-recipient",
    Level.ERROR,
    nl="De verklaring is voor een andere ontvanger (Recipient).",
    en="The assertion is for another recipient.",
    remedy=_OUR_ADDRESS,
)
NO_AUDIENCE = problem(
    "no-audience",
    Level.ERROR,
    nl="De verklaring zegt niet voor wie zij is (AudienceRestriction).",
    en="The assertion does not say for whom it is (AudienceRestriction).",
    remedy=ASK_PROVIDER,
)
WRONG_AUDIENCE = problem(
    "wrong-audience",
    Level.ERROR,
    nl="De verklaring is voor een ander systeem bedoeld (Audience).",
    en="The assertion is meant for another system (Audience).",
    remedy=_OUR_ADDRESS,
)
UNSOLICITED = problem(
    "unsolicited",
    Level.ERROR,
    nl="Het antwoord hoort bij geen verzoek van ons, en deze koppeling staat dat niet toe.",
    en="The response answers no request of ours, and this connection does not allow that.",
    remedy=_START,
)
REQUEST_UNKNOWN = problem(
    "request-unknown",
    Level.WARNING,
    nl="Het antwoord hoort bij een verzoek dat wij niet kennen, dat al is gebruikt, of dat ouder is dan tien minuten.",
    en="The response answers a request that we do not know, that was used already, or that is older than ten minutes.",
    remedy=LOG_ON_AGAIN,
)
REQUEST_DIFFERS = problem(
    "request-differs",
    Level.ERROR,
    nl="Het antwoord en de verklaring daarin noemen verschillende verzoeken (InResponseTo).",
    en="The response and the assertion in it name different requests (InResponseTo).",
    remedy=NOT_NORMAL,
)
OTHER_BROWSER = problem(
    "other-browser",
    Level.WARNING,
    nl="Het antwoord kwam uit een andere browser dan het verzoek.",
    en="The response came from another browser than the request.",
    remedy=LOG_ON_AGAIN,
)
UNREADABLE_TIME = problem(
    "time-unreadable",
    Level.ERROR,
    nl="Een tijdstip in het bericht is niet als xs:dateTime geschreven, of bestaat niet.",
    en="A time in the message is not written as xs:dateTime, or does not exist.",
    remedy=ASK_PROVIDER,
)
NOT_YET_VALID = problem(
    "not-yet-valid",
    Level.ERROR,
    nl="De verklaring is nog niet geldig: {seconds} seconden te vroeg.",
    en="The assertion is not valid yet: {seconds} seconds early.",
    remedy=CHECK_CLOCKS,
)
EXPIRED = problem(
    "expired",
    Level.ERROR,
    nl="De verklaring is niet meer geldig: {seconds} seconden te laat.",
    en="The assertion is not valid any more: {seconds} seconds late.",
    remedy=CHECK_CLOCKS,
)
NO_UPPER_BOUND = problem(
    "no-upper-bound",
    Level.ERROR,
    nl="De verklaring zegt niet tot wanneer zij geldt (NotOnOrAfter).",
    en="The assertion does not say until when it is valid (NotOnOrAfter).",
    remedy=ASK_PROVIDER,
)
SESSION_OVER = problem(
    "session-over",
    Level.ERROR,
    nl="De sessie bij de identiteitsprovider is al voorbij (SessionNotOnOrAfter).",
    en="The session at the identity provider is over already (SessionNotOnOrAfter).",
    remedy=CHECK_CLOCKS,
)
UNKNOWN_CONDITION = problem(
    "unknown-condition",
    Level.ERROR,
    nl="De verklaring stelt een voorwaarde die wij niet kennen en dus niet kunnen nagaan.",
    en="The assertion sets a condition that we do not know and so cannot check.",
    remedy=ASK_PROVIDER,
)
NO_SUBJECT = problem(
    "no-subject",
    Level.ERROR,
    nl="De verklaring noemt niet precies een persoon (Subject met NameID).",
    en="The assertion does not name exactly one person (Subject with NameID).",
    remedy=ASK_PROVIDER,
)
NOT_BEARER = problem(
    "not-bearer",
    Level.ERROR,
    nl="De verklaring is niet van het soort bearer.",
    en="The assertion is not of the kind bearer.",
    remedy=ASK_PROVIDER,
)
NO_AUTHENTICATION = problem(
    "no-authentication",
    Level.ERROR,
    nl="De verklaring zegt niet dat iemand is ingelogd (AuthnStatement).",
    en="The assertion does not say that somebody has logged on (AuthnStatement).",
    remedy=ASK_PROVIDER,
)
REPLAYED = problem(
    "replayed",
    Level.ERROR,
    nl="Deze verklaring is al eens gebruikt.",
    en="This assertion was used before.",
    remedy=NOT_NORMAL,
)
RELAY_STATE = problem(
    "relay-state",
    Level.NOTICE,
    nl=(
        "De pagina waar de medewerker heen moest (RelayState) is geen pagina van dit platform. De medewerker is "
        "ingelogd en kwam op de startpagina."
    ),
    en=(
        "The page that the professional was to go to (RelayState) is no page of this platform. The professional was "
        "logged on and came to the start page."
    ),
    remedy=for_provider(
        nl="Laat de identiteitsprovider als RelayState niets sturen, of een adres van dit platform.",
        en="Have the identity provider send no RelayState, or an address of this platform.",
    ),
)

ATTRIBUTE_MISSING = problem(
    "attribute-missing",
    Level.ERROR,
    nl="Het attribuut {attribute}, waaraan medewerkers worden herkend, ontbreekt. Wel gekomen: {received}.",
    en="The attribute {attribute}, by which professionals are found, is missing. What did come: {received}.",
    remedy=_MATCHING,
)
ATTRIBUTE_SEVERAL = problem(
    "attribute-several",
    Level.ERROR,
    nl="Het attribuut {attribute}, waaraan medewerkers worden herkend, heeft meer dan een waarde.",
    en="The attribute {attribute}, by which professionals are found, has more than one value.",
    remedy=_MATCHING,
)
NO_DIRECTORY_ID = problem(
    "no-directory-id",
    Level.ERROR,
    nl="{attribute} bevat geen nummer van een directory: een GUID als tekst of in base64.",
    en="{attribute} does not hold the id of a directory, which is a GUID as text or in base64.",
    remedy=_MATCHING,
)
NAME_ID_CHANGES = problem(
    "name-id-changes",
    Level.ERROR,
    nl="De NameID is bij elke login anders (transient), zodat iemand er niet aan te herkennen is.",
    en="The NameID differs at each logon (transient), so that nobody can be known by it.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider een blijvende NameID sturen (persistent).",
        en="Have the identity provider send a lasting NameID (persistent).",
    ),
)
PERSON_UNKNOWN = problem(
    "person-unknown",
    Level.WARNING,
    nl="Geen medewerker heeft als {field} de waarde {value} van {attribute}.",
    en="No professional has the value {value} of {attribute} as {field}.",
    remedy=_SYNCHRONISED,
)
PERSON_INACTIVE = problem(
    "person-inactive",
    Level.WARNING,
    nl="De medewerker die wilde inloggen is niet actief.",
    en="The professional who wanted to log on is not active.",
    remedy=Text(
        nl="Activeer de medewerker als deze weer toegang mag hebben.",
        en="Activate the professional who may have access again.",
    ),
)
NOT_A_PROFESSIONAL = problem(
    "not-a-professional",
    Level.WARNING,
    nl="Dit {field} is van iemand die geen medewerker is; alleen medewerkers loggen in met SAML.",
    en="This {field} belongs to a person who is not a professional; only professionals log on by SAML.",
    remedy=_MATCHING,
)
PINNED_OTHERWISE = problem(
    "pinned-otherwise",
    Level.ERROR,
    nl="Deze medewerker logde eerder in met een andere NameID; het adres kan nu van iemand anders zijn.",
    en="This professional logged on before with another NameID; the address may be another person's now.",
    remedy=Text(
        nl="Ga na of het dezelfde persoon is. Zo ja, maak de oude binding los met het commando saml-unpin.",
        en="Find out whether it is the same person. If so, undo the old binding with the command saml-unpin.",
    ),
)

LOGOUT_UNREADABLE = problem(
    "logout-unreadable",
    Level.WARNING,
    nl="Een bericht over uitloggen kon niet worden gelezen.",
    en="A message about logging out could not be read.",
    remedy=ASK_PROVIDER,
)
LOGOUT_NOT_SIGNED = problem(
    "logout-not-signed",
    Level.WARNING,
    nl="Een bericht over uitloggen is niet ondertekend.",
    en="A message about logging out is not signed.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider berichten over uitloggen ondertekenen.",
        en="Have the identity provider sign messages about logging out.",
    ),
)
LOGOUT_OVER = problem(
    "logout-over",
    Level.WARNING,
    nl="Een verzoek om uit te loggen is verlopen.",
    en="A request to log out has expired.",
    remedy=CHECK_CLOCKS,
)

STATEMENT_PROBLEMS = (
    WRONG_DESTINATION,
    WRONG_RECIPIENT,
    NO_AUDIENCE,
    WRONG_AUDIENCE,
    UNSOLICITED,
    REQUEST_UNKNOWN,
    REQUEST_DIFFERS,
    OTHER_BROWSER,
    UNREADABLE_TIME,
    NOT_YET_VALID,
    EXPIRED,
    NO_UPPER_BOUND,
    SESSION_OVER,
    UNKNOWN_CONDITION,
    NO_SUBJECT,
    NOT_BEARER,
    NO_AUTHENTICATION,
    REPLAYED,
    RELAY_STATE,
    ATTRIBUTE_MISSING,
    ATTRIBUTE_SEVERAL,
    NO_DIRECTORY_ID,
    NAME_ID_CHANGES,
    PERSON_UNKNOWN,
    PERSON_INACTIVE,
    NOT_A_PROFESSIONAL,
    PINNED_OTHERWISE,
    LOGOUT_UNREADABLE,
    LOGOUT_NOT_SIGNED,
    LOGOUT_OVER,
)
