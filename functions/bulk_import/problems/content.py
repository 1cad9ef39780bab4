"""What can be wrong with a file before it is opened, whatever kind of file it is."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, for_sender, problem

_SAVE_AS_XLSX_NL = "Open het in Excel of LibreOffice, kies Opslaan als, type .xlsx, en stuur dat bestand."
_SAVE_AS_XLSX_EN = "Open it in Excel or LibreOffice, choose Save as, type .xlsx, and send that file."
_SAVE_AS_XLSX = for_sender(nl=_SAVE_AS_XLSX_NL, en=_SAVE_AS_XLSX_EN)
_SECURE_TRANSFER = for_sender(
    nl="Versleutel het bestand op de pagina Veilig verzenden voor de ontvanger die daar staat, en stuur het opnieuw.",
    en="Encrypt the file on the page Secure transfer for the receiver that is named there, and send it again.",
)

EMPTY = problem(
    "file-empty",
    Level.ERROR,
    nl="Het bestand is leeg.",
    en="The file is empty.",
    remedy=for_sender(nl="Stuur het bestand opnieuw.", en="Send the file again."),
)
TOO_LARGE = problem(
    "file-too-large",
    Level.ERROR,
    nl="Het bestand is groter dan {megabytes} MB, al dan niet na ontsleutelen.",
    en="The file is larger than {megabytes} MB, as it was sent or once decrypted.",
    remedy=for_sender(
        nl="Verwijder afbeeldingen en bladen die niet nodig zijn, of verdeel de rijen over meer bestanden.",
        en="Remove pictures and sheets that are not needed, or divide the rows among several files.",
    ),
)
UNKNOWN = problem(
    "file-unknown",
    Level.ERROR,
    nl="Het bestand is geen versleuteld bericht, geen werkmap (.xlsx, .ods) en geen tekst (.csv).",
    en="The file is neither an encrypted message, nor a workbook (.xlsx, .ods), nor text (.csv).",
    remedy=_SAVE_AS_XLSX,
)
IS_A_KEY = problem(
    "file-is-a-key",
    Level.ERROR,
    nl="Het bestand is een openbare sleutel, geen versleuteld bericht.",
    en="The file is a public key, not an encrypted message.",
    remedy=for_sender(
        nl="Versleutel het bestand met gegevens met deze sleutel, en stuur wat daaruit komt.",
        en="Encrypt the file of data with this key, and send what comes of it.",
    ),
)
IS_A_PRIVATE_KEY = problem(
    "file-is-a-private-key",
    Level.ERROR,
    nl="Het bestand is een geheime sleutel. Die hoort niemand te versturen.",
    en="The file is a private key. Nobody should send one.",
    remedy=for_sender(
        nl="Gebruik deze sleutel niet meer, en stuur het versleutelde bestand met gegevens.",
        en="Do not use this key any more, and send the encrypted file of data.",
    ),
)
NOT_ENCRYPTED_ONLY_SIGNED = problem(
    "file-only-signed",
    Level.ERROR,
    nl="Het bestand is met OpenPGP ondertekend of ingepakt, maar niet versleuteld.",
    en="The file is signed or packed by OpenPGP, but not encrypted.",
    remedy=_SECURE_TRANSFER,
)
NOT_ENCRYPTED = problem(
    "file-not-encrypted",
    Level.ERROR,
    nl="Het bestand is niet versleuteld, en uw instellingen vragen dat wel.",
    en="The file is not encrypted, which your settings demand.",
    remedy=_SECURE_TRANSFER,
)
PASSWORD = problem(
    "file-password",
    Level.ERROR,
    nl="De werkmap is met een wachtwoord beveiligd.",
    en="The workbook is protected by a password.",
    remedy=for_sender(
        nl="Haal het wachtwoord eraf (in Excel: Bestand, Info, Werkmap beveiligen) en versleutel het bestand op de "
        "pagina Veilig verzenden.",
        en="Take the password off (in Excel: File, Info, Protect Workbook) and encrypt the file on the page Secure "
        "transfer.",
    ),
)
OLD_WORKBOOK = problem(
    "file-old-workbook",
    Level.ERROR,
    nl="De werkmap is van een oude soort (.xls).",
    en="The workbook is of an old kind (.xls).",
    remedy=_SAVE_AS_XLSX,
)
BINARY_WORKBOOK = problem(
    "file-binary-workbook",
    Level.ERROR,
    nl="De werkmap is van een binaire soort (.xlsb).",
    en="The workbook is of a binary kind (.xlsb).",
    remedy=_SAVE_AS_XLSX,
)
IS_MARKUP = problem(
    "file-is-markup",
    Level.ERROR,
    nl="Het bestand is een webpagina of XML, ook al heet het misschien .xls of .csv.",
    en="The file is a web page or XML, whatever its name says (.xls or .csv).",
    remedy=_SAVE_AS_XLSX,
)
OTHER_ARCHIVE = problem(
    "file-other-archive",
    Level.ERROR,
    nl="Het bestand is een archief (zip, rar, 7z, gz) en geen werkmap.",
    en="The file is an archive (zip, rar, 7z, gz) and no workbook.",
    remedy=for_sender(
        nl="Pak het uit, en stuur de werkmap die erin zit.", en="Unpack it, and send the workbook that is in it."
    ),
)
OTHER_FILE = problem(
    "file-other",
    Level.ERROR,
    nl="Het bestand is een tekstdocument, PDF, afbeelding of iets anders, en geen werkmap.",
    en="The file is a text document, PDF, picture or something else, and no workbook.",
    remedy=for_sender(
        nl="Zet de gegevens in een werkmap (.xlsx); er is een sjabloon voor elk script.",
        en="Put the data into a workbook (.xlsx); there is a template for each script.",
    ),
)
TOO_HEAVY = problem(
    "file-too-heavy",
    Level.ERROR,
    nl="Het lezen van het bestand vraagt meer geheugen of tijd dan een gewone werkmap nodig heeft.",
    en="Reading the file takes more memory or time than an ordinary workbook needs.",
    remedy=for_sender(
        nl="Kopieer alleen de rijen met gegevens naar een nieuwe werkmap, en stuur die.",
        en="Copy only the rows with data into a new workbook, and send that one.",
    ),
)
UNREADABLE = problem(
    "file-unreadable",
    Level.ERROR,
    nl="Het bestand kan niet worden gelezen: het is onvolledig, beschadigd of ongewoon opgebouwd.",
    en="The file cannot be read: it is incomplete, damaged or built in an unusual way.",
    remedy=_SAVE_AS_XLSX,
)
GONE = problem(
    "file-gone",
    Level.ERROR,
    nl="Het bestand is er niet (meer).",
    en="The file is not there (any more).",
    remedy=for_operator(nl="Laad het bestand opnieuw op en begin opnieuw.", en="Upload the file again and start anew."),
)

CONTENT_PROBLEMS = catalogue(
    EMPTY,
    TOO_LARGE,
    UNKNOWN,
    IS_A_KEY,
    IS_A_PRIVATE_KEY,
    NOT_ENCRYPTED_ONLY_SIGNED,
    NOT_ENCRYPTED,
    PASSWORD,
    OLD_WORKBOOK,
    BINARY_WORKBOOK,
    IS_MARKUP,
    OTHER_ARCHIVE,
    OTHER_FILE,
    TOO_HEAVY,
    UNREADABLE,
    GONE,
)
