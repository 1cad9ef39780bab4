"""The directory of the demo organisation: the stand-in for Entra ID that runs beside the stack, as a source."""

from collections.abc import Mapping
from typing import Any

from tests.harness.graph.small import APPLICATION, DOMAIN, SECRET, fill
from tests.harness.graph.tenant import Tenant

SOURCE = "entra"
ROLES = {"therapists": "ith.Therapist", "supervisors": "ith.Supervisor", "secretaries": "ith.Secretary"}


def source(tenant: str, groups: Mapping[str, str], **settings: Any) -> dict[str, Any]:
    """The settings of a source that reads a tenant of the stand-in, with groups as `small.fill` makes them."""
    return {
        "name": SOURCE,
        "entra": {"tenant": tenant, "client_id": APPLICATION},
        "scope_groups": [groups["staff"]],
        "infix": "prefix_of(surname)",
        "last_name": "without_prefix(surname)",
        "roles": [{"group": groups[name], "roles": [role]} for name, role in ROLES.items()],
        **settings,
    }


def of_demo() -> dict[str, Any]:
    """The source of the demo organisation."""
    tenant = Tenant(DOMAIN)  # its ids follow from what is put into it
    return source(tenant.id, fill(tenant))


def secret() -> dict[str, str]:
    """The arguments with which the source gets its secret."""
    return {"source": SOURCE, "secret": SECRET}
