"""Ways of logging on as the logon page shows them, read from the settings of other functions as JSON.

A function does not import another. A test holds the names used here against the settings models of the tiles.
"""

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


def hint(settings: str) -> str:
    """The hint for users in the settings (JSON) of the tile of delegated logon, "" for none."""
    return str(json.loads(settings).get("hint", ""))
