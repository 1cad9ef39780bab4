"""Problems of certificates that do not last: an identity provider's, and our own."""

from koppel.domain.problems.problem import Level, for_provider, problem
from koppel.domain.texts import Text

CERTIFICATE_EXPIRES = problem(
    "certificate-expires",
    Level.WARNING,
    nl="Een certificaat waarmee de identiteitsprovider van {connection} ondertekent verloopt op {date}.",
    en="A certificate that the identity provider of {connection} signs with expires on {date}.",
    remedy=for_provider(
        nl="Vraag de beheerder van de identiteitsprovider om het nieuwe certificaat en laad de metadata opnieuw. Staat "
        "dit certificaat daar niet meer in, dan sluit dit vanzelf.",
        en="Ask the administrator of the identity provider for the new certificate and load the metadata again. When "
        "this certificate is not in them any more, this closes by itself.",
    ),
)
CERTIFICATE_EXPIRED = problem(
    "certificate-expired",
    Level.ERROR,
    nl=(
        "Een certificaat waarmee de identiteitsprovider van {connection} ondertekent is verlopen op {date}. "
        "Inloggen gaat nog door."
    ),
    en="A certificate that the identity provider of {connection} signs with expired on {date}. Logons still go on.",
    remedy=CERTIFICATE_EXPIRES.remedy,
)
OWN_CERTIFICATE_EXPIRES = problem(
    "own-certificate-expires",
    Level.WARNING,
    nl="Ons eigen certificaat van {connection} ({use}) is geldig tot {date}.",
    en="Our own certificate of {connection} ({use}) is good until {date}.",
    remedy=Text(
        nl="Maak nieuwe sleutels met het commando saml-rotate-keys en laat de identiteitsprovider onze metadata "
        "opnieuw ophalen. Daarna sluit dit vanzelf.",
        en="Make new keys with the command saml-rotate-keys and have the identity provider fetch our metadata again. "
        "After that this closes by itself.",
    ),
)

CERTIFICATE_PROBLEMS = (CERTIFICATE_EXPIRES, CERTIFICATE_EXPIRED, OWN_CERTIFICATE_EXPIRES)
