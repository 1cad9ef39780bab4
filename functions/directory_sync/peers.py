"""Peers: a source becomes the directory that is read, with its credential."""

from functions.directory_sync.connections import EntraSettings, LdapSettings
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
    if source.entra:
        return EntraDirectory(entra_source(source, source.entra, secret))
    if source.ldap:
        return LdapPeer(ldap_source(source, source.ldap, secret))
    raise ValueError("the source names no directory")


def entra_source(source: Source, settings: EntraSettings, secret: str) -> EntraSource:
    """What is read of Entra ID."""
    return EntraSource(
        tenant=settings.tenant,
        client_id=settings.client_id,
        credential=read_credential(secret),
        cloud=settings.cloud,
        attributes=rules_of(source).attributes,
        scope=frozenset(source.scope_groups),
        groups=frozenset(each.group for each in source.roles),
    )


def ldap_source(source: Source, settings: LdapSettings, password: str) -> LdapSource:
    """What is read of an Active Directory of one's own."""
    return LdapSource(
        hosts=tuple(LdapHost(name=each.name, address=each.address) for each in settings.hosts),
        port=settings.port or 0,
        encryption=settings.encryption,
        ca_pem=settings.ca_certificate,
        bind_name=settings.bind_name,
        password=password,
        base_dns=settings.base_dns,
        people_filter=settings.people_filter,
        groups=tuple(sorted({*source.scope_groups, *(each.group for each in source.roles)})),
        scope_groups=source.scope_groups,
        attributes=tuple(sorted(rules_of(source).attributes)),
    )
