"""Requests over HTTPS: where they may go, how long they may take, and what is repeated."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from functions.directory_sync.entra import clouds
from functions.directory_sync.entra import https as https_module
from functions.directory_sync.entra.clouds import CLOUDS, VARIABLE, Cloud, Endpoints, endpoints
from functions.directory_sync.entra.https import TRIES, https, wait_of
from functions.directory_sync.people import DirectoryIncomplete
from koppel.aws import patience
from koppel.aws.patience import OutOfTime
from tests.functions.directory_sync.entra.conftest import Follower, Place
from tests.harness.graph.entries import Answer
from tests.harness.graph.faults import Fault
from tests.harness.graph.tenant import Json
from tests.harness.home import PROJECT, free_port


def read(place: Place) -> int:
    """Read everybody; how many people came."""
    return sum(len(each.people) for each in place.directory().read(""))


def refused(place: Place) -> tuple[str, dict[str, str]]:
    """The problem with which a reading of everybody ends, and its details."""
    with pytest.raises(DirectoryIncomplete) as failed:
        read(place)
    return failed.value.problem.slug, failed.value.details


@pytest.fixture
def host(place: Place) -> str:
    """Graph's host, with somebody in the tenant."""
    place.tenant.add_user()
    place.watch(groups=(place.tenant.add_group("Staff", place.tenant.add_user()),))
    return place.graph.graph.removeprefix("https://")


@pytest.mark.usefixtures("host")
@pytest.mark.parametrize("path", ["users/delta", "groups/delta", "transitiveMembers", "oauth2"])
@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_a_busy_server_is_waited_for_as_long_as_it_asks(place: Place, path: str, status: int) -> None:
    place.graph.faults.refuse(status, path=path, times=2, Retry_After="11")
    assert read(place) == 2
    assert place.pauses == [11, 11]


@pytest.mark.usefixtures("host")
def test_a_server_that_asks_for_no_pause_gets_growing_ones(place: Place) -> None:
    place.graph.faults.refuse(503, path="users/delta", times=4)
    assert read(place) == 2
    assert len(place.pauses) == 4
    for number, pause in enumerate(place.pauses):
        assert 0.25 * 2**number <= pause <= 0.5 * 2**number


def test_a_server_that_stays_busy_is_left_alone(place: Place, host: str) -> None:
    place.graph.faults.refuse(503, path="users/delta", times=TRIES, Retry_After="1")
    assert refused(place) == ("entra-busy", {"host": host})
    assert len(place.pauses) == TRIES - 1


def test_a_pause_that_is_too_long_is_not_waited(place: Place, host: str) -> None:
    place.graph.faults.refuse(429, path="users/delta", Retry_After="3600")
    assert refused(place) == ("entra-busy", {"host": host})
    assert place.pauses == []


@pytest.mark.usefixtures("host")
def test_a_pause_for_which_no_time_is_left_ends_the_invocation(place: Place) -> None:
    place.graph.faults.refuse(429, path="users/delta", Retry_After="30")
    with patience.within(20), pytest.raises(OutOfTime):
        read(place)
    assert place.pauses == []


@pytest.mark.usefixtures("host")
def test_no_request_begins_when_hardly_any_time_is_left(place: Place) -> None:
    with patience.within(3), pytest.raises(OutOfTime):
        read(place)
    assert place.graph.received == []


def test_requests_of_a_batch_that_were_refused_in_passing_are_sent_again(place: Place, follower: Follower) -> None:
    people = [place.tenant.add_user() for _ in range(5)]
    place.watch(groups=(place.tenant.add_group("Staff", *people),))
    follower.read()
    for each in people:
        place.tenant.change(each, surname="Smit")
    place.graph.faults.refuse(429, path=f"users/{people[1]}", Retry_After="4")
    place.graph.faults.refuse(503, path=f"users/{people[2]}", Retry_After="9")
    follower.read()
    assert place.pauses == [9]
    assert follower.people == place.truth()


