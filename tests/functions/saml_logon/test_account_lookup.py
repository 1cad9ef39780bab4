"""Who a response is about: by id, by e-mail address, by which attribute, how strongly; and who is nobody here."""

from base64 import b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.saml_logon.memory import name_id_bindings
from functions.saml_logon.problems.refusal import Rejected
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.refusal import Declined
from koppel.organisation import error_log
from koppel.runtime import Tenant
from tests.functions.directory_sync.people import guid
from tests.functions.directory_sync.site import Site
from tests.functions.saml_logon.conftest import Reading, Saml
from tests.harness.saml import Provider
from tests.koppel.runs.bench import queues_and_bucket

EMAIL = {"match_on": "email", "attribute": "mail", "email_verified": True}
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier"
DIRECTORY = {"match_on": "directory_id", "attribute": OBJECT_ID}
GUID, GUID_BASE64 = "00112233-4455-6677-8899-aabbccddeeff", "MyIRAFVEd2aImaq7zN3u/w=="
MFA = "http://schemas.microsoft.com/claims/multipleauthn"


def test_an_unknown_person_gets_a_clear_page_and_the_administrator_sees_what_was_compared(saml: Saml) -> None:
    saml.configure(attribute="employeeNumber")
    answer = saml.log_on(attributes={"employeeNumber": ["P-98765"]})
    assert answer.status == 403
    assert "no account" in answer.body
    assert saml.reason(answer) == "person-unknown"
    entry = saml.entries()["person-unknown"]
    assert "•••65" in entry.explanation.en
    assert "employeeNumber" in entry.explanation.en
    assert "P-98765" not in repr(entry)
    found = error_log.about(saml.world.tenant, "saml_logon", "P-98765")
    assert [each.slug for each in found] == ["person-unknown"]
    assert saml.last()["compared"] == {"field": "id", "attribute": "employeeNumber", "value": "•••65"}


def test_an_inactive_professional_is_refused(saml: Saml) -> None:
    saml.world.make(Desired(kind=Kind.PROFESSIONAL, key=saml.professional.key, active=False))
    assert saml.reason(saml.log_on()) == "person-inactive"


def test_a_client_cannot_log_on(saml: Saml) -> None:
    saml.world.client("C1")
    saml.configure(**EMAIL)
    assert saml.reason(saml.log_on(attributes={"mail": ["c1@client.example"]})) == "not-a-professional"
    saml.configure(match_on="id", attribute="")
    assert saml.reason(saml.log_on(name_id="C1")) == "person-unknown"


@pytest.mark.parametrize("mail", ["anna@bücher.example", "Anna@BÜCHER.example", "anna@xn--bcher-kva.example"])
def test_an_address_with_an_international_domain_is_found_in_both_spellings(saml: Saml, mail: str) -> None:
    saml.world.make(Desired(kind=Kind.PROFESSIONAL, key=saml.professional.key, values={"email": "anna@bücher.example"}))
    saml.configure(**EMAIL)
    assert saml.log_on(attributes={"mail": [mail]}).status == 303


def test_a_missing_attribute_is_named_with_those_that_came(saml: Saml) -> None:
    saml.configure(attribute="employeeID")
    assert saml.reason(saml.log_on()) == "attribute-missing"
    explanation = saml.entries()["attribute-missing"].explanation.en
    assert "employeeID" in explanation
    assert "employeeNumber, groups, mail" in explanation


def test_an_attribute_with_two_values_finds_nobody(saml: Saml) -> None:
    saml.configure(attribute="employeeNumber")
    assert saml.reason(saml.log_on(attributes={"employeeNumber": ["P1", "P2"]})) == "attribute-several"


def statement(*attributes: tuple[str, str]) -> str:
    """A statement with an element of its own for each name and value."""
    elements = (
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
        for name, value in attributes
    )
    return f"<saml:AttributeStatement>{''.join(elements)}</saml:AttributeStatement>"


