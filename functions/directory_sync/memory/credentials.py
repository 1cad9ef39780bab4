"""Credentials: what a source signs in with. They are encrypted, set by a command, and never shown again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.secrets import Secrets
from koppel.aws.writes import Put
from koppel.organisation import audit_log
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A secret, a password, or a private key with its certificate.

    set_at   UTC, when it was set
    expires  UTC, `YYYY-MM-DDTHH:MM:SS`, "" where nobody knows
    """

    set_at: str
    expires: str = ""
    ciphertexts: tuple[bytes, ...] = field(repr=False)


def store(tenant: Tenant, source: str, text: str, expires: str, *, verb: str, actor: str) -> Credential:
    """Set the credential of a source. The audit log has who did so, by the name of the command."""
    made = Credential(
        set_at=tenant.now(),
        expires=expires,
        ciphertexts=tuple(tenant.secrets.encrypt_long(tenant.slug, purpose(source), text.encode())),
    )
    row: Row = {"set_at": made.set_at, "expires": expires, "ciphertexts": list(made.ciphertexts)}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, verb, actor, {"source": source, "expires": expires})
    tenant.table.transact([Put(row_keys.directory.credential(tenant.slug, source), row), act])
    return made


def read(tenant: Tenant, source: str) -> Credential | None:
    """The credential of a source."""
    return from_row(tenant.table.get(row_keys.directory.credential(tenant.slug, source)))


def every(tenant: Tenant, sources: list[str]) -> Mapping[str, Credential]:
    """The credentials of those of these sources that have one."""
    keys = {row_keys.directory.credential(tenant.slug, each): each for each in sources}
    rows = tenant.table.get_many(keys)
    return {keys[key]: found for key, row in rows.items() if (found := from_row(row))}


def from_row(row: Row | None) -> Credential | None:
    """The credential in a row, None without one."""
    if row is None:
        return None
    return Credential(set_at=row["set_at"], expires=row["expires"], ciphertexts=tuple(row["ciphertexts"]))


def text(tenant: Tenant, source: str, credential: Credential) -> str:
    """The secret itself. Raises KeyUnavailable."""
    return _decrypted(tenant.secrets, tenant.slug, source, credential.ciphertexts)


def purpose(source: str) -> str:
    """The encryption context of a source's credential."""
    return f"directory-secret/{source}"


@lru_cache(maxsize=64)
def _decrypted(secrets: Secrets, org: str, source: str, ciphertexts: tuple[bytes, ...]) -> str:
    return secrets.decrypt_long(org, purpose(source), ciphertexts).decode()
