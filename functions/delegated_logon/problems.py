"""Problems of signed links."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem
from koppel.domain.texts import Text

MISSING = problem(
    "parameter-missing",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat deze parameters ontbreken of leeg zijn: {names}.",
    en="A logon link was refused because these parameters are missing or empty: {names}.",
    remedy=for_sender(
        nl="Laat de leverancier van het verzendende systeem alle vijf parameters in de link zetten.",
        en="Have the supplier of the sending system put all five parameters into the link.",
    ),
)
REPEATED = problem(
    "parameter-repeated",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat een parameter er meer dan eens in staat. {names}",
    en="A logon link was refused because it has a parameter more than once. {names}",
    remedy=for_sender(
        nl="Laat de leverancier elke parameter één keer sturen. Gebeurt dit onverwacht, dan is met de link geknoeid.",
        en="Have the supplier send each parameter once. If this is unexpected, somebody has tampered with the link.",
    ),
)
TOO_LONG = problem(
    "parameter-too-long",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat deze parameters langer zijn dan 1024 tekens: {names}.",
    en="A logon link was refused because these parameters are longer than 1,024 characters: {names}.",
    remedy=for_sender(nl="Laat de leverancier kortere waarden sturen.", en="Have the supplier send shorter values."),
)
TOKEN_MALFORMED = problem(
    "token-malformed",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat het token geen 128 (SHA-512) of 40 (SHA-1) hexadecimale tekens heeft.",
    en="A logon link was refused because its token does not have 128 (SHA-512) or 40 (SHA-1) hexadecimal digits.",
    remedy=for_sender(
        nl="Laat de leverancier het token als hexadecimale tekst van HMAC-SHA-512 schrijven.",
        en="Have the supplier write the token as the hexadecimal text of HMAC-SHA-512.",
    ),
)
NO_KEY = problem(
    "no-key",
    Level.ERROR,
    nl="Een inloglink is geweigerd omdat er geen geldige sleutel is.",
    en="A logon link was refused because there is no valid key.",
    remedy=Text(
        nl="Maak een sleutel en geef die aan de leverancier van het verzendende systeem.",
        en="Make a key and give it to the supplier of the sending system.",
    ),
)
TOKEN_WRONG = problem(
    "token-wrong",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat het token bij geen van de sleutels past.",
    en="A logon link was refused because its token fits no valid key.",
    remedy=for_sender(
        nl="Controleer of het verzendende systeem de laatste sleutel heeft, en reken de link na met de documentatie: "
        "alle parameters behalve token, gesorteerd op naam, niet URL-gecodeerd, in UTF-8.",
        en="Check that the sending system has the latest key, and verify the link with the documentation's bench: all "
        "parameters but token, sorted by name, not URL-encoded, in UTF-8.",
    ),
)
KEY_ENDED = problem(
    "key-ended",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat hij met een sleutel is gemaakt die sinds {ended} (UTC) niet meer geldt.",
    en="A logon link was refused because it was made with a key that has not been valid since {ended} (UTC).",
    remedy=for_sender(
        nl="Zet de nieuwe sleutel in het verzendende systeem.", en="Put the new key into the sending system."
    ),
)
SHA1_OFF = problem(
    "sha1-not-allowed",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat hij met HMAC-SHA-1 is gemaakt en de sleutel dat niet toestaat.",
    en="A logon link was refused because it was made with HMAC-SHA-1 and the key does not allow that.",
    remedy=for_sender(
        nl="Laat het verzendende systeem HMAC-SHA-512 gebruiken, of sta voor deze sleutel oude links toe.",
        en="Have the sending system use HMAC-SHA-512, or allow old links for this key.",
    ),
)
TIMESTAMP_MALFORMED = problem(
    "timestamp-malformed",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat het tijdstip geen tijd met tijdzone is zoals RFC 3339 die kent.",
    en="A logon link was refused because its timestamp is not an RFC 3339 time with a time zone.",
    remedy=for_sender(
        nl="Laat de leverancier het schrijven als 2026-03-02T09:00:00Z of 2026-03-02T10:00:00+01:00, met + als %2B.",
        en="Have the supplier write it as 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00, with + as %2B.",
    ),
)
STALE = problem(
    "link-stale",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat hij {seconds} seconden oud is; hij mag {allowed} seconden oud zijn.",
    en="A logon link was refused because it is {seconds} seconds old; it may be {allowed} seconds old.",
    remedy=for_sender(
        nl="Laat de link maken op het moment van klikken. Verschilt het om en nabij een heel aantal uren, dan klopt de "
        "tijdzone niet; anders loopt de klok van het verzendende systeem achter.",
        en="Have the link made at the moment of the click. If the difference is close to a whole number of hours, the "
        "time zone is wrong; otherwise the clock of the sending system is slow.",
    ),
)
FUTURE = problem(
    "link-in-future",
    Level.WARNING,
    nl=(
        "Een inloglink is geweigerd omdat zijn tijdstip {seconds} seconden in de toekomst ligt; toegestaan is "
        "{allowed}."
    ),
    en="A logon link was refused because its timestamp is {seconds} seconds in the future; {allowed} are allowed.",
    remedy=for_sender(
        nl="Laat de klok en de tijdzone van het verzendende systeem gelijkzetten; de tijd van deze server staat boven "
        "in de broncode van elke pagina.",
        en="Have the clock and the time zone of the sending system set right; this server's time is at the top of "
        "the source of every page.",
    ),
)
USER_TYPE_UNKNOWN = problem(
    "usertype-unknown",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat usertype niet careprovider of client is.",
    en="A logon link was refused because usertype is neither careprovider nor client.",
    remedy=for_sender(
        nl="Laat de leverancier careprovider sturen voor medewerkers en client voor cliënten.",
        en="Have the supplier send careprovider for professionals and client for clients.",
    ),
)
GROUP_OFF = problem(
    "group-off",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat gedelegeerd inloggen voor deze doelgroep uit staat: {group}.",
    en="A logon link was refused because delegated logon is switched off for this target group: {group}.",
    remedy=Text(
        nl="Zet de doelgroep aan in de tegel, of laat het verzendende systeem de links weglaten.",
        en="Switch the target group on in the tile, or have the sending system leave the links out.",
    ),
)
KEY_GROUP_OFF = problem(
    "key-group-off",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat de sleutel niet voor deze doelgroep geldt: {group}.",
    en="A logon link was refused because its key is not for this target group: {group}.",
    remedy=Text(
        nl="Laat het verzendende systeem de sleutel van deze doelgroep gebruiken, of maak een sleutel voor beide.",
        en="Have the sending system use the key of this target group, or make a key for both.",
    ),
)
USER_UNKNOWN = problem(
    "user-unknown",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat niemand in de groep {group} dit nummer (userid) heeft.",
    en="A logon link was refused because nobody in the group {group} has this id (userid).",
    remedy=Text(
        nl="Maak het account aan of vul het nummer in; een link maakt nooit zelf een account. Controleer ook usertype.",
        en="Create the account or fill in its id; a link never creates an account. Check usertype as well.",
    ),
)
USER_INACTIVE = problem(
    "user-inactive",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat het account niet actief is.",
    en="A logon link was refused because the account is not active.",
    remedy=Text(
        nl="Activeer het account als deze persoon weer toegang mag hebben.",
        en="Activate the account when this person may have access again.",
    ),
)
USER_WITHOUT_EMAIL = problem(
    "user-without-email",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat het account geen e-mailadres heeft.",
    en="A logon link was refused because the account has no e-mail address.",
    remedy=for_sender(
        nl="Vul het e-mailadres in het bronsysteem in; zonder kan iemand niet inloggen.",
        en="Fill in the e-mail address in the source system; without one a person cannot log on.",
    ),
)
NONCE_SEEN = problem(
    "nonce-seen",
    Level.WARNING,
    nl="Een inloglink is geweigerd omdat zijn nonce al eerder is gebruikt.",
    en="A logon link was refused because its nonce was used before.",
    remedy=for_sender(
        nl="Een link werkt één keer. Laat het verzendende systeem bij elke klik een nieuwe nonce maken; een link die "
        "iemand bewaart of opnieuw laadt wordt altijd geweigerd.",
        en="A link works once. Have the sending system make a new nonce at each click; a link that somebody keeps or "
        "reloads is always refused.",
    ),
)
REDIRECT_NOT_ALLOWED = problem(
    "redirect-not-allowed",
    Level.WARNING,
    nl="Iemand is ingelogd, maar niet doorgestuurd: de bestemming (redirect) is niet toegestaan.",
    en="Somebody was logged on but not sent on: the destination (redirect) is not allowed.",
    remedy=Text(
        nl="Sta in de tegel Beveiliging frames toe en neem het domein van de bestemming op. Alleen https mag.",
        en="Allow frames in the Security tile and add the domain of the destination. Only https is allowed.",
    ),
)

PROBLEMS = catalogue(
    MISSING,
    REPEATED,
    TOO_LONG,
    TOKEN_MALFORMED,
    NO_KEY,
    TOKEN_WRONG,
    KEY_ENDED,
    SHA1_OFF,
    TIMESTAMP_MALFORMED,
    STALE,
    FUTURE,
    USER_TYPE_UNKNOWN,
    GROUP_OFF,
    KEY_GROUP_OFF,
    USER_UNKNOWN,
    USER_INACTIVE,
    USER_WITHOUT_EMAIL,
    NONCE_SEEN,
    REDIRECT_NOT_ALLOWED,
)
