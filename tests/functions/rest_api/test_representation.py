"""How accounts, relationships and the application look to the outside."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.rest_api import representation
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.presence import ClientDetails, Presence, ProfessionalDetails
from koppel.domain.accounts.relationships import Relation, RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.problems.refusal import Refused
from tests.koppel.scene import EARLIER, NOW, ORGANISATION, OTHER, OURS, account

TODAY = date(2026, 3, 2)
HOST = "https://demo.koppel.example"
ALL_OFF = replace(
    ORGANISATION,
    clients=ClientDetails(
        id=Presence.OFF,
        bsn=Presence.OFF,
        date_of_birth=Presence.OFF,
        phone_number=Presence.OFF,
        labels=Presence.OFF,
    ),
    professionals=ProfessionalDetails(labels=Presence.OFF),
)


def full() -> Account:
    """A client with every field filled."""
    return account(
        infix="van den",
        date_of_birth="1980-03-03",
        phone_number="06-12345678",
        bsn="111222333",
        labels=("groep", "nieuw"),
    )


def body(found: Account, organisation: Organisation = ORGANISATION, *, with_bsn: bool = False) -> dict[str, Any]:
    return representation.item(found, representation.view(organisation, found.kind, HOST, TODAY, with_bsn=with_bsn))


def test_ids_of_a_directory_are_not_shown() -> None:
    found = account(Kind.PROFESSIONAL)
    assert body(replace(found, directory_id=OTHER)) == body(found)


def test_a_client_is_shown_with_every_field() -> None:
    found = replace(full(), modified=NOW, external_source="EPD")
    assert body(found, with_bsn=True) == {
        "@url": f"{HOST}/api/2/c/{OURS}",
        "@type": "http://ns.minddistrict.com/client",
        "@changes": {"creation_time": EARLIER, "modification_time": NOW},
        "first_name": "Johanna",
        "infix": "van den",
        "last_name": "Berg",
        "name": "Johanna van den Berg",
        "active": True,
        "external_source": "EPD",
        "email": "johanna@client.example",
        "gender": "f",
        "date_of_birth": "1980-03-03",
        "age": 45,
        "phone_number": "06-12345678",
        "id": "C1",
        "bsn": "111222333",
        "labels": ("groep", "nieuw"),
    }


def test_fields_without_a_value_are_shown_as_empty() -> None:
    empty = replace(account(), values={"last_name": "Berg"}, active=False)
    assert body(empty, with_bsn=True) == {
        "@url": f"{HOST}/api/2/c/{OURS}",
        "@type": "http://ns.minddistrict.com/client",
        "@changes": {"creation_time": EARLIER, "modification_time": EARLIER},
        "first_name": "",
        "infix": "",
        "last_name": "Berg",
        "name": "Berg",
        "active": False,
        "external_source": "",
        "email": "",
        "gender": "",
        "date_of_birth": None,
        "age": None,
        "phone_number": "",
        "id": "",
        "bsn": "",
        "labels": (),
    }


def test_fields_that_are_switched_off_are_absent_even_when_a_value_is_stored() -> None:
    shown = body(full(), ALL_OFF, with_bsn=True)
    assert not {"id", "bsn", "date_of_birth", "phone_number", "labels"} & set(shown)
    assert shown["age"] is None, "an age would tell the date of birth"
    assert {"@url", "email", "active", "gender", "first_name", "infix", "last_name"} <= set(shown)


def test_the_bsn_is_shown_to_callers_with_its_scope_only() -> None:
    assert "bsn" not in body(full())
    assert body(full(), with_bsn=True)["bsn"] == "111222333"


def test_an_anonymous_client_goes_by_its_nickname_and_has_the_age_it_gave() -> None:
    found = replace(account(), values={"nickname": "Vlinder", "age": 0, "gender": "unknown", "email": "v@x.nl"})
    shown = body(found)
    assert (shown["nickname"], shown["name"], shown["age"]) == ("Vlinder", "Vlinder", 0)
    assert (shown["first_name"], shown["last_name"], shown["date_of_birth"]) == ("", "", None)


def test_the_age_follows_from_the_date_of_birth_whatever_was_given() -> None:
    assert body(account(date_of_birth="2000-03-02", age=99))["age"] == 26
    assert body(account(date_of_birth="2000-03-03", age=99))["age"] == 25


def test_a_professional_is_shown_with_every_field() -> None:
    found = replace(account(Kind.PROFESSIONAL, id="P1", description="Luistert.", labels=("ggz",)), external_source="HR")
    assert body(replace(found, values={**found.values, "infix": "de"})) == {
        "@url": f"{HOST}/api/2/p/{OURS}",
        "@type": "http://ns.minddistrict.com/professional",
        "@changes": {"creation_time": EARLIER, "modification_time": EARLIER},
        "first_name": "Johanna",
        "infix": "de",
        "last_name": "Berg",
        "name": "Johanna de Berg",
        "active": True,
        "external_source": "HR",
        "email": "johanna@client.example",
        "id": "P1",
        "description": "Luistert.",
        "labels": ("ggz",),
    }


def test_a_professional_always_has_an_id() -> None:
    shown = body(account(Kind.PROFESSIONAL, id=""), ALL_OFF)
    assert shown["id"] == ""
    assert "labels" not in shown


def test_a_friend_has_a_name_and_an_address_and_nothing_else() -> None:
    found = replace(account(Kind.FRIEND), values={"name": "Piet", "email": "piet@x.nl"}, client=OTHER)
    assert body(found, with_bsn=True) == {
        "@url": f"{HOST}/api/2/c/{OURS}",
        "@type": "http://ns.minddistrict.com/friend",
        "@changes": {"creation_time": EARLIER, "modification_time": EARLIER},
        "name": "Piet",
        "email": "piet@x.nl",
        "active": True,
    }


def test_links_lead_on_from_a_single_account() -> None:
    def links(found: Account) -> list[dict[str, object]]:
        return representation.links(found, representation.view(ORGANISATION, found.kind, HOST, TODAY, with_bsn=False))

    own = f"{HOST}/api/2/c/{OURS}"
    assert links(account()) == [
        {"name": "therapists.items", "url": f"{own}/therapists/items"},
        {"name": "friends.items", "url": f"{own}/friends/items"},
    ]
    assert links(account(Kind.PROFESSIONAL)) == [{"name": "roles", "url": f"{HOST}/api/2/p/{OURS}/roles"}]
    assert links(replace(account(Kind.FRIEND), client=OTHER)) == [{"name": "client", "url": f"{HOST}/api/2/c/{OTHER}"}]
    assert links(account(Kind.FRIEND)) == []


def test_a_relationship_names_the_professional_as_it_is_now() -> None:
    made = Relation(client=OURS, professional=OTHER, professional_id="P1", external_source="EPD", since=NOW)
    shown = representation.relation(made, account(Kind.PROFESSIONAL, OTHER, id="P2"), HOST)
    assert shown == {
        "@url": f"{HOST}/api/2/c/{OURS}/therapists/{OTHER}",
        "@type": "http://ns.minddistrict.com/treatment-relationship",
        "professional": {"@url": f"{HOST}/api/2/p/{OTHER}", "id": "P2"},
        "kind": "therapist",
        "external_source": "EPD",
        "since": NOW,
    }


def test_the_same_professional_as_supervisor_is_another_relationship() -> None:
    made = Relation(client=OURS, professional=OTHER, professional_id="P1", kind=RelationKind.SUPERVISOR)
    shown = representation.relation(made, None, HOST)
    assert (shown["@url"], shown["kind"]) == (f"{HOST}/api/2/c/{OURS}/supervisors/{OTHER}", "supervisor")
    assert shown["professional"] == {"@url": f"{HOST}/api/2/p/{OTHER}", "id": "P1"}


def test_the_application_says_whether_the_organisation_is_for_training() -> None:
    real = representation.application(ORGANISATION, HOST, frozenset())
    training = representation.application(replace(ORGANISATION, mode=Mode.TRAINING), HOST, frozenset())
    assert (real["mode"], real["warning"]) == (None, None)
    assert (training["mode"], training["warning"]) == ("training", "for_training_only")


@pytest.mark.parametrize(
    ("scopes", "names"),
    [
        (None, ["authenticate"]),
        (frozenset(), []),
        (frozenset({Scope.HL7}), []),
        (frozenset({Scope.READ_ACCOUNTS}), ["clients.items", "professionals.items"]),
    ],
)
def test_links_of_the_application_depend_on_what_the_caller_may(
    scopes: frozenset[Scope] | None, names: list[str]
) -> None:
    links: Any = representation.application(ORGANISATION, HOST, scopes)["@links"]
    assert [each["name"] for each in links] == names


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (OURS, True),
        ("0123456789abcdef" * 2, True),
        (OURS.upper(), False),
        (OURS[:-1], False),
        (f"{OURS}a", False),
        (f"{OURS}\n", False),
        ("", False),
        ("169a5b27-fb20-4d15-bd9d-3fa6387713d7", False),
    ],
)
def test_a_key_has_32_hexadecimal_digits(text: str, is_one: bool) -> None:
    assert representation.is_key(text) is is_one


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("C1", "C1"),
        (" C1 ", "C1"),
        ("a+b/c", "a+b/c"),
        ("e\u0301", "\u00e9"),
        ("", ""),
        ("C\x001", ""),
        ("9" * 201, ""),
        ("\ud800", ""),
    ],
)
def test_an_id_is_looked_for_as_it_is_stored(text: str, stored: str) -> None:
    assert representation.external_id(ORGANISATION, Kind.CLIENT, text, TODAY) == stored


def test_no_account_is_found_by_id_where_the_field_is_switched_off() -> None:
    assert representation.external_id(ALL_OFF, Kind.CLIENT, "C1", TODAY) == ""
    assert representation.external_id(ALL_OFF, Kind.PROFESSIONAL, "P1", TODAY) == "P1"


def test_without_parameters_the_page_is_the_whole_collection() -> None:
    assert representation.page({}) == representation.Page(None, "")
    assert representation.page({"relevant": ("",), "limit": ("",)}) == representation.Page(None, "")


def test_a_page_is_read_from_limit_and_cursor() -> None:
    assert representation.page({"limit": ("1000",), "cursor": (OURS,)}) == representation.Page(1000, OURS)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": ("0",)}, {"limit"}),
        ({"limit": ("1001",)}, {"limit"}),
        ({"limit": ("-1",)}, {"limit"}),
        ({"limit": ("1.0",)}, {"limit"}),
        ({"limit": ("٣",)}, {"limit"}),
        ({"limit": ("10", "many")}, {"limit"}),
        ({"cursor": ("x",)}, {"cursor"}),
        ({"limit": ("x",), "cursor": ("x",)}, {"limit", "cursor"}),
    ],
)
def test_an_invalid_page_is_refused(query: dict[str, tuple[str, ...]], wrong: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        representation.page(query)
    assert (refused.value.status, set(refused.value.fields)) == (422, wrong)


@given(st.dictionaries(st.sampled_from(["limit", "cursor"]), st.lists(st.text(), min_size=1).map(tuple)))
def test_any_parameters_are_read_as_a_page_or_refused(query: dict[str, tuple[str, ...]]) -> None:
    with suppress(Refused):
        page = representation.page(query)
        assert page.limit is None or 1 <= page.limit <= 1000
        assert page.cursor == "" or representation.is_key(page.cursor)
