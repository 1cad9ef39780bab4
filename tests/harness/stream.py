"""A stream of messages as an EHR sends it, and what should become of the people in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.harness.people import Professional

FIELDS = ("id", "first_name", "infix", "last_name", "date_of_birth", "gender", "email", "phone_number", "bsn")


class Effect(Enum):
    """What the hub makes of a message."""

    APPLIED = "changes or confirms a client"
    KNOWN = "an ADT event without effect"
    UNSUPPORTED = "another type of message"


@dataclass(frozen=True)
class Sample:
    """One message, as the EHR sends it. `type` is `ADT^A01` and the like."""

    raw: bytes = field(repr=False)
    control_id: str
    type: str
    patient_id: str
    effect: Effect


@dataclass(frozen=True)
class History:
    """One person: the messages with an effect, in order, and the client after the last of them.

    expected       the fields of a client as the platform names them, "" for an empty one
    active         a discharge deactivates, unless it ends the visit of an outpatient
    professionals  ids of those the client is linked to
    canaries       texts about this person that must never be logged
    former         id of a second record of this person, which was merged into this one; "" for none
    """

    patient_id: str
    samples: tuple[Sample, ...]
    expected: Mapping[str, str]
    active: bool
    professionals: frozenset[str]
    canaries: frozenset[str]
    former: str = ""


@dataclass(frozen=True)
class Stream:
    """All messages in the order in which they are sent, and the histories that are interwoven in them.

    professionals  to be there before the first message; without them every relation waits
    """

    samples: tuple[Sample, ...]
    histories: tuple[History, ...]
    professionals: tuple[Professional, ...]

    def expected(self) -> dict[str, dict[str, Any]]:
        """The clients that it makes, by id: fields, whether active, and the ids of their professionals."""
        return {
            each.patient_id: {**each.expected, "active": each.active, "professionals": sorted(each.professionals)}
            for each in self.histories
        }
