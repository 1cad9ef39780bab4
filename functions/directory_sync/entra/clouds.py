"""The addresses of Microsoft's clouds. Nothing else is ever asked.

Source: Microsoft Graph, "National cloud deployments". A function on a developer's machine finds a stand-in by the
variable GRAPH_ENDPOINTS, which may name this machine only. The template does not have the variable.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

VARIABLE = "GRAPH_ENDPOINTS"
OURS = frozenset({"127.0.0.1", "::1", "localhost"})


class Cloud(StrEnum):
    """The clouds that have Microsoft Graph, each with tenants of its own."""

    GLOBAL = "global"
    US_GOVERNMENT = "us-gov"
    US_DEFENCE = "us-dod"
    CHINA = "china"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where one cloud answers.

    login      address of the sign-in, without a path
    graph      address of Graph, without a path
    aliases    other hosts that the sign-in may name as its own
    authority  path of the certificate that vouches for both; "" for the usual ones
    """

    login: str
    graph: str
    aliases: frozenset[str] = frozenset()
    authority: str = ""

    @property
    def hosts(self) -> frozenset[str]:
        """All that may be asked, with ports."""
        return self.aliases | {urlsplit(self.login).netloc, urlsplit(self.graph).netloc}


CLOUDS: Mapping[Cloud, Endpoints] = MappingProxyType(
    {
        Cloud.GLOBAL: Endpoints("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        Cloud.US_GOVERNMENT: Endpoints("https://login.microsoftonline.us", "https://graph.microsoft.us"),
        Cloud.US_DEFENCE: Endpoints("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        Cloud.CHINA: Endpoints(
            "https://login.chinacloudapi.cn",
            "https://microsoftgraph.chinacloudapi.cn",
            frozenset({"login.partner.microsoftonline.cn"}),
        ),
    }
)


def endpoints(cloud: Cloud, environment: Mapping[str, str] = os.environ) -> Endpoints:
    """Where this cloud answers. Raises ValueError when the variable names another machine than this one."""
    given = environment.get(VARIABLE)
    if not given:
        return CLOUDS[cloud]
    told = json.loads(given)
    found = Endpoints(told["login"], told["graph"], authority=told.get("authority", ""))
    for each in (found.login, found.graph):
        parts = urlsplit(each)
        if parts.scheme != "https" or parts.hostname not in OURS:
            raise ValueError(f"{VARIABLE} may name this machine only")
    return found
