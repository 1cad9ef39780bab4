"""Samples: a message for each event that has an effect, about an invented patient, ready to be sent."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from functions.hl7_intake.effects import EFFECTS, Effect, Subject

_FOLDER = Path(__file__).parent / "messages"
_FILES: Mapping[Subject, str] = {
    Subject.CLIENT: "patient.hl7",
    Subject.TWO_CLIENTS: "merge.hl7",
    Subject.PROFESSIONALS: "staff.hl7",
}
_STRUCTURES: Mapping[str, str] = {
    "A04": "ADT_A01",
    "A08": "ADT_A01",
    "A11": "ADT_A09",
    "A13": "ADT_A01",
    "A14": "ADT_A05",
    "A28": "ADT_A05",
    "A31": "ADT_A05",
    "A34": "ADT_A30",
    "A40": "ADT_A39",
    "M02": "MFN_M02",
}
"""Message structures (HL7 table 0354) of events that share one with another; the rest have their own."""


@cache
def samples() -> Mapping[str, str]:
    """Event → message, its segments ending in LF."""
    return {event: _sample(event, effect) for event, effect in EFFECTS.items()}


def _sample(event: str, effect: Effect) -> str:
    text = (_FOLDER / _FILES[effect.subject]).read_text(encoding="utf-8")
    return text.replace("{event}", event).replace("{structure}", _STRUCTURES.get(event, f"ADT_{event}"))
