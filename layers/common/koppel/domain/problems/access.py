"""The catalogue of what can go wrong before a request reaches its integration."""

from koppel.domain.problems.problem import Level, catalogue, problem
from koppel.domain.texts import Text

TOKEN_REFUSED = problem(
    "token-refused",
    Level.WARNING,
    nl="Een aanroep met een token dat niet (meer) geldig is, is geweigerd.",
    en="A call with a token that is not valid (any more) was refused.",
    remedy=Text(
        nl="Is het een koppeling van uzelf: maak een nieuw token en zet het in het verzendende systeem.",
        en="When it is a link of your own: make a new token and put it into the sending system.",
    ),
)
SCOPE_MISSING = problem(
    "scope-missing",
    Level.WARNING,
    nl="Een API-gebruiker deed iets waarvoor het recht {scope} nodig is.",
    en="An API user did something for which the scope {scope} is needed.",
    remedy=Text(
        nl="Geef de API-gebruiker dit recht, of laat de leverancier van het systeem deze aanroep weglaten.",
        en="Give the API user this scope, or have the system's supplier leave this call out.",
    ),
)
SWITCHED_OFF = problem(
    "switched-off",
    Level.NOTICE,
    nl="Een aanroep is geweigerd omdat deze koppeling niet beschikbaar is of niet aan staat.",
    en="A call was refused because this integration is not available or not switched on.",
    remedy=Text(
        nl="Zet de koppeling aan in de tegel, of vraag de beheerder van het platform haar beschikbaar te maken.",
        en="Switch the integration on in its tile, or ask the platform's operator to make it available.",
    ),
)

ACCESS_PROBLEMS = catalogue(TOKEN_REFUSED, SCOPE_MISSING, SWITCHED_OFF)
