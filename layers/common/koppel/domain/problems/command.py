"""The catalogue of what can be wrong with a command, whatever it is to do."""

from koppel.domain.problems.problem import Level, Problem, catalogue
from koppel.domain.texts import Text

INVALID = Problem(
    "invalid",
    Level.ERROR,
    Text(nl="De opdracht kan zo niet worden uitgevoerd.", en="The command cannot be carried out like this."),
    Text(nl="Verbeter de genoemde velden.", en="Correct the fields that are named."),
)
UNKNOWN_COMMAND = Problem(
    "unknown-command",
    Level.ERROR,
    Text(nl="Deze opdracht bestaat niet.", en="There is no such command."),
    Text(nl="Kies er een van: {commands}.", en="Choose one of: {commands}."),
)
UNKNOWN_ORGANISATION = Problem(
    "unknown-organisation",
    Level.ERROR,
    Text(nl="Er is geen organisatie {organisation}.", en="There is no organisation {organisation}."),
    Text(nl="De opdracht list-organisations noemt ze alle.", en="The command list-organisations names them all."),
)
BUSY = Problem(
    "busy",
    Level.ERROR,
    Text(nl="Anderen waren met dezelfde gegevens bezig.", en="Others were working on the same data."),
    Text(nl="Probeer het over een ogenblik opnieuw.", en="Try again in a moment."),
)
BROKE = Problem(
    "broke",
    Level.ERROR,
    Text(nl="Er ging bij ons iets mis; kenmerk: {reference}.", en="Something went wrong on our side: {reference}."),
    Text(nl="Zoek het kenmerk op in het logboek.", en="Look the reference up in the log."),
)

COMMAND_PROBLEMS = catalogue(INVALID, UNKNOWN_COMMAND, UNKNOWN_ORGANISATION, BUSY, BROKE)
