"""The scene of tests of plans: an organisation, an origin, accounts as values, and what a plan leaves behind."""

from collections.abc import Mapping
from dataclasses import replace

from koppel.domain.accounts.account import Account, Claim, Kind, Value, claims
from koppel.domain.accounts.presence import ClientDetails, Presence, ProfessionalDetails
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.planning import Plan
from koppel.domain.pseudonyms import Pseudonyms

NOW = "2026-03-02T09:00:00"
EARLIER = "2026-01-01T00:00:00"
ORGANISATION = Organisation(
    slug="demo",
    name="Praktijk Demo",
    mode=Mode.PRODUCTION,
    pseudonyms=Pseudonyms(bytes(32)),
    clients=ClientDetails(
        id=Presence.OPTIONAL, bsn=Presence.OPTIONAL, date_of_birth=Presence.OPTIONAL, labels=Presence.OPTIONAL
    ),
    professionals=ProfessionalDetails(labels=Presence.OPTIONAL),
)
HL7 = Origin(integration="hl7_intake", source="EPD", actor="feed", reference="message-1", at=NOW)
REST = Origin(integration="rest_api", source="Portal", actor="user", reference="request-1", at=NOW)

OURS, OTHER, NEW = "a" * 32, "b" * 32, "c" * 32
"""Keys of the account at hand, of another one, and of the next new one."""
PERSON: Mapping[str, Value] = {"first_name": "Johanna", "last_name": "Berg", "gender": "f"}


def account(kind: Kind = Kind.CLIENT, key: str = OURS, *, active: bool = True, **values: Value) -> Account:
    """An account that was stored some time ago, complete but for what `values` empties."""
    given = {**PERSON, "email": "johanna@client.example", "id": "C1", **values}
    return Account(
        kind=kind,
        key=key,
        version=3,
        created=EARLIER,
        modified=EARLIER,
        active=active,
        values={name: value for name, value in given.items() if value},
    )


def stored(found: Account | None = None, others: Mapping[Claim, str] | None = None) -> Stored:
    """What is stored: this account, and who holds these other claims."""
    own = dict.fromkeys(claims(found), found.key) if found else {}
    return Stored(account=found, holders={**own, **(others or {})})


def carried_out(before: Stored, planned: Plan) -> Stored:
    """What is stored once the plan has been applied."""
    change = planned.change
    if change is None:
        return before
    after = replace(change.accounts[0].after, version=change.accounts[0].after.version + 1)
    ended = {(each.professional, each.kind) for each in change.relations_ended}
    settled = {(each.professional_id, each.kind) for each in change.waiting_ended}
    return Stored(
        account=after,
        holders={claim: key for claim, key in before.holders.items() if key != after.key}
        | dict.fromkeys(claims(after), after.key),
        relations=(*(each for each in before.relations if (each.professional, each.kind) not in ended),
                   *change.relations_made),
        waiting=(*(each for each in before.waiting if (each.professional_id, each.kind) not in settled),
                 *change.waiting_made),
    )  # fmt: skip
