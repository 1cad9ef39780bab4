"""The bench: each check of a response or of metadata by its name, and nothing written."""

import base64
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.saml_logon import checks
from functions.saml_logon.memory import name_id_bindings
from functions.saml_logon.problems import PROBLEMS
from koppel.aws.clients import dynamodb
from tests.functions.saml_logon.conftest import Saml
from tests.functions.saml_logon.test_commands import BAD_METADATA
from tests.functions.saml_logon.test_logon import EMAIL, key_of
from tests.harness.saml import ENTITY_ID, key_pair, metadata
from tests.harness.saml_attacks import Attack
from tests.harness.saml_attacks.content import CONTENT
from tests.harness.saml_attacks.signatures import SIGNATURES
from tests.harness.saml_attacks.wrapping import WRAPPING
from tests.harness.saml_attacks.xml import XML

SLUGS = {each.slug: each for each in (*WRAPPING, *SIGNATURES, *XML, *CONTENT) if each.slug}
"""An attack for each reason for a refusal."""


def stored(saml: Saml) -> list[dict[str, Any]]:
    """Everything in the table."""
    found: list[dict[str, Any]] = dynamodb().scan(TableName=saml.world.runtime.table.name)["Items"]
    return sorted(found, key=repr)


def checked(saml: Saml, **arguments: str) -> dict[str, Any]:
    """The answer of the bench, after which the table is as it was."""
    before = stored(saml)
    answer: dict[str, Any] = saml.operate("saml-check", connection=saml.connection, **arguments)
    assert stored(saml) == before
    return answer


def failed(answer: dict[str, Any]) -> dict[str, str]:
    """The checks that failed, with their problem; each is explained in both languages."""
    for each in answer["checks"]:
        assert each["what"].keys() == {"nl", "en"}
        if each["passed"] is False:
            assert all(each[name][language] for name in ("explanation", "remedy") for language in ("nl", "en"))
            assert "{" not in each["explanation"]["en"]
            assert each["problem"] in PROBLEMS
        else:
            assert each["problem"] == ""
    return {each["check"]: each["problem"] for each in answer["checks"] if each["passed"] is False}


def not_reached(answer: dict[str, Any]) -> list[str]:
    """The checks that were not made."""
    return [each["check"] for each in answer["checks"] if each["passed"] is None]


def test_a_good_response_passes_every_check_and_still_logs_on(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond()
    answer = checked(saml, response=response.decode())
    assert (answer["passed"], failed(answer), not_reached(answer)) == (True, {}, ["pin"])
    assert [each["check"] for each in answer["checks"]] == list(checks.RESPONSE)
    assert answer["compared"]["field"] == "id"
    assert answer["attributes"]
    assert "P1" not in repr(answer)
    assert saml.entries() == {}
    assert saml.post(response).location == "/"


def test_a_response_is_taken_as_xml_in_base64_and_as_the_form_of_a_browser(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond()
    encoded = base64.b64encode(response).decode()
    answer = checked(saml, response=response.decode())
    for text in (encoded, quote(encoded, safe=""), urlencode({"SAMLResponse": encoded, "RelayState": "/c/"})):
        assert checked(saml, response=text) == answer


def test_an_encrypted_response_is_read_with_our_keys(saml: Saml) -> None:
    _, provider = saml.start()
    ours = key_pair("own 1").certificate
    assert ours != key_of(saml)
    assert failed(checked(saml, response=provider.respond(encrypt_for=ours).decode())) == {}


@pytest.mark.parametrize("attack", SLUGS.values(), ids=lambda attack: attack.slug)
def test_every_refusal_is_a_check_that_fails_for_the_same_reason(saml: Saml, attack: Attack) -> None:
    _, provider = saml.start()
    response = attack.make(provider)
    answer = checked(saml, response=base64.b64encode(response).decode())
    found = failed(answer)
    assert attack.slug in found.values()
    assert saml.reason(saml.post(response)) == attack.slug
    name = next(name for name, slug in found.items() if slug == attack.slug)
    passed = saml.last()["passed"]
    assert name not in passed
    assert set(passed) <= {each["check"] for each in answer["checks"] if each["passed"]}


def test_an_old_response_fails_for_its_age_and_the_rest_is_checked(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond().decode()
    saml.world.clock.move(days=1)
    assert failed(checked(saml, response=response)) == {
        "time": "expired",
        "confirmation": "expired",
        "request": "expired",
    }


def test_a_used_response_is_recognised(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond()
    saml.post(response)
    assert failed(checked(saml, response=response.decode())) == {"request": "replayed"}


def test_who_has_no_account_and_who_is_bound_otherwise_is_seen(saml: Saml) -> None:
    _, provider = saml.start()
    assert failed(checked(saml, response=provider.respond(name_id="P9").decode())) == {"person": "person-unknown"}
    saml.configure(**EMAIL)
    response = provider.respond().decode()
    assert not_reached(checked(saml, response=response)) == []
    name_id_bindings.bind(saml.world.tenant, ENTITY_ID, "somebody else", saml.professional.key)
    assert list(failed(checked(saml, response=response))) == ["pin"]


GARBAGE = st.text(max_size=60) | st.sampled_from(["<", "<a/>", "SAMLResponse=", "%3Ca%2F%3E", "PGEvPg==", "é", "\x00"])


def test_garbage_fails_the_first_checks(saml: Saml) -> None:
    @given(GARBAGE.filter(str.strip))
    def try_out(text: str) -> None:
        answer: dict[str, Any] = saml.operate("saml-check", connection=saml.connection, response=text)
        assert set(failed(answer)) <= {"form", "xml", "structure"}
        assert answer["passed"] is False
        answer = saml.operate("saml-check", connection=saml.connection, metadata=text)
        assert set(failed(answer)) <= {"metadata xml", "provider"}
        assert answer["provider"] is None

    before = stored(saml)
    try_out()
    assert stored(saml) == before


def test_good_metadata_pass_and_show_what_they_say(saml: Saml) -> None:
    answer = checked(saml, metadata=metadata(key_pair("idp")).decode())
    assert (answer["passed"], failed(answer), not_reached(answer)) == (True, {}, [])
    assert answer["provider"]["entity_id"] == ENTITY_ID
    assert answer["provider"]["certificates"][0]["expires"].startswith("2035-")


@pytest.mark.parametrize(("slug", "text"), BAD_METADATA.items(), ids=BAD_METADATA)
def test_bad_metadata_fail_a_check(saml: Saml, slug: str, text: str) -> None:
    assert list(failed(checked(saml, metadata=text)).values()) == [slug]


def test_one_of_the_two_is_given(saml: Saml) -> None:
    for both in ("", "x"):
        assert (
            saml.declined("saml-check", connection=saml.connection, response=both, metadata=both)
            == "response-or-metadata"
        )
    assert saml.declined("saml-check", connection="0123456789ab", response="x") == "connection-unknown"
