"""Problems of what a verified response says: for whom, when, in answer to what, about whom."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, CHECK_CLOCKS, LOG_ON_AGAIN, NOT_NORMAL, refusal
from koppel.domain.problems.problem import Level
from koppel.domain.texts import Text

_OUR_ADDRESS = Text(
    nl="Neem bij de identiteitsprovider ons adres (ACS) en onze entity id over uit onze metadata, letterlijk.",
    en="Copy our address (ACS) and our entity id from our metadata to the identity provider, exactly.",
)
_START = Text(
    nl="Laat medewerkers op de inlogpagina van het platform beginnen, of sta in de tegel toe dat de provider begint.",
    en="Have professionals start at the platform's logon page, or allow in the tile that the provider starts.",
)
_MATCHING = Text(
    nl="Bekijk de laatste logins van deze koppeling: daar staat welke attributen kwamen. Kies in de tegel het juiste.",
    en="Look at the last logons of this connection: the attributes that came stand there. Choose the right one.",
)
_SYNCHRONISED = Text(
    nl="Maak de medewerker aan, of laat de koppeling met uw adresboek dat doen; inloggen maakt geen accounts.",
    en="Create the professional, or have your directory's integration do it; logging on creates no accounts.",
)

WRONG_DESTINATION = refusal(
    "wrong-destination",
    "Het antwoord is aan een ander adres gericht (Destination) dan het onze.",
    "The response is meant for another address (Destination) than ours.",
    _OUR_ADDRESS,
)
WRONG_RECIPIENT = refusal(
    "wrong-recipient",
    "De verklaring is voor een andere ontvanger (Recipient).",
    "The assertion is for another recipient.",
    _OUR_ADDRESS,
)
NO_AUDIENCE = refusal(
    "no-audience",
    "De verklaring zegt niet voor wie zij is (AudienceRestriction).",
    "The assertion does not say for whom it is (AudienceRestriction).",
    ASK_PROVIDER,
)
WRONG_AUDIENCE = refusal(
    "wrong-audience",
    "De verklaring is voor een ander systeem bedoeld (Audience).",
    "The assertion is meant for another system (Audience).",
    _OUR_ADDRESS,
)
UNSOLICITED = refusal(
    "unsolicited",
    "Het antwoord hoort bij geen verzoek van ons, en deze koppeling staat dat niet toe.",
    "The response answers no request of ours, and this connection does not allow that.",
    _START,
)
REQUEST_UNKNOWN = refusal(
    "request-unknown",
    "Het antwoord hoort bij een verzoek dat wij niet kennen, dat al is gebruikt, of dat ouder is dan tien minuten.",
    "The response answers a request that we do not know, that was used already, or that is older than ten minutes.",
    LOG_ON_AGAIN,
    Level.WARNING,
)
REQUEST_DIFFERS = refusal(
    "request-differs",
    "Het antwoord en de verklaring daarin noemen verschillende verzoeken (InResponseTo).",
    "The response and the assertion in it name different requests (InResponseTo).",
)
OTHER_BROWSER = refusal(
    "other-browser",
    "Het antwoord kwam uit een andere browser dan het verzoek.",
    "The response came from another browser than the request.",
    LOG_ON_AGAIN,
    Level.WARNING,
)
UNREADABLE_TIME = refusal(
    "time-unreadable",
    "Een tijdstip in het bericht is niet als xs:dateTime geschreven, of bestaat niet.",
    "A time in the message is not written as xs:dateTime, or does not exist.",
    ASK_PROVIDER,
)
NOT_YET_VALID = refusal(
    "not-yet-valid",
    "De verklaring is nog niet geldig: {seconds} seconden te vroeg.",
    "The assertion is not valid yet: {seconds} seconds early.",
    CHECK_CLOCKS,
)
EXPIRED = refusal(
    "expired",
    "De verklaring is niet meer geldig: {seconds} seconden te laat.",
    "The assertion is not valid any more: {seconds} seconds late.",
    CHECK_CLOCKS,
)
NO_UPPER_BOUND = refusal(
    "no-upper-bound",
    "De verklaring zegt niet tot wanneer zij geldt (NotOnOrAfter).",
    "The assertion does not say until when it is valid (NotOnOrAfter).",
    ASK_PROVIDER,
)
SESSION_OVER = refusal(
    "session-over",
    "De sessie bij de identiteitsprovider is al voorbij (SessionNotOnOrAfter).",
    "The session at the identity provider is over already (SessionNotOnOrAfter).",
    CHECK_CLOCKS,
)
UNKNOWN_CONDITION = refusal(
    "unknown-condition",
    "De verklaring stelt een voorwaarde die wij niet kennen en dus niet kunnen nagaan.",
    "The assertion sets a condition that we do not know and so cannot check.",
    ASK_PROVIDER,
)
NO_SUBJECT = refusal(
    "no-subject",
    "De verklaring noemt niet precies een persoon (Subject met NameID).",
    "The assertion does not name exactly one person (Subject with NameID).",
    ASK_PROVIDER,
)
NOT_BEARER = refusal(
    "not-bearer",
    "De verklaring is niet van het soort bearer.",
    "The assertion is not of the kind bearer.",
    ASK_PROVIDER,
)
NO_AUTHENTICATION = refusal(
    "no-authentication",
    "De verklaring zegt niet dat iemand is ingelogd (AuthnStatement).",
    "The assertion does not say that somebody has logged on (AuthnStatement).",
    ASK_PROVIDER,
)
REPLAYED = refusal(
    "replayed",
    "Deze verklaring is al eens gebruikt.",
    "This assertion was used before.",
    NOT_NORMAL,
)
RELAY_STATE = refusal(
    "relay-state",
    "De pagina waar de medewerker heen moest (RelayState) is geen pagina van dit platform. De medewerker is ingelogd "
    "en kwam op de startpagina.",
    "The page that the professional was to go to (RelayState) is no page of this platform. The professional was logged "
    "on and came to the start page.",
    Text(
        nl="Laat de identiteitsprovider als RelayState niets sturen, of een adres van dit platform.",
        en="Have the identity provider send no RelayState, or an address of this platform.",
    ),
    Level.NOTICE,
)

ATTRIBUTE_MISSING = refusal(
    "attribute-missing",
    "Het attribuut {attribute}, waaraan medewerkers worden herkend, ontbreekt. Wel gekomen: {received}.",
    "The attribute {attribute}, by which professionals are found, is missing. What did come: {received}.",
    _MATCHING,
)
ATTRIBUTE_SEVERAL = refusal(
    "attribute-several",
    "Het attribuut {attribute}, waaraan medewerkers worden herkend, heeft meer dan een waarde.",
    "The attribute {attribute}, by which professionals are found, has more than one value.",
    _MATCHING,
)
NO_DIRECTORY_ID = refusal(
    "no-directory-id",
    "{attribute} bevat geen nummer van een directory: een GUID als tekst of in base64.",
    "{attribute} holds no id of a directory: a GUID as text or in base64.",
    _MATCHING,
)
NAME_ID_CHANGES = refusal(
    "name-id-changes",
    "De NameID is bij elke login anders (transient), zodat iemand er niet aan te herkennen is.",
    "The NameID differs at each logon (transient), so that nobody can be known by it.",
    Text(
        nl="Laat de identiteitsprovider een blijvende NameID sturen (persistent).",
        en="Have the identity provider send a lasting NameID (persistent).",
    ),
)
PERSON_UNKNOWN = refusal(
    "person-unknown",
    "Geen medewerker heeft als {field} de waarde {value} van {attribute}.",
    "No professional has as {field} the value {value} of {attribute}.",
    _SYNCHRONISED,
    Level.WARNING,
)
PERSON_INACTIVE = refusal(
    "person-inactive",
    "De medewerker die wilde inloggen is niet actief.",
    "The professional who wanted to log on is not active.",
    Text(
        nl="Activeer de medewerker als deze weer toegang mag hebben.",
        en="Activate the professional who may have access again.",
    ),
    Level.WARNING,
)
NOT_A_PROFESSIONAL = refusal(
    "not-a-professional",
    "Dit {field} is van iemand die geen medewerker is; alleen medewerkers loggen in met SAML.",
    "This {field} belongs to somebody who is no professional; only professionals log on by SAML.",
    _MATCHING,
    Level.WARNING,
)
PINNED_OTHERWISE = refusal(
    "pinned-otherwise",
    "Deze medewerker logde eerder in met een andere NameID; het adres kan nu van iemand anders zijn.",
    "This professional logged on before with another NameID; the address may be another person's now.",
    Text(
        nl="Ga na of het dezelfde persoon is. Zo ja, maak de oude binding los met het commando saml-unpin.",
        en="Find out whether it is the same person. If so, undo the old binding with the command saml-unpin.",
    ),
)

LOGOUT_UNREADABLE = refusal(
    "logout-unreadable",
    "Een bericht over uitloggen kon niet worden gelezen.",
    "A message about logging out could not be read.",
    ASK_PROVIDER,
    Level.WARNING,
)
LOGOUT_NOT_SIGNED = refusal(
    "logout-not-signed",
    "Een bericht over uitloggen is niet ondertekend.",
    "A message about logging out is not signed.",
    Text(
        nl="Laat de identiteitsprovider berichten over uitloggen ondertekenen.",
        en="Have the identity provider sign messages about logging out.",
    ),
    Level.WARNING,
)
LOGOUT_OVER = refusal(
    "logout-over",
    "Een verzoek om uit te loggen is verlopen.",
    "A request to log out has expired.",
    CHECK_CLOCKS,
    Level.WARNING,
)

CLAIM_PROBLEMS = (
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
