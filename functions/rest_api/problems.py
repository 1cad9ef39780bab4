"""The catalogue of what can go wrong with the REST API, beside what the entrance refuses."""

from koppel.domain.problems import Level, Problem, catalogue
from koppel.domain.texts import Text

COLLECTION_LARGE = Problem(
    "collection-large",
    Level.WARNING,
    Text(
        nl="De lijst {path} is in één keer opgevraagd en vult al meer dan 60 % van wat in één antwoord past.",
        en="The list {path} was asked for in one go and already fills more than 60 % of what fits into one answer.",
    ),
    Text(
        nl="Vraag de leverancier van het opvragende systeem om de lijst in delen te lezen, met limit en cursor.",
        en="Ask the supplier of the system that reads it to read the list in pages, with limit and cursor.",
    ),
)
COLLECTION_TOO_LARGE = Problem(
    "collection-too-large",
    Level.ERROR,
    Text(
        nl="De lijst {path} past niet meer in één antwoord; de aanroep is geweigerd.",
        en="The list {path} no longer fits into one answer; the call was refused.",
    ),
    Text(
        nl="Laat de leverancier van het opvragende systeem de lijst in delen lezen, met limit en cursor.",
        en="Have the supplier of the system that reads it read the list in pages, with limit and cursor.",
    ),
)
PASSWORD_LOGON = Problem(
    "password-logon",
    Level.NOTICE,
    Text(
        nl="Een systeem probeerde in te loggen met een naam en een wachtwoord. Dat kan niet meer.",
        en="A system tried to log on with a name and a password. That is no longer possible.",
    ),
    Text(
        nl="Maak een API-gebruiker voor dit systeem en zet het token in de configuratie ervan.",
        en="Make an API user for this system and put its token into the system's configuration.",
    ),
)

PROBLEMS = catalogue(COLLECTION_LARGE, COLLECTION_TOO_LARGE, PASSWORD_LOGON)
