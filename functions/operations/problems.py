"""The catalogue of what can be wrong with a command, besides what administration itself declines."""

from koppel.domain.problems.problem import Level, Problem, catalogue
from koppel.domain.texts import Text

UNKNOWN_INTEGRATION = Problem(
    "unknown-integration",
    Level.ERROR,
    Text(nl="Deze koppeling bestaat niet.", en="There is no such integration."),
    Text(nl="Kies er een van: {integrations}.", en="Choose one of: {integrations}."),
)
UNKNOWN_VERSION = Problem(
    "unknown-version",
    Level.ERROR,
    Text(nl="Deze versie is er niet.", en="There is no such version."),
    Text(
        nl="De versies tellen van 1; de opdracht show-settings noemt de laatste.",
        en="Versions count from 1; the command show-settings names the latest.",
    ),
)
UNKNOWN_ENTRY = Problem(
    "unknown-entry",
    Level.ERROR,
    Text(nl="Deze regel is er niet (meer).", en="There is no such entry (any more)."),
    Text(nl="De opdracht list-entries noemt ze.", en="The command list-entries names them."),
)
UNKNOWN_PLATFORM = Problem(
    "unknown-platform",
    Level.ERROR,
    Text(nl="Er is geen platform geregistreerd.", en="No platform is registered."),
    Text(nl="De opdracht register-platform registreert er een.", en="The command register-platform registers one."),
)
UNKNOWN_REFERENCE = Problem(
    "unknown-reference",
    Level.ERROR,
    Text(
        nl="Deze referentie is niet bekend, is ouder dan 90 dagen, of is niet bewaard: in dat uur waren er te veel.",
        en="This reference is not known, is older than 90 days, or was not kept: there were too many in that hour.",
    ),
    Text(
        nl="Controleer de organisatie en elk teken; zoek anders op de persoon, met find-entries.",
        en="Check the organisation and every sign; otherwise look for the person, with find-entries.",
    ),
)
UNKNOWN_MERGE = Problem(
    "unknown-merge",
    Level.ERROR,
    Text(
        nl="Er is geen cliënt met dit nummer in een andere opgegaan.",
        en="No client with this id was merged into another.",
    ),
    Text(
        nl="Neem het nummer dat is vervallen (MRG-1), precies zoals het is gestuurd; find-messages vindt het bericht.",
        en="Take the id that was retired (MRG-1), exactly as it was sent; find-messages finds the message.",
    ),
)
SWEEP_FAILED = Problem(
    "sweep-failed",
    Level.ERROR,
    Text(
        nl="Mislukte taken: {failed}. De andere zijn gedaan.",
        en="Jobs that failed: {failed}. The others were done.",
    ),
    Text(nl="Het logboek noemt elke mislukte taak.", en="The log names each one that failed."),
)

OPERATION_PROBLEMS = catalogue(
    UNKNOWN_INTEGRATION,
    UNKNOWN_VERSION,
    UNKNOWN_ENTRY,
    UNKNOWN_PLATFORM,
    UNKNOWN_REFERENCE,
    UNKNOWN_MERGE,
    SWEEP_FAILED,
)
