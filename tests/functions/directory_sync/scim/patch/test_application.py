"""PATCH: what each operation makes of a resource, and the laws that hold for any."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.scim.errors import ScimRefused, ScimType
from functions.directory_sync.scim.patch import operations
from functions.directory_sync.scim.patch.application import apply
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.tables import ENTERPRISE_URN, KOPPEL_URN, USER

ANNA: Resource = {
    "userName": "anna",
    "externalId": "x1",
    "name": {"givenName": "Anna", "familyName": "Smit"},
    "emails": [{"value": "anna@x.nl", "type": "work", "primary": True}, {"value": "a@thuis.nl", "type": "home"}],
    "active": True,
    KOPPEL_URN: {"infix": "van", "professionalId": "P1"},
}


def patched(*given: dict[str, Any], resource: Resource = ANNA) -> Resource:
    return apply(operations.read({"Operations": list(given)}, USER), resource).resource


def ignored(*given: dict[str, Any]) -> tuple[str, ...]:
    return apply(operations.read({"Operations": list(given)}, USER), ANNA).ignored


def but(**values: Any) -> Resource:
    """The resource with these values; None removes one."""
    return {name: value for name, value in {**ANNA, **values}.items() if value is not None}


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ({"op": "replace", "path": "userName", "value": "b"}, {"userName": "b"}),
        ({"op": "add", "path": "userName", "value": "b"}, {"userName": "b"}),
        ({"op": "replace", "path": "active", "value": False}, {"active": False}),
        ({"op": "remove", "path": "externalId"}, {"externalId": None}),
        ({"op": "replace", "path": "externalId", "value": None}, {"externalId": None}),
        (
            {"op": "replace", "path": "name.familyName", "value": "Vis"},
            {"name": {"givenName": "Anna", "familyName": "Vis"}},
        ),
        (
            {"op": "replace", "path": "name", "value": {"familyName": "Vis"}},
            {"name": {"givenName": "Anna", "familyName": "Vis"}},
        ),
        (
            {"op": "replace", "value": {"name": {"familyName": "Vis"}, "active": False}},
            {"name": {"givenName": "Anna", "familyName": "Vis"}, "active": False},
        ),
        (
            {"op": "replace", "path": "emails", "value": [{"value": "b@x.nl"}]},
            {"emails": [{"value": "b@x.nl"}]},
        ),
        (
            {"op": "add", "path": "emails", "value": [{"value": "b@x.nl", "primary": True}]},
            {
                "emails": [
                    {"value": "anna@x.nl", "type": "work", "primary": False},
                    {"value": "a@thuis.nl", "type": "home"},
                    {"value": "b@x.nl", "primary": True},
                ]
            },
        ),
        (
            {"op": "add", "path": "emails", "value": [{"value": "a@thuis.nl", "type": "home"}]},
            {},
        ),
        (
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "b@x.nl"},
            {"emails": [{"value": "b@x.nl", "type": "work", "primary": True}, ANNA["emails"][1]]},
        ),
        (
            {"op": "replace", "path": 'emails[type eq "work"]', "value": {"value": "b@x.nl"}},
            {"emails": [{"value": "b@x.nl", "type": "work", "primary": True}, ANNA["emails"][1]]},
        ),
        ({"op": "remove", "path": 'emails[type eq "home"]'}, {"emails": [ANNA["emails"][0]]}),
        (
            {"op": "remove", "path": 'emails[type eq "home"].type'},
            {"emails": [ANNA["emails"][0], {"value": "a@thuis.nl"}]},
        ),
        (
            {"op": "remove", "path": "emails", "value": [{"value": "a@thuis.nl"}]},
            {"emails": [ANNA["emails"][0]]},
        ),
        (
            {"op": "replace", "path": f"{KOPPEL_URN}:infix", "value": "de"},
            {KOPPEL_URN: {"infix": "de", "professionalId": "P1"}},
        ),
        (
            {"op": "add", "path": KOPPEL_URN, "value": {"infix": "de"}},
            {KOPPEL_URN: {"infix": "de", "professionalId": "P1"}},
        ),
        ({"op": "remove", "path": f"{KOPPEL_URN}:infix"}, {KOPPEL_URN: {"professionalId": "P1"}}),
        ({"op": "remove", "path": KOPPEL_URN}, {KOPPEL_URN: None}),
    ],
)
def test_an_operation_changes_what_it_names_and_nothing_else(
    operation: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert patched(operation) == but(**changed)


def test_operations_are_applied_one_after_the_other() -> None:
    assert patched(
        {"op": "remove", "path": "externalId"},
        {"op": "add", "path": "externalId", "value": "x2"},
        {"op": "replace", "path": "name.givenName", "value": "Jo"},
    ) == but(externalId="x2", name={"givenName": "Jo", "familyName": "Smit"})


# --- Entra ID ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["Replace", "replace", "REPLACE", "Add"])
@pytest.mark.parametrize("value", ["False", "false", False, ["False"], [{"value": "False"}]])
def test_entra_sends_capitals_and_truths_as_text(verb: str, value: Any) -> None:
    assert patched({"op": verb, "path": "active", "value": value}) == but(active=False)


def test_entra_sends_no_path_and_names_with_dots_urns_and_filters() -> None:
    value = {
        "displayName": "Anna Vis",
        "name.familyName": "Vis",
        'emails[type eq "work"].value': "vis@x.nl",
        f"{KOPPEL_URN}:infix": "de",
        f"{ENTERPRISE_URN}:department": "Zorg",
        "active": "True",
    }
    assert patched({"op": "Add", "value": value}) == but(
        name={"givenName": "Anna", "familyName": "Vis"},
        emails=[{"value": "vis@x.nl", "type": "work", "primary": True}, ANNA["emails"][1]],
        **{KOPPEL_URN: {"infix": "de", "professionalId": "P1"}},
    )


@pytest.mark.parametrize("verb", ["Add", "Replace"])
def test_entra_expects_a_work_address_to_be_made(verb: str) -> None:
    operation = {"op": verb, "path": 'emails[type eq "work"].value', "value": "anna@x.nl"}
    without = but(emails=None)
    assert patched(operation, resource=without)["emails"] == [{"type": "work", "value": "anna@x.nl"}]


def test_the_manager_and_the_enterprise_extension_are_ignored_and_named() -> None:
    operations = (
        {"op": "Add", "path": f"{ENTERPRISE_URN}:manager", "value": "0a1b"},
        {"op": "Replace", "path": f"{ENTERPRISE_URN}:department", "value": "Zorg"},
        {"op": "Add", "path": ENTERPRISE_URN, "value": {"costCenter": "7"}},
        {"op": "Remove", "path": f"{ENTERPRISE_URN}:manager"},
        {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Utrecht"},
        {"op": "Replace", "path": "emails.display", "value": "x"},
        {"op": "Replace", "path": "displayName", "value": "x"},
    )
    assert patched(*operations) == ANNA
    assert ignored(*operations) == (
        f"{ENTERPRISE_URN}:manager",
        f"{ENTERPRISE_URN}:department",
        ENTERPRISE_URN,
        "addresses.locality",
        "emails.display",
    )


# --- Okta and others --------------------------------------------------------------------------------------------------


def test_okta_replaces_without_a_path() -> None:
    assert patched({"op": "replace", "value": {"active": False}}) == but(active=False)
    assert patched({"op": "replace", "value": {"id": "1", "schemas": [], "meta": {}, "userName": "b"}}) == but(
        userName="b"
    )


@pytest.mark.parametrize("name", ["Operations", "operations", "OPERATIONS"])
def test_names_are_read_in_any_capitals(name: str) -> None:
    body = {name: [{"OP": "replace", "Path": "USERNAME", "Value": "b"}]}
    assert apply(operations.read(body, USER), ANNA).resource == but(userName="b")


def test_one_value_may_stand_for_a_list_and_a_text_for_an_object() -> None:
    assert patched(
        {"op": "replace", "path": "emails", "value": {"VALUE": "b@x.nl", "Type": "work", "display": "b"}}
    ) == but(emails=[{"value": "b@x.nl", "type": "work"}])
    assert patched({"op": "replace", "path": "emails", "value": "b@x.nl"}) == but(emails=[{"value": "b@x.nl"}])


# --- Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ({}, ScimType.INVALID_SYNTAX),
        ({"Operations": []}, ScimType.INVALID_SYNTAX),
        ({"Operations": {}}, ScimType.INVALID_SYNTAX),
        ({"Operations": ["x"]}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"path": "userName", "value": "b"}]}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"op": "move", "path": "userName"}]}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"op": 1, "path": "userName"}]}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"op": "add", "value": "x"}]}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"op": "add", "path": "externalId", "value": "x"}] * 1001}, ScimType.INVALID_SYNTAX),
        ({"Operations": [{"op": "remove"}]}, ScimType.NO_TARGET),
        ({"Operations": [{"op": "replace", "path": 'emails[value co "q"].type', "value": "x"}]}, ScimType.NO_TARGET),
        ({"Operations": [{"op": "add", "path": 7, "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "a b", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails[type", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails[type eq]", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails[type pr]value", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails[type pr].", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails[type pr].a.b", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "emails.value[type pr]", "value": "x"}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": 'name[givenName eq "a"]', "value": {}}]}, ScimType.INVALID_PATH),
        ({"Operations": [{"op": "add", "path": "userName", "value": 1}]}, ScimType.INVALID_VALUE),
        ({"Operations": [{"op": "add", "path": "userName", "value": ["a", "b"]}]}, ScimType.INVALID_VALUE),
        ({"Operations": [{"op": "add", "path": "userName", "value": "x" * 2001}]}, ScimType.INVALID_VALUE),
        ({"Operations": [{"op": "add", "path": "active", "value": "perhaps"}]}, ScimType.INVALID_VALUE),
        ({"Operations": [{"op": "add", "path": "name", "value": "Anna"}]}, ScimType.INVALID_VALUE),
        (
            {"Operations": [{"op": "add", "path": "emails", "value": [{"value": "a@x.nl"}] * 51}]},
            ScimType.INVALID_VALUE,
        ),
        ({"Operations": [{"op": "add", "path": KOPPEL_URN, "value": "x"}]}, ScimType.INVALID_VALUE),
        ({"Operations": [{"op": "remove", "path": "userName"}]}, ScimType.MUTABILITY),
        ({"Operations": [{"op": "remove", "path": "name.familyName"}]}, ScimType.MUTABILITY),
        ({"Operations": [{"op": "replace", "path": "name.familyName", "value": None}]}, ScimType.MUTABILITY),
        ({"Operations": [{"op": "remove", "path": 'emails[type eq "work"].value'}]}, ScimType.MUTABILITY),
        ({"Operations": [{"op": "replace", "path": "userName", "value": None}]}, ScimType.MUTABILITY),
    ],
    ids=range(32),
)
def test_a_wrong_patch_is_refused_with_its_keyword(body: Resource, keyword: ScimType) -> None:
    with pytest.raises(ScimRefused) as refused:
        apply(operations.read(body, USER), ANNA)
    assert (refused.value.status, refused.value.keyword) == (400, keyword)


# --- Laws -------------------------------------------------------------------------------------------------------------

JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["False", "b@x.nl", "", "work", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "type", "primary", "givenName", "name.givenName", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        None,
        "",
        "userName",
        "name",
        "name.givenName",
        "emails",
        "emails.value",
        'emails[type eq "work"]',
        'emails[type eq "work"].value',
        'emails[primary eq true and not (value sw "q")].type',
        "active",
        KOPPEL_URN,
        f"{KOPPEL_URN}:infix",
        ENTERPRISE_URN,
        "nickName",
        "meta.version",
        "a[",
    ]
)
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Replace", "REMOVE", "x"])}, optional={"path": PATHS, "value": JSON}
)


@given(st.lists(OPERATIONS, max_size=4))
def test_any_patch_is_applied_or_refused_and_never_changes_what_was_given(given_: list[dict[str, Any]]) -> None:
    before = deepcopy(ANNA)
    try:
        after = patched(*given_, resource=before)
    except ScimRefused as refused:
        after = {} if refused.status == 400 else {"wrong": refused}
    assert before == ANNA
    assert set(after) <= set(ANNA)
    for each in after.get("emails", []):
        assert set(each) <= {"value", "type", "primary"}


@given(OPERATIONS.filter(lambda each: each["op"] == "Replace"))
def test_a_replace_twice_is_a_replace(operation: dict[str, Any]) -> None:
    try:
        once = patched(operation)
    except ScimRefused:
        return
    assert patched(operation, resource=once) == once


@given(
    st.sampled_from(["add", "replace"]),
    st.dictionaries(st.sampled_from(["userName", "active", "name"]), JSON, max_size=3),
)
def test_without_a_path_an_operation_is_one_for_each_name(verb: str, value: dict[str, Any]) -> None:
    apart = [{"op": verb, "path": name, "value": each} for name, each in value.items()]
    try:
        expected = patched(*apart) if apart else ANNA
    except ScimRefused:
        with pytest.raises(ScimRefused):
            patched({"op": verb, "value": value})
        return
    assert patched({"op": verb, "value": value}) == expected


@given(st.text(max_size=30))
def test_any_path_is_read_or_refused(path: str) -> None:
    keyword = None
    try:
        patched({"op": "add", "path": path, "value": "x"})
    except ScimRefused as refused:
        keyword = refused.keyword
    assert keyword in {None, ScimType.INVALID_PATH, ScimType.INVALID_VALUE, ScimType.INVALID_SYNTAX}
