"""Commands about logging on: keys of links, the platform, references, the key that signs."""

import pytest

from functions.delegated_logon import link_keys
from koppel.aws import row_keys
from koppel.domain.problems.problem import Finding, Level, Problem
from koppel.domain.texts import Text
from koppel.logon import platforms, references, signing
from koppel.runtime import Tenant
from tests.harness.office import Office

IMPORTED = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA"
PLATFORM = {
    "home": "https://platform.example/",
    "initiate_login": "https://platform.example/start",
    "redirects": ["https://platform.example/back"],
}


def secrets_of(office: Office) -> list[str]:
    """The secrets as links are checked with them."""
    runtime, organisation = office.world.runtime, office.world.organisation
    return [
        link_keys.secret(Tenant(runtime, organisation), each).decode()
        for each in link_keys.every(Tenant(runtime, organisation))
    ]


def test_the_secret_is_shown_once_and_works(office: Office) -> None:
    made = office.done("create-logon-key", name="EPD")
    assert len(made["secret"]) == 60
    assert secrets_of(office) == [made["secret"]]
    (listed,) = office.done("list-logon-keys")["logon_keys"]
    assert listed == {
        "id": made["id"],
        "name": "EPD",
        "groups": ["clients", "professionals"],
        "allow_sha1": False,
        "asks": False,
        "created": "2026-03-02T09:00:00",
        "expires": "",
        "last_used": "",
        "active": True,
    }


def test_the_secret_is_stored_encrypted(office: Office) -> None:
    made = office.done("create-logon-key", name="EPD")
    assert made["secret"] not in str(office.world.runtime.table.get(row_keys.logon.link_keys("demo")))
    assert made["secret"] not in str(office.done("list-acts"))


def test_a_secret_that_its_sender_has_already(office: Office) -> None:
    made = office.done("import-logon-key", name="EPD", secret=IMPORTED, allow_sha1=True, groups=["professionals"])
    assert "secret" not in made
    assert secrets_of(office) == [IMPORTED]
    assert (made["allow_sha1"], made["groups"]) == (True, ["professionals"])


@pytest.mark.parametrize("secret", ["12345", "x" * 1025])
def test_an_unfit_secret(office: Office, secret: str) -> None:
    assert office.declined("import-logon-key", name="EPD", secret=secret)["slug"] == "secret-unfit"


def test_two_are_valid_at_a_time(office: Office) -> None:
    first = office.done("create-logon-key", name="EPD")
    office.done("create-logon-key", name="Portal")
    assert office.declined("create-logon-key", name="Third")["slug"] == "too-many-keys"
    third = office.done("create-logon-key", name="EPD, new", replaces=first["id"])
    listed = office.done("list-logon-keys")["logon_keys"]
    assert [(each["name"], each["active"]) for each in listed] == [
        ("EPD", False),
        ("Portal", True),
        ("EPD, new", True),
    ]
    assert office.declined("create-logon-key", name="x", replaces=first["id"])["slug"] == "key-unknown"
    office.done("end-logon-key", key=third["id"])
    office.done("create-logon-key", name="Fourth")


def test_the_replaced_key_may_work_on_for_a_while(office: Office) -> None:
    first = office.done("create-logon-key", name="EPD")
    office.done("create-logon-key", name="New", replaces=first["id"], until="2026-03-03T09:00:00+01:00")
    old, new = office.done("list-logon-keys")["logon_keys"]
    assert (old["expires"], old["active"], new["active"]) == ("2026-03-03T08:00:00", True, True)


@pytest.mark.parametrize("until", ["2026-03-02T09:00:00", "2020-01-01"])
def test_times_that_have_passed_are_declined(office: Office, until: str) -> None:
    made = office.done("create-logon-key", name="EPD")
    assert office.declined("end-logon-key", key=made["id"], until=until)["slug"] == "time-unfit"
    assert office.declined("create-logon-key", name="x", expires=until)["slug"] == "time-unfit"


def test_what_ended_is_forgotten_after_a_month(office: Office) -> None:
    first = office.done("create-logon-key", name="EPD")
    office.done("end-logon-key", key=first["id"])
    office.world.clock.move(days=31)
    office.done("create-logon-key", name="New")
    assert [each["name"] for each in office.done("list-logon-keys")["logon_keys"]] == ["New"]


def test_keys_of_another_organisation_are_out_of_reach(office: Office) -> None:
    made = office.done("create-logon-key", name="EPD")
    office.done("create-organisation", organisation="noord", name="Praktijk Noord", mode="training")
    assert office.declined("end-logon-key", organisation="noord", key=made["id"])["slug"] == "key-unknown"
    assert office.done("list-logon-keys", organisation="noord") == {"logon_keys": []}


def test_a_platform_keeps_its_id_and_gets_another_secret(office: Office) -> None:
    first = office.done("register-platform", **PLATFORM)
    second = office.done("register-platform", **PLATFORM, after_logout=["https://platform.example/out"])
    assert first["client_id"] == second["client_id"]
    assert first["client_secret"] != second["client_secret"]
    row = office.world.runtime.table.get(row_keys.logon.platform("demo"))
    platform = platforms.from_row(row)
    assert platform is not None
    assert platform.home == "https://platform.example"
    assert not platform.has_secret(first["client_secret"])
    assert platform.has_secret(second["client_secret"])
    assert second["client_secret"] not in str(row)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("home", "http://platform.example"),
        ("home", "https://platform.example/?x=1"),
        ("initiate_login", "/start"),
        ("redirects", ["https://platform.example/back#x"]),
        ("redirects", ["https://platform.example/back", "javascript:alert(1)"]),
        ("after_logout", ["https://me@platform.example/"]),
    ],
)
def test_addresses_must_be_complete_and_safe(office: Office, name: str, value: object) -> None:
    problem = office.declined("register-platform", **PLATFORM | {name: value})
    assert problem["slug"] == "platform-unfit"
    assert list(problem["fields"]) == [name]


def test_a_platform_is_removed(office: Office) -> None:
    office.done("register-platform", **PLATFORM)
    office.done("remove-platform")
    assert office.declined("remove-platform")["slug"] == "unknown-platform"


def test_a_reference_is_found_until_it_is_too_old(office: Office) -> None:
    problem = Problem("late", Level.WARNING, Text(nl="{n} te laat", en="{n} late"), Text(nl="Kijk", en="Look"))
    runtime, organisation = office.world.runtime, office.world.organisation
    for number in ("1", "2"):
        finding = Finding(problem=problem, details={"n": number}, reference=f"reference-{number}")
        references.record(Tenant(runtime, organisation), "delegated_logon", finding)
    found = office.done("find-reference", reference="reference-1")
    assert (found["slug"], found["explanation"]["en"], found["remedy"]["nl"]) == ("late", "1 late", "Kijk")
    (entry,) = office.done("list-entries", integration="delegated_logon")["entries"]
    assert (entry["id"], entry["count"]) == (found["entry"], 2)
    assert office.declined("find-reference", reference="reference-3")["slug"] == "unknown-reference"
    office.world.clock.move(days=90)
    assert office.declined("find-reference", reference="reference-1")["slug"] == "unknown-reference"


def test_the_key_that_signs(office: Office) -> None:
    assert signing.signs_now(office.world.runtime) == "first"
    assert office.ask("sign-with", key="second")["result"] == {"key": "second"}
    assert signing.signs_now(office.world.runtime) == "second"
    assert office.ask("sign-with", key="third")["problem"]["slug"] == "invalid"
