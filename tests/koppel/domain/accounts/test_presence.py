"""Details: which fields an organisation's accounts have, and which of them may not be empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.accounts.presence import ClientDetails, Presence, ProfessionalDetails, missing, presence

SWITCHED_OF_CLIENTS = ("id", "bsn", "date_of_birth", "phone_number", "labels")
CLIENT_DETAILS = st.builds(ClientDetails, **dict.fromkeys(SWITCHED_OF_CLIENTS, st.sampled_from(Presence)))
PROFESSIONAL_DETAILS = st.builds(ProfessionalDetails, id_required=st.booleans(), labels=st.sampled_from(Presence))


def fields_of(kind: Kind, chosen: Presence, clients: ClientDetails, professionals: ProfessionalDetails) -> set[str]:
    return {name for name in FIELDS[kind] if presence(kind, name, clients, professionals) is chosen}


def test_platform_starts_without_client_id_bsn_and_labels() -> None:
    of_clients = fields_of(Kind.CLIENT, Presence.OFF, ClientDetails(), ProfessionalDetails())
    of_professionals = fields_of(Kind.PROFESSIONAL, Presence.OFF, ClientDetails(), ProfessionalDetails())
    assert of_clients == {"id", "bsn", "labels"}
    assert of_professionals == {"labels"}
    assert fields_of(Kind.FRIEND, Presence.OFF, ClientDetails(), ProfessionalDetails()) == set()


def test_platform_starts_with_these_required() -> None:
    required = {kind: fields_of(kind, Presence.REQUIRED, ClientDetails(), ProfessionalDetails()) for kind in Kind}
    assert required == {
        Kind.CLIENT: {"first_name", "last_name", "email", "gender", "date_of_birth"},
        Kind.PROFESSIONAL: {"first_name", "last_name", "email"},
        Kind.FRIEND: {"name", "email"},
    }


@given(clients=CLIENT_DETAILS, professionals=PROFESSIONAL_DETAILS)
def test_settings_decide_on_the_switchable_fields_and_on_no_others(
    clients: ClientDetails, professionals: ProfessionalDetails
) -> None:
    for name in SWITCHED_OF_CLIENTS:
        assert presence(Kind.CLIENT, name, clients, professionals) is getattr(clients, name)
    assert presence(Kind.PROFESSIONAL, "labels", clients, professionals) is professionals.labels
    assert (presence(Kind.PROFESSIONAL, "id", clients, professionals) is Presence.REQUIRED) == professionals.id_required
    fixed = [(kind, name) for kind in Kind for name, field in FIELDS[kind].items() if not field.switchable]
    for kind, name in fixed:
        assert presence(kind, name, clients, professionals) is presence(
            kind, name, ClientDetails(), ProfessionalDetails()
        )


def test_professional_id_always_exists() -> None:
    assert presence(Kind.PROFESSIONAL, "id", ClientDetails(), ProfessionalDetails()) is Presence.OPTIONAL


@given(clients=CLIENT_DETAILS, professionals=PROFESSIONAL_DETAILS, kind=st.sampled_from(Kind))
def test_missing_is_what_is_required_and_empty(
    kind: Kind, clients: ClientDetails, professionals: ProfessionalDetails
) -> None:
    required = fields_of(kind, Presence.REQUIRED, clients, professionals)
    assert set(missing(kind, {}, clients, professionals)) == required
    assert missing(kind, dict.fromkeys(FIELDS[kind], "x"), clients, professionals) == ()
    for name in required:
        rest = dict.fromkeys(required - {name}, "x")
        assert missing(kind, rest, clients, professionals) == (name,)


def test_missing_fields_are_named_in_the_order_of_the_fields() -> None:
    found = missing(Kind.CLIENT, {}, ClientDetails(), ProfessionalDetails())
    assert found == ("first_name", "last_name", "email", "gender", "date_of_birth")


def test_anonymous_client_needs_neither_name_nor_date_of_birth() -> None:
    assert missing(Kind.CLIENT, {"nickname": "Vos"}, ClientDetails(), ProfessionalDetails()) == ("email", "gender")
    assert "last_name" in missing(Kind.CLIENT, {"nickname": ""}, ClientDetails(), ProfessionalDetails())


def test_unknown_field_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        presence(Kind.PROFESSIONAL, "bsn", ClientDetails(), ProfessionalDetails())
