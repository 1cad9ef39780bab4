"""Problems between the hub and the platform: who is affected, why, and what to do."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, for_platform, problem

_REMEDY = for_operator(
    nl="Vergelijk de instellingen van het platform met de registratie hier; registreer het zo nodig opnieuw.",
    en="Compare the platform's configuration with its registration here; register it again if necessary.",
)
PLATFORM_UNKNOWN = problem(
    "platform-unknown",
    Level.ERROR,
    nl="Een platform dat hier niet is geregistreerd (client_id) vroeg om een inlog.",
    en="A platform that is not registered here (client_id) asked for a logon.",
    remedy=_REMEDY,
)
ADDRESS_UNKNOWN = problem(
    "address-unknown",
    Level.ERROR,
    nl="Het platform vroeg om een antwoord naar een adres (redirect_uri) dat niet is geregistreerd.",
    en="The platform asked for an answer to an address (redirect_uri) that is not registered.",
    remedy=_REMEDY,
)
REQUEST_WRONG = problem(
    "request-wrong",
    Level.ERROR,
    nl="Een verzoek van het platform klopt niet: {reason}.",
    en="A request of the platform is not valid: {reason}.",
    remedy=for_platform(
        nl="Laat de leverancier van het platform dit verbeteren; /docs/delegated-logon zegt wat nodig is.",
        en="Have the platform's supplier correct this; /docs/delegated-logon says what is needed.",
    ),
)
SECRET_WRONG = problem(
    "secret-wrong",
    Level.ERROR,
    nl="Het platform heeft zich met een verkeerd geheim gemeld.",
    en="The platform identified itself with a wrong secret.",
    remedy=_REMEDY,
)
CODE_REFUSED = problem(
    "code-refused",
    Level.WARNING,
    nl="Een code die het platform wilde inwisselen is geweigerd: {reason}.",
    en="A code that the platform wanted to exchange was refused: {reason}.",
    remedy=for_platform(
        nl="Een enkele keer kan toeval zijn (traag netwerk, uitgelogd). Bij herhaling: laat de leverancier meekijken.",
        en="Once may be chance (slow network, logged out). If it is repeated, have the supplier look into it.",
    ),
)

PROBLEMS = catalogue(PLATFORM_UNKNOWN, ADDRESS_UNKNOWN, REQUEST_WRONG, SECRET_WRONG, CODE_REFUSED)
