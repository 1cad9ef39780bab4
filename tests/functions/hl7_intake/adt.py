"""ADT messages about one invented person: a test says what matters to it, the rest is usual."""

from collections.abc import Mapping
from typing import Any

from tests.harness.hl7_messages import message, segment

NO_FIELDS: Mapping[int, str] = {}
TIME = "20260301100000"
"""A day before the small world begins, on a clock in Amsterdam."""

T1, T2, T3, T4 = (f"202603011{hour}0000" for hour in range(4))
"""An hour apart; T1 is TIME."""


def adt(
    event: str,
    time: str = TIME,
    *others: str,
    client: str = "C1",
    pid: Mapping[int, str] = NO_FIELDS,
    pv1: Mapping[int, str] = NO_FIELDS,
    sent: str | None = None,
    **header: Any,
) -> bytes:
    """The event about the client at this time; `pid` and `pv1` replace fields, `sent` replaces MSH-7, `others` are
    segments after them."""
    person = {
        3: f"{client}^^^EPD^PI",
        5: "Berg^Johanna^^^^^L",
        7: "19800102",
        8: "F",
        13: "0612345678^PRN^CP~^NET^Internet^johanna@post.example",
    }
    segments = (f"EVN|{event}|{time}", segment("PID", {**person, **pid}), segment("PV1", {2: "I", **pv1}))
    given = {"control_id": f"{event}{client}{time}", "time": time if sent is None else sent, **header}
    return message(f"ADT^{event}", *segments, *others, **given)
