"""The catalogue of what can be wrong with any command."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, problem
from koppel.domain.texts import Text

INVALID = problem(
    "invalid",
    Level.ERROR,
    nl="De opdracht heeft ongeldige gegevens.",
    en="The command has invalid arguments.",
    remedy=Text(nl="Verbeter de genoemde velden.", en="Correct the fields that are named."),
)
UNKNOWN_COMMAND = problem(
    "unknown-command",
    Level.ERROR,
    nl="Deze opdracht bestaat niet.",
    en="There is no such command.",
    remedy=Text(nl="Kies er een van: {commands}.", en="Choose one of: {commands}."),
)
NOT_ALLOWED_COMMAND = problem(
    "not-allowed-command",
    Level.ERROR,
    nl="Deze opdracht mag u niet geven, of niet voor deze organisatie.",
    en="You may not give this command, or not for this organisation.",
    remedy=Text(nl="Vraag het de beheerder van het platform.", en="Ask the platform's operator."),
)
UNKNOWN_ORGANISATION = problem(
    "unknown-organisation",
    Level.ERROR,
    nl="Er is geen organisatie {organisation}.",
    en="There is no organisation {organisation}.",
    remedy=for_operator(
        nl="De opdracht list-organisations noemt ze alle.", en="The command list-organisations names them all."
    ),
)
BUSY = problem(
    "busy",
    Level.ERROR,
    nl="Anderen waren met dezelfde gegevens bezig.",
    en="Others were working on the same data.",
    remedy=Text(nl="Probeer het over een ogenblik opnieuw.", en="Try again in a moment."),
)
BROKE = problem(
    "broke",
    Level.ERROR,
    nl="Er ging bij ons iets mis; kenmerk: {reference}.",
    en="Something went wrong on our side: {reference}.",
    remedy=for_operator(nl="Zoek het kenmerk op in het logboek.", en="Look the reference up in the log."),
)

COMMAND_PROBLEMS = catalogue(INVALID, UNKNOWN_COMMAND, NOT_ALLOWED_COMMAND, UNKNOWN_ORGANISATION, BUSY, BROKE)
