"""What systems around the demo organisation have sent, so that every page of the console has something to show."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from tests.harness.hl7_messages import message, segment
from tests.harness.links import link

FAMILIES = ("Bakker", "Visser", "Mulder", "Peters", "Dekker", "Jacobs")


def messages() -> Iterator[bytes]:
    """Six registrations, one of them with a professional that is not known; a repeat; one without a name, which is
    refused; one of a type that is not read; a merge of two registrations of one person."""
    now = datetime.now(UTC)

    def adt(event: str, number: int, *more: str, minutes: int = 0, name: str = "", **pid: str) -> bytes:
        at = (now - timedelta(minutes=60 - minutes)).strftime("%Y%m%d%H%M%S")
        person = {3: f"D{number:04d}^^^EPD^PI", 5: f"{name}^Sam", 8: "U", 13: pid.get("telecom", "")}
        control = f"DEMO{number:03d}{event}"
        return message(f"ADT^{event}", f"EVN|{event}|{at}", segment("PID", person), *more, control_id=control, time=at)

    for number, name in enumerate(FAMILIES, 1):
        doctor = "M0077" if number == 3 else f"M000{number % 4 + 1}"
        address = f"^NET^Internet^d{number:04d}@demo.example"
        yield (sent := adt("A01", number, f"PV1||I|||||{doctor}^Arts^A", minutes=number, name=name, telecom=address))
        if number == 1:
            yield sent
    yield adt("A08", 7, minutes=20)
    observation, at = "PID|||D0001^^^EPD^PI||Bakker^Sam", now.strftime("%Y%m%d%H%M%S")
    yield message("ORU^R01", observation, control_id="DEMO-ORU", time=at)
    yield adt("A28", 8, minutes=22, name="Bakker")
    yield adt("A40", 1, "MRG|D0008^^^EPD^PI", minutes=30, name=FAMILIES[0])


def send(base_url: str, card: dict[str, str]) -> None:
    """Sends it all: messages of an EHR, calls of a portal, links that log on and one that is too old."""
    with httpx.Client(base_url=base_url, timeout=60, trust_env=False) as client:
        hl7 = {"Authorization": f"md-token {card['hl7_token']}", "Content-Type": "application/hl7-v2"}
        for raw in messages():
            client.post("/hl7", content=raw, headers=hl7)
        client.headers["Authorization"] = f"md-token {card['api_token']}"
        client.get("/api/2/c/items")
        client.get("/api/2/aux/client/id/D0999")
        client.post("/api/2/c", json={"first_name": "Noor"})
        del client.headers["Authorization"]
        client.get(link(card["delegated_logon_secret"], "M0001"))
        client.get(link(card["delegated_logon_secret"], "D0001", "client"))
        client.get(link(card["delegated_logon_secret"], "M0002", at=datetime.now(UTC) - timedelta(hours=3)))
