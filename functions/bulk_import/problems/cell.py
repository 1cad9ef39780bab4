"""What can be wrong with a cell because of what it is, not what it says. `{cell}` is its address, `{column}` the title
above it."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem

_AS_VALUES = for_sender(
    nl="Typ de waarde, of plak haar als waarde (Plakken speciaal, Waarden).",
    en="Type the value, or paste it as a value (Paste special, Values).",
)

# --- Cells without a value --------------------------------------------------------------------------------------------

CELL_ERROR = problem(
    "cell-error",
    Level.ERROR,
    nl="In {cell} ({column}) staat een fout, zoals #N/B.",
    en="There is an error in {cell} ({column}), such as #N/A.",
    remedy=_AS_VALUES,
)
CELL_FORMULA = problem(
    "cell-formula",
    Level.ERROR,
    nl="In {cell} ({column}) staat een formule waarvan de uitkomst niet is bewaard.",
    en="In {cell} ({column}) there is a formula whose result was not saved.",
    remedy=for_sender(
        nl="Open de werkmap in Excel of LibreOffice en bewaar haar opnieuw, of plak de kolom als waarden.",
        en="Open the workbook in Excel or LibreOffice and save it again, or paste the column as values.",
    ),
)
CELL_MERGED = problem(
    "cell-merged",
    Level.ERROR,
    nl="Cel {cell} ({column}) is met een andere samengevoegd.",
    en="Cell {cell} ({column}) is merged with another one.",
    remedy=for_sender(nl="Splits de cellen en vul elke in.", en="Unmerge the cells and fill each in."),
)
CELL_EMPTY = problem(
    "cell-empty",
    Level.ERROR,
    nl="Cel {cell} ({column}) is leeg; dit gegeven is nodig.",
    en="Cell {cell} ({column}) is empty; this is needed.",
    remedy=for_sender(nl="Vul de cel in.", en="Fill the cell in."),
)
CELL_BEYOND = problem(
    "cell-beyond",
    Level.ERROR,
    nl="In {cell} staat iets, maar daarboven staat geen kolomtitel: de rij heeft te veel cellen.",
    en="There is something in {cell}, but no column title above it: the row has too many cells.",
    remedy=for_sender(
        nl="Kijk of de gegevens van deze rij in de juiste kolommen staan.",
        en="See whether the data of this row are in the right columns.",
    ),
)

CELL_UNTITLED = problem(
    "cell-untitled",
    Level.WARNING,
    nl="Wat in {cell} staat wordt niet gelezen: daarboven staat geen kolomtitel.",
    en="What is in {cell} is not read: there is no column title above it.",
    remedy=for_sender(
        nl="Hoort het erbij, geef de kolom dan een titel.", en="Where it belongs to it, give the column a title."
    ),
)

# --- Values of another kind -------------------------------------------------------------------------------------------

NOT_TEXT = problem(
    "not-text",
    Level.ERROR,
    nl="In {cell} ({column}) staat {found} in plaats van tekst.",
    en="There is {found} in {cell} ({column}) instead of text.",
    remedy=for_sender(
        nl="Maak de cel op als tekst en typ de waarde opnieuw.", en="Format the cell as text and type the value again."
    ),
)
NUMBER_AS_ID = problem(
    "number-as-id",
    Level.WARNING,
    nl="In {cell} ({column}) staat een getal. De cijfers zijn overgenomen; nullen aan het begin zijn er dan niet meer.",
    en="There is a number in {cell} ({column}). Its digits were taken; zeros at the start are lost by then.",
    remedy=for_sender(
        nl="Controleer of er een nul voor hoort. Maak de kolom op als tekst voordat u haar vult.",
        en="Check whether a zero belongs before it. Format the column as text before you fill it.",
    ),
)
NUMBER_REFUSED = problem(
    "number-refused",
    Level.ERROR,
    nl="In {cell} ({column}) staat een getal; uw instellingen vragen tekst, zodat er geen nullen wegvallen.",
    en="There is a number in {cell} ({column}); your settings demand text, so that no zeros are lost.",
    remedy=NUMBER_AS_ID.remedy,
)
DIGITS_LOST = problem(
    "digits-lost",
    Level.ERROR,
    nl="In {cell} ({column}) staat een getal met een breuk of met meer dan 15 cijfers: er zijn cijfers verloren.",
    en="The number in {cell} ({column}) has a fraction or more than 15 digits: digits are lost.",
    remedy=for_sender(
        nl="Maak de kolom op als tekst en neem het nummer opnieuw over uit het bronsysteem.",
        en="Format the column as text and take the number from the source system again.",
    ),
)
DATE_AS_ID = problem(
    "date-as-id",
    Level.ERROR,
    nl="In {cell} ({column}) staat een datum: het rekenprogramma heeft van het nummer een datum gemaakt.",
    en="There is a date in {cell} ({column}): the spreadsheet program made a date of the number.",
    remedy=DIGITS_LOST.remedy,
)

# --- Dates ------------------------------------------------------------------------------------------------------------

NOT_A_DATE = problem(
    "not-a-date",
    Level.ERROR,
    nl="In {cell} ({column}) staat geen datum die we kunnen lezen.",
    en="There is no date that we can read in {cell} ({column}).",
    remedy=for_sender(
        nl="Schrijf dd/mm/jjjj, dd-mm-jjjj of jjjj-mm-dd, of gebruik een echte datum.",
        en="Write dd/mm/yyyy, dd-mm-yyyy or yyyy-mm-dd, or use a real date.",
    ),
)
DATE_AS_TEXT = problem(
    "date-as-text",
    Level.ERROR,
    nl="In {cell} ({column}) staat een datum als tekst; uw instellingen vragen een echte datum of jjjj-mm-dd.",
    en="There is a date as text in {cell} ({column}); your settings demand a real date or yyyy-mm-dd.",
    remedy=for_sender(
        nl="Maak er een echte datum van, of schrijf jjjj-mm-dd.", en="Make it a real date, or write yyyy-mm-dd."
    ),
)
DATE_MONTH_FIRST = problem(
    "date-month-first",
    Level.ERROR,
    nl="In {cell} ({column}) staat de maand voorop.",
    en="The month comes first in {cell} ({column}).",
    remedy=for_sender(
        nl="Schrijf alle datums met de dag voorop, of maak er echte datums van.",
        en="Write all dates with the day first, or make them real dates.",
    ),
)
DATE_AMBIGUOUS = problem(
    "date-ambiguous",
    Level.WARNING,
    nl="De datum in {cell} ({column}) is gelezen met de dag voorop; andersom kan ook.",
    en="The date in {cell} ({column}) was read with the day first; the other way round is possible too.",
    remedy=for_sender(nl="Controleer de datum in het rapport.", en="Check the date in the report."),
)
DATE_IS_NUMBER = problem(
    "date-is-number",
    Level.ERROR,
    nl="In {cell} ({column}) staat een getal in plaats van een datum.",
    en="There is a number in {cell} ({column}) instead of a date.",
    remedy=for_sender(
        nl="Maak de kolom op als datum, en kijk of de datums dan kloppen.",
        en="Format the column as date, and see whether the dates are right then.",
    ),
)
DATE_HAS_TIME = problem(
    "date-has-time",
    Level.ERROR,
    nl="De datum in {cell} ({column}) heeft een tijd erbij, en kan door een tijdzone een dag verschoven zijn.",
    en="The date in {cell} ({column}) has a time with it, and may be off by a day because of a time zone.",
    remedy=for_sender(
        nl="Lever de datum aan zonder tijd.",
        en="Deliver the date without a time.",
    ),
)
DATE_IMPOSSIBLE = problem(
    "date-impossible",
    Level.ERROR,
    nl="De datum in {cell} ({column}) ligt in de toekomst, of vóór maart 1900.",
    en="The date in {cell} ({column}) is in the future, or before March 1900.",
    remedy=for_sender(
        nl="Verbeter de datum. Een lege datum wordt soms als nul bewaard; maak zo'n cel leeg.",
        en="Correct the date. An empty date is sometimes saved as zero; empty such a cell.",
    ),
)

CELL_PROBLEMS = catalogue(
    CELL_ERROR,
    CELL_FORMULA,
    CELL_MERGED,
    CELL_EMPTY,
    CELL_BEYOND,
    CELL_UNTITLED,
    NOT_TEXT,
    NUMBER_AS_ID,
    NUMBER_REFUSED,
    DIGITS_LOST,
    DATE_AS_ID,
    NOT_A_DATE,
    DATE_AS_TEXT,
    DATE_MONTH_FIRST,
    DATE_AMBIGUOUS,
    DATE_IS_NUMBER,
    DATE_HAS_TIME,
    DATE_IMPOSSIBLE,
)
