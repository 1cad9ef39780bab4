"""The catalogue of what can be wrong with stored messages, and with a feed that sends none."""

from koppel.domain.problems.problem import Level, catalogue, problem
from koppel.domain.texts import Text

UNKNOWN_MESSAGE = problem(
    "unknown-message",
    Level.ERROR,
    nl="Dit bericht is er niet (meer), of er is niets mee aan de hand.",
    en="There is no such message (any more), or nothing is the matter with it.",
    remedy=Text(nl="De opdracht find-messages noemt ze.", en="The command find-messages names them."),
)
SILENT_FEED = problem(
    "silent-feed",
    Level.WARNING,
    nl="Van de aanvoer {feed} is al {hours} uur of langer geen bericht gekomen.",
    en="Nothing has come from the feed {feed} for {hours} hours or longer.",
    remedy=Text(
        nl="Vraag de beheerder van het verzendende systeem of het nog verstuurt. Komt er iets, dan sluit dit vanzelf.",
        en="Ask whoever runs the sending system whether it still sends. When something comes, this closes by itself.",
    ),
)

ARCHIVE_PROBLEMS = catalogue(UNKNOWN_MESSAGE, SILENT_FEED)
