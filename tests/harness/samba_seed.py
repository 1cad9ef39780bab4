"""Fills the database of a new domain controller with people, groups and accounts to sign in with.

Runs in Debian's own Python, which has Samba's modules: `/usr/bin/python3 -m tests.harness.samba_seed`. It writes the
database directly: seconds for thousands of people, where LDAP takes a minute.
"""

import sys
from collections.abc import Sequence
from typing import Any

import ldb
from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import misc, security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

from tests.harness import samba_domain as domain

NEVER_EXPIRES = 0x10200  # of userAccountControl: NORMAL_ACCOUNT and DONT_EXPIRE_PASSWORD
LONG_AGO = "133485408000000000"  # 1 January 2024, in tenths of a microsecond since 1601
AT_ONCE = 250  # people in one transaction; all in one take five times as long


def opened(folder: str) -> Any:
    """The database of the domain controller in this folder, which must not run."""
    parameters = LoadParm()
    parameters.load(f"{folder}/etc/smb.conf")
    return SamDB(url=f"{folder}/private/sam.ldb", lp=parameters, session_info=system_session())


def seed(folder: str) -> None:
    """Everything that `samba_domain` says."""
    database = opened(folder)
    for unit in domain.UNITS:
        database.create_ou(f"{unit},{domain.BASE}")
    for first in range(0, domain.PEOPLE, AT_ONCE):
        database.transaction_start()
        for number in range(first, min(first + AT_ONCE, domain.PEOPLE)):
            database.add({"dn": domain.person_dn(number), **domain.attributes(number)})
        database.transaction_commit()
    for group in domain.members():
        account = "".join(each for each in group.partition(",OU=")[0].removeprefix("CN=") if each.isalpha())
        database.add({"dn": group, "objectClass": "group", "sAMAccountName": account})
    for group, members in domain.members().items():
        if members:
            _change(database, group, "member", members, adds=True)
    for name in (domain.READER, domain.PLAIN, domain.CHANGER, domain.OLD):
        database.newuser(name, domain.PASSWORD, userou="OU=Service")
    for name in (domain.READER, domain.PLAIN, domain.CHANGER):
        _change(database, _account(name), "userAccountControl", str(NEVER_EXPIRES))
    database.add_remove_group_members("Domain Admins", [domain.CHANGER], add_members_operation=True)
    bypass = f"local_oid:{dsdb.DSDB_CONTROL_BYPASS_PASSWORD_HASH_OID}:0"
    _change(database, _account(domain.OLD), "pwdLastSet", LONG_AGO, controls=[bypass])
    _show_deleted_objects(database)


def _account(name: str) -> str:
    return f"CN={name},OU=Service,{domain.BASE}"


def _show_deleted_objects(database: Any) -> None:
    """Lets the reader see deleted objects, as `dsacls … /G name:LCRP` does; by default only administrators may."""
    found = database.search(_account(domain.READER), scope=ldb.SCOPE_BASE, attrs=["objectSid"])
    reader = ndr_unpack(security.dom_sid, found[0]["objectSid"][0])
    place = f"CN=Deleted Objects,{domain.BASE}"
    shown, wanted = ["show_deleted:1"], ["nTSecurityDescriptor"]
    rights = database.search(place, scope=ldb.SCOPE_BASE, attrs=wanted, controls=shown)[0]["nTSecurityDescriptor"][0]
    sid = security.dom_sid(database.get_domain_sid())
    flags, bracket, entries = ndr_unpack(security.descriptor, rights).as_sddl(sid).partition("(")
    wider = security.descriptor.from_sddl(f"{flags}(A;CI;LCRPLORC;;;{reader}){bracket}{entries}", sid)
    _change(database, place, "nTSecurityDescriptor", ndr_pack(wider), controls=[*shown, "sd_flags:1:4"])


def _change(
    database: Any, name: str, attribute: str, value: Any, *, adds: bool = False, controls: Sequence[str] = ()
) -> None:
    kind = ldb.FLAG_MOD_ADD if adds else ldb.FLAG_MOD_REPLACE
    change = ldb.Message()
    change.dn = ldb.Dn(database, name)
    change[attribute] = ldb.MessageElement(value, kind, attribute)
    database.modify(change, controls=list(controls))


def rename_invocation(folder: str, invocation: str) -> None:
    """Makes a copy of a domain controller another one, which counts its changes under this invocation id."""
    database = opened(folder)
    packed = ndr_pack(misc.GUID(invocation))
    _change(database, database.get_dsServiceName(), "invocationId", packed, controls=["relax:0"])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["seed", place]:
            seed(place)
        case ["invocation", place, new]:
            rename_invocation(place, new)
