"""The entrance for HTTP: who gets in, under whose name, and what everybody else is told."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import pytest

from koppel.aws.errors import Contended
from koppel.domain.api_tokens import Scope, write_token
from koppel.domain.problems.problem import Finding, Level, State, problem
from koppel.domain.problems.refusal import Refused
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Purpose, Settings, Tile
from koppel.entrance import http
from koppel.entrance.requests import Request, Response
from koppel.organisation import api_users, error_log
from koppel.organisation.api_users import ApiUser
from tests.harness.gateway import gateway_event
from tests.harness.output import Output
from tests.harness.world import World

TILE = Tile("parcels", Purpose.SYNCHRONISATION, Text(nl="Pakjes", en="Parcels"), Text(nl="", en=""), Settings)
TORN = problem(
    "torn",
    Level.NOTICE,
    nl="Gescheurd.",
    en="Torn.",
    remedy=Text(nl="Plak het.", en="Mend it."),
)
REFERENCE = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"  # of every gateway_event


@dataclasses.dataclass
class Office:
    """An integration that remembers what it was asked."""

    world: World
    seen: list[Request] = dataclasses.field(default_factory=list)
    failure: Exception | None = None

    def token(self, *scopes: Scope, expires: str = "") -> str:
        return api_users.create(self.world.tenant, "EPD", scopes, expires)[1].text

    def handle(self, request: Request) -> Response:
        self.seen.append(request)
        if self.failure:
            raise self.failure
        return Response(status=200, body=b"parcel", content_type="text/plain", outcome="handed-out")

    def refuse(self, status: int, message: str, fields: Mapping[str, str]) -> Response:
        return Response(status=status, body=json.dumps([message, dict(fields)]).encode())

    def ask(self, method: str = "GET", target: str = "/parcels/7", **given: Any) -> dict[str, Any]:
        event = gateway_event(method, target, resource="/parcels/{proxy+}", **given)
        return http.serve(event, self.world.runtime, TILE, self.handle, self.refuse)

    def refusal(self, **given: Any) -> tuple[int, str]:
        answer = self.ask(**given)
        return answer["statusCode"], json.loads(answer["body"])[0]

    def entries(self) -> list[tuple[str, str, int]]:
        page, _ = error_log.entries(self.world.tenant, "parcels", State.OPEN)
        return sorted((each.slug, each.subject, each.count) for each in page)


@pytest.fixture
def office(here: World) -> Office:
    here.set_tile("demo", "parcels", '{"wrapped": true}')
    return Office(here)


def test_a_request_is_admitted(office: Office) -> None:
    token = office.token(Scope.READ_ACCOUNTS)
    answer = office.ask("POST", "/parcels/a%2Fb/?x=1", token=token, headers={"X-Extra": "y"}, body=b"\xff")
    (request,) = office.seen
    assert (answer["statusCode"], answer["body"]) == (200, "parcel")
    assert answer["headers"]["Content-Type"] == "text/plain"
    assert request.organisation.slug == "demo"
    assert isinstance(request.caller, ApiUser)
    assert (request.caller.name, request.caller.scopes) == ("EPD", frozenset({Scope.READ_ACCOUNTS}))
    assert (request.settings, request.method, request.segments) == ('{"wrapped": true}', "POST", ("parcels", "a/b"))
    assert (request.query, request.headers["x-extra"], request.body) == ({"x": ("1",)}, "y", b"\xff")
    assert (request.base_url, request.reference) == ("https://demo.koppel.example", REFERENCE)


def test_without_credentials_there_is_no_caller(office: Office) -> None:
    assert office.ask()["statusCode"] == 200
    assert office.seen[0].caller is None


@pytest.mark.parametrize(
    ("host", "base_url"),
    [
        ("demo.koppel.example", "https://demo.koppel.example"),
        ("DEMO.Koppel.Example:8443", "https://demo.koppel.example:8443"),
        ("koppel.example", "https://koppel.example"),
        ("demo.koppel.example:443", "https://demo.koppel.example"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_is_the_one_that_the_sender_used(office: Office, host: str, base_url: str) -> None:
    assert office.ask(host=host)["statusCode"] == 200
    assert office.seen[0].base_url == base_url


@pytest.mark.parametrize(
    "host",
    [
        "nobody.koppel.example",
        "demo.elsewhere.example",
        "demo",
        "a.demo.koppel.example",
        "",
        "demo.koppel.example:x",
        "demo.koppel.example:99999999",
        "demo.koppel.example:٣",
    ],
)
def test_an_unknown_host_gets_a_bare_404(office: Office, host: str) -> None:
    assert office.refusal(host=host, token=office.token()) == (404, "There is nothing at this address.")
    assert not office.seen
    assert office.entries() == []


def test_only_the_host_header_counts(office: Office) -> None:
    office.world.add_organisation("other")
    office.ask(headers={"X-Forwarded-Host": "other.koppel.example", "Forwarded": "host=other.koppel.example"})
    assert office.seen[0].organisation.slug == "demo"


def test_bearer_is_accepted_too(office: Office) -> None:
    office.ask(headers={"authorization": f"bearer {office.token()}"})
    assert office.seen[0].caller is not None


@pytest.mark.parametrize("header", ["", "md-token", "md-token x", "Basic ZGVtbzpkZW1v", "kplapi_demo_1_2"])
def test_an_authorization_without_a_token_is_refused(office: Office, header: str) -> None:
    answer = office.ask(headers={"Authorization": header})
    assert (answer["statusCode"], answer["headers"]["WWW-Authenticate"]) == (401, "md-token, Bearer")
    assert json.loads(answer["body"]) == ["The token is not valid.", {}]
    assert office.entries() == [("token-refused", "", 1)]


def test_a_token_that_has_ended_is_refused_at_once(office: Office) -> None:
    token = office.token()
    assert office.ask(token=token)["statusCode"] == 200
    (user,) = api_users.every(office.world.tenant)
    api_users.revoke(office.world.tenant, user.id)
    assert office.refusal(token=token) == (401, "The token is not valid.")


def test_an_expired_token_is_refused_and_the_entry_names_its_user(office: Office) -> None:
    token = office.token(expires="2026-03-02T09:30:00")
    assert office.ask(token=token)["statusCode"] == 200
    office.world.clock.move(minutes=30)
    assert office.refusal(token=token) == (401, "The token is not valid.")
    user = token.split("_")[2]
    assert office.entries() == [("token-refused", f"•••{user[-2:]}", 1)]


def test_invented_tokens_share_one_entry(office: Office) -> None:
    for number in range(3):
        made_up = write_token("demo", f"{number:012x}", b"." * 32).text
        assert office.refusal(token=made_up) == (401, "The token is not valid.")
    assert office.entries() == [("token-refused", "", 3)]


def test_the_secret_of_another_user_opens_nothing(office: Office) -> None:
    mine, theirs = office.token().split("_"), office.token().split("_")
    forged = write_token("demo", mine[2], bytes.fromhex(theirs[3][:64])).text
    assert office.refusal(token=forged) == (401, "The token is not valid.")


@pytest.mark.parametrize("host", ["other.koppel.example", "koppel.example", "localhost", "nobody.koppel.example"])
def test_a_token_opens_nothing_on_another_host(office: Office, host: str) -> None:
    """The bare domain and localhost are the default organisation's, which is another one here."""
    token = office.token(*Scope)
    office.world.add_organisation("other")
    office.world.set_tile("other", "parcels")
    office.world.runtime = dataclasses.replace(office.world.runtime, default_organisation="other")
    assert office.refusal(host=host, token=token)[0] == (404 if host.startswith("nobody") else 401)
    assert not office.seen


