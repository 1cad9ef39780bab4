"""Problems of signing in at Entra ID, by the codes of its answers.

Source of the codes: "Microsoft Entra authentication and authorization error codes". Microsoft may change the texts, so
only the numbers are looked at.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import Level, Problem, for_provider, problem
from koppel.domain.texts import Text

TENANT_UNKNOWN = problem(
    "entra-tenant-unknown",
    Level.ERROR,
    nl="Microsoft kent geen tenant met deze id of dit domein in de gekozen cloud (AADSTS90002).",
    en="Microsoft knows no tenant with this id or domain in the cloud that is chosen (AADSTS90002).",
    remedy=Text(
        nl="Neem de tenant-id over van het overzicht van uw Entra ID en kijk of de juiste cloud is gekozen.",
        en="Take the tenant id from the overview of your Entra ID, and check whether the right cloud is chosen.",
    ),
)
APPLICATION_UNKNOWN = problem(
    "entra-application-unknown",
    Level.ERROR,
    nl="De toepassing met deze id bestaat niet in uw tenant (AADSTS{code}).",
    en="No application with this id exists in your tenant (AADSTS{code}).",
    remedy=Text(
        nl="Neem de toepassings-id (client-id) over van de app-registratie; niet de object-id. Is de registratie net "
        "gemaakt, wacht dan enkele minuten.",
        en="Take the application (client) id from the app registration, not the object id. When the registration is "
        "new, wait a few minutes.",
    ),
)
APPLICATION_DISABLED = problem(
    "entra-application-disabled",
    Level.ERROR,
    nl="De toepassing is in uw tenant uitgeschakeld (AADSTS7000112).",
    en="The application is disabled in your tenant (AADSTS7000112).",
    remedy=for_provider(
        nl="Zet bij de bedrijfstoepassing aan dat aanmelden is toegestaan.",
        en="Allow sign-in for the enterprise application.",
    ),
)
SECRET_WRONG = problem(
    "entra-secret-wrong",
    Level.ERROR,
    nl="Het geheim van de toepassing klopt niet (AADSTS{code}).",
    en="The application's secret is wrong (AADSTS{code}).",
    remedy=Text(
        nl="Maak een nieuw clientgeheim en neem de waarde over, niet de id van het geheim. De waarde is alleen te zien "
        "op het moment dat u het geheim maakt.",
        en="Make a new client secret and take its value, not the id of the secret. The value is shown only when you "
        "make the secret.",
    ),
)
SECRET_EXPIRED = problem(
    "entra-secret-expired",
    Level.ERROR,
    nl="Het geheim van de toepassing is verlopen (AADSTS7000222). Tot er een nieuw is, wordt er niets gelezen.",
    en="The application's secret has expired (AADSTS7000222). Until there is a new one, nothing is read.",
    remedy=Text(
        nl="Maak in de app-registratie een nieuw clientgeheim en vul het hier in, met de dag waarop het verloopt.",
        en="Make a new client secret in the app registration and enter it here, with the day on which it expires.",
    ),
)
CERTIFICATE_REFUSED = problem(
    "entra-certificate-refused",
    Level.ERROR,
    nl="Microsoft neemt ons certificaat niet aan: het staat niet bij de toepassing, of het is verlopen (AADSTS{code}).",
    en="Microsoft does not accept our certificate: it is not registered for the application, or it has expired "
    "(AADSTS{code}).",
    remedy=Text(
        nl="Upload het certificaat, zonder de privésleutel, bij de app-registratie, of vervang het hier en daar.",
        en="Upload the certificate, without its private key, to the app registration, or replace it here and there.",
    ),
)
SIGN_IN_BLOCKED = problem(
    "entra-sign-in-blocked",
    Level.ERROR,
    nl="Een regel voor voorwaardelijke toegang in uw tenant blokkeert deze toepassing (AADSTS53003).",
    en="A conditional access policy of your tenant blocks this application (AADSTS53003).",
    remedy=for_provider(
        nl="Zonder de toepassing uit van de regel, of sta de adressen toe waarvandaan wij komen.",
        en="Exempt the application from the policy, or allow the addresses that we come from.",
    ),
)
SIGN_IN_REFUSED = problem(
    "entra-sign-in-refused",
    Level.ERROR,
    nl="Microsoft weigert de aanmelding van de toepassing (AADSTS{code}).",
    en="Microsoft refuses the application's sign-in (AADSTS{code}).",
    remedy=for_provider(
        nl="Zoek de code op bij login.microsoftonline.com/error; daar staat wat Microsoft adviseert.",
        en="Look the code up at login.microsoftonline.com/error, where Microsoft says what to do.",
    ),
)
CREDENTIAL_UNUSABLE = problem(
    "entra-credential-unusable",
    Level.ERROR,
    nl="Dit is geen certificaat met de bijbehorende RSA-sleutel in PEM, zonder wachtwoord.",
    en="This is no certificate with the RSA key that belongs to it in PEM, without a password.",
    remedy=Text(
        nl="Geef beide in één tekst: -----BEGIN PRIVATE KEY----- en -----BEGIN CERTIFICATE-----. De sleutel heeft "
        "2048 bits of meer.",
        en="Give both in one text: -----BEGIN PRIVATE KEY----- and -----BEGIN CERTIFICATE-----. The key has 2048 bits "
        "or more.",
    ),
)

ENTRA_SIGN_IN_PROBLEMS = (
    TENANT_UNKNOWN,
    APPLICATION_UNKNOWN,
    APPLICATION_DISABLED,
    SECRET_WRONG,
    SECRET_EXPIRED,
    CERTIFICATE_REFUSED,
    SIGN_IN_BLOCKED,
    SIGN_IN_REFUSED,
    CREDENTIAL_UNUSABLE,
)

_BY_CODE: Mapping[int, Problem] = MappingProxyType(
    {
        50034: APPLICATION_UNKNOWN,
        53003: SIGN_IN_BLOCKED,
        90002: TENANT_UNKNOWN,
        700016: APPLICATION_UNKNOWN,
        700021: CERTIFICATE_REFUSED,
        700024: CERTIFICATE_REFUSED,
        700027: CERTIFICATE_REFUSED,
        900023: TENANT_UNKNOWN,
        7000112: APPLICATION_DISABLED,
        7000215: SECRET_WRONG,
        7000218: SECRET_WRONG,
        7000222: SECRET_EXPIRED,
    }
)


def of_sign_in(codes: Iterable[int]) -> tuple[Problem, Mapping[str, str]]:
    """The problem behind the codes of a refused sign-in, and the values for its texts."""
    found = list(codes)
    known = next((each for each in found if each in _BY_CODE), None)
    number = known or next(iter(found), 0)
    return _BY_CODE.get(number, SIGN_IN_REFUSED), {"code": str(number)}
