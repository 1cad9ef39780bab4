"""What each job of the REST API may ask of the table: requests and units, exactly, with the least that any design
could do with beside it, and why ours does more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.functions.rest_api.conftest import Api
from tests.harness.metering import Meter, metered

PATIENT: Mapping[str, Any] = {
    "id": "C1",
    "email": "johanna.van.den.berg@client.example",
    "first_name": "Johanna",
    "infix": "van den",
    "last_name": "Berg",
    "date_of_birth": "1980-03-05",
    "gender": "f",
    "phone_number": "06-12345678",
    "bsn": "111222333",
}


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
    prepare: Callable[[Api], str]
    body: Mapping[str, Any] | None = None
    status: int = 200
    requests: Mapping[str, int]
    read: int
    written: int
    floor: tuple[float, float]
    word: str

    def measure(self, api: Api) -> tuple[int, Meter]:
        """Status of the answer, and what it took."""
        path = self.prepare(api)
        with metered() as meter:
            if self.body is None:
                answer = api.get(path, token=TOKENS[id(api)])
            else:
                answer = api.write(self.method, path, dict(self.body), token=TOKENS[id(api)])
        return answer.status, meter


TOKENS: dict[int, str] = {}
"""Of the API user of each world, who has a limit and has just been used, as one in practice is."""


def _path(url: str) -> str:
    return url.partition("koppel.example")[2]


def _nothing(_api: Api) -> str:
    return "/c"


def _patient(api: Api) -> str:
    return _path(api.write("POST", "/c", PATIENT).body["@url"])


def _hundred(api: Api) -> str:
    for number in range(100):
        api.world.client(f"C{number}")
    return "/c/items"


def _professional(api: Api) -> str:
    return f"/p/{api.world.professional('P1').key}"


def _linkable(api: Api) -> str:
    api.world.professional("P1")
    return f"{_patient(api)}/therapists"


def _linked(api: Api) -> str:
    path = _linkable(api)
    api.write("POST", path, {"professional": {"id": "P1"}})
    return path


ADMISSION = {"BatchGetItem": 1, "UpdateItem": 2}
"""Of every request: organisation, three tiles and API user in one read of 5 units, and two writes of 1 unit: one counts
the call against the quota of the API user, one counts its outcome for people to see. The least would be none, from
memory; then a revoked token or a setting would linger, and counts would be lost with the environment."""

JOBS = (
    Job(
        name="GET by key",
        method="GET",
        prepare=_patient,
        requests={**ADMISSION, "GetItem": 1},
        read=5 + 1,
        written=2,
        floor=(0.5, 0),
        word="strongly consistent, so that what was just made is there",
    ),
    Job(
        name="GET by id of the outside system",
        method="GET",
        prepare=lambda api: _patient(api) and "/aux/client/id/C1",
        requests={**ADMISSION, "GetItem": 2},
        read=5 + 2,
        written=2,
        floor=(0.5, 0),
        word="the id leads to the key, and the key to the account: an id can change, a key cannot",
    ),
    Job(
        name="list of 100",
        method="GET",
        prepare=_hundred,
        requests={**ADMISSION, "Query": 1},
        read=5 + 6,
        written=2,
        floor=(3.5, 0),
        word="strongly consistent (twice the price), and rows carry names of attributes, some 230 bytes each",
    ),
    Job(
        name="POST client",
        method="POST",
        prepare=_nothing,
        body=PATIENT,
        status=201,
        requests={**ADMISSION, "BatchGetItem": 2, "TransactWriteItems": 1},
        read=5 + 3,
        written=2 + 10,
        floor=(0, 7),
        word="a claim for the id too, as it can change (2), and the trail (2); less a relation row (2); looked up "
        "before, so that a collision names its field",
    ),
    Job(
        name="PATCH, one field",
        method="PATCH",
        prepare=_patient,
        body={"infix": "de"},
        requests={**ADMISSION, "GetItem": 1, "TransactWriteItems": 1},
        read=5 + 1,
        written=2 + 4,
        floor=(1, 1),
        word="state and trail in one transaction: (1 + 1) twice",
    ),
    Job(
        name="PATCH, nothing changed",
        method="PATCH",
        prepare=_patient,
        body=PATIENT,
        requests={**ADMISSION, "BatchGetItem": 2, "GetItem": 1},
        read=5 + 4,
        written=2 + 0,
        floor=(1, 0),
        word="the claims of the e-mail address, id and BSN that are sent are read with it",
    ),
    Job(
        name="PATCH roles",
        method="PATCH",
        prepare=lambda api: f"{_professional(api)}/roles",
        body={"roles": ["ith.Secretary"]},
        requests={**ADMISSION, "GetItem": 1, "TransactWriteItems": 1},
        read=5 + 1,
        written=2 + 4,
        floor=(1, 1),
        word="as PATCH",
    ),
    Job(
        name="POST activation",
        method="POST",
        prepare=lambda api: f"{_patient(api)}/activation",
        body={"active": False, "send_email": "no"},
        requests={**ADMISSION, "GetItem": 1, "TransactWriteItems": 1},
        read=5 + 1,
        written=2 + 4,
        floor=(1, 1),
        word="as PATCH",
    ),
    Job(
        name="POST relationship",
        method="POST",
        prepare=_linkable,
        body={"professional": {"id": "P1"}},
        status=201,
        requests={**ADMISSION, "BatchGetItem": 2, "GetItem": 3, "Query": 1, "TransactWriteItems": 1},
        read=5 + 5,
        written=2 + 7,
        floor=(1, 2),
        word="the id leads to the professional (2), both accounts are read, and the relationships; the relationship is "
        "listed by professional (1); the trail counts the client's versions (4)",
    ),
    Job(
        name="POST relationship that is there",
        method="POST",
        prepare=_linked,
        body={"professional": {"id": "P1"}},
        requests={**ADMISSION, "BatchGetItem": 2, "GetItem": 3, "Query": 1},
        read=5 + 5,
        written=2 + 0,
        floor=(1, 0),
        word="as before, and nothing is written",
    ),
    Job(
        name="GET that finds nothing",
        method="GET",
        prepare=lambda _api: "/aux/client/id/C9",
        status=404,
        requests={**ADMISSION, "UpdateItem": 3, "GetItem": 1},
        read=5 + 1,
        written=2 + 2,
        floor=(0.5, 0),
        word="the third write counts the refusal in the error log",
    ),
)
