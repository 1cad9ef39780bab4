"""SAML logons at a second real identity provider, whose XML and whose encryption (AES-GCM) are made by other hands."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from tests.harness import saml_node
from tests.harness.saml_node import NodeProvider
from tests.harness.site import Site, fresh, open_site
from tests.harness.stack import Stack


@pytest.fixture(scope="module")
def provider(installed: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProvider]:
    with saml_node.running(installed("samlp"), Path(tmp_path_factory.mktemp("samlp"))) as found:
        yield found


@pytest.fixture(scope="module")
def site(stack: Stack, provider: NodeProvider) -> Site:
    made = open_site(stack, fresh("node"))
    made.operator("make-available", integration="saml_logon")
    made.operator("switch-on", integration="saml_logon")
    assert provider.port
    return made


def saml(site: Site, command: str, **arguments: Any) -> dict[str, Any]:
    """The result of an operator's command about connections."""
    order = {
        "command": command,
        "arguments": {"organisation": site.organisation, **arguments},
        "actor": "journey",
    }
    answer = site.stack.invoke("SamlOperator", order)
    assert "result" in answer, answer
    found: dict[str, Any] = answer["result"]
    return found


@pytest.mark.parametrize("encrypt", [False, True])
def test_a_professional_logs_on(site: Site, provider: NodeProvider, encrypt: bool) -> None:
    connection: str = saml(site, "saml-create-connection", name="samlp")["connection"]
    saml(site, "saml-load-metadata", connection=connection, metadata=provider.metadata)
    settings = {"must_encrypt": encrypt, "signed": "both", "attribute": "employeeNumber"}
    site.set("saml_logon", connections={connection: settings})
    with site.client() as client:
        root = etree.fromstring(client.get(f"/saml/{connection}/metadata").content)
        certificate = root.findtext(".//{*}KeyDescriptor[@use='encryption']//{*}X509Certificate")
        pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
        acs = root.find(".//{*}AssertionConsumerService").get("Location")
        provider.trust(root.get("entityID"), acs, pem if encrypt else "")
        asked = client.get(f"/saml/{connection}/login?to=/c/")
        form = httpx.get(asked.headers["location"], trust_env=False).raise_for_status().text
        found = re.search(r'name="SAMLResponse"\s+value="([^"]+)"', form)
        assert found, form
        cookie = asked.headers["set-cookie"].partition(";")[0]
        answer = client.post(
            f"/saml/{connection}/acs", data={"SAMLResponse": unescape(found[1])}, headers={"Cookie": cookie}
        )
        (last,) = saml(site, "saml-list-logons", connection=connection, limit=1)["logons"]
        assert last["outcome"] == "logged on", last
        assert (answer.status_code, answer.headers["location"]) == (303, "/c/")
        session = answer.headers["set-cookie"].partition(";")[0]
        landing = client.get("/c/", headers={"Cookie": session})
        assert "You successfully logged in" in landing.text
