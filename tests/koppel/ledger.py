"""The ledger: all stored rows of an organisation, and what must be true of them at any time.

It reads the table with its own knowledge of the rows, not with the code that wrote them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from koppel.accounts import merge_leftovers, unmerge, waiting_lists
from koppel.aws.clients import dynamodb
from koppel.aws.rows import Row, to_row
from koppel.domain.organisation import Organisation
from koppel.runtime import Tenant
from tests.harness.world import World, create_table

UNIQUE = {
    "client": {"email": "email", "id": "client-id", "bsn": "bsn"},
    "professional": {"email": "email", "id": "professional-id"},
    "friend": {"email": "email"},
}
EMPTY: tuple[Any, ...] = ("", [], {})
NOT_IN_TRAIL = ("pk", "sk", "schema", "kind", "version", "created", "modified", "watermarks", "values", "listing_pk",
                "listing_sk")  # fmt: skip


@dataclass
class Ledger:
    """The rows of one organisation by what follows its name in their partition key."""

    organisation: Organisation
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def read(cls, tenant: Tenant) -> "Ledger":
        """Everything stored for the organisation now."""
        found = cls(tenant.organisation)
        for page in dynamodb().get_paginator("scan").paginate(TableName=tenant.table.name, ConsistentRead=True):
            for row in map(to_row, page["Items"]):
                owner, _, family = row["pk"].partition("/")
                if owner == tenant.slug:
                    found.rows.setdefault(family, []).append(row)
        return found

    def family(self, name: str) -> Iterator[tuple[str, Row]]:
        """Rows of a family, each with the rest of its partition key."""
        for partition, rows in self.rows.items():
            if partition == name or partition.startswith(f"{name}/"):
                for row in rows:
                    yield partition.removeprefix(name).removeprefix("/"), row

    @property
    def accounts(self) -> dict[str, Row]:
        """Every account by its key."""
        return {row["sk"]: row for kind in UNIQUE for _, row in self.family(kind)}

    def pseudonym(self, scope: str, value: str) -> str:
        """Where a unique value stands in keys."""
        return f"{scope}/{self.organisation.pseudonyms.of('claim', scope, value)}"

    def holder(self, scope: str, value: str) -> str:
        """Key of the account that holds this value, "" when nobody does."""
        place = self.pseudonym(scope, value)
        return next((str(row["holder"]) for claimed, row in self.family("claim") if claimed == place), "")


def audit(tenant: Tenant) -> Ledger:
    """The ledger, of which everything is true that must be at any time."""
    ledger = Ledger.read(tenant)
    _audit_claims(ledger)
    _audit_trails(ledger)
    _audit_waiting(ledger)
    _audit_relations(ledger)
    return ledger


def audit_settled(tenant: Tenant) -> Ledger:
    """The ledger after a sweep: nobody waits for what can be had, merged accounts have nothing left, nor is there a
    mark of anything to be done."""
    waiting_lists.serve_all(tenant)
    merge_leftovers.move_all_leftovers(tenant)
    unmerge.move_all_back(tenant)
    ledger = audit(tenant)
    assert [*ledger.family("follow-ups"), *ledger.family("merges"), *ledger.family("unmerges")] == []
    for key, account in ledger.accounts.items():
        if "merged_into" in account:
            assert set(account["values"]) == {"id"}
            assert not account["active"]
            assert "waiting" not in account
            assert [row for client, row in ledger.family("relations") if client == key] == []
            assert ledger.accounts[account["merged_into"]]["kind"] == "client"
    for place, row in ledger.family("waiting"):
        is_claimed = any(place == claimed for claimed, _ in ledger.family("claim"))
        waits_for_claim = "kind" not in row
        assert is_claimed != waits_for_claim, f"{row} waits for what can be had"
    return ledger


def _audit_claims(ledger: Ledger) -> None:
    """The claims are those of the accounts: none missing, none left behind, none held by two."""
    expected = [
        (ledger.pseudonym(scope, account["values"][name]), key, account["kind"])
        for key, account in ledger.accounts.items()
        for name, scope in UNIQUE[account["kind"]].items()
        if name in account["values"]
    ] + [
        (ledger.pseudonym("directory-id", account["directory_id"]), key, account["kind"])
        for key, account in ledger.accounts.items()
        if "directory_id" in account
    ]
    found = [(place, row["holder"], row["kind"]) for place, row in ledger.family("claim")]
    assert sorted(found) == sorted(expected)


def _audit_trails(ledger: Ledger) -> None:
    """From nothing, change by change, each trail leads to its account as it is."""
    for key, account in ledger.accounts.items():
        entries = sorted((row for owner, row in ledger.family("trail") if owner == key), key=lambda row: str(row["sk"]))
        state: dict[str, Any] = {}
        for entry in entries:
            before, after = entry["before"], entry["after"]
            assert {name: state[name] for name in {**before, **after} if name in state} == before
            is_about_others = "together" in entry or any("relations" in name or "waiting" in name for name in entry)
            assert before != after or is_about_others
            state = {name: value for name, value in state.items() if name not in before} | after
        rest = {
            name: value for name, value in account.items() if name not in NOT_IN_TRAIL and value not in ("", [], {})
        }
        assert state == {**account["values"], **rest}
        versions = [int(entry["sk"]) for entry in entries]
        assert versions == sorted(set(versions))
        assert versions[0] == 1
        assert versions[-1] <= account["version"]


def _audit_waiting(ledger: Ledger) -> None:
    """Who waits stands on the list, and whoever stands on a list waits."""
    values = {
        (ledger.pseudonym(UNIQUE[account["kind"]][name], value), f"{key}/{UNIQUE[account['kind']][name]}")
        for key, account in ledger.accounts.items()
        for name, value in account.get("waiting", {}).items()
    }
    relations = {
        (ledger.pseudonym("professional-id", row["professional_id"]), f"{client}/{row['kind']}")
        for client, row in ledger.family("relations")
        if row["sk"].startswith("waiting/")
    }
    assert {(place, row["sk"]) for place, row in ledger.family("waiting")} == values | relations


def _audit_relations(ledger: Ledger) -> None:
    """Each relationship links a client with a professional that exist."""
    for client, row in ledger.family("relations"):
        assert ledger.accounts[client]["kind"] == "client"
        if not row["sk"].startswith("waiting/"):
            assert ledger.accounts[row["sk"].partition("/")[2]]["kind"] == "professional"


def fresh(w: World) -> World:
    """The same world with nothing in its table but a new organisation: a world of its own would cost more, and moto
    copies the whole table for each transaction."""
    name = w.runtime.table.name
    dynamodb().delete_table(TableName=name)
    create_table(dynamodb(), name)
    w.add_organisation()
    return w
