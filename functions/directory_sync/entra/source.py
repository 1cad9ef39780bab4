"""The settings of one source of this kind, as reading needs them; the cycle makes them from the tile."""

from dataclasses import dataclass, field
from hashlib import blake2b

from functions.directory_sync.entra.clouds import Cloud
from functions.directory_sync.entra.credentials import Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class EntraSource:
    """One tenant, read by one registered application.

    tenant      id of the tenant, or a domain of it
    client_id   id of the application
    attributes  names of the properties to read (`mail`, `employeeId`, `extensionAttribute1` …)
    scope       ids of the groups whose members are meant; empty for everybody in the tenant
    groups      ids of the other groups that are watched, for roles; people have ids of groups in lower case
    """

    tenant: str
    client_id: str
    credential: Credential = field(repr=False)
    cloud: Cloud = Cloud.GLOBAL
    attributes: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def watched(self) -> tuple[str, ...]:
        """All groups that are watched, in a fixed order."""
        return tuple(sorted(each.lower() for each in self.scope | self.groups))

    @property
    def digest(self) -> str:
        """Stands for the settings that decide what a reading brings; after a change of them everything is read anew."""
        told = (self.cloud, self.tenant.lower(), sorted(self.attributes), sorted(self.scope), self.watched)
        return blake2b(repr(told).encode(), digest_size=8).hexdigest()
