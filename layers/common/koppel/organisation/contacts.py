"""Contacts: with whom an organisation talks about an integration that is not available to it, and what it costs.

The operator sets one for an organisation, or one for all organisations that have none of their own.
"""

from dataclasses import asdict, dataclass, field

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put
from koppel.domain.texts import Text
from koppel.organisation import audit_log
from koppel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Contact:
    """With whom to talk (a name, an address, a telephone number), and a note on costs."""

    contact: str = ""
    costs: Text = field(default_factory=lambda: Text(nl="", en=""))
    own: bool = False
    """Whether it was set for the organisation itself."""


def put(runtime: Runtime, org: str, contact: Contact, actor: str) -> None:
    """Set the contact of an organisation, or with "" for `org` that of all that have none of their own. An empty one
    removes it."""
    key = row_keys.organisation.contact(org or OPERATOR)
    row: Row = {"contact": contact.contact, "costs": asdict(contact.costs)}
    is_empty = not any((contact.contact, contact.costs.nl, contact.costs.en))
    act = audit_log.audit_write(runtime, org or OPERATOR, "set-contact", actor, row)
    runtime.table.transact([Delete(key) if is_empty else Put(key, row), act])


def get(runtime: Runtime, org: str) -> Contact:
    """The contact of an organisation, or that of all with "" for `org`; an empty one where none was set."""
    own, usual = row_keys.organisation.contact(org or OPERATOR), row_keys.organisation.contact(OPERATOR)
    rows = runtime.table.get_many([own, usual])
    row = rows.get(own) or rows.get(usual)
    if row is None:
        return Contact()
    return Contact(contact=row["contact"], costs=Text(**row["costs"]), own=bool(org) and own in rows)
