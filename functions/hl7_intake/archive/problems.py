"""The problems of stored messages, and of a feed that sends none."""

from functions.hl7_intake import problems
from koppel.domain.problems.account import OTHER_PERSON, UNKNOWN_ACCOUNT
from koppel.domain.problems.merge import MERGE_CIRCULAR, MERGE_TARGET_UNKNOWN, MERGED_ELSEWHERE
from koppel.domain.problems.problem import Level, catalogue, for_sender, problem
from koppel.domain.texts import Text

UNKNOWN_MESSAGE = problem(
    "unknown-message",
    Level.ERROR,
    nl="Dit bericht bestaat niet (meer), of het is niet mislukt of geweigerd.",
    en="This message does not exist (any more), or it neither failed nor was refused.",
    remedy=Text(nl="Zoek het bericht met de opdracht find-messages.", en="Find the message with find-messages."),
)
SILENT_FEED = problem(
    "silent-feed",
    Level.WARNING,
    nl="Van de aanvoer {feed} is al {hours} uur of langer geen bericht gekomen.",
    en="The feed {feed} has sent nothing for {hours} hours or longer.",
    remedy=for_sender(
        nl="Vraag de beheerder van het verzendende systeem of het nog verstuurt. Een nieuw bericht sluit deze melding.",
        en="Ask the administrator of the sending system whether it still sends. A new message closes this entry.",
    ),
)

ARCHIVE_PROBLEMS = catalogue(UNKNOWN_MESSAGE, SILENT_FEED)

MENDED_BY_REPLAY = (
    problems.NO_EFFECT,
    problems.NO_CLIENT_ID,
    problems.AMBIGUOUS_CLIENT_ID,
    problems.PROFESSIONALS_UNCLEAR,
    problems.TOO_MANY_PROFESSIONALS,
    problems.NOT_PROCESSED,
    OTHER_PERSON,
    UNKNOWN_ACCOUNT,
    MERGE_TARGET_UNKNOWN,
    MERGE_CIRCULAR,
    MERGED_ELSEWHERE,
)
"""Problems whose message can be processed as it is, once the settings or the accounts were mended."""
