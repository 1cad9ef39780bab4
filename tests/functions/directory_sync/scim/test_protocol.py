"""The protocol: addresses, methods, media types, tokens, errors, lists, entity tags, limits."""

import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from functions.directory_sync.routes import ROUTES
from functions.directory_sync.scim.schema.tables import RESOURCE_TYPES, SCHEMAS
from functions.directory_sync.scim.wire.requests import MOST_BYTES, MOST_RESULTS
from koppel.domain.api_tokens import Scope
from tests.functions.directory_sync.conftest import ROOT, USER, Scim, anna
from tests.harness.gateway import gateway_event
from tests.harness.output import Output


def test_it_says_what_is_supported(scim: Scim) -> None:
    body = scim.get("/ServiceProviderConfig").body
    supported = {
        name: value["supported"] for name, value in body.items() if isinstance(value, dict) and "supported" in value
    }
    assert supported == {
        "patch": True,
        "bulk": False,
        "filter": True,
        "changePassword": False,
        "sort": False,
        "etag": True,
    }
    assert body["filter"]["maxResults"] == MOST_RESULTS
    assert body["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    assert body["documentationUri"] == "https://demo.koppel.example/docs/scim"
    assert body["meta"]["location"] == f"{ROOT}/ServiceProviderConfig"


def test_types_and_schemas_are_those_of_the_tables(scim: Scim) -> None:
    types = scim.get("/ResourceTypes").body["Resources"]
    assert [(each["id"], each["endpoint"]) for each in types] == [("User", "/Users"), ("Group", "/Groups")]
    assert scim.get("/ResourceTypes/User").body == types[0]
    schemas = scim.get("/Schemas").body["Resources"]
    assert [each["id"] for each in schemas] == [each.urn for each in SCHEMAS]
    for each in schemas:
        assert scim.get(f"/Schemas/{each['id']}").body == each
        assert scim.get(f"/Schemas/{each['id'].upper()}").body == each
    for path in ("/ResourceTypes/x", "/Schemas/x", "/Schemas/a/b", "/nothing", "/Users/x/y"):
        assert (scim.get(path).status, scim.get(path).keyword) == (404, "")
    names = {each["name"] for schema in schemas for each in schema["attributes"]}
    assert names == {each.name for schema in SCHEMAS for each in schema.attributes}
    assert all(each.schema in SCHEMAS for each in RESOURCE_TYPES)


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_knows_its_methods(scim: Scim, path: str) -> None:
    target = "/" + path.replace("<key>", "0" * 32).replace("<name>", "User").replace("<urn>", USER)
    options = scim.send("OPTIONS", target)
    allowed = options.headers["Allow"].split(", ")
    assert (options.status, set(allowed) - {"HEAD", "OPTIONS"}) == (204, set(ROUTES[path]))
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(allowed):
        answer = scim.send(method, target, {})
        assert (answer.status, answer.keyword, answer.headers["Allow"]) == (405, "", options.headers["Allow"])


def test_head_is_get_without_the_body(scim: Scim) -> None:
    key = scim.push()["id"]
    for target in ("/Users", f"/Users/{key}", "/Schemas", "/nothing"):
        shown, head = scim.get(target), scim.send("HEAD", target)
        assert (head.status, head.text if shown.status == 200 else "") == (shown.status, "")
        assert head.headers.get("ETag") == shown.headers.get("ETag")


@pytest.mark.parametrize("path", ["/Me", "/Bulk"])
def test_what_is_not_supported_says_so(scim: Scim, path: str) -> None:
    answer = scim.send("POST", path, {"Operations": []})
    assert (answer.status, answer.keyword) == (501, "")


# --- Who asks ---------------------------------------------------------------------------------------------------------


def test_a_token_of_the_scope_is_needed_everywhere(scim: Scim) -> None:
    rest = scim.user(Scope.READ_ACCOUNTS, Scope.WRITE_ACCOUNTS, Scope.HL7, name="EPD")
    for target in ("/Users", "/ServiceProviderConfig", "/nothing", "/Me"):
        nobody, wrong, other = (scim.get(target, token=each) for each in ("", "invented", rest))
        assert (nobody.status, nobody.keyword) == (401, "")
        assert "Bearer" in nobody.headers["WWW-Authenticate"]
        assert (wrong.status, wrong.keyword) == (401, "")
        assert "Bearer" in wrong.headers["WWW-Authenticate"]
        assert (other.status, other.keyword) == (403, "")
    assert {"token-refused", "scim-no-token", "scim-scope-missing"} <= set(scim.entries())


def test_a_token_of_scim_opens_nothing_else(scim: Scim) -> None:
    from functions.rest_api import entry  # noqa: PLC0415

    scim.world.set_tile("demo", "rest_api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry, "process_runtime", lambda: scim.world.runtime)
        event = gateway_event("GET", "/api/2/p/items", token=scim.token, resource="/api/{proxy+}")
        assert entry.handle(event, None)["statusCode"] == 403


def test_a_token_of_another_organisation_and_another_host_are_refused(scim: Scim) -> None:
    mine = scim.world.organisation
    scim.world.add_organisation("other")
    scim.world.set_tile("other", "directory_sync")
    theirs = scim.user()
    scim.world.organisation = mine
    assert scim.get("/Users", token=theirs).status == 401
    assert scim.get("/Users", host="other.koppel.example").status == 401
    assert scim.get("/Users", token=theirs, host="other.koppel.example").status == 200
    assert scim.get("/Users", host="unknown.example").status == 404


def test_an_integration_that_is_off_answers_in_scims_shape(scim: Scim) -> None:
    scim.world.set_tile("demo", "directory_sync", on=False)
    assert (scim.get("/Users").status, scim.get("/Users").keyword) == (403, "")


def test_calls_are_limited(scim: Scim) -> None:
    hasty = scim.user(per_minute=60, burst=1)
    assert scim.get("/Users", token=hasty).headers["RateLimit"]
    answer = scim.get("/Users", token=hasty)
    assert (answer.status, answer.keyword, answer.headers["Retry-After"]) == (429, "", "1")
    assert "scim-too-many" in scim.entries()


# --- Bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["application/scim+json", "application/json", "Application/SCIM+JSON; charset=utf-8"])
def test_both_media_types_are_read(scim: Scim, kind: str) -> None:
    assert scim.send("POST", "/Users", anna(), headers={"Content-Type": kind}).status == 201


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "scim+json"),
        ("application/scim+json", "scim+json"),
        ("application/scim+json, application/json", "scim+json"),
        ("application/json", "json"),
    ],
)
def test_the_answer_is_of_the_type_that_is_accepted(scim: Scim, accept: str, kind: str) -> None:
    answer = scim.get("/Users", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == f"application/{kind};charset=UTF-8"


@pytest.mark.parametrize(
    ("body", "status", "keyword"),
    [
        (b"", 400, "invalidSyntax"),
        (b"{", 400, "invalidSyntax"),
        (b"[]", 400, "invalidSyntax"),
        (b'{"a": NaN}', 400, "invalidSyntax"),
        (b"\xff", 400, "invalidSyntax"),
        (b"[" * 100_000, 400, "invalidSyntax"),
        (b" " * (MOST_BYTES + 1), 413, ""),
    ],
    ids=range(7),
)
def test_a_body_that_cannot_be_read_is_refused(scim: Scim, body: bytes, status: int, keyword: str) -> None:
    for method, target in (
        ("POST", "/Users"),
        ("POST", "/Groups"),
        ("POST", "/.search"),
        ("PATCH", "/Users/" + "0" * 32),
    ):
        answer = scim.send(method, target, body)
        assert (answer.status, answer.keyword) == (status, keyword)


def test_another_media_type_is_refused(scim: Scim) -> None:
    answer = scim.send("POST", "/Users", anna(), headers={"Content-Type": "text/xml"})
    assert (answer.status, answer.keyword) == (415, "")


def test_a_body_may_be_packed(scim: Scim) -> None:
    packed = gzip.compress(json.dumps(anna()).encode())
    assert scim.send("POST", "/Users", packed, headers={"Content-Encoding": "gzip"}).status == 201


# --- Attributes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("attributes=userName", {"schemas", "id", "userName"}),
        ("attributes=USERNAME,name.familyName", {"schemas", "id", "userName", "name"}),
        (f"attributes={USER}:userName", {"schemas", "id", "userName"}),
        ("attributes=unknown", {"schemas", "id"}),
        ("attributes=meta.version", {"schemas", "id", "meta"}),
        (
            "excludedAttributes=name,emails,meta,id",
            {"schemas", "id", "externalId", "userName", "displayName", "active"},
        ),
        ("attributes=groups", {"schemas", "id", "groups"}),
    ],
)
def test_attributes_are_chosen(scim: Scim, query: str, shown: set[str]) -> None:
    key = scim.push()["id"]
    scim.group("Zorg", key)
    assert set(scim.get(f"/Users/{key}?{query}").body) == shown
    if "groups" not in query:
        (listed,) = scim.get(f"/Users?{query}").body["Resources"]
        assert set(listed) == shown