@pytest.mark.usefixtures("host")
def test_a_batch_that_stays_busy_is_left_alone(place: Place, follower: Follower) -> None:
    follower.read()
    place.tenant.change(next(iter(follower.people)), surname="Smit")
    place.graph.faults.refuse(503, path="checkMemberGroups", times=99)
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(follower.watermark))
    assert failed.value.problem.slug == "entra-busy"


def test_a_token_that_expires_in_the_middle_is_replaced(place: Place, follower: Follower) -> None:
    place.watch(place.tenant.add_group("Staff", *(place.tenant.add_user() for _ in range(8))))
    place.delta.page_size = 2
    for number, batch in enumerate(place.directory().read("")):
        follower.people |= {each.id: each for each in batch.people}
        if number in (0, 2):
            place.graph.tokens.expire()
    assert follower.people == place.truth()
    assert len(place.graph.targets("oauth2")) == 3


def test_a_token_that_is_not_accepted_is_a_fault(place: Place, host: str) -> None:
    place.graph.faults.refuse(401, path="groups/delta", times=2, code="InvalidAuthenticationToken")
    assert refused(place) == ("entra-token-refused", {"host": host})


@pytest.mark.parametrize(
    ("kept", "permission"),
    [
        ({"User.Read.All"}, "GroupMember.Read.All"),
        ({"GroupMember.Read.All"}, "User.Read.All"),
    ],
)
@pytest.mark.usefixtures("host")
def test_a_permission_that_is_missing_is_named(place: Place, kept: set[str], permission: str) -> None:
    place.application.permissions = frozenset(kept)
    assert refused(place) == ("entra-permission-missing", {"permission": permission})


@pytest.mark.usefixtures("host")
def test_a_permission_that_is_taken_away_is_named(place: Place, follower: Follower) -> None:
    follower.read()
    place.tenant.change(next(iter(follower.people)), surname="Smit")
    place.graph.faults.refuse(403, path="checkMemberGroups", code="Authorization_RequestDenied")
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(follower.watermark))
    assert failed.value.details == {"permission": "User.Read.All + GroupMember.Read.All"}


@pytest.mark.usefixtures("host")
def test_another_refusal_shows_status_and_code_only(place: Place) -> None:
    place.graph.faults.refuse(403, path="groups/delta", code="Authentication_RequestFromNonPremiumTenantOrB2CTenant")
    assert refused(place) == (
        "entra-refused",
        {"status": "403", "code": "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
    )
    place.graph.faults.refuse(403, path="groups/delta", code="jan@linde.example is no code")
    assert refused(place)[1] == {"status": "403", "code": ""}


def test_an_answer_that_is_broken_in_passing_is_asked_for_again(place: Place, follower: Follower) -> None:
    place.watch(place.tenant.add_group("Staff", *(place.tenant.add_user() for _ in range(8))))
    place.delta.page_size = 3
    for path in ("users/delta", "groups/delta", "transitiveMembers", "oauth2"):
        place.graph.faults.halve(path=path)
        place.graph.faults.cut(path=path, after=1)
    follower.read()
    assert follower.people == place.truth()


@pytest.mark.parametrize("how", ["halve", "cut"])
@pytest.mark.parametrize("path", ["users/delta", "groups/delta", "transitiveMembers"])
def test_an_answer_that_stays_broken_is_a_fault(place: Place, host: str, how: str, path: str) -> None:
    getattr(place.graph.faults, how)(path=path, times=TRIES)
    assert refused(place) == ("entra-answer-broken", {"host": host})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("path", ["users/delta", "groups/delta", "transitiveMembers", "openid-configuration", "oauth2"])
@pytest.mark.usefixtures("host")
def test_no_redirect_is_followed(place: Place, status: int, path: str) -> None:
    place.graph.faults.redirect(f"{place.graph.graph}/v1.0/elsewhere", path=path, status=status)
    assert refused(place)[0] == "entra-elsewhere"
    assert place.graph.targets("elsewhere") == []
    assert place.pauses == []


LINKS = (
    "https://evil.example/v1.0/users/delta?$skiptoken=x",
    "https://graph.microsoft.com.evil.example/v1.0/users/delta?$skiptoken=x",
    "https://{host}@evil.example/v1.0/users/delta?$skiptoken=x",
    "https://user@{host}/v1.0/users/delta?$skiptoken=x",
    "http://{host}/v1.0/users/delta?$skiptoken=x",
    "https://localhost:{port}/v1.0/users/delta?$skiptoken=x",
    "https://127.0.0.1:9/v1.0/users/delta?$skiptoken=x",
    "https://{host}/v1.0/users/../groups/delta?$skiptoken=x",
    "https://{host}/v1.0/users/%2e%2e/groups/delta?$skiptoken=x",
    "https://{host}/v1.0/groups/delta?$skiptoken=x",
    "https://{host}/v1.0/usersx/delta?$skiptoken=x",
    "https://{host}/beta/users/delta?$skiptoken=x",
    "https://{host}/v1.0/users/..\\groups/delta",
    "//{host}/v1.0/users/delta?$skiptoken=x",
    "/v1.0/users/delta?$skiptoken=x",
    "file:///etc/passwd",
)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_elsewhere_is_not_followed(place: Place, host: str, link: str) -> None:
    target = link.format(host=host, port=place.graph.port)

    def lead_away(body: Json) -> Json:
        return {name: body[name] for name in body if name != "@odata.deltaLink"} | {"@odata.nextLink": target}

    place.graph.faults.tamper(lead_away, path="users/delta")
    assert refused(place)[0] == "entra-elsewhere"
    assert len(place.graph.targets("delta")) == 2


@pytest.mark.parametrize("link", LINKS)
def test_a_kept_link_to_elsewhere_is_not_followed(place: Place, follower: Follower, host: str, link: str) -> None:
    follower.read()
    kept = json.loads(follower.watermark) | {"users": link.format(host=host, port=place.graph.port)}
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(json.dumps(kept)))
    assert failed.value.problem.slug == "entra-elsewhere"


