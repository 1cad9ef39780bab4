"""External ids: the ids that an outside system, such as an EHR, has for clients and professionals.

There is one rule for all entrances, so that each of them finds the ids that another one stored.
"""

from koppel.domain import characters
from koppel.domain.characters import Unfit

LONGEST = 200
"""Characters of an id, once normalised."""


def normalise(text: str) -> str:
    """The id as it is stored and looked up: trimmed, one space for all white space within, composed (NFC); "" for a
    text of white space.

    Raises Unfit: too-long, too-many-marks, and control-character or unseen-character for what nobody can see or type:
    unlike in a name, nothing is taken out of an id, for what is left could be the id of somebody else.
    """
    found = characters.fit(characters.one_line(text), LONGEST)
    if any(map(characters.is_unseen, found)):
        raise Unfit("unseen-character")
    return found


def usable(text: str) -> str:
    """As `normalise`, but "" for a text that cannot be an id: no account has it."""
    try:
        return normalise(text)
    except Unfit:
        return ""
