"""What a domain controller says about itself and its domain (MS-ADTS section 3.1.1.3.2, rootDSE)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.ldap.wire.connection import Link
from functions.directory_sync.ldap.wire.search import read, search
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of FILETIME (MS-DTYP section 2.3.3), in tenths of a microsecond
_DELETED_OBJECTS = "18E2EA80684F11D2B9AA00C04F79F805"  # GUID_DELETED_OBJECTS_CONTAINER_W
_TIME = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain as one of its controllers has it now.

    base           the DN of the domain
    invocation     id of the controller's database; another one counts its changes otherwise
    usn            number of the newest change there (highestCommittedUSN)
    now            the controller's clock, as FILETIME
    deleted_base   where deleted objects are
    sees_deleted   whether the account may see them
    """

    base: str
    invocation: str
    usn: int
    now: int
    deleted_base: str
    sees_deleted: bool


def domain(link: Link) -> Domain:
    """The domain at the other end. Raises DirectoryIncomplete."""
    wanted = ("defaultNamingContext", "dsServiceName", "highestCommittedUSN", "currentTime")
    root = read(link, "", wanted)
    refused = DirectoryIncomplete(problems.NOT_ACTIVE_DIRECTORY, {"host": link.host})
    if root is None:
        raise refused
    base, service = root.texts("defaultNamingContext"), root.texts("dsServiceName")
    usn, now = root.number("highestCommittedUSN"), _filetime(root.texts("currentTime"))
    if not base or not service or usn is None or now is None:
        raise refused
    settings = read(link, service[0], ("invocationId",))
    invocation = settings.raw("invocationId") if settings else b""
    if len(invocation) != 16:
        raise DirectoryIncomplete(problems.HIDDEN, {"attribute": "invocationId"})
    deleted_base = f"<WKGUID={_DELETED_OBJECTS},{base[0]}>"
    container = read(link, deleted_base, ("isDeleted",), deleted=True)  # visible to all in Samba, but not what is in it
    return Domain(
        base=base[0],
        invocation=str(UUID(bytes_le=invocation)),
        usn=usn,
        now=now,
        deleted_base=deleted_base,
        sees_deleted=container is not None and bool(container.raw("isDeleted")),
    )


def units(link: Link, domain: Domain) -> str:
    """A digest of the places of all organisational units. Whoever is in a unit moves with it, without a change of their
    own."""
    found = sorted(
        f"{each.guid} {each.dn.lower()}" for each in search(link, domain.base, filters.UNITS, ("objectGUID",))
    )
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def filetime(moment: datetime) -> int:
    """A moment as FILETIME."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10


def hours(count: int) -> int:
    """So many hours, in units of FILETIME."""
    return count * 3600 * 10**7


def _filetime(texts: tuple[str, ...]) -> int | None:
    """A generalised time, `20261129155505.0Z`."""
    try:
        return filetime(datetime.strptime(texts[0].partition(".")[0].rstrip("Z"), _TIME).replace(tzinfo=UTC))
    except (IndexError, ValueError):
        return None