def test_members_are_not_looked_for_in_another_group(place: Place, host: str) -> None:
    other = place.tenant.add_group("Other", place.tenant.add_user())
    link = f"https://{host}/v1.0/groups/{other}/transitiveMembers"
    place.graph.faults.tamper(lambda body: body | {"@odata.nextLink": link}, path="transitiveMembers")
    assert refused(place)[0] == "entra-elsewhere"


def _without_value(body: Json) -> Json:
    return {name: body[name] for name in body if name != "value"}


def _value_of_no_list(body: Json) -> Json:
    return body | {"value": {"id": "x"}}


def _people_without_id(body: Json) -> Json:
    return body | {"value": [{"mail": "x"}]}


def _people_who_are_texts(body: Json) -> Json:
    return body | {"value": ["x"]}


def _both_links(body: Json) -> Json:
    return body | {"@odata.nextLink": body["@odata.deltaLink"]}


def _no_link(body: Json) -> Json:
    return {"value": body["value"]}


def _link_of_no_text(body: Json) -> Json:
    return body | {"@odata.deltaLink": 7}


def _endless_link(body: Json) -> Json:
    return body | {"@odata.deltaLink": body["@odata.deltaLink"] + "x" * 20_000}


@pytest.mark.parametrize(
    "how",
    [
        _without_value,
        _value_of_no_list,
        _people_without_id,
        _people_who_are_texts,
        _both_links,
        _no_link,
        _link_of_no_text,
        _endless_link,
    ],
)
@pytest.mark.parametrize("path", ["users/delta", "groups/delta"])
@pytest.mark.usefixtures("host")
def test_a_page_that_says_too_little_or_too_much_is_a_fault(place: Place, how: object, path: str) -> None:
    assert callable(how)
    place.graph.faults.tamper(how, path=path)
    assert refused(place)[0] == "entra-answer-broken"


@pytest.mark.usefixtures("host")
def test_a_page_that_leads_to_itself_is_a_fault(place: Place) -> None:
    link = f"{place.graph.graph}/v1.0/users/delta?$skiptoken=again"
    page = {"value": [], "@odata.nextLink": link}
    place.graph.faults.waiting.append(Fault("users/delta", left=9, answer=Answer(200, page)))
    assert refused(place)[0] == "entra-answer-broken"


def _lost_answer(body: Json) -> Json:
    return {"responses": body["responses"][1:]}


