"""What can be in the way of an import, and what is told of one that goes on."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, problem
from koppel.domain.texts import Text

NO_UPLOAD = problem(
    "upload-missing",
    Level.ERROR,
    nl="Er is geen bestand opgeladen onder dit nummer, of het is al verwijderd.",
    en="No file was uploaded under this number, or it was deleted already.",
    remedy=Text(nl="Laad het bestand opnieuw op.", en="Upload the file again."),
)
IMPORT_OFF = problem(
    "import-off",
    Level.ERROR,
    nl="De koppeling Import staat niet aan.",
    en="The integration Import is not switched on.",
    remedy=Text(
        nl="Zet haar aan in de tegel, of vraag de beheerder van het platform haar beschikbaar te maken.",
        en="Switch it on in its tile, or ask the platform's operator to make it available.",
    ),
)
FILE_CHANGED = problem(
    "upload-changed",
    Level.ERROR,
    nl="Het bestand is een ander geworden sinds deze import begon.",
    en="The file has become another one since this import began.",
    remedy=Text(nl="Laad het bestand opnieuw op en begin opnieuw.", en="Upload the file again and start anew."),
)
ROWS_REFUSED = problem(
    "import-rows-refused",
    Level.WARNING,
    nl="Van import {run} zijn {refused} rijen geweigerd en {duplicate} dubbel.",
    en="Of import {run}, {refused} rows are refused and {duplicate} are duplicates.",
    remedy=Text(
        nl="Stuur het rapport naar wie het bestand heeft aangeleverd, en laat de rijen verbeteren.",
        en="Send the report to whoever delivered the file, and have the rows corrected.",
    ),
)
ID_OF_ANOTHER = problem(
    "id-of-another",
    Level.ERROR,
    nl="{title}: dit nummer is al in gebruik bij een ander account ({kind}), met een ander e-mailadres.",
    en="{title}: the new {kind} id is already in use by another {kind}, who has another e-mail address.",
    remedy=Text(
        nl="Controleer in het bronsysteem van wie het nummer is. Is het dezelfde persoon, gebruik dan het script om "
        "bij te werken.",
        en="Check in the source system whose id it is. If it is the same person, use the script for updates.",
    ),
)
OTHER_ACCOUNT = problem(
    "other-account",
    Level.ERROR,
    nl="{title}: het account met dit nummer heeft een ander e-mailadres dan deze rij.",
    en="{title}: the account with this id has another e-mail address than this row.",
    remedy=Text(
        nl="Zoek uit van wie het nummer is; er is niets gewijzigd.",
        en="Find out whose id it is; nothing was changed.",
    ),
)
VALUE_OF_ANOTHER = problem(
    "value-of-another",
    Level.ERROR,
    nl="{title}: deze waarde is al in gebruik bij een ander account.",
    en="{title}: this value is already in use by another account.",
    remedy=Text(
        nl="Zoek uit van wie de waarde is, en verbeter het bronsysteem of het andere account.",
        en="Find out whose value it is, and correct the source system or the other account.",
    ),
)
NOBODY_KNOWN = problem(
    "professional-unknown",
    Level.ERROR,
    nl="Geen medewerker heeft dit nummer.",
    en="No professional has this id.",
    remedy=Text(
        nl="Importeer eerst de medewerkers, of verbeter het nummer.",
        en="Import the professionals first, or correct the id.",
    ),
)
VALUE_UNFIT = problem(
    "value-unfit",
    Level.ERROR,
    nl="Veld {title} {reason}.",
    en="Field {title} {reason}.",
    remedy=Text(nl="Verbeter de waarde in het bestand.", en="Correct the value in the file."),
)
EVERYTHING_READ = problem(
    "everything-read",
    Level.NOTICE,
    nl="Alle rijen zijn gelezen en beoordeeld; er is nog niets gewijzigd.",
    en="All rows were read and judged; nothing was changed yet.",
    remedy=for_nobody(
        nl="Bekijk het rapport en keur de import goed of af.",
        en="Look at the report, then approve or reject the import.",
    ),
)

START_PROBLEMS = catalogue(
    NO_UPLOAD,
    IMPORT_OFF,
    FILE_CHANGED,
    ROWS_REFUSED,
    ID_OF_ANOTHER,
    OTHER_ACCOUNT,
    VALUE_OF_ANOTHER,
    NOBODY_KNOWN,
    VALUE_UNFIT,
    EVERYTHING_READ,
)
