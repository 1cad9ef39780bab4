"""An organisation on a running stack whose professionals log on by SAML."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from tests.harness.site import Site, open_site
from tests.harness.stack import Stack


@dataclass(frozen=True)
class Ours:
    """Who we are to an identity provider, as our metadata say; certificates in base64, without the lines around it."""

    entity_id: str
    signing: str
    encryption: str


@dataclass
class SamlSite:
    """The organisation and its connections."""

    site: Site

    def command(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of an operator's command about connections."""
        given = {"organisation": self.site.organisation, **arguments}
        order = {"command": command, "arguments": given, "actor": "journey"}
        answer: dict[str, Any] = self.site.stack.invoke("SamlOperator", order)
        assert "result" in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def connect(self, name: str, metadata: str, **settings: Any) -> str:
        """The id of a new connection for the identity provider with these metadata."""
        connection: str = self.command("saml-create-connection", name=name)["connection"]
        self.command("saml-load-metadata", connection=connection, metadata=metadata)
        self.site.set("saml_logon", connections={connection: settings})
        return connection

    def at(self, connection: str, word: str) -> str:
        """An address of the connection."""
        return f"{self.site.base_url}/saml/{connection}/{word}"

    def ours(self, connection: str) -> Ours:
        """Who we are to this connection's identity provider."""
        with self.site.client() as client:
            root = etree.fromstring(client.get(f"/saml/{connection}/metadata").content)
        keys = {each.get("use"): each.findtext(".//{*}X509Certificate") for each in root.iter("{*}KeyDescriptor")}
        return Ours(root.get("entityID"), keys["signing"], keys["encryption"])

    def last(self, connection: str) -> dict[str, Any]:
        """The trace of the last logon."""
        found: dict[str, Any] = self.command("saml-list-logons", connection=connection, limit=1)["logons"][0]
        return found


def open_saml_site(stack: Stack, organisation: str) -> SamlSite:
    """A new organisation with SAML switched on and no connection yet."""
    site = open_site(stack, organisation)
    site.operator("make-available", integration="saml_logon")
    site.operator("switch-on", integration="saml_logon")
    return SamlSite(site)
