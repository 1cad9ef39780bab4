"""Peers: a source becomes the directory that is read, with its credential."""

from functions.directory_sync.entra.credentials import read as read_credential
from functions.directory_sync.entra.peer import EntraDirectory
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapHost, LdapSource
from functions.directory_sync.memory import credentials
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.people import DirectoryIncomplete, Peer
from functions.directory_sync.problems.cycle import SECRET_MISSING
from functions.directory_sync.rules import rules_of
from functions.directory_sync.sources import Source
from koppel.runtime import Tenant


def open_directory(tenant: Tenant, source: Source, credential: Credential | None) -> Peer:
    """The directory of this source. Raises DirectoryIncomplete where it has no credential."""
    if credential is None:
        raise DirectoryIncomplete(SECRET_MISSING, {"source": source.name})
    return directory(source, credentials.text(tenant, source.name, credential))


def directory(source: Source, secret: str) -> Peer:
    """The directory of this source, with this secret. Raises ValueError for a source that names none."""
    rules = rules_of(source)
    groups = frozenset(each.group for each in source.roles)
    if source.entra:
        return EntraDirectory(
            EntraSource(
                tenant=source.entra.tenant,
                client_id=source.entra.client_id,
                credential=read_credential(secret),
                cloud=source.entra.cloud,
                attributes=rules.attributes,
                scope=frozenset(source.scope_groups),
                groups=groups,
            )
        )
    if source.ldap is None:
        raise ValueError("the source names no directory")
    return LdapPeer(
        LdapSource(
            hosts=tuple(LdapHost(name=each.name, address=each.address) for each in source.ldap.hosts),
            port=source.ldap.port or 0,
            encryption=source.ldap.encryption,
            ca_pem=source.ldap.ca_certificate,
            bind_name=source.ldap.bind_name,
            password=secret,
            base_dns=source.ldap.base_dns,
            people_filter=source.ldap.people_filter,
            groups=tuple(sorted(groups | set(source.scope_groups))),
            scope_groups=source.scope_groups,
            attributes=tuple(sorted(rules.attributes)),
        )
    )
