"""What each job of SCIM may ask of the table: requests and units, exactly, with the least that any design could do with
beside it, and why ours does more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.functions.directory_sync.conftest import ANNA_ID, Scim, anna
from tests.harness.metering import Meter, metered


@dataclass(frozen=True, kw_only=True)
class Job:
    """One request.

    prepare   makes what it needs; the path of it
    requests  how many of which kind
    floor     read and write units of the least, without admission
    word      on the difference
    """

    name: str
    method: str
    prepare: Callable[[Scim], str]
    body: Callable[[Scim], Any] | None = None
    status: int = 200
    requests: Mapping[str, int]
    read: int
    written: int
    floor: tuple[float, float]
    word: str

    def measure(self, scim: Scim) -> tuple[int, Meter]:
        """Status of the answer, and what it took."""
        path = self.prepare(scim)
        body = self.body(scim) if self.body else None
        with metered() as meter:
            answer = scim.send(self.method, path, body)
        return answer.status, meter


def _patch(*operations: dict[str, Any]) -> Callable[[Scim], Any]:
    return lambda _scim: {"Operations": list(operations)}


def _anna(scim: Scim) -> str:
    return f"/Users/{scim.push()['id']}"


def _hundred(scim: Scim) -> str:
    for number in range(1, 101):
        scim.push(number=number)
    return "/Users?count=100"


def _deleted(scim: Scim) -> str:
    scim.send("DELETE", _anna(scim))
    return "/Users"


def _group_of_ten(scim: Scim) -> str:
    scim.world.clock.move(seconds=1)
    for number in range(1, 11):
        scim.push(number=number)
    return f"/Groups/{scim.group('Zorg')['id']}"


def _role_group_of_ten(scim: Scim) -> str:
    scim.set(roles={"Zorg": "ith.Secretary"}, default_role=None)
    return _group_of_ten(scim)


def _ten(scim: Scim) -> Any:
    keys = [{"value": each["id"]} for each in scim.get("/Users").body["Resources"]]
    return {"Operations": [{"op": "Add", "path": "members", "value": keys}]}


def _member(scim: Scim) -> str:
    group = _group_of_ten(scim)
    scim.send("PATCH", group, _ten(scim))
    key = scim.get("/Users?count=1").body["Resources"][0]["id"]
    return f'/Groups?excludedAttributes=members&filter=id%20eq%20"{group[8:]}"%20and%20members%20eq%20"{key}"'


ADMISSION = {"BatchGetItem": 1, "UpdateItem": 2}
"""Of every request, as the REST API: organisation, three tiles and API user in one read of 5 units, and two writes of 1
unit: the quota, and the count of activity."""

JOBS: tuple[Job, ...] = (
    Job(
        name="look for somebody who is not there, as before each creation",
        method="GET",
        prepare=lambda _scim: f'/Users?filter=externalId%20eq%20"{ANNA_ID}"',
        requests={**ADMISSION, "BatchGetItem": 2},
        read=5 + 1,
        written=2,
        floor=(1, 0),
        word="none",
    ),
    Job(
        name="find somebody",
        method="GET",
        prepare=lambda scim: _anna(scim) and '/Users?filter=userName%20eq%20"anna@praktijk.example"',
        requests={**ADMISSION, "BatchGetItem": 4},
        read=5 + 3,
        written=2,
        floor=(1.5, 0),
        word="the name leads to the key, the key to the row of the user and to the account",
    ),
    Job(
        name="GET by id",
        method="GET",
        prepare=_anna,
        requests={**ADMISSION, "BatchGetItem": 2},
        read=5 + 2,
        written=2,
        floor=(0.5, 0),
        word="two rows: the account belongs to all integrations, the user to this one",
    ),
    Job(
        name="create",
        method="POST",
        prepare=lambda _scim: "/Users",
        body=lambda _scim: anna(),
        status=201,
        requests={**ADMISSION, "BatchGetItem": 5, "TransactWriteItems": 1},
        read=5 + 2 + 1 + 2 + 3,
        written=2 + 14,
        floor=(0, 8),
        word="name and id (2) and the directory's id (1) are looked up before, so that a collision names them, and the "
        "account's claims (2); the entries that would close (3); the account, its two claims and the trail (8), the "
        "user, its name and its id (6)",
    ),
    Job(
        name="create who was deleted",
        method="POST",
        prepare=_deleted,
        body=lambda _scim: anna(),
        status=201,
        requests={**ADMISSION, "BatchGetItem": 5, "GetItem": 3, "TransactWriteItems": 1},
        read=5 + 2 + 1 + 1 + 1 + 1 + 2 + 3,
        written=2 + 10,
        floor=(1, 5),
        word="as before, and the account and the row of a user (2), read once more for the plan (1)",
    ),
    Job(
        name="PATCH, one field",
        method="PATCH",
        prepare=_anna,
        body=_patch({"op": "Replace", "path": "name.familyName", "value": "Vis"}),
        requests={**ADMISSION, "BatchGetItem": 3, "GetItem": 1, "TransactWriteItems": 1},
        read=5 + 2 + 1 + 3,
        written=2 + 6,
        floor=(1, 1),
        word="the account is read for what changes and once more for the plan; the entries that would close (3); state "
        "and trail in one transaction (4), on condition that the user is still there (2)",
    ),
    Job(
        name="PATCH, nothing changed",
        method="PATCH",
        prepare=_anna,
        body=_patch({"op": "Replace", "path": "active", "value": "True"}),
        requests={**ADMISSION, "BatchGetItem": 3},
        read=5 + 2 + 3,
        written=2,
        floor=(1, 0),
        word="the entries that would close (3)",
    ),
    Job(
        name="deactivate",
        method="PATCH",
        prepare=_anna,
        body=_patch({"op": "Replace", "path": "active", "value": "False"}),
        requests={**ADMISSION, "BatchGetItem": 4, "GetItem": 2, "Query": 1, "TransactWriteItems": 1},
        read=5 + 2 + 1 + 1 + 1 + 1 + 3,
        written=2 + 8,
        floor=(1, 1),
        word="as PATCH; the brake: its state (1), whether the person waits (1), what cycles took (1), the state "
        "written with the change (2)",
    ),
    Job(
        name="DELETE",
        method="DELETE",
        prepare=_anna,
        status=204,
        requests={**ADMISSION, "BatchGetItem": 4, "GetItem": 2, "Query": 2, "TransactWriteItems": 1},
        read=5 + 2 + 1 + 1 + 1 + 1 + 1 + 3,
        written=2 + 12,
        floor=(1, 3),
        word="as to deactivate; the user, its name and its id (6); the groups that the person is in (1)",
    ),
    Job(
        name="list of 100",
        method="GET",
        prepare=_hundred,
        requests={**ADMISSION, "BatchGetItem": 2, "Query": 1},
        read=5 + 5 + 100,
        written=2,
        floor=(8, 0),
        word="accounts are read by key, a unit each; a list of all professionals would have others too",
    ),
    Job(
        name="is somebody in a group, as Entra ID asks",
        method="GET",
        prepare=_member,
        requests={**ADMISSION, "BatchGetItem": 3},
        read=5 + 2,
        written=2,
        floor=(1, 0),
        word="the group is shown",
    ),
    Job(
        name="ten members join a group without a role",
        method="PATCH",
        prepare=_group_of_ten,
        body=_ten,
        requests={**ADMISSION, "BatchGetItem": 3, "GetItem": 2, "Query": 1, "TransactWriteItems": 1, "UpdateItem": 3},
        read=5 + 1 + 10 + 10 + 1 + 1,
        written=3 + 40,
        floor=(10, 20),
        word="both sides of a membership in one transaction (4 each); the answer shows all members",
    ),
    Job(
        name="ten members join a group with a role",
        method="PATCH",
        prepare=_role_group_of_ten,
        body=_ten,
        requests={
            **ADMISSION,
            "BatchGetItem": 1 + 2 + 10,
            "GetItem": 2 + 10,
            "Query": 1 + 10,
            "TransactWriteItems": 10,
            "UpdateItem": 3,
        },
        read=5 + 1 + 10 + 10 + 1 + 1 + 40,
        written=3 + 100,
        floor=(20, 20),
        word="each person is a change of an account with a trail: read, the groups, read again, one transaction, on "
        "condition that the user is still there",
    ),
)
"""Every job of SCIM."""
