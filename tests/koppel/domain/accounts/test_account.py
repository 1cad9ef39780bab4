"""Accounts: what they are called and what they hold to themselves."""

from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.account import Account, Claim, Kind, Value, claim, claims

KEYS = st.text("0123456789abcdef", min_size=32, max_size=32)
TEXTS = st.text(min_size=1, max_size=8)
VALUES = st.dictionaries(
    st.sampled_from(["email", "id", "bsn", "first_name", "phone_number", "labels", "age"]),
    st.one_of(TEXTS, st.integers(0, 150), st.lists(TEXTS).map(tuple)),
)


def account(kind: Kind = Kind.CLIENT, **values: Value) -> Account:
    return Account(kind=kind, key="a" * 32, version=1, created="", modified="", values=values)


def test_name_has_first_name_infix_and_last_name() -> None:
    assert account(first_name="Johanna", infix="van den", last_name="Berg").name == "Johanna van den Berg"
    assert account(first_name="Johanna", last_name="Berg").name == "Johanna Berg"
    assert account(last_name="Berg", nickname="Vos").name == "Berg"
    assert account(nickname="Vos").name == "Vos"
    assert account(Kind.FRIEND, name="Piet de Vriend").name == "Piet de Vriend"
    assert account().name == ""


def test_text_of_what_is_empty_or_no_text_is_empty() -> None:
    found = account(age=17, labels=("a",), email="a@b.example")
    assert [found.text(name) for name in ("age", "labels", "email", "bsn")] == ["", "", "a@b.example", ""]


def test_email_is_unique_over_all_kinds() -> None:
    assert {claim(kind, "email", "a@b.example") for kind in Kind} == {Claim("email", "a@b.example")}


def test_client_and_professional_may_share_an_id() -> None:
    assert claim(Kind.CLIENT, "id", "1") == Claim("client-id", "1")
    assert claim(Kind.PROFESSIONAL, "id", "1") == Claim("professional-id", "1")


def test_bsn_is_unique_among_clients() -> None:
    assert claim(Kind.CLIENT, "bsn", "111222333") == Claim("bsn", "111222333")
    assert claim(Kind.PROFESSIONAL, "bsn", "111222333") is None


def test_what_is_empty_is_not_claimed() -> None:
    assert [claim(Kind.CLIENT, name, "") for name in ("email", "id", "bsn")] == [None, None, None]


@given(kind=st.sampled_from(Kind), values=VALUES)
def test_account_holds_its_unique_texts_and_nothing_else(kind: Kind, values: dict[str, Value]) -> None:
    unique = {Kind.CLIENT: {"email", "id", "bsn"}, Kind.PROFESSIONAL: {"email", "id"}, Kind.FRIEND: {"email"}}[kind]
    expected = {(name, value) for name, value in values.items() if name in unique and isinstance(value, str)}
    found = claims(account(kind, **values))
    assert {each.value for each in found} == {value for _, value in expected}
    assert len(found) == len(expected)
    assert {each.scope.rpartition("-")[2] for each in found} == {name for name, _ in expected}


@given(kind=st.sampled_from(Kind), values=VALUES, active=st.booleans(), survivor=KEYS)
def test_what_an_account_holds_does_not_depend_on_its_state(
    kind: Kind, values: dict[str, Value], active: bool, survivor: str
) -> None:
    merged = Account(
        kind=kind, key="a" * 32, version=7, created="", modified="", values=values, active=active, merged_into=survivor
    )
    assert claims(merged) == claims(account(kind, **values))
