"""Whatever is sent to the addresses that anybody can reach, or loaded as metadata, ends in a named refusal."""

from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.saml_logon.problems import PROBLEMS
from tests.functions.saml_logon.conftest import Saml
from tests.harness.saml import key_pair, metadata

FORM: dict[str, Any] = {"Content_Type": "application/x-www-form-urlencoded"}
FEW = settings(max_examples=30)


@FEW
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda raw: b"SAMLResponse=" + raw)))
def test_any_body_at_the_acs_is_refused_by_name(saml: Saml, body: bytes) -> None:
    assert saml.reason(saml.get(saml.at("acs"), "POST", body, **FORM)) in PROBLEMS


@FEW
@given(st.binary(max_size=300))
def test_any_response_at_the_acs_is_refused_by_name(saml: Saml, response: bytes) -> None:
    assert saml.reason(saml.post(response)) in PROBLEMS


@FEW
@given(st.sampled_from(["SAMLRequest", "SAMLResponse"]), st.binary(max_size=200), st.binary(max_size=50))
def test_any_logout_message_is_refused_by_name(saml: Saml, name: str, message: bytes, signature: bytes) -> None:
    query = f"{name}={quote_from_bytes(message)}&SigAlg=x&Signature={quote_from_bytes(signature)}"
    assert saml.reason(saml.get(f"{saml.at('slo')}?{query}")) in PROBLEMS


@FEW
@given(st.data())
def test_any_metadata_are_loaded_or_refused(saml: Saml, data: st.DataObject) -> None:
    good = metadata(key_pair("idp")).decode()
    at = data.draw(st.integers(0, len(good)))
    text = data.draw(
        st.one_of(st.text(max_size=200), st.text(max_size=20).map(lambda new: good[:at] + new + good[at:]))
    )
    order = {"organisation": "demo", "connection": saml.connection, "metadata": text}
    answer = saml.ordered("saml-load-metadata", **order)
    assert "result" in answer or answer["problem"]["slug"] in {*PROBLEMS, "invalid", "settings-invalid"}
