"""What can be wrong with the row of column titles: no row below it is read."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem

_TEMPLATE = for_sender(
    nl="Gebruik de titels van het sjabloon voor dit script.", en="Use the titles of the template for this script."
)

NO_HEADING = problem(
    "heading-missing",
    Level.ERROR,
    nl="Er is geen rij met kolomtitels gevonden. Nodig voor dit script: {columns}.",
    en="No row of column titles was found. Needed for this script: {columns}.",
    remedy=_TEMPLATE,
)
COLUMNS_MISSING = problem(
    "columns-missing",
    Level.ERROR,
    nl="Er ontbreken kolommen: {columns}. Onbekende titels: {unknown}.",
    en="Columns are missing: {columns}. Unknown titles: {unknown}.",
    remedy=_TEMPLATE,
)
OTHER_SCRIPT = problem(
    "heading-other-script",
    Level.ERROR,
    nl="Er ontbreken kolommen: {columns}. De titels passen bij een ander script: {script}.",
    en="Columns are missing: {columns}. The titles fit another script: {script}.",
    remedy=for_sender(
        nl="Kies het andere script, of gebruik het sjabloon van dit script.",
        en="Choose the other script, or use the template of this script.",
    ),
)
COLUMN_TWICE = problem(
    "column-twice",
    Level.ERROR,
    nl="De kolom {column} komt twee keer voor: in {first} en {second}.",
    en="The column {column} appears twice: in {first} and {second}.",
    remedy=for_sender(nl="Laat er één staan.", en="Leave one of them."),
)
HEADING_MERGED = problem(
    "heading-merged",
    Level.ERROR,
    nl="In de rij met kolomtitels zijn cellen samengevoegd, bij {cell}.",
    en="Cells are merged in the row of column titles, near {cell}.",
    remedy=for_sender(
        nl="Splits de samengevoegde cellen, zodat elke kolom een eigen titel heeft.",
        en="Unmerge the cells, so that each column has a title of its own.",
    ),
)
HEADING_ODD = problem(
    "heading-odd",
    Level.ERROR,
    nl="De kolomtitel in {cell} is een fout, of een formule zonder uitkomst.",
    en="The column title in {cell} is an error, or a formula without a result.",
    remedy=for_sender(nl="Typ de titel in de cel.", en="Type the title into the cell."),
)
NOTHING_TO_UPDATE = problem(
    "nothing-to-update",
    Level.ERROR,
    nl="Er is geen kolom met een gegeven dat bijgewerkt kan worden. Mogelijk: {columns}.",
    en="There is no column with a field that can be updated. Possible: {columns}.",
    remedy=_TEMPLATE,
)
NO_ROWS = problem(
    "no-rows",
    Level.ERROR,
    nl="Onder de kolomtitels staan geen rijen.",
    en="There are no rows below the column titles.",
    remedy=for_sender(nl="Vul de rijen in en stuur het bestand.", en="Fill in the rows and send the file."),
)
TOO_MANY_ROWS = problem(
    "too-many-rows",
    Level.ERROR,
    nl="Het bestand heeft meer dan {most} rijen.",
    en="The file has more than {most} rows.",
    remedy=for_sender(nl="Verdeel de rijen over meer bestanden.", en="Divide the rows among several files."),
)

# --- What people should know before they approve ----------------------------------------------------------------------

COLUMNS_UNREAD = problem(
    "columns-unread",
    Level.WARNING,
    nl="Deze kolommen worden niet gelezen, omdat dit script ze niet kent: {columns}.",
    en="These columns are not read, because this script does not know them: {columns}.",
    remedy=for_sender(
        nl="Staat er een gegeven in dat wel mee moet, geef de kolom dan de titel uit het sjabloon.",
        en="Where one has data that should be taken, give the column the title of the template.",
    ),
)
COLUMNS_OFF = problem(
    "columns-off",
    Level.WARNING,
    nl="Deze kolommen worden niet gelezen, omdat uw organisatie deze velden niet gebruikt: {columns}.",
    en="These columns are not read, because your organisation does not use these fields: {columns}.",
    remedy=for_sender(
        nl="Zet het veld aan in de tegel Cliëntgegevens als het wel gebruikt wordt.",
        en="Switch the field on in the tile Client details if it is used after all.",
    ),
)
SHEETS_UNREAD = problem(
    "sheets-unread",
    Level.WARNING,
    nl="Verborgen bladen met gegevens worden niet gelezen: {sheets}.",
    en="Hidden sheets with data are not read: {sheets}.",
    remedy=for_sender(
        nl="Horen die rijen erbij, stuur dan dat blad als eigen bestand.",
        en="Where these rows belong to it, send that sheet as a file of its own.",
    ),
)
MONTH_FIRST = problem(
    "month-first",
    Level.WARNING,
    nl="Sommige datums staan er met de maand voorop. Andere datums zijn dan misschien verkeerd om gelezen.",
    en="Some dates have the month first. Other dates may then have been read the wrong way round.",
    remedy=for_sender(
        nl="Controleer de geboortedatums in het rapport, of zet ze als echte datum in de werkmap.",
        en="Check the dates of birth in the report, or put them into the workbook as real dates.",
    ),
)

HEADING_PROBLEMS = catalogue(
    NO_HEADING,
    COLUMNS_MISSING,
    OTHER_SCRIPT,
    COLUMN_TWICE,
    HEADING_MERGED,
    HEADING_ODD,
    NOTHING_TO_UPDATE,
    NO_ROWS,
    TOO_MANY_ROWS,
    COLUMNS_UNREAD,
    COLUMNS_OFF,
    SHEETS_UNREAD,
    MONTH_FIRST,
)