def test_several_elements_of_one_name_are_one_attribute(saml: Saml) -> None:
    saml.configure(attribute="employeeNumber", second_factor_attribute="amr", second_factor_values=["mfa"])
    roles = statement(("Role", "a"), ("amr", "pwd"), ("Role", "b"), ("amr", "mfa"), ("employeeNumber", ""))
    assert saml.log_on(extra_statement=roles).location == "/"
    assert saml.last()["attributes"]["Role"] == ["•••", "•••"]
    session = saml.session()
    assert session is not None
    assert session.logon.methods == ("saml", "mfa")


def test_the_attribute_that_is_matched_has_one_value_in_all_its_elements(saml: Saml) -> None:
    saml.configure(attribute="employeeNumber")
    assert saml.reason(saml.log_on(extra_statement=statement(("employeeNumber", "P2")))) == "attribute-several"
    assert saml.log_on(extra_statement=statement(("employeeNumber", "P1"), ("employeeNumber", ""))).location == "/"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), min_size=1, max_size=8))
def test_values_of_one_name_come_together_in_their_order(
    provider: Provider, reading: Reading, pairs: list[tuple[str, str]]
) -> None:
    heard, _ = reading(provider.respond(attributes={"other": ["x"]}, extra_statement=statement(*pairs)))
    assert heard.assertion.attributes == {"other": ("x",)} | {
        name: tuple(value for other, value in pairs if other == name) for name, _ in pairs
    }


@pytest.mark.parametrize("settings", [{}, EMAIL])
def test_nobody_is_known_by_a_name_that_changes(saml: Saml, settings: dict[str, object]) -> None:
    saml.configure(**settings)
    assert saml.reason(saml.log_on(name_id_format=TRANSIENT)) == "name-id-changes"


def test_a_name_that_changes_does_not_matter_where_an_attribute_gives_the_id(saml: Saml) -> None:
    saml.configure(attribute="employeeNumber")
    assert saml.log_on(name_id="_random", name_id_format=TRANSIENT).location == "/"


def test_an_address_is_bound_to_the_first_who_logs_on_with_it(saml: Saml) -> None:
    saml.configure(**EMAIL)
    assert saml.log_on(name_id="anna", attributes={"mail": ["P1@Praktijk.example "]}).location == "/"
    assert saml.log_on(name_id="anna").location == "/"
    assert saml.reason(saml.log_on(name_id="successor")) == "pinned-otherwise"
    saml.world.professional("P2")
    assert saml.reason(saml.log_on(name_id="anna", attributes={"mail": ["p2@praktijk.example"]})) == "pinned-otherwise"
    assert saml.operate("saml-unpin", connection=saml.connection, professional="P1") == {"unpinned": True}
    assert saml.log_on(name_id="successor").location == "/"
    assert saml.operate("saml-unpin", connection=saml.connection, professional="P9") == {"unpinned": False}


@pytest.mark.parametrize("spelled", [GUID, GUID.upper(), GUID_BASE64])
def test_a_professional_from_the_directory_is_found_by_its_id_however_it_is_spelled(saml: Saml, spelled: str) -> None:
    saml.configure(**DIRECTORY)
    assert saml.reason(saml.log_on(attributes={OBJECT_ID: [spelled]})) == "person-unknown"
    saml.world.make(Desired(kind=Kind.PROFESSIONAL, key=saml.professional.key, directory_id=GUID))
    saml.world.make(Desired(kind=Kind.PROFESSIONAL, key=saml.professional.key, values={"id": "new number"}))
    assert saml.log_on(attributes={OBJECT_ID: [spelled]}, name_id="_random", name_id_format=TRANSIENT).location == "/"
    session = saml.session()
    assert session is not None
    assert session.logon.account == saml.professional.key
    assert saml.last()["compared"] == {"field": "directory_id", "attribute": OBJECT_ID, "value": "•••ff"}


