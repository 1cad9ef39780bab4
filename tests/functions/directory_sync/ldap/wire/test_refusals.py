"""What a domain controller refuses: each of its codes is told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.ldap.wire.refusals import search_refusal, sign_in_refusal
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_sign_in
from koppel.domain.problems.problem import Problem

WINDOWS = "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {code}, v3839\0"


def told(refusal: DirectoryIncomplete) -> Problem:
    """The problem; its texts can be filled."""
    for text in (refusal.problem.explanation, refusal.problem.remedy):
        assert "{" not in text.fill(refusal.details).nl
    return refusal.problem


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("525", ldap_sign_in.SIGN_IN_REFUSED),
        ("52e", ldap_sign_in.SIGN_IN_REFUSED),
        ("530", ldap_sign_in.HOURS_REFUSED),
        ("531", ldap_sign_in.WORKSTATION_REFUSED),
        ("532", ldap_sign_in.PASSWORD_EXPIRED),
        ("533", ldap_sign_in.ACCOUNT_DISABLED),
        ("569", ldap_sign_in.LOGON_TYPE_REFUSED),
        ("701", ldap_sign_in.ACCOUNT_EXPIRED),
        ("773", ldap_sign_in.MUST_CHANGE_PASSWORD),
        ("775", ldap_sign_in.ACCOUNT_LOCKED),
        ("80090346", ldap_sign_in.SIGN_IN_FAILED),
        ("0", ldap_sign_in.SIGN_IN_FAILED),
    ],
)
def test_each_sub_code_of_a_refused_sign_in_is_told(code: str, problem: Problem) -> None:
    for text in (WINDOWS.format(code=code), WINDOWS.format(code=code.upper())):
        assert told(sign_in_refusal("dc1", 49, text)) is problem


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (49, ldap_sign_in.SIGN_IN_REFUSED),
        (8, ldap_sign_in.ENCRYPTION_REQUIRED),
        (13, ldap_sign_in.ENCRYPTION_REQUIRED),
        (51, problems.BUSY),
        (52, problems.BUSY),
        (53, ldap_sign_in.SIGN_IN_FAILED),
    ],
)
def test_a_refused_sign_in_without_a_sub_code_is_told_by_its_code(code: int, problem: Problem) -> None:
    assert told(sign_in_refusal("dc1", code, "")) is problem


@given(st.integers(1, 255), st.text())
def test_no_message_of_a_server_is_passed_on(code: int, message: str) -> None:
    refusal = sign_in_refusal("dc1", code, message)
    told(refusal)
    assert set(refusal.details) <= {"host", "code"}
    assert len(refusal.details.get("code", "")) <= 8
    told(search_refusal("dc1", "DC=a", code))
