"""Keys of SAML: each starts with its organisation, and no two rows of different meaning share one."""

from itertools import combinations

from koppel.aws import saml_keys
from koppel.aws.keys import Key


def rows(org: str) -> list[Key]:
    """One row of each kind, all of the same values."""
    value = "0" * 32
    return [
        saml_keys.key_pairs(org, value),
        saml_keys.trace(org, value, "2026-03-02T09:00:00.000000", value),
        saml_keys.request(org, value),
        saml_keys.assertion(org, value),
        saml_keys.pin(org, value),
        saml_keys.logon(org, value, value),
        saml_keys.session(org, value),
    ]


def test_rows_belong_to_one_organisation_and_have_one_meaning() -> None:
    both = [*rows("a"), *rows("a-b")]
    assert all(one != other for one, other in combinations(both, 2))
    assert {key.pk.partition("/")[0] for key in both} == {"a", "a-b"}


def test_rows_that_are_listed_stand_in_their_partition() -> None:
    assert saml_keys.trace("a", "c", "t", "r").pk == saml_keys.traces("a", "c")
    assert saml_keys.logon("a", "p", "d").pk == saml_keys.logons("a", "p")
