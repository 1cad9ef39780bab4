"""A small world for tests: a table and a key in moto, a clock that stands still until it is moved, one organisation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from moto import mock_aws

from koppel.accounts.synchronise import synchronise
from koppel.aws import clients, row_keys
from koppel.aws.secrets import Secrets
from koppel.aws.table import LISTING, Table
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Account, Kind, Role, Value
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired, Origin
from koppel.organisation import organisations
from koppel.runtime import Runtime, Tenant
from tests.harness.gateway import GATEWAY_DOMAIN
from tests.harness.lean_moto import lean_moto

TABLE = "koppel"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALL_CLIENT_FIELDS = '{"id": "optional", "bsn": "optional", "date_of_birth": "optional", "labels": "optional"}'


@dataclass
class Clock:
    """Tells the same time until it is moved on."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        """Move on by so many days, hours, minutes or seconds."""
        self.time += timedelta(**by)


@dataclass
class Counter:
    """Makes account keys that tests can foretell: 32 hex characters, counting up."""

    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        return f"{self.made:032x}"


@dataclass
class World:
    """What a test has in hand."""

    runtime: Runtime
    clock: Clock
    organisation: Organisation = field(init=False)

    @property
    def tenant(self) -> Tenant:
        """The organisation, served by this world."""
        return Tenant(self.runtime, self.organisation)

    def add_organisation(
        self, slug: str = "demo", mode: str = "production", clients: str = ALL_CLIENT_FIELDS
    ) -> Organisation:
        """An organisation with these settings for the fields of clients."""
        ciphertext = self.runtime.secrets.encrypt(slug, organisations.PSEUDONYM_KEY, slug.encode().ljust(32, b"."))
        row = {"name": f"Praktijk {slug}", "mode": mode, "pseudonym_key": ciphertext, "created": self.runtime.now()}
        self.runtime.table.write(Put(row_keys.organisation.organisation(slug), row))
        self.runtime.table.write(Put(row_keys.organisation.registered(slug), {}))
        self.set_tile(slug, "client_details", clients)
        self.organisation = self.look_up(slug)
        return self.organisation

    def look_up(self, slug: str = "demo") -> Organisation:
        """The organisation as a handler would see it now."""
        known = organisations.look_up(self.runtime, slug)
        assert known is not None
        return known.organisation

    def set_tile(
        self, slug: str, integration: str, settings: str = "{}", *, available: bool = True, on: bool = True
    ) -> None:
        """Put a tile into this state."""
        row = {"available": available, "on": on, "version": 1, "settings": settings}
        self.runtime.table.write(Put(row_keys.organisation.tile(slug, integration), row))

    def origin(self, integration: str = "rest_api", source: str = "EPD") -> Origin:
        """Somebody who wants a change now."""
        return Origin(integration=integration, source=source, actor=source, reference="ref-1", at=self.runtime.now())

    def professional(self, external_id: str, **values: Value) -> Account:
        """A professional with this id, stored."""
        given: dict[str, Value] = {
            "id": external_id,
            "first_name": "Anna",
            "last_name": "Smit",
            "email": f"{external_id.lower()}@praktijk.example",
        }
        wished = Desired(kind=Kind.PROFESSIONAL, values=given | values, roles=(Role.THERAPIST,))
        return self.make(wished)

    def client(self, external_id: str, **values: Value) -> Account:
        """A client with this id, stored."""
        given: dict[str, Value] = {
            "id": external_id,
            "first_name": "Johanna",
            "last_name": "Berg",
            "email": f"{external_id.lower()}@client.example",
            "gender": "f",
        }
        return self.make(Desired(kind=Kind.CLIENT, values=given | values))

    def make(self, desired: Desired) -> Account:
        """Synchronise this desired state and return the account that came of it."""
        planned = synchronise(self.tenant, desired, self.origin())
        assert planned.change is not None, planned
        after = planned.change.accounts[0].after
        return replace(after, version=after.version + 1)


@contextmanager
def world() -> Iterator[World]:
    """A world of its own, gone afterwards. The clients stay: what they talk to is what changes."""
    with lean_moto(), mock_aws():
        create_table(clients.dynamodb(), TABLE)
        key = clients.kms().create_key()["KeyMetadata"]["KeyId"]
        clock = Clock()
        runtime = Runtime(
            table=Table(TABLE),
            secrets=Secrets(key),
            domain_name="koppel.example",
            default_organisation="demo",
            gateway_domain=GATEWAY_DOMAIN,
            clock=clock,
            new_key=Counter(),
        )
        made = World(runtime=runtime, clock=clock)
        made.add_organisation()
        yield made


def create_table(client: Any, name: str) -> None:
    """The table as the template describes it, as far as the code can tell."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk", "listing_pk", "listing_sk")
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": LISTING,
                "KeySchema": [
                    {"AttributeName": "listing_pk", "KeyType": "HASH"},
                    {"AttributeName": "listing_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
