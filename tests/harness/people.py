"""Invented Dutch people, every text about whom can be found back in a log."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

CANARIES = ("qwyxov", "xujqiz", "vqybaz", "zwixuq", "jyqwov", "kwuxij", "wyzqux", "yxqovu")
"""One of these is part of every name, street and e-mail address here, and of nothing else: where one turns up in a
log, a person's details have leaked. (Look in lower case: a sender may capitalise an e-mail address.)"""

FIRST_NAMES = {
    "f": ("Anna", "Chloë", "Daniëlle", "Fatima", "Françoise", "Maïsa", "Noor", "Renée", "Sanne", "Zoë"),
    "m": ("Ahmed", "André", "Björn", "Daan", "Güney", "Joël", "Loïc", "Piet", "René", "Willem"),
}
LAST_NAMES = ("Jansen", "Bakker", "Müller", "Citroën", "Señor", "Berg", "Dijk", "Hooft", "Veld", "Çelik")
WIDER_NAMES = ("Šimek", "Beyoğlu", "Dvořák")  # beyond ISO 8859-1, the last two also beyond 8859-15
INFIXES = ("", "", "", "de", "van", "van der", "van 't", "in 't", "ter", "d'")
STREETS = ("Kerkstraat", "Dorpsweg", "Hof & Tuin", "Plein '44", "Groene Allée")


@dataclass(frozen=True)
class Professional:
    """Someone of the list that attending doctors come from."""

    id: str
    first_name: str
    infix: str
    last_name: str
    email: str


class People:
    """A source of people, always the same for the same seed."""

    def __init__(self, chance: random.Random, seed: int) -> None:
        self._chance = chance
        self._seed = seed
        self._emails = 0
        self._bsns = _bsns(seed)

    def professional(self, number: int) -> Professional:
        first_name, infix, last_name = self._name(self._chance.choice("fm"), LAST_NAMES)
        return Professional(
            f"M{self._seed:02d}{number:03d}", first_name, infix, last_name, self.email(first_name, last_name)
        )

    def client(self) -> dict[str, str]:
        """The fields of a client but the id, "" for an empty one."""
        gender = self._chance.choice(("f", "f", "m", "m", "other", "unknown"))
        names = LAST_NAMES if self._chance.random() < 0.8 else WIDER_NAMES
        first_name, infix, last_name = self._name(gender if gender in "fm" else self._chance.choice("fm"), names)
        return {
            "first_name": first_name,
            "infix": infix,
            "last_name": last_name,
            "date_of_birth": (date(1935, 1, 1) + timedelta(days=self._chance.randrange(75 * 365))).isoformat(),
            "gender": gender,
            "email": self.email(first_name, last_name) if self._chance.random() < 0.85 else "",
            "phone_number": self.phone() if self._chance.random() < 0.85 else "",
            "bsn": next(self._bsns) if self._chance.random() < 0.9 else "",
        }

    def infix(self) -> str:
        return self._chance.choice(INFIXES)

    def last_name(self) -> str:
        return self._chance.choice(LAST_NAMES) + self._chance.choice(CANARIES)

    def email(self, first_name: str, last_name: str) -> str:
        """An address that nobody else has."""
        self._emails += 1
        plain = unicodedata.normalize("NFKD", f"{first_name}.{last_name}").encode("ascii", "ignore").decode()
        return f"{plain.lower()}.{self._seed}.{self._emails}@post.example"

    def phone(self) -> str:
        return f"06{self._chance.randrange(10**7, 10**8)}"

    def address(self) -> tuple[str, str, str]:
        """Street, house number, postcode."""
        street = self._chance.choice(STREETS) + self._chance.choice(CANARIES)
        return street, str(self._chance.randrange(1, 300)), f"{self._chance.randrange(1000, 9999)} AB"

    def _name(self, gender: str, last_names: tuple[str, ...]) -> tuple[str, str, str]:
        canary = self._chance.choice(CANARIES)
        first_name = self._chance.choice(FIRST_NAMES[gender])
        return first_name + canary, self.infix(), self._chance.choice(last_names) + canary


def _bsns(seed: int) -> Iterator[str]:
    """Numbers that pass the 11-test, from the range 9999xxxxx that is kept for tests."""
    for step in range(10_000):
        first = f"9999{(seed * 2_500 + step) % 10_000:04d}"
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), first, strict=True)) % 11
        if check < 10:
            yield f"{first}{check}"
    raise ValueError("no test numbers are left for more people")