def _answers_of_no_list(body: Json) -> Json:
    return body | {"responses": "none"}


def _answer_without_body(body: Json) -> Json:
    return {"responses": [each | {"body": None} for each in body["responses"]]}


def _groups_of_no_text(body: Json) -> Json:
    return {"responses": [each | {"body": {"value": [7]}} for each in body["responses"]]}


@pytest.mark.parametrize("how", [_lost_answer, _answers_of_no_list, _answer_without_body, _groups_of_no_text])
@pytest.mark.usefixtures("host")
def test_a_batch_that_says_too_little_is_a_fault(place: Place, follower: Follower, how: object) -> None:
    assert callable(how)
    follower.read()
    place.tenant.change(next(iter(follower.people)), surname="Smit")
    place.graph.faults.tamper(how, path="$batch", times=9, after=1 if how is _groups_of_no_text else 0)
    with pytest.raises(DirectoryIncomplete) as failed:
        list(place.directory().read(follower.watermark))
    assert failed.value.problem.slug == "entra-answer-broken"


def test_an_answer_that_is_too_large_is_a_fault(place: Place, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(https_module, "MOST_BYTES", 1_000)
    for _ in range(30):
        place.tenant.add_user()
    assert refused(place) == ("entra-answer-broken", {"host": host})


def test_a_server_that_is_not_there_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"localhost:{free_port()}"
    told = json.loads(place.graph.endpoints) | {"login": f"https://{nowhere}"}
    monkeypatch.setenv(VARIABLE, json.dumps(told))
    assert refused(place) == ("entra-unreachable", {"host": nowhere})
    assert len(place.pauses) == TRIES - 1
    place.forget()


@pytest.mark.usefixtures("host")
def test_no_person_is_named_in_an_address(place: Place, follower: Follower) -> None:
    follower.read()
    person = next(iter(follower.people.values()))
    place.tenant.change(person.id, surname="Smit")
    follower.read()
    list(place.directory().find(person.attributes["mail"][0]))
    list(place.directory().find(person.id))
    told = " ".join(place.graph.targets())
    assert person.id not in told
    assert person.attributes["mail"][0].partition("@")[0] not in told


@pytest.mark.usefixtures("host")
def test_no_cookie_is_kept(place: Place) -> None:
    place.graph.faults.refuse(503, path="users/delta", Set_Cookie="a=b; path=/")
    read(place)
    assert len(https(endpoints(Cloud.GLOBAL))._session.cookies) == 0


def test_the_pause_that_is_asked_for_is_a_number_or_a_date() -> None:
    assert wait_of({"retry-after": "12"}) == 12
    later = wait_of({"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)})
    assert later is not None
    assert 35 < later <= 40
    assert wait_of({"retry-after": format_datetime(datetime.now(UTC) - timedelta(seconds=40), usegmt=True)}) == 0
    assert wait_of({"retry-after": "soon"}) is None
    assert wait_of({"retry-after": "-5"}) is None
    assert wait_of({"retry-after": "٣"}) is None
    assert wait_of({}) is None


def test_only_microsofts_clouds_are_asked() -> None:
    found = {cloud: (each.login, each.graph) for cloud, each in CLOUDS.items()}
    assert found == {
        "global": ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        "us-gov": ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
        "us-dod": ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        "china": ("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
    }
    for cloud in Cloud:
        assert endpoints(cloud, {}) == CLOUDS[cloud]
    assert https(Endpoints("https://a", "https://b", frozenset({"c"}))).hosts == {"a", "b", "c"}


@pytest.mark.parametrize(
    "where", ["https://graph.evil.example", "http://localhost:1", "https://localhost.evil.example"]
)
def test_the_variable_for_developers_names_this_machine_only(where: str) -> None:
    for told in ({"login": where, "graph": "https://localhost"}, {"login": "https://localhost", "graph": where}):
        with pytest.raises(ValueError, match="this machine only"):
            endpoints(Cloud.GLOBAL, {VARIABLE: json.dumps(told)})


def test_the_template_does_not_have_that_variable() -> None:
    assert not re.search(clouds.VARIABLE, (PROJECT / "template.yaml").read_text())
