"""The record that an EHR keeps of a patient, and how it writes it into a message."""

import random
from dataclasses import dataclass, field

from tests.harness.hl7_messages import NULL, escaped, segment
from tests.harness.people import Professional


@dataclass
class Record:
    """Fields of a client as the platform names them, the address, and what was emptied since it was last filled."""

    id: str
    values: dict[str, str]
    address: tuple[str, str, str]
    emptied: set[str] = field(default_factory=set)

    def write(self, **values: str) -> None:
        """Change fields; one that is emptied is from then on sent as the null value."""
        for name, value in values.items():
            if value:
                self.emptied.discard(name)
            elif self.values[name]:
                self.emptied.add(name)
        self.values.update(values)

    def canaries(self) -> set[str]:
        """What must never be logged of it."""
        names = ("first_name", "last_name", "email", "phone_number", "bsn")
        return {self.address[0], *(self.values[name] for name in names)} - {""}

    def pid(self, chance: random.Random) -> str:
        """PID, in one of the ways in which senders write it."""
        values = self.values
        identifiers = [f"{self.id}^^^EPD^PI", *([f"{values['bsn']}^^^NLMINBIZA^NNNLD"] if values["bsn"] else [])]
        chance.shuffle(identifiers)
        names = [f"{surname(self._sent('infix'), values['last_name'], chance)}^{values['first_name']}^^^^^L"]
        if chance.random() < 0.2:
            names.append(f"{values['first_name']}^{values['last_name']}^^^^^N")
        street, number, postcode = map(escaped, self.address)
        return segment(
            "PID",
            {
                1: "1",
                3: "~".join(identifiers),
                5: "~".join(names),
                7: values["date_of_birth"].replace("-", "") + chance.choice(("", "000000")),
                8: values["gender"][0].upper(),
                11: f"{street} {number}&{street}&{number}^^Utrecht^^{postcode}^NL^H",
                13: self._contact(chance),
            },
        )

    def _contact(self, chance: random.Random) -> str:
        phone, email = self._sent("phone_number"), self._sent("email")
        if phone == email == NULL and chance.random() < 0.5:
            return NULL
        if chance.random() < 0.2:
            email = email.capitalize()
        both = (f"{phone}^PRN^CP" if phone else "", f"^NET^Internet^{email}" if email else "")
        return "~".join(each for each in both if each)

    def _sent(self, name: str) -> str:
        return self.values[name] or (NULL if name in self.emptied else "")


def surname(infix: str, last_name: str, chance: random.Random) -> str:
    """FN (HL7 2.5 section 2.A.30): whole, prefix, name itself; without a prefix sometimes just the name."""
    if not infix:
        return last_name if chance.random() < 0.3 else f"{last_name}&&{last_name}"
    return f"{last_name if infix == NULL else f'{infix} {last_name}'}&{infix}&{last_name}"


def pv1(visit: str, attending: list[Professional], chance: random.Random, *, inside: bool) -> str:
    """PV1 of an inpatient or an outpatient."""
    doctors = (f"{each.id}^{surname(each.infix, each.last_name, chance)}^{each.first_name}" for each in attending)
    patient_class, place = ("I", "K3^12^1^ZORG") if inside else ("O", "POLI^^^ZORG")
    return segment("PV1", {1: "1", 2: patient_class, 3: place, 7: "~".join(doctors), 19: f"{visit}^^^EPD^VN"})
