"""Surnames that hold their prefix: `van den Berg` and `Berg, van den` become `van den` and `Berg`.

A directory has one attribute for the whole surname, an account has two fields. The prefixes are those of the Dutch
population register (BRP, table 36 "Voorvoegsels"), in any case, with `'` or `’`.
"""

from collections.abc import Iterable, Mapping

_FIRST_WORDS: Mapping[str, str] = {
    "": "al am auf aus ben bij bin da dal dalla das de deca degli dei del della den der des di die do don dos du el "
    "het im in la las le les lo los of onder op over 's 't te ten ter tho thoe thor to toe tot uijt uit unter van ver "
    "vom von voor vor zu zum zur",
    "aan": "'t de den der het",
    "am": "de",
    "auf": "dem den der ter",
    "aus": "'m dem den der",
    "bij": "'t de den het",
    "de": "die la las le van",
    "de die": "le",
    "de van": "der",
    "in": "'t de den der het",
    "onder": "'t de den het",
    "op": "'t de den der gen het ten",
    "over": "'t de den het",
    "uijt": "'t de den ten",
    "uit": "'t de den het ten",
    "van": "'t de den der gen het la ter van",
    "van van": "de",
    "von": "'t dem den der",
    "voor": "'t de den in",
    "voor in": "'t",
    "vor": "der",
}
"""Beginning of a prefix → the words that may follow it."""
_ELIDED = ("d'", "l'")
"""Prefixes that are joined to the name: `d'Hont`."""

PREFIXES: frozenset[str] = frozenset(
    f"{start} {word}".strip() for start, words in _FIRST_WORDS.items() for word in words.split()
)
MOST_WORDS = max(len(each.split()) for each in PREFIXES)


def split(surname: str) -> tuple[str, str]:
    """Prefix ("" for none) and the rest, each as it is written. The rest is never empty: `Van` stays whole."""
    text = " ".join(surname.split())
    name, comma, behind = text.rpartition(",")
    if comma and name.strip() and _is_prefix(behind.strip()):
        return behind.strip(), name.strip()
    words = text.split(" ")
    for count in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        if _is_prefix(before := " ".join(words[:count])):
            return before, " ".join(words[count:])
    for each in _ELIDED:
        if _plain(text).startswith(each) and len(text) > len(each):
            return text[: len(each)], text[len(each) :].strip()
    return "", text


def prefix(surnames: Iterable[str]) -> str:
    """The prefix of the first of these, "" for none."""
    return next((split(each)[0] for each in surnames), "")


def without_prefix(surnames: Iterable[str]) -> str:
    """The first of these without its prefix."""
    return next((split(each)[1] for each in surnames), "")


def _is_prefix(text: str) -> bool:
    return _plain(text) in PREFIXES or _plain(text) in _ELIDED


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("`", "'").casefold()
