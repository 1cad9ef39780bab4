"""Problems of a connection to a domain controller: its address, its certificate."""

from koppel.domain.problems.problem import Level, problem
from koppel.domain.texts import Text

_NETWORK = Text(
    nl="Vraag de netwerkbeheerder of de domeincontroller via de VPN bereikbaar is, en of de firewall deze poort "
    "doorlaat.",
    en="Ask the network administrator whether the domain controller can be reached through the VPN, and whether the "
    "firewall lets this port through.",
)
_CERTIFICATE = Text(
    nl="Vraag de beheerder van de Active Directory om deze domeincontroller een geldig certificaat te geven.",
    en="Ask the administrator of the Active Directory to give this domain controller a valid certificate.",
)

ADDRESS_UNKNOWN = problem(
    "ldap-address-unknown",
    Level.ERROR,
    nl="De naam {host} is hier niet op te zoeken (DNS).",
    en="The name {host} cannot be looked up from here (DNS).",
    remedy=Text(
        nl="Controleer de naam. Kent alleen het eigen netwerk die, vul dan ook het IP-adres van de server in.",
        en="Check the name. If only your own network knows it, fill in the IP address of the server as well.",
    ),
)
CONNECTION_REFUSED = problem(
    "ldap-connection-refused",
    Level.ERROR,
    nl="{host} weigert verbindingen op poort {port}.",
    en="{host} refuses connections on port {port}.",
    remedy=Text(
        nl="Controleer de poort: 636 voor LDAPS, 389 voor StartTLS. Zonder certificaat luistert een domeincontroller "
        "niet op 636; vraag dat aan de beheerder van de Active Directory.",
        en="Check the port: 636 for LDAPS, 389 for StartTLS. Without a certificate a domain controller does not listen "
        "on "
        "636; ask the administrator of the Active Directory.",
    ),
)
NO_ANSWER = problem(
    "ldap-no-answer",
    Level.ERROR,
    nl="{host} antwoordt niet op poort {port}.",
    en="{host} does not answer on port {port}.",
    remedy=_NETWORK,
)
CONNECTION_LOST = problem(
    "ldap-connection-lost",
    Level.ERROR,
    nl="De verbinding met {host} viel weg tijdens het lezen. Er is niets gewijzigd.",
    en="The connection with {host} was lost while reading. Nothing has been changed.",
    remedy=Text(
        nl="De volgende keer wordt opnieuw gelezen. Komt dit vaker voor, vraag dan de netwerkbeheerder naar de VPN.",
        en="The next cycle reads again. If this happens more often, ask the network administrator about the VPN.",
    ),
)
NO_TLS = problem(
    "ldap-no-tls",
    Level.ERROR,
    nl="{host} spreekt geen TLS op poort {port}.",
    en="{host} does not speak TLS on port {port}.",
    remedy=Text(
        nl="Kies LDAPS met poort 636 of StartTLS met poort 389, en controleer of de domeincontroller een certificaat "
        "heeft.",
        en="Choose LDAPS with port 636 or StartTLS with port 389, and check that the domain controller has a "
        "certificate.",
    ),
)
TLS_TOO_OLD = problem(
    "ldap-tls-too-old",
    Level.ERROR,
    nl="{host} kent alleen verouderde versies of algoritmes van TLS.",
    en="{host} has only outdated versions or algorithms of TLS.",
    remedy=Text(
        nl="Vraag de beheerder van de Active Directory om TLS 1.2 of nieuwer aan te zetten.",
        en="Ask the administrator of the Active Directory to switch on TLS 1.2 or newer.",
    ),
)
CERTIFICATE_EXPIRED = problem(
    "ldap-certificate-expired",
    Level.ERROR,
    nl="Het certificaat van {host} is verlopen.",
    en="The certificate of {host} has expired.",
    remedy=_CERTIFICATE,
)
CERTIFICATE_NOT_YET_VALID = problem(
    "ldap-certificate-not-yet-valid",
    Level.ERROR,
    nl="Het certificaat van {host} is nog niet geldig.",
    en="The certificate of {host} is not valid yet.",
    remedy=_CERTIFICATE,
)
CERTIFICATE_WRONG_NAME = problem(
    "ldap-certificate-wrong-name",
    Level.ERROR,
    nl="Het certificaat van {host} staat op een andere naam.",
    en="The certificate of {host} is for another name.",
    remedy=Text(
        nl="Vul als naam van de server de volledige naam in die in het certificaat staat (Subject Alternative Name).",
        en="Fill in the full name that the certificate has as the name of the server (Subject Alternative Name).",
    ),
)
CERTIFICATE_UNKNOWN_AUTHORITY = problem(
    "ldap-certificate-unknown-authority",
    Level.ERROR,
    nl="Het certificaat van {host} is uitgegeven door een instantie die niet vertrouwd wordt.",
    en="The certificate of {host} was issued by an authority that is not trusted.",
    remedy=Text(
        nl="Vraag de beheerder van de Active Directory om het certificaat van de uitgevende instantie (CA), met dat "
        "van "
        "elke instantie ertussen, als PEM, en vul dat in.",
        en="Ask the administrator of the Active Directory for the certificate of the issuing authority (CA), and of "
        "each "
        "authority in between, as PEM, and fill these in.",
    ),
)
CERTIFICATE_UNFIT = problem(
    "ldap-certificate-unfit",
    Level.ERROR,
    nl="Het certificaat van {host} is niet bruikbaar: {reason}.",
    en="The certificate of {host} cannot be used: {reason}.",
    remedy=_CERTIFICATE,
)
AUTHORITY_UNREADABLE = problem(
    "ldap-authority-unreadable",
    Level.ERROR,
    nl="Het ingevulde certificaat van de uitgevende instantie (CA) is niet te lezen.",
    en="The certificate of the issuing authority (CA) that was filled in cannot be read.",
    remedy=Text(
        nl="Plak het certificaat als PEM: van -----BEGIN CERTIFICATE----- tot en met -----END CERTIFICATE-----.",
        en="Paste the certificate as PEM: from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
    ),
)
START_TLS_REFUSED = problem(
    "ldap-start-tls-refused",
    Level.ERROR,
    nl="{host} weigert een verbinding te versleutelen met StartTLS.",
    en="{host} refuses to encrypt a connection with StartTLS.",
    remedy=Text(
        nl="Gebruik LDAPS met poort 636, of laat de beheerder van de Active Directory de domeincontroller een "
        "certificaat "
        "geven.",
        en="Use LDAPS with port 636, or have the administrator of the Active Directory give the domain controller a "
        "certificate.",
    ),
)

CONNECTION_PROBLEMS = (
    ADDRESS_UNKNOWN,
    CONNECTION_REFUSED,
    NO_ANSWER,
    CONNECTION_LOST,
    NO_TLS,
    TLS_TOO_OLD,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_YET_VALID,
    CERTIFICATE_WRONG_NAME,
    CERTIFICATE_UNKNOWN_AUTHORITY,
    CERTIFICATE_UNFIT,
    AUTHORITY_UNREADABLE,
    START_TLS_REFUSED,
)
