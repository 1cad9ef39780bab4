"""What happens in an Active Directory while it runs: people come, change, move and go.

Over LDAPS, as an administrator.
"""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ldap3 import BASE, MODIFY_ADD, MODIFY_DELETE, MODIFY_REPLACE, NONE, Connection, Server, Tls
from ldap3.protocol.microsoft import show_deleted_control

from tests.harness import samba_domain as domain
from tests.harness.samba import LDAPS, DomainController

DISABLED = 2  # bit of userAccountControl
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
ANY = "(objectClass=*)"
WARD = f"OU=Ward,{domain.STAFF}"
type Values = str | bytes | Sequence[str]


@dataclass(frozen=True)
class Changes:
    """Changes of one domain controller. Names are DNs; each method that gives a new DN returns it."""

    connection: Any

    def create(self, name: str, unit: str = WARD, **attributes: Values) -> str:
        """A person, enabled, with an account name and an e-mail address made of the name."""
        account = _account(name)
        made: dict[str, Values] = {
            "sAMAccountName": account,
            "userPrincipalName": f"{account}@{domain.REALM}",
            "mail": f"{account}@hub.test",
            "userAccountControl": str(domain.NO_PASSWORD_NEEDED),
        }
        return self._add(f"CN={name},{unit}", "user", made | attributes)

    def create_account(self, name: str) -> str:
        """An account of a service, which signs in with `samba_domain.PASSWORD`."""
        password = f'"{domain.PASSWORD}"'.encode("utf-16-le")
        attributes: dict[str, Values] = {
            "sAMAccountName": name,
            "userPrincipalName": f"{name}@{domain.REALM}",
            "unicodePwd": password,
            "userAccountControl": "512",
        }
        return self._add(f"CN={name},OU=Service,{domain.BASE}", "user", attributes)

    def create_group(self, name: str, *members: str) -> str:
        """A group."""
        made: dict[str, Values] = {"sAMAccountName": _account(name)}
        if members:
            made["member"] = members
        return self._add(domain.group_dn(name), "group", made)

    def create_unit(self, name: str, within: str = domain.STAFF) -> str:
        """An organisational unit."""
        return self._add(f"OU={name},{within}", "organizationalUnit", {})

    def change(self, name: str, **attributes: Values) -> None:
        """New values; none, "", removes an attribute."""
        self._modify(name, {each: (MODIFY_REPLACE, _values(value)) for each, value in attributes.items()})

    def rename(self, name: str, first: str) -> str:
        """Another first part of the DN: `CN=…`, `OU=…`."""
        self._done(self.connection.modify_dn(name, first))
        return f"{first},{name.partition(',')[2]}"

    def move(self, name: str, unit: str) -> str:
        """Into another unit, given as a DN."""
        first = name.partition(",OU=")[0]
        self._done(self.connection.modify_dn(name, first, new_superior=unit))
        return f"{first},{unit}"

    def disable(self, name: str) -> None:
        """No longer allowed to log on."""
        self.change(name, userAccountControl=str(domain.NO_PASSWORD_NEEDED | DISABLED))

    def enable(self, name: str) -> None:
        """Allowed to log on."""
        self.change(name, userAccountControl=str(domain.NO_PASSWORD_NEEDED))

    def expire(self, name: str, when: datetime) -> None:
        """The account ends at this time."""
        self.change(name, accountExpires=str(int((when - EPOCH).total_seconds()) * 10**7))

    def must_change_password(self, name: str) -> None:
        """At the next logon."""
        self.change(name, pwdLastSet="0")

    def delete(self, name: str) -> None:
        """A person, a group or an empty unit."""
        self._done(self.connection.delete(name))

    def undelete(self, identity: str, name: str, **attributes: Values) -> None:
        """What has this `objectGUID` comes back, at this DN; Samba has kept few of its attributes."""
        found = f"<GUID={identity}>"
        self.connection.search(found, ANY, BASE, controls=[show_deleted_control(criticality=True)])
        place = self.connection.response[0]["dn"]
        back = {"isDeleted": [(MODIFY_DELETE, [])], "distinguishedName": [(MODIFY_REPLACE, [name])]}
        self._done(self.connection.modify(place, back, controls=[show_deleted_control(criticality=True)]))
        self.change(name, **attributes)

    def join(self, group: str, *members: str) -> None:
        """People or groups become members of a group."""
        self._modify(group, {"member": (MODIFY_ADD, list(members))})

    def leave(self, group: str, *members: str) -> None:
        """People or groups are no longer members of a group."""
        self._modify(group, {"member": (MODIFY_DELETE, list(members))})

    def identity(self, name: str) -> str:
        """The `objectGUID`, as text."""
        self.connection.search(name, ANY, BASE, attributes=["objectGUID"])
        return str(UUID(bytes_le=self.connection.response[0]["raw_attributes"]["objectGUID"][0]))

    def _add(self, name: str, kind: str, attributes: Mapping[str, Values]) -> str:
        self._done(self.connection.add(name, kind, dict(attributes)))
        return name

    def _modify(self, name: str, changes: Mapping[str, tuple[str, list[Any]]]) -> None:
        if changes:
            self._done(self.connection.modify(name, {each: [change] for each, change in changes.items()}))

    def _done(self, succeeded: bool) -> None:
        if not succeeded:
            raise RuntimeError(self.connection.result)


def _account(name: str) -> str:
    return "".join(each for each in name.lower() if each.isascii() and each.isalnum())[:20]


def _values(value: Values) -> list[Any]:
    if isinstance(value, str | bytes):
        return [value] if value else []
    return list(value)


@contextmanager
def changes(controller: DomainController) -> Iterator[Changes]:
    """The hands of an administrator of this domain controller."""
    tls = Tls(
        validate=ssl.CERT_REQUIRED,
        version=ssl.PROTOCOL_TLS_CLIENT,
        ca_certs_data=controller.authority.pem,
        valid_names=[controller.name],
    )
    server = Server(controller.address, LDAPS, use_ssl=True, tls=tls, get_info=NONE)
    user = f"{domain.CHANGER}@{domain.REALM}"
    connection = Connection(server, user, domain.PASSWORD, auto_bind=True, check_names=False)
    try:
        yield Changes(connection)
    finally:
        connection.unbind()
