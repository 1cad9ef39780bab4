"""Problems between the hub and the platform: who is affected, why, and what to do."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, for_platform, problem

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
_OTHERWISE = for_nobody(
    nl="De persoon kan op de gewone manier inloggen. Een link werkt één keer, tot de dag die in de mail staat.",
    en="The person can log on in the usual way. A link works once, until the day that the mail names.",
)
MAILED_LINK_USED = problem(
    "mailed-link-used",
    Level.NOTICE,
    nl="Iemand opende een link uit een welkomstmail die al een keer was gebruikt.",
    en="Somebody opened a link of a welcome mail that had been used once already.",
    remedy=_OTHERWISE,
)
MAILED_LINK_EXPIRED = problem(
    "mailed-link-expired",
    Level.NOTICE,
    nl="Iemand opende een link uit een welkomstmail die was verlopen.",
    en="Somebody opened a link of a welcome mail that had expired.",
    remedy=_OTHERWISE,
)
MAILED_LINK_INACTIVE = problem(
    "mailed-link-inactive",
    Level.NOTICE,
    nl="Iemand opende een link uit een welkomstmail waarvan het account niet meer actief is.",
    en="Somebody opened a link of a welcome mail whose account is not active any more.",
    remedy=for_nobody(
        nl="Zonder actief account logt een link niemand in.", en="Without an active account a link logs nobody on."
    ),
)
MAILED_LINK_READDRESSED = problem(
    "mailed-link-readdressed",
    Level.WARNING,
    nl="Iemand opende een link uit een welkomstmail naar een e-mailadres dat het account nu niet meer heeft.",
    en="Somebody opened a link of a welcome mail to an e-mail address that the account does not have any more.",
    remedy=for_nobody(
        nl="De link logt niemand in: het eerste adres kan van iemand anders zijn.",
        en="The link logs nobody on: the first address may be somebody else's.",
    ),
)

PROBLEMS = catalogue(
    PLATFORM_UNKNOWN,
    ADDRESS_UNKNOWN,
    REQUEST_WRONG,
    SECRET_WRONG,
    CODE_REFUSED,
    MAILED_LINK_USED,
    MAILED_LINK_EXPIRED,
    MAILED_LINK_INACTIVE,
    MAILED_LINK_READDRESSED,
)
