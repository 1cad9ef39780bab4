"""Problems of the account with which we sign in to a domain controller.

Active Directory answers every refusal with `invalidCredentials` and says the reason in a sub-code of the message,
`data 52e`: these are system error codes of Windows (MS-ERREF section 2.2).
"""

from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import Level, Problem, problem
from koppel.domain.texts import Text

PASSWORD_MISSING = problem(
    "ldap-password-missing",
    Level.ERROR,
    nl="Van het account waarmee gelezen wordt is geen wachtwoord ingevuld.",
    en="No password was filled in for the account that reads.",
    remedy=Text(nl="Vul het wachtwoord in.", en="Fill in the password."),
)
SIGN_IN_REFUSED = problem(
    "ldap-sign-in-refused",
    Level.ERROR,
    nl="De Active Directory kent het account niet, of het wachtwoord klopt niet.",
    en="The Active Directory does not know the account, or the password is wrong.",
    remedy=Text(
        nl="Controleer de naam (naam@domein) en vul het wachtwoord opnieuw in. Probeer niet vaak achter elkaar: dan "
        "kan "
        "het account geblokkeerd raken.",
        en="Check the name (name@domain) and fill in the password again. Do not try many times in a row: the account "
        "may "
        "be locked.",
    ),
)
HOURS_REFUSED = problem(
    "ldap-account-hours",
    Level.ERROR,
    nl="Het account mag op dit moment niet aanmelden: er zijn aanmeldtijden ingesteld.",
    en="The account may not sign in at this moment: it has logon hours.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory de aanmeldtijden (Logon Hours) van het account weghalen.",
        en="Have the administrator of the Active Directory remove the Logon Hours of the account.",
    ),
)
WORKSTATION_REFUSED = problem(
    "ldap-account-workstation",
    Level.ERROR,
    nl="Het account mag alleen vanaf bepaalde computers aanmelden.",
    en="The account may sign in from certain computers only.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory die beperking (Log On To) van het account weghalen.",
        en="Have the administrator of the Active Directory remove that restriction (Log On To) from the account.",
    ),
)
PASSWORD_EXPIRED = problem(
    "ldap-account-password-expired",
    Level.ERROR,
    nl="Het wachtwoord van het account is verlopen.",
    en="The password of the account has expired.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory een nieuw wachtwoord instellen dat niet verloopt (Password never "
        "expires), en vul dat hier in.",
        en="Have the administrator of the Active Directory set a new password that never expires (Password never "
        "expires), "
        "and fill it in here.",
    ),
)
ACCOUNT_DISABLED = problem(
    "ldap-account-disabled",
    Level.ERROR,
    nl="Het account is uitgeschakeld.",
    en="The account is disabled.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account inschakelen.",
        en="Have the administrator of the Active Directory enable the account.",
    ),
)
LOGON_TYPE_REFUSED = problem(
    "ldap-account-logon-type",
    Level.ERROR,
    nl="Het account mag niet over het netwerk aanmelden.",
    en="The account may not sign in over the network.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account dat recht geven (Access this computer from the "
        "network).",
        en="Have the administrator of the Active Directory give the account that right (Access this computer from the "
        "network).",
    ),
)
ACCOUNT_EXPIRED = problem(
    "ldap-account-expired",
    Level.ERROR,
    nl="Het account is verlopen.",
    en="The account has expired.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory de einddatum van het account (Account expires) weghalen.",
        en="Have the administrator of the Active Directory remove the end date of the account (Account expires).",
    ),
)
MUST_CHANGE_PASSWORD = problem(
    "ldap-account-must-change-password",
    Level.ERROR,
    nl="Het account moet eerst een ander wachtwoord kiezen.",
    en="The account must choose another password first.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory een wachtwoord instellen zonder „User must change password at "
        "next "
        "logon”, en vul dat hier in.",
        en="Have the administrator of the Active Directory set a password without “User must change password at next "
        "logon”, and fill it in here.",
    ),
)
ACCOUNT_LOCKED = problem(
    "ldap-account-locked",
    Level.ERROR,
    nl="Het account is geblokkeerd na te veel foute wachtwoorden.",
    en="The account is locked after too many wrong passwords.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory het account vrijgeven, en controleer daarna het wachtwoord hier.",
        en="Have the administrator of the Active Directory unlock the account, and then check the password here.",
    ),
)
ENCRYPTION_REQUIRED = problem(
    "ldap-sign-in-method",
    Level.ERROR,
    nl="{host} weigert deze manier van aanmelden.",
    en="{host} refuses this way of signing in.",
    remedy=Text(
        nl="Gebruik LDAPS met poort 636. Blijft dit, laat dan de beheerder van de Active Directory nagaan of de "
        "domeincontroller aanmelden met een wachtwoord over TLS toestaat (simple bind).",
        en="Use LDAPS with port 636. If this stays, have the administrator of the Active Directory check whether the "
        "domain controller allows signing in with a password over TLS (simple bind).",
    ),
)
SIGN_IN_FAILED = problem(
    "ldap-sign-in-failed",
    Level.ERROR,
    nl="{host} weigert het aanmelden, met code {code}.",
    en="{host} refuses the sign-in, with code {code}.",
    remedy=Text(
        nl="Laat de beheerder van de Active Directory in het logboek van de domeincontroller de reden zoeken.",
        en="Have the administrator of the Active Directory look for the reason in the log of the domain controller.",
    ),
)

BY_SUB_CODE: Mapping[str, Problem] = MappingProxyType(
    {
        "525": SIGN_IN_REFUSED,  # ERROR_NO_SUCH_USER
        "52e": SIGN_IN_REFUSED,  # ERROR_LOGON_FAILURE
        "530": HOURS_REFUSED,  # ERROR_INVALID_LOGON_HOURS
        "531": WORKSTATION_REFUSED,  # ERROR_INVALID_WORKSTATION
        "532": PASSWORD_EXPIRED,  # ERROR_PASSWORD_EXPIRED
        "533": ACCOUNT_DISABLED,  # ERROR_ACCOUNT_DISABLED
        "569": LOGON_TYPE_REFUSED,  # ERROR_LOGON_TYPE_NOT_GRANTED
        "701": ACCOUNT_EXPIRED,  # ERROR_ACCOUNT_EXPIRED
        "773": MUST_CHANGE_PASSWORD,  # ERROR_PASSWORD_MUST_CHANGE
        "775": ACCOUNT_LOCKED,  # ERROR_ACCOUNT_LOCKED_OUT
    }
)

SIGN_IN_PROBLEMS = (
    PASSWORD_MISSING,
    SIGN_IN_REFUSED,
    HOURS_REFUSED,
    WORKSTATION_REFUSED,
    PASSWORD_EXPIRED,
    ACCOUNT_DISABLED,
    LOGON_TYPE_REFUSED,
    ACCOUNT_EXPIRED,
    MUST_CHANGE_PASSWORD,
    ACCOUNT_LOCKED,
    ENCRYPTION_REQUIRED,
    SIGN_IN_FAILED,
)
