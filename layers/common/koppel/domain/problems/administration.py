"""The catalogue of what can prevent an administrative act."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, problem
from koppel.domain.texts import Text

ORGANISATION_EXISTS = problem(
    "organisation-exists",
    Level.ERROR,
    nl="De korte naam {organisation} is al van een organisatie.",
    en="The short name {organisation} belongs to an organisation already.",
    remedy=for_operator(nl="Kies een andere korte naam.", en="Choose another short name."),
)
ALWAYS_THERE = problem(
    "always-there",
    Level.ERROR,
    nl="De tegel {integration} hoort bij elke organisatie en kan niet aan of uit.",
    en="The tile {integration} belongs to every organisation and cannot be switched on or off.",
    remedy=Text(nl="Wijzig de instellingen van de tegel.", en="Change the settings of the tile."),
)
NOT_AVAILABLE = problem(
    "not-available",
    Level.ERROR,
    nl="De koppeling {integration} is voor deze organisatie niet beschikbaar.",
    en="The integration {integration} is not available to this organisation.",
    remedy=for_operator(
        nl="Vraag de beheerder van het platform de koppeling beschikbaar te maken.",
        en="Ask the platform's operator to make it available.",
    ),
)
SETTINGS_INVALID = problem(
    "settings-invalid",
    Level.ERROR,
    nl="De instellingen van {integration} zijn ongeldig; er is niets gewijzigd.",
    en="The settings of {integration} are invalid; nothing was changed.",
    remedy=Text(nl="Verbeter de genoemde velden.", en="Correct the fields that are named."),
)
CLIENT_ID_OFF = problem(
    "client-id-off",
    Level.ERROR,
    nl="De koppeling {integration} vindt cliënten aan hun cliëntnummer, en dat veld staat uit.",
    en="The integration {integration} finds clients by their client id, and that field is off.",
    remedy=Text(
        nl="Zet eerst het veld cliëntnummer aan, in de tegel cliëntgegevens.",
        en="First switch the client id on, in the tile client details.",
    ),
)
CLIENT_ID_NEEDED = problem(
    "client-id-needed",
    Level.ERROR,
    nl="Het cliëntnummer kan niet uit, want deze koppelingen vinden cliënten eraan: {integrations}.",
    en="The client id cannot be switched off, because these integrations find clients by it: {integrations}.",
    remedy=Text(nl="Zet deze koppelingen eerst uit.", en="First switch these integrations off."),
)
CHANGED_MEANWHILE = problem(
    "changed-meanwhile",
    Level.ERROR,
    nl="De tegel {integration} is intussen door iemand anders gewijzigd; uw wijziging is niet bewaard.",
    en="Somebody else has changed the tile {integration} in the meantime; your change was not kept.",
    remedy=Text(
        nl="Bekijk de tegel opnieuw en wijzig wat nog nodig is.", en="Look at the tile again and change what is left."
    ),
)

ADMINISTRATION_PROBLEMS = catalogue(
    ORGANISATION_EXISTS,
    ALWAYS_THERE,
    NOT_AVAILABLE,
    SETTINGS_INVALID,
    CLIENT_ID_OFF,
    CLIENT_ID_NEEDED,
    CHANGED_MEANWHILE,
)