def test_a_token_rewritten_for_another_organisation_opens_nothing(office: Office) -> None:
    _, _, user, secret = office.token(*Scope).split("_")
    office.world.add_organisation("other")
    office.world.set_tile("other", "parcels")
    forged = write_token("other", user, bytes.fromhex(secret[:64])).text
    assert office.refusal(host="other.koppel.example", token=forged) == (401, "The token is not valid.")


@pytest.mark.parametrize(("available", "on"), [(True, False), (False, True), (False, False)])
def test_an_integration_that_is_not_in_use_says_so(office: Office, available: bool, on: bool) -> None:
    office.world.set_tile("demo", "parcels", available=available, on=on)
    assert office.refusal() == (403, "Parcels is not switched on for this organisation.")
    assert office.entries() == [("switched-off", "", 1)]
    assert not office.seen


def test_an_integration_that_nobody_ever_touched_is_not_in_use(here: World) -> None:
    assert Office(here).refusal() == (403, "Parcels is not switched on for this organisation.")


def test_a_refusal_is_answered_noted_and_named_in_the_log_line(office: Office, output: Output) -> None:
    finding = Finding(problem=TORN, subject="parcel-77")
    office.failure = Refused(422, "It is torn.", fields={"paper": "is torn"}, finding=finding, headers={"X-Mend": "1"})
    answer = office.ask()
    assert (answer["statusCode"], json.loads(answer["body"])) == (422, ["It is torn.", {"paper": "is torn"}])
    assert answer["headers"]["X-Mend"] == "1"
    (entry,) = error_log.about(office.world.tenant, "parcels", "parcel-77")
    assert (entry.slug, entry.reference) == ("torn", REFERENCE)
    assert output.lines[0]["outcome"] == "torn"