def test_who_came_by_a_cycle_logs_on_by_the_same_id_and_no_more_after_leaving(saml: Saml) -> None:
    saml.configure(**DIRECTORY)
    employee = {OBJECT_ID: [b64encode(UUID(guid(1)).bytes_le).decode()]}
    with queues_and_bucket():
        site = Site(saml.world)
        site.set_up()
        site.employ(1, 2)
        site.cycle()
        account = site.account(1)
        assert account
        assert saml.log_on(attributes=employee).location == "/"
        session = saml.session()
        assert session is not None
        assert session.logon.account == account.key
        site.directory.put(1, None)
        site.cycle()
    assert saml.reason(saml.log_on(attributes=employee)) == "person-inactive"


def test_the_directorys_id_may_come_as_the_name(saml: Saml) -> None:
    saml.configure(match_on="directory_id")
    saml.world.make(Desired(kind=Kind.PROFESSIONAL, key=saml.professional.key, directory_id=GUID))
    assert saml.log_on(name_id=GUID_BASE64).location == "/"
    assert saml.last()["compared"]["attribute"] == "NameID"


@pytest.mark.parametrize("value", ["P1", GUID.replace("-", ""), "p1@praktijk.example"])
def test_an_attribute_that_holds_no_directory_id_is_named(saml: Saml, value: str) -> None:
    saml.configure(**DIRECTORY)
    assert saml.reason(saml.log_on(attributes={OBJECT_ID: [value]})) == "no-directory-id"
    explanation = saml.entries()["no-directory-id"].explanation.en
    assert OBJECT_ID in explanation
    assert value not in explanation


def test_addresses_are_not_matched_unless_the_provider_verifies_them(saml: Saml) -> None:
    with pytest.raises(Declined):
        saml.configure(match_on="email")


def test_a_second_factor_counts_where_the_connection_says_so(saml: Saml) -> None:
    attributes = {"employeeNumber": ["P1"], "amr": ["password", MFA]}
    saml.log_on(attributes=attributes)
    session = saml.session()
    assert session is not None
    assert session.logon.methods == ("saml",)
    assert session.logon.context.endswith(":single-factor")
    saml.configure(second_factor_attribute="amr", second_factor_values=[MFA])
    saml.log_on(attributes=attributes)
    session = saml.session()
    assert session is not None
    assert session.logon.methods == ("saml", "mfa")
    assert session.logon.context.endswith(":second-factor")
    saml.configure(second_factor_attribute=None, second_factor_values=None, second_factor_contexts=["urn:mfa"])
    saml.log_on(context="urn:mfa")
    session = saml.session()
    assert session is not None
    assert session.logon.methods == ("saml", "mfa")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"second_factor_attribute": "amr", "second_factor_values": [MFA]}, {"amr": ["password"]}),
        ({"second_factor_attribute": "amr", "second_factor_values": [MFA]}, {"other": [MFA]}),
        ({"second_factor_contexts": ["urn:mfa"]}, {}),
    ],
)
def test_anything_else_is_one_factor(saml: Saml, settings: dict[str, object], told: dict[str, list[str]]) -> None:
    saml.configure(**settings)
    saml.log_on(attributes={"employeeNumber": ["P1"], **told}, context="")
    session = saml.session()
    assert session is not None
    assert session.logon.methods == ("saml",)


def test_a_person_at_two_providers_stays_two_people(saml: Saml) -> None:
    runtime, organisation, account = saml.world.runtime, saml.world.organisation, saml.professional.key
    name_id_bindings.bind(Tenant(runtime, organisation), "https://one.example/", "anna", account)
    name_id_bindings.bind(Tenant(runtime, organisation), "https://two.example/", "someone", account)
    name_id_bindings.bind(Tenant(runtime, organisation), "https://one.example/", "anna", account)
    with pytest.raises(Rejected):
        name_id_bindings.bind(Tenant(runtime, organisation), "https://two.example/", "anna", account)
    with pytest.raises(Rejected):
        name_id_bindings.bind(Tenant(runtime, organisation), "https://one.example/", "anna", "f" * 32)
