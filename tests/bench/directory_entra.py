"""What reading a page of Graph costs, next to parsing its JSON alone.

A page has 999 users with 13 properties. The goal is 300,000 people a second on the machine where the fastest parser
(orjson) does 1,285,000 and the parser of Python 598,000: 1.9 times the latter. Most of what is above it makes the
people, values of a contract. orjson would save a microsecond a person, 0.05 s of a reading of 50,000 that waits for
Microsoft for many seconds. Ratios of CPU time in this run. Rounds are interleaved and the smallest counts,
so that neighbours disturb least.
"""

import gc
import json
import time
from collections.abc import Callable, Mapping
from uuid import UUID

from functions.directory_sync.entra.credentials import Secret
from functions.directory_sync.entra.graph import Graph
from functions.directory_sync.entra.https import Answer, Json
from functions.directory_sync.entra.membership import Membership
from functions.directory_sync.entra.reading import Reading
from functions.directory_sync.entra.source import EntraSource

ROUNDS, CALLS = 15, 8
PEOPLE = 999
HIGHEST = 1.9

GROUP = str(UUID(int=7))
PROPERTIES = (
    "mail", "givenName", "surname", "employeeId", "displayName", "userPrincipalName", "jobTitle", "department",
    "companyName", "officeLocation", "mobilePhone", "preferredLanguage",
)  # fmt: skip


MEMBERS = [{"@odata.type": "#microsoft.graph.user", "id": str(UUID(int=each))} for each in range(PEOPLE)]


def page() -> bytes:
    """A page of users as Graph sends it."""
    users = [
        {"id": str(UUID(int=number)), "accountEnabled": True}
        | {name: f"{name} {number} with some more text" for name in PROPERTIES}
        for number in range(PEOPLE)
    ]
    link = f"https://graph.microsoft.com/v1.0/users/delta?$deltatoken={'x' * 1500}"
    return json.dumps({"@odata.context": "…", "@odata.deltaLink": link, "value": users}).encode()


class Canned(Graph):
    """Graph that answers from memory: nothing but its own work is measured."""

    def __init__(self, source: EntraSource, users: bytes) -> None:
        super().__init__(source)
        self._users = users

    def _asked(self, method: str, url: str, content: Json | None = None) -> Answer:
        del method, content
        if "users/delta" in url:
            return Answer(200, {}, json.loads(self._users))
        if "groups/delta" in url:
            return Answer(200, {}, {"value": [], "@odata.deltaLink": url})
        return Answer(200, {}, {"value": MEMBERS})


def cases() -> Mapping[str, Callable[[], object]]:
    """What is measured, the floor first."""
    users = page()

    def read(*attributes: str) -> Callable[[], object]:
        source = EntraSource(
            tenant="t",
            client_id="c",
            credential=Secret("s"),
            attributes=frozenset(attributes),
            groups=frozenset({GROUP}),
        )
        membership = Membership(Canned(source, users), source)
        membership.lists()

        def everybody() -> object:
            reading = Reading(Canned(source, users), source)
            reading._membership = membership  # the members of groups are listed once, not for each page
            return list(reading.batches())

        return everybody

    return {
        "floor: json.loads": lambda: json.loads(users),
        "a page, 4 attributes": read(*PROPERTIES[:4]),
        "a page, 12 attributes": read(*PROPERTIES),
    }


def measured(each: Callable[[], object]) -> float:
    """CPU microseconds of one call."""
    gc.collect()
    started = time.process_time()
    for _ in range(CALLS):
        each()
    return (time.process_time() - started) / CALLS * 1e6


def main() -> None:
    """Print the table."""
    subjects = cases()
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(ROUNDS):
        for name, each in subjects.items():
            found[name].append(measured(each))
    floor = min(next(iter(found.values())))
    for name, values in found.items():
        least = min(values)
        over = ": OVER" if least / floor > HIGHEST else ""
        goal = "" if name.startswith("floor") else f"  goal {HIGHEST}{over}"
        print(f"{name:24} {least:7.0f} us  {PEOPLE / least * 1e6:9,.0f} people a second  x{least / floor:5.2f}{goal}")


if __name__ == "__main__":
    main()
