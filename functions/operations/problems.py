"""The catalogue of what can be wrong with a command, besides what administration itself declines."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, problem
from koppel.domain.texts import Text

UNKNOWN_INTEGRATION = problem(
    "unknown-integration",
    Level.ERROR,
    nl="Deze koppeling bestaat niet.",
    en="There is no such integration.",
    remedy=Text(nl="Kies er een van: {integrations}.", en="Choose one of: {integrations}."),
)
UNKNOWN_VERSION = problem(
    "unknown-version",
    Level.ERROR,
    nl="Deze versie is er niet.",
    en="There is no such version.",
    remedy=Text(
        nl="De versies tellen van 1; de opdracht show-settings noemt de laatste.",
        en="Versions count from 1; the command show-settings names the latest.",
    ),
)
UNKNOWN_ENTRY = problem(
    "unknown-entry",
    Level.ERROR,
    nl="Deze regel is er niet (meer).",
    en="There is no such entry (any more).",
    remedy=Text(nl="De opdracht list-entries noemt ze.", en="The command list-entries names them."),
)
UNKNOWN_PLATFORM = problem(
    "unknown-platform",
    Level.ERROR,
    nl="Er is geen platform geregistreerd.",
    en="No platform is registered.",
    remedy=for_operator(
        nl="De opdracht register-platform registreert er een.", en="The command register-platform registers one."
    ),
)
UNKNOWN_REFERENCE = problem(
    "unknown-reference",
    Level.ERROR,
    nl="Deze referentie is niet bekend, is ouder dan 90 dagen, of is niet bewaard: in dat uur waren er te veel.",
    en="This reference is not known, is older than 90 days, or was not kept: there were too many in that hour.",
    remedy=Text(
        nl="Controleer de organisatie en elk teken; zoek anders op de persoon, met find-entries.",
        en="Check the organisation and every sign; otherwise look for the person, with find-entries.",
    ),
)
SWEEP_FAILED = problem(
    "sweep-failed",
    Level.ERROR,
    nl="Mislukte taken, met het aantal organisaties: {failed}. De andere zijn gedaan.",
    en="Jobs that failed, with the number of organisations: {failed}. The others were done.",
    remedy=for_operator(
        nl="Het logboek noemt voor elke mislukte taak de organisatie en de fout.",
        en="For each one that failed, the log names the organisation and the error.",
    ),
)

OPERATION_PROBLEMS = catalogue(
    UNKNOWN_INTEGRATION,
    UNKNOWN_VERSION,
    UNKNOWN_ENTRY,
    UNKNOWN_PLATFORM,
    UNKNOWN_REFERENCE,
    SWEEP_FAILED,
)