def test_a_refusal_is_answered_though_the_error_log_cannot_be_written(
    office: Office, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Contended("canary")

    monkeypatch.setattr(error_log, "record", busy)
    office.failure = Refused(422, "It is torn.", finding=Finding(problem=TORN))
    assert office.refusal() == (422, "It is torn.")
    assert office.refusal(token="wrong") == (401, "The token is not valid.")
    assert [each["message"] for each in output.lines] == ["not noted", "answered"] * 2
    assert "canary" not in output.text


def test_a_failure_is_answered_with_a_reference_and_without_its_text(office: Office, output: Output) -> None:
    office.failure = ValueError("canary Johanna")
    assert office.refusal() == (500, f"Something went wrong on our side. Reference: {REFERENCE}")
    broke, _answered = output.lines
    assert (broke["message"], broke["error"], broke["reference"]) == ("broke", "ValueError", REFERENCE)
    assert "canary" not in output.text


def test_there_is_one_line_for_each_request_and_nothing_of_a_person_in_it(office: Office, output: Output) -> None:
    token = office.token(Scope.READ_ACCOUNTS)
    office.ask("POST", "/parcels/canary?canary=canary", token=token, headers={"X-A": "canary"}, body=b"canary")
    (line,), (metrics,) = output.lines, output.metrics
    assert {name: line[name] for name in ("message", "organisation", "reference", "route", "status", "outcome")} == {
        "message": "answered",
        "organisation": "demo",
        "reference": REFERENCE,
        "route": "POST /parcels/{proxy+}",
        "status": 200,
        "outcome": "handed-out",
    }
    assert line["caller"] == token.split("_")[2]
    assert (metrics["service"], metrics["Requests"], metrics["Refused"], metrics["Broken"]) == (
        "parcels",
        [1],
        [0],
        [0],
    )
    assert "canary" not in output.text
    assert token not in output.text


def test_refusals_and_failures_are_counted(office: Office, output: Output) -> None:
    office.failure = Refused(409, "Taken.")
    office.ask()
    office.failure = ValueError()
    office.ask()
    assert [(each["Refused"], each["Broken"]) for each in output.metrics] == [([1], [0]), ([1], [1])]


def test_a_request_without_a_reference_gets_one(office: Office) -> None:
    event = gateway_event("GET", "/parcels/7")
    del event["requestContext"]["requestId"]
    http.serve(event, office.world.runtime, TILE, office.handle, office.refuse)
    assert len(office.seen[0].reference) == 32
