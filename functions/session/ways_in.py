"""SAML connections as the logon page knows them: a name, and where a logon begins."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WayIn:
    """One connection that professionals can log on by."""

    name: str
    path: str


def ways_in(settings: str) -> tuple[WayIn, ...]:
    """The connections in the settings (JSON) of the SAML tile that are on and know their identity provider."""
    connections: dict[str, dict[str, object]] = json.loads(settings).get("connections", {})
    return tuple(
        WayIn(str(each.get("name", "SAML")), f"/saml/{connection}/login")
        for connection, each in connections.items()
        if each.get("on", True) and each.get("provider")
    )
