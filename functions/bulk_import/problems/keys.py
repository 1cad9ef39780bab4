"""Problems of key pairs and of the public keys of receivers."""

from koppel.domain.problems.problem import Level, catalogue, problem
from koppel.domain.texts import Text

TOO_MANY_KEYS = problem(
    "import-keys-too-many",
    Level.ERROR,
    nl="Er zijn al {most} geldige sleutels.",
    en="There are {most} valid keys already.",
    remedy=Text(
        nl="Beëindig er een, of laat de nieuwe sleutel er een vervangen.",
        en="End one of them, or let the new key replace one.",
    ),
)
KEY_UNKNOWN = problem(
    "import-key-unknown",
    Level.ERROR,
    nl="Er is geen geldige sleutel {key}.",
    en="There is no valid key {key}.",
    remedy=Text(nl="Kijk in de lijst met sleutels.", en="See the list of keys."),
)
KEY_TWICE = problem(
    "import-key-twice",
    Level.ERROR,
    nl="Deze sleutel is er al.",
    en="This key is there already.",
    remedy=Text(nl="Kijk in de lijst met sleutels.", en="See the list of keys."),
)
KEYS_CHANGED = problem(
    "import-keys-changed",
    Level.ERROR,
    nl="De sleutels zijn intussen gewijzigd; er is niets gedaan.",
    en="The keys have been changed in the meantime; nothing was done.",
    remedy=Text(nl="Kijk in de lijst met sleutels en probeer het opnieuw.", en="See the list of keys and try again."),
)
TIME_UNFIT = problem(
    "import-key-time-unfit",
    Level.ERROR,
    nl="Het tijdstip moet in de toekomst liggen, en niet verder dan tien jaar.",
    en="The time must be in the future, and no more than ten years away.",
    remedy=Text(nl="Verbeter het tijdstip.", en="Correct the time."),
)
KEY_UNREADABLE = problem(
    "import-key-unreadable",
    Level.ERROR,
    nl="Dit is geen OpenPGP-sleutel, of het zijn er meer dan een.",
    en="This is no OpenPGP key, or more than one.",
    remedy=Text(
        nl="Geef één sleutel, zoals het programma die als tekst exporteert: met de regels BEGIN en END.",
        en="Give one key as its program exports it as text: with the lines BEGIN and END.",
    ),
)
KEY_UNFIT = problem(
    "import-key-unfit",
    Level.ERROR,
    nl="Met deze sleutel kan niet worden versleuteld: hij is verlopen of ingetrokken, heeft geen deel om mee te "
    "versleutelen, of is met een verouderd algoritme (SHA-1) ondertekend.",
    en="Nothing can be encrypted to this key: it has expired or was revoked, has no part for encryption, or is signed "
    "with an outdated algorithm (SHA-1).",
    remedy=Text(
        nl="Maak een nieuwe sleutel, of verleng de sleutel in het programma waarmee hij is gemaakt.",
        en="Make a new key, or extend this one in the program that made it.",
    ),
)
KEY_TOO_NEW = problem(
    "import-key-version",
    Level.ERROR,
    nl="De sleutel is niet van versie 4, die elk programma kent.",
    en="The key is not of version 4, which every program knows.",
    remedy=Text(
        nl="Maak een sleutel van versie 4 (RFC 4880), van het type Curve25519 of RSA.",
        en="Make a key of version 4 (RFC 4880), of the type Curve25519 or RSA.",
    ),
)
KEY_TOO_LONG = problem(
    "import-key-too-long",
    Level.ERROR,
    nl="De openbare sleutel is langer dan {most} tekens.",
    en="The public key is longer than {most} characters.",
    remedy=Text(
        nl="Exporteer hem zonder handtekeningen van anderen (gpg --export-options export-minimal).",
        en="Export it without the signatures of others (gpg --export-options export-minimal).",
    ),
)
NOT_PRIVATE = problem(
    "import-key-not-private",
    Level.ERROR,
    nl="Dit is alleen de openbare helft van een sleutel.",
    en="This is only the public half of a key.",
    remedy=Text(
        nl="Exporteer de privésleutel (gpg --export-secret-keys --armor).",
        en="Export the private key (gpg --export-secret-keys --armor).",
    ),
)
NOT_PUBLIC = problem(
    "import-key-not-public",
    Level.ERROR,
    nl="Dit is een privésleutel. Hij is niet bewaard.",
    en="This is a private key. It was not kept.",
    remedy=Text(
        nl="Geef de openbare sleutel (gpg --export --armor). Wie de privésleutel zag, kan bestanden openen: vervang "
        "hem als hij over een onveilige weg is gegaan.",
        en="Give the public key (gpg --export --armor). Whoever saw the private key can open files: replace it if it "
        "went by an insecure way.",
    ),
)
KEY_PROTECTED = problem(
    "import-key-protected",
    Level.ERROR,
    nl="De privésleutel is met een wachtwoordzin beveiligd, of is niet compleet.",
    en="The private key is protected by a passphrase, or it is not complete.",
    remedy=Text(
        nl="Maak de wachtwoordzin leeg (gpg --edit-key …, passwd) en exporteer de sleutel opnieuw. Hier wordt hij "
        "versleuteld bewaard.",
        en="Make the passphrase empty (gpg --edit-key …, passwd) and export the key again. It is stored encrypted.",
    ),
)
TOO_MANY_RECEIVERS = problem(
    "receivers-too-many",
    Level.ERROR,
    nl="Er zijn al {most} ontvangers.",
    en="There are {most} receivers already.",
    remedy=Text(nl="Trek er eerst een in.", en="Withdraw one first."),
)
RECEIVER_UNKNOWN = problem(
    "receiver-unknown",
    Level.ERROR,
    nl="Er is geen ontvanger {receiver}.",
    en="There is no receiver {receiver}.",
    remedy=Text(nl="Kijk in de lijst met ontvangers.", en="See the list of receivers."),
)

KEY_PROBLEMS = catalogue(
    TOO_MANY_KEYS,
    KEY_UNKNOWN,
    KEY_TWICE,
    KEYS_CHANGED,
    TIME_UNFIT,
    KEY_UNREADABLE,
    KEY_UNFIT,
    KEY_TOO_NEW,
    KEY_TOO_LONG,
    NOT_PRIVATE,
    NOT_PUBLIC,
    KEY_PROTECTED,
    TOO_MANY_RECEIVERS,
    RECEIVER_UNKNOWN,
)
