"""What can be wrong with a workbook, an .ods or a .csv as a whole: no row of it is read."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem

SAVE_AGAIN = for_sender(
    nl="Open de werkmap in Excel of LibreOffice, bewaar haar opnieuw als .xlsx, en stuur die.",
    en="Open the workbook in Excel or LibreOffice, save it again as .xlsx, and send that.",
)
_ONLY_ROWS = for_sender(
    nl="Kopieer alleen de rijen met gegevens naar een nieuwe werkmap, en stuur die.",
    en="Copy only the rows with data into a new workbook, and send that one.",
)

# --- The archive ------------------------------------------------------------------------------------------------------

DAMAGED = problem(
    "workbook-damaged",
    Level.ERROR,
    nl="De werkmap is onvolledig of beschadigd.",
    en="The workbook is incomplete or damaged.",
    remedy=SAVE_AGAIN,
)
UNUSUAL = problem(
    "workbook-unusual",
    Level.ERROR,
    nl="De werkmap is opgebouwd zoals geen rekenprogramma dat doet ({what}).",
    en="The workbook is built as no spreadsheet program does it ({what}).",
    remedy=SAVE_AGAIN,
)
MACROS = problem(
    "workbook-macros",
    Level.ERROR,
    nl="De werkmap bevat macro's.",
    en="The workbook holds macros.",
    remedy=for_sender(
        nl="Bewaar de werkmap als .xlsx, zonder macro's, en stuur die.",
        en="Save the workbook as .xlsx, without macros, and send that one.",
    ),
)
UNPACKS_TOO_LARGE = problem(
    "workbook-unpacks-too-large",
    Level.ERROR,
    nl="De werkmap wordt uitgepakt groter dan {megabytes} MB, of is verdacht sterk ingepakt.",
    en="The workbook unpacks to more than {megabytes} MB, or is packed suspiciously tight.",
    remedy=_ONLY_ROWS,
)
TOO_MANY_PARTS = problem(
    "workbook-too-many-parts",
    Level.ERROR,
    nl="De werkmap bestaat uit meer dan {most} onderdelen.",
    en="The workbook consists of more than {most} parts.",
    remedy=_ONLY_ROWS,
)

# --- What is on its sheets --------------------------------------------------------------------------------------------

TOO_MANY_ROWS = problem(
    "workbook-too-many-rows",
    Level.ERROR,
    nl="Er staan gegevens tot en met cel {cell}; er kunnen {most} rijen in een bestand.",
    en="There are data down to cell {cell}; a file can have {most} rows.",
    remedy=for_sender(
        nl="Verdeel de rijen over meer bestanden. Verwijder rijen die leeg lijken maar het niet zijn.",
        en="Divide the rows among several files. Delete rows that look empty but are not.",
    ),
)
TOO_MANY_COLUMNS = problem(
    "workbook-too-many-columns",
    Level.ERROR,
    nl="Er staan gegevens tot en met cel {cell}; er kunnen {most} kolommen in een bestand.",
    en="There are data up to cell {cell}; a file can have {most} columns.",
    remedy=_ONLY_ROWS,
)
TOO_MANY_CELLS = problem(
    "workbook-too-many-cells",
    Level.ERROR,
    nl="Er staan gegevens tot en met cel {cell}; rijen en kolommen samen zijn te veel.",
    en="There are data up to cell {cell}; rows and columns together are too many.",
    remedy=_ONLY_ROWS,
)
TOO_MANY_ODD_CELLS = problem(
    "workbook-too-many-odd-cells",
    Level.ERROR,
    nl="Meer dan {most} cellen zijn samengevoegd, of hebben een fout of een formule zonder uitkomst.",
    en="More than {most} cells are merged, or have an error or a formula without a result.",
    remedy=for_sender(
        nl="Plak de gegevens als waarden in een nieuwe werkmap (Plakken speciaal, Waarden).",
        en="Paste the data as values into a new workbook (Paste special, Values).",
    ),
)
NEW_ERROR = problem(
    "workbook-new-error",
    Level.ERROR,
    nl="In {cell} staat een fout die alleen nieuwe programma's kennen.",
    en="In {cell} there is an error that only new programs know.",
    remedy=for_sender(
        nl="Verbeter de formule, of plak de kolom als waarden (Plakken speciaal, Waarden).",
        en="Correct the formula, or paste the column as values (Paste special, Values).",
    ),
)
TOO_LONG_TEXT = problem(
    "workbook-too-long-text",
    Level.ERROR,
    nl="Een cel bevat een tekst die langer is dan in een werkmap kan.",
    en="A cell holds a text that is longer than a workbook can have.",
    remedy=_ONLY_ROWS,
)
NO_DATA = problem(
    "workbook-no-data",
    Level.ERROR,
    nl="Er staan geen gegevens in het bestand.",
    en="There are no data in the file.",
    remedy=for_sender(nl="Vul het sjabloon in en stuur het.", en="Fill in the template and send it."),
)
HIDDEN_ONLY = problem(
    "workbook-hidden-only",
    Level.ERROR,
    nl="De gegevens staan alleen op een verborgen blad.",
    en="The data are on a hidden sheet only.",
    remedy=for_sender(
        nl="Maak het blad zichtbaar (rechtsklik op een tabblad, Zichtbaar maken) en bewaar de werkmap.",
        en="Show the sheet (right click on a tab, Unhide) and save the workbook.",
    ),
)
SEVERAL_SHEETS = problem(
    "workbook-several-sheets",
    Level.ERROR,
    nl="Op meer dan een blad staan gegevens: {sheets}.",
    en="More than one sheet has data: {sheets}.",
    remedy=for_sender(
        nl="Laat alleen het blad met de aan te leveren rijen staan, en verwijder of verberg de andere.",
        en="Leave only the sheet with the rows to deliver, and delete or hide the others.",
    ),
)

# --- Text files -------------------------------------------------------------------------------------------------------

NO_CHARSET = problem(
    "text-no-charset",
    Level.ERROR,
    nl="De tekens van het tekstbestand zijn niet te lezen: het is geen UTF-8 en geen Windows-1252.",
    en="The characters of the text file cannot be read: it is neither UTF-8 nor Windows-1252.",
    remedy=for_sender(
        nl="Bewaar het als CSV UTF-8, of als .xlsx.",
        en="Save it as CSV UTF-8, or as .xlsx.",
    ),
)
BROKEN_QUOTES = problem(
    "text-broken-quotes",
    Level.ERROR,
    nl="In rij {row} van het tekstbestand staan aanhalingstekens die niet bij elkaar horen.",
    en="In row {row} of the text file there are quotation marks that do not belong together.",
    remedy=for_sender(
        nl="Open het in Excel of LibreOffice, kijk of de kolommen kloppen, en bewaar het als .xlsx.",
        en="Open it in Excel or LibreOffice, see whether the columns are right, and save it as .xlsx.",
    ),
)

WORKBOOK_PROBLEMS = catalogue(
    DAMAGED,
    UNUSUAL,
    MACROS,
    UNPACKS_TOO_LARGE,
    TOO_MANY_PARTS,
    TOO_MANY_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_CELLS,
    TOO_MANY_ODD_CELLS,
    NEW_ERROR,
    TOO_LONG_TEXT,
    NO_DATA,
    HIDDEN_ONLY,
    SEVERAL_SHEETS,
    NO_CHARSET,
    BROKEN_QUOTES,
)
