"""What can be wrong with an encrypted message."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem

_SEND_AGAIN = for_sender(
    nl="Versleutel het bestand opnieuw en stuur het nog eens; onderweg is er iets verloren gegaan of veranderd.",
    en="Encrypt the file anew and send it again; something was lost or changed on the way.",
)
_OUR_KEY = for_sender(
    nl="Versleutel het op de pagina Veilig verzenden, die de juiste sleutel heeft, en stuur het opnieuw.",
    en="Encrypt it on the page Secure transfer, which has the right key, and send it again.",
)

OTHER_KEY = problem(
    "message-other-key",
    Level.ERROR,
    nl="Het bericht is niet versleuteld voor een sleutel van ons, maar voor {recipients}. De onze: {ours}.",
    en="The message is not encrypted for a key of ours, but for {recipients}. Ours: {ours}.",
    remedy=_OUR_KEY,
)
NO_KEY = problem(
    "message-no-key",
    Level.ERROR,
    nl="Er is een versleuteld bestand, maar er is geen geldig sleutelpaar om het mee te openen.",
    en="There is an encrypted file, but no valid key pair to open it with.",
    remedy=for_sender(
        nl="Laat een sleutelpaar maken, en versleutel het bestand voor de openbare sleutel daarvan.",
        en="Have a key pair made, and encrypt the file for its public key.",
    ),
)
KEY_EXPIRED = problem(
    "message-key-expired",
    Level.ERROR,
    nl="Het bericht is versleuteld voor een sleutel van ons die is verlopen ({recipients}).",
    en="The message is encrypted for a key of ours that has expired ({recipients}).",
    remedy=_OUR_KEY,
)
PASSWORD_ONLY = problem(
    "message-password",
    Level.ERROR,
    nl="Het bericht is met een wachtwoord versleuteld, en niet voor een sleutel.",
    en="The message is encrypted by a password, and not for a key.",
    remedy=_OUR_KEY,
)
NO_INTEGRITY = problem(
    "message-no-integrity",
    Level.ERROR,
    nl="Het bericht is niet beschermd tegen wijzigingen (OpenPGP zonder MDC of AEAD).",
    en="The message is not protected against changes (OpenPGP without MDC or AEAD).",
    remedy=for_sender(
        nl="Gebruik de pagina Veilig verzenden, of een nieuwere versie van uw programma.",
        en="Use the page Secure transfer, or a newer version of your program.",
    ),
)
OWN_FORMAT = problem(
    "message-own-format",
    Level.ERROR,
    nl="Het bericht heeft een vorm die alleen nieuwe versies van GnuPG lezen.",
    en="The message has a form that only new versions of GnuPG read.",
    remedy=for_sender(
        nl="Geef gpg de optie --rfc4880 mee, of gebruik de pagina Veilig verzenden.",
        en="Give gpg the option --rfc4880, or use the page Secure transfer.",
    ),
)
OLD_CIPHER = problem(
    "message-old-cipher",
    Level.ERROR,
    nl="Het bericht is versleuteld op een verouderde manier, zoals 3DES, CAST5 of IDEA.",
    en="The message is encrypted in an outdated way, such as 3DES, CAST5 or IDEA.",
    remedy=for_sender(
        nl="Stel uw programma in op AES, of gebruik de pagina Veilig verzenden.",
        en="Set your program to AES, or use the page Secure transfer.",
    ),
)
MALFORMED = problem(
    "message-malformed",
    Level.ERROR,
    nl="In het bericht zit niet één bestand: er staat nog iets achter, of het is ingepakt met bzip2.",
    en="There is not one file in the message: something follows it, or it is packed by bzip2.",
    remedy=for_sender(
        nl="Gebruik de pagina Veilig verzenden, of geef gpg de optie --compress-algo zip mee.",
        en="Use the page Secure transfer, or give gpg the option --compress-algo zip.",
    ),
)
DAMAGED = problem(
    "message-damaged",
    Level.ERROR,
    nl="Het bericht is onvolledig, of onderweg veranderd.",
    en="The message is incomplete, or was changed on the way.",
    remedy=_SEND_AGAIN,
)
TRAILING = problem(
    "message-trailing",
    Level.ERROR,
    nl="Na het versleutelde bericht staat nog iets in het bestand.",
    en="There is something else in the file after the encrypted message.",
    remedy=_SEND_AGAIN,
)
TOO_MANY_RECIPIENTS = problem(
    "message-too-many-recipients",
    Level.ERROR,
    nl="Het bericht is voor meer dan {most} sleutels versleuteld.",
    en="The message is encrypted for more than {most} keys.",
    remedy=_OUR_KEY,
)
TWICE = problem(
    "message-twice",
    Level.ERROR,
    nl="In het versleutelde bericht zit nog een versleuteld bericht.",
    en="In the encrypted message there is another encrypted message.",
    remedy=for_sender(nl="Versleutel het bestand één keer.", en="Encrypt the file once."),
)

ENVELOPE_PROBLEMS = catalogue(
    OTHER_KEY,
    NO_KEY,
    KEY_EXPIRED,
    PASSWORD_ONLY,
    NO_INTEGRITY,
    OWN_FORMAT,
    OLD_CIPHER,
    MALFORMED,
    DAMAGED,
    TRAILING,
    TOO_MANY_RECIPIENTS,
    TWICE,
)
