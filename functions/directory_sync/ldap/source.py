"""An Active Directory of one's own, as the settings describe it."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum


class Encryption(StrEnum):
    """How a connection is encrypted. There is none without."""

    LDAPS = "ldaps"
    START_TLS = "start-tls"


PORTS = {Encryption.LDAPS: 636, Encryption.START_TLS: 389}


@dataclass(frozen=True, slots=True)
class LdapHost:
    """A domain controller.

    name     as its certificate has it
    address  where to connect, where the name cannot be looked up from here; "" for the name itself
    """

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LdapSource:
    """What is needed to read one Active Directory.

    hosts         domain controllers of one domain, the first to try first
    port          0 for the usual one of the encryption
    ca_pem        certificates of the authority that has signed those of the hosts; "" for the public authorities
    bind_name     of an account that may only read: `name@domain`, `DOMAIN\\name` or a DN
    base_dns      where the people in scope are; none for the whole domain
    people_filter which of these are in scope, an LDAP filter; "" for all
    groups        groups to watch, each a DN or an `objectGUID`
    scope_groups  those of `groups` of which one must be a person's to be in scope; none for everybody
    attributes    attributes of people to read
    """

    hosts: tuple[LdapHost, ...]
    port: int = 0
    encryption: Encryption = Encryption.LDAPS
    ca_pem: str = ""
    bind_name: str
    password: str = field(repr=False)
    base_dns: tuple[str, ...] = ()
    people_filter: str = ""
    groups: tuple[str, ...] = ()
    scope_groups: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def used_port(self) -> int:
        """The port to connect to."""
        return self.port or PORTS[self.encryption]

    @property
    def digest(self) -> str:
        """Changes whenever other people, or other values of theirs, may come out of a reading."""
        asked = [
            sorted(self.base_dns),
            self.people_filter,
            sorted(self.groups),
            sorted(self.scope_groups),
            sorted(self.attributes),
        ]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
