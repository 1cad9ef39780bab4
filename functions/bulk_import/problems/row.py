"""What can be wrong with a row, or with what a cell says. `{cell}` is its address, `{column}` the title above it."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_sender, problem

_CORRECT = for_sender(nl="Verbeter de cel.", en="Correct the cell.")

# --- Other values -----------------------------------------------------------------------------------------------------

VALUE_WRONG = problem(
    "cell-wrong",
    Level.ERROR,
    nl="De waarde in {cell} ({column}) {reason}.",
    en="The value in {cell} ({column}) {reason}.",
    remedy=_CORRECT,
)
MANGLED = problem(
    "cell-mangled",
    Level.ERROR,
    nl="In {cell} ({column}) staan tekens die door een verkeerde tekenset zijn ontstaan.",
    en="There are characters in {cell} ({column}) that a wrong character set has made.",
    remedy=for_sender(
        nl="Exporteer opnieuw uit het bronsysteem, als .xlsx of als CSV UTF-8.",
        en="Export it from the source system again, as .xlsx or as CSV UTF-8.",
    ),
)
NOT_A_GENDER = problem(
    "not-a-gender",
    Level.ERROR,
    nl="In {cell} ({column}) staat geen geslacht dat we kennen.",
    en="There is no gender that we know in {cell} ({column}).",
    remedy=for_sender(
        nl="Schrijf m (man), v of f (vrouw), o (anders) of u (onbekend).",
        en="Write m (male), f or v (female), o (other) or u (unknown).",
    ),
)
NOT_A_ROLE = problem(
    "not-a-role",
    Level.ERROR,
    nl="In {cell} ({column}) staat een rol die we niet kennen.",
    en="There is a role in {cell} ({column}) that we do not know.",
    remedy=for_sender(
        nl="Schrijf Behandelaar, Applicatiebeheerder, Analist, Gegevensfunctionaris, Leidinggevende of Secretariaat.",
        en="Write Therapist, Application manager, Data analyst, Data officer, Supervisor or Secretary.",
    ),
)
BECOMES_MANAGER = problem(
    "becomes-manager",
    Level.WARNING,
    nl="Volgens {cell} ({column}) wordt deze persoon applicatiebeheerder.",
    en="According to {cell} ({column}), this person becomes an application manager.",
    remedy=for_sender(
        nl="Controleer of dat de bedoeling is: een applicatiebeheerder kan de instellingen wijzigen.",
        en="Check whether that is meant: an application manager can change the settings.",
    ),
)
NOT_A_KEY = problem(
    "not-a-key",
    Level.ERROR,
    nl="In {cell} ({column}) staat geen Minddistrict-nummer: 32 tekens van 0-9 en a-f uit het adres van {kind}.",
    en="There is no Minddistrict id in {cell} ({column}): 32 of 0-9 and a-f, from the address of {kind}.",
    remedy=for_sender(
        nl="Open het account op het platform en neem het lange nummer uit het adres over.",
        en="Open the account on the platform and take the long number from the address.",
    ),
)
ID_AS_KEY = problem(
    "id-as-key",
    Level.NOTICE,
    nl="De waarde in {cell} ({column}) is gelezen als Minddistrict-nummer.",
    en="The value in {cell} ({column}) was read as a Minddistrict id.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)

# --- Whole rows -------------------------------------------------------------------------------------------------------

EXAMPLE_ROW = problem(
    "example-row",
    Level.ERROR,
    nl="Dit is de voorbeeldrij van het sjabloon.",
    en="This is the example row of the template.",
    remedy=for_sender(
        nl="Er hoeft niets te gebeuren; u kunt de rij verwijderen.",
        en="Nothing needs to be done; you can delete the row.",
    ),
)
ROW_HIDDEN = problem(
    "row-hidden",
    Level.WARNING,
    nl="Deze rij is verborgen, bijvoorbeeld door een filter, maar wordt wel gelezen.",
    en="This row is hidden, by a filter perhaps, but it is read.",
    remedy=for_sender(
        nl="Hoort de rij er niet bij, verwijder haar dan uit het bestand.",
        en="If the row does not belong to it, delete it from the file.",
    ),
)
REPEATED = problem(
    "row-repeated",
    Level.NOTICE,
    nl="Deze rij is dezelfde als rij {row}.",
    en="This row is the same as row {row}.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)
REPEATED_OTHERWISE = problem(
    "row-repeated-otherwise",
    Level.ERROR,
    nl="{column} in {cell} staat ook in rij {row}, met andere gegevens. Rij {row} telt.",
    en="{column} in {cell} is in row {row} too, with other data. Row {row} counts.",
    remedy=for_sender(
        nl="Zoek uit welke rij juist is, en verwijder de andere.",
        en="Find out which row is right, and delete the other one.",
    ),
)

ROW_PROBLEMS = catalogue(
    VALUE_WRONG,
    MANGLED,
    NOT_A_GENDER,
    NOT_A_ROLE,
    BECOMES_MANAGER,
    NOT_A_KEY,
    ID_AS_KEY,
    EXAMPLE_ROW,
    ROW_HIDDEN,
    REPEATED,
    REPEATED_OTHERWISE,
)
