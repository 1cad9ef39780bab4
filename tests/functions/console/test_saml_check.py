"""The SAML bench as a page of the console: a response or metadata pasted, and each check in the reader's language."""

from html import escape
from typing import Any

import pytest

from functions.saml_logon import command_entry
from functions.saml_logon.checks import METADATA, RESPONSE
from functions.saml_logon.problems.form import NOT_XML
from tests.functions.console.conftest import CONTEXT, Console
from tests.harness.html import faults
from tests.harness.saml import key_pair, metadata

PATH = "/console/demo/do/saml-check"


@pytest.fixture
def connection(console: Console) -> str:
    """A connection that knows its identity provider."""
    made: str = _done("saml-create-connection", name="Entra ID")["connection"]
    _done("saml-load-metadata", connection=made, metadata=metadata(key_pair("idp")).decode())
    assert console.world.organisation.slug == "demo"
    return made


def _done(command: str, **arguments: Any) -> dict[str, Any]:
    order = {"command": command, "arguments": {"organisation": "demo", **arguments}, "actor": "test"}
    result: dict[str, Any] = command_entry.operate(order, CONTEXT)["result"]
    return result


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_check_is_shown_and_what_was_pasted_comes_back_as_text(
    console: Console, connection: str, language: str
) -> None:
    console.manager.language = language
    good = metadata(key_pair("idp")).decode()
    for form, texts in (({"metadata": good}, METADATA), ({"response": "<script>alert(1)</script"}, RESPONSE)):
        answer = console.manager.post(PATH, {"connection": connection, **form})
        assert answer.status == 200
        assert faults(answer.body) == []
        assert "<script>alert" not in answer.body
        for text in texts.values():
            assert escape(getattr(text, language), quote=False) in answer.body.replace("&#39;", "'")
        assert (getattr(NOT_XML.explanation, language) in answer.body) is ("response" in form)


def test_the_page_of_the_command_is_valid(console: Console) -> None:
    page = console.manager.get(PATH)
    assert page.status == 200
    assert faults(page.body) == []