def test_parts_of_attributes_are_chosen(scim: Scim) -> None:
    key = scim.push()["id"]
    assert scim.get(f"/Users/{key}?attributes=name.familyName,emails.value").body == {
        "schemas": [USER],
        "id": key,
        "name": {"familyName": "Smit"},
        "emails": [{"value": "anna@praktijk.example"}],
    }
    left = scim.get(f"/Users/{key}?excludedAttributes=name.givenName,emails.type").body
    assert (left["name"], left["emails"]) == (
        {"familyName": "Smit"},
        [{"value": "anna@praktijk.example", "primary": True}],
    )


def test_a_change_may_choose_what_its_answer_shows(scim: Scim) -> None:
    created = scim.send("POST", "/Users?attributes=userName", anna())
    assert set(created.body) == {"schemas", "id", "userName"}
    group = scim.group("Zorg", created.body["id"])["id"]
    change = {"op": "replace", "path": "displayName", "value": "Zorg 2"}
    assert "members" not in scim.patch(f"/Groups/{group}?excludedAttributes=members", change).body


# --- Entity tags ------------------------------------------------------------------------------------------------------


def test_what_is_known_is_not_sent_again(scim: Scim) -> None:
    key = scim.push()["id"]
    tag = scim.get(f"/Users/{key}").headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        answer = scim.get(f"/Users/{key}", headers={"If-None-Match": known})
        assert (answer.status, answer.text) == (304, "")
    assert scim.get(f"/Users/{key}", headers={"If-None-Match": 'W/"9.9"'}).status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_of_what_others_changed_is_refused(scim: Scim, method: str) -> None:
    key = scim.push()["id"]
    group = scim.group("Zorg")["id"]
    bodies: dict[str, dict[str, Any]] = {
        f"/Users/{key}": {
            "PUT": anna(active=None),
            "PATCH": {"Operations": [{"op": "add", "path": "userName", "value": "x"}]},
        },
        f"/Groups/{group}": {
            "PUT": {"displayName": "Zorg 2"},
            "PATCH": {"Operations": [{"op": "add", "path": "displayName", "value": "Zorg 3"}]},
        },
    }
    for target, body in bodies.items():
        tag = scim.get(target).headers["ETag"]
        stale = scim.send(method, target, body.get(method), headers={"If-Match": 'W/"0"'})
        assert (stale.status, stale.keyword) == (412, "")
        assert scim.get(target).headers["ETag"] == tag
        assert scim.send(method, target, body.get(method), headers={"If-Match": tag}).status in {200, 204}


# --- Privacy ----------------------------------------------------------------------------------------------------------


def test_no_line_and_no_entry_names_anybody(scim: Scim, output: Output) -> None:
    key = scim.push(userName="canary.user", name={"givenName": "Canary", "familyName": "Canarina"})["id"]
    scim.send("POST", "/Users", anna(number=2, userName="canary.user"))
    scim.send("POST", "/Users", anna(number=3, emails=[{"value": "canary"}], userName="canary3"))
    scim.patch(f"/Users/{key}", {"op": "replace", "path": "canary", "value": "canary"})
    scim.get(f"/Users?filter={quote('userName eq %22canary.user%22', safe='%')}")
    scim.get("/Users/canary")
    scim.send("POST", "/Groups", {"displayName": "", "externalId": "canary", "members": [{"value": "canary"}]})
    assert "anar" not in output.text
    assert "anar" not in str(scim.entries())
