"""The language that a browser prefers: Dutch or English, in which every text is written."""

import re

from koppel.domain.texts import Text

_RANGE = re.compile(r"\s*([a-z]{2,3}|\*)(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*")


def preferred(accept_language: str) -> str:
    """`nl` or `en`, whichever `Accept-Language` prefers (RFC 9110 section 12.5.4); `en` when it names neither."""
    weights = {"en": 0.0, "nl": 0.0}
    for each in accept_language.lower().split(",")[:20]:
        found = _RANGE.fullmatch(each)
        if found and found[1] in weights:
            weights[found[1]] = max(weights[found[1]], float(found[2] or 1))
    return "nl" if weights["nl"] > weights["en"] else "en"


def say(text: Text, language: str) -> str:
    """The text in this language."""
    return text.nl if language == "nl" else text.en
