"""Changes that another process asks for: the methods of `Tenant`, over HTTPS. A journal of them makes them last.

POST /directory                     {"domain": …}                              a new directory; its id
GET  /directory/<id>                                                           people and groups, as they are
POST /directory/<id>/<method>       {"arguments": […], "values": {…}}          what the method answers
POST /directory/<id>/lose-state     {}                                         all delta tokens end: 410
POST /directory/<id>/refuse         {"values": {…}}                            `Faults.refuse`: spoils the next answers
GET  /directory/<id>/refusals                                                  how many answers are still to be spoiled

Ids follow from the order in which things are made, so that the same changes lead to the same directory.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.harness.graph.delta import Delta
from tests.harness.graph.entries import error
from tests.harness.graph.faults import Faults
from tests.harness.graph.tenant import Json, Tenant

PLACE = "directory"
METHODS = frozenset(
    {
        "add_group", "add_member", "add_user", "add_users", "change", "disable", "enable", "hide", "purge",
        "remove_member", "restore", "show", "soft_delete",
    }
)  # fmt: skip
"""Methods of a tenant that change it."""
LOSE_STATE = "lose-state"
REFUSE, REFUSALS = "refuse", "refusals"
"""What concerns answers and not a directory: no journal has it. Faults are those of all directories."""

type Make = Callable[[str], Tenant]


class Changes:
    """Carries out changes, one at a time."""

    def __init__(
        self, make: Make, tenants: Mapping[str, Tenant], deltas: Mapping[str, Delta], faults: Faults, journal: Path
    ) -> None:
        self._make, self._tenants, self._deltas, self._faults = make, tenants, deltas, faults
        self._journal = journal
        self._lock = threading.Lock()

    def repeat(self) -> None:
        """Carry out again what the journal has, in the order in which it came."""
        for line in self._journal.read_text().splitlines() if self._journal.exists() else ():
            self._carry_out(**json.loads(line))

    def answer(self, method: str, path: str, body: bytes) -> Json:
        """The answer to a request below `/directory`. Raises Answer."""
        places = [each for each in path.split("/") if each][1:]
        with self._lock:
            if method == "GET" and len(places) == 1:
                return _told(self._tenant(places[0]))
            if method == "GET" and places[1:] == [REFUSALS]:
                return {"result": sum(each.left for each in self._faults.waiting)}
            if method == "POST" and places[1:] == [REFUSE]:
                self._faults.refuse(**json.loads(body)["values"])
                return {"result": ""}
            if method != "POST" or len(places) not in (0, 2):
                raise error(400, "BadRequest", "There is nothing at this address.")
            wanted = {"places": places, "given": json.loads(body)}
            result = self._carry_out(**wanted)
            with self._journal.open("a") as journal:
                journal.write(json.dumps(wanted) + "\n")
            return {"result": result}

    def _carry_out(self, places: list[str], given: Json) -> str:
        if not places:
            return self._make(given["domain"]).id
        tenant, method = self._tenant(places[0]), places[1]
        if method == LOSE_STATE:
            self._deltas[tenant.id].reset()
            return ""
        if method not in METHODS:
            raise error(400, "BadRequest", f"No change is called {method}.")
        try:
            result: Any = getattr(tenant, method)(*given.get("arguments", ()), **given.get("values", {}))
        except (KeyError, TypeError):
            raise error(400, "BadRequest", f"These are no values for {method}.") from None
        return result or ""

    def _tenant(self, identity: str) -> Tenant:
        if identity not in self._tenants:
            raise error(404, "Request_ResourceNotFound", "There is no such directory.")
        return self._tenants[identity]


def _told(tenant: Tenant) -> Json:
    return {"domain": tenant.domain, "things": [asdict(each) for each in tenant.things.values()]}
