"""The runtime: what a handler needs of the world, built once for each environment and passed on."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.domain.organisation import Organisation
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.times import MICROSECONDS, SECONDS


class EnvironmentIncomplete(Exception):
    """A variable that the function needs is not set; the text names it."""


def variable(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The variable's value. Raises EnvironmentIncomplete."""
    try:
        return environment[name]
    except KeyError:
        raise EnvironmentIncomplete(name) from None


def _now() -> datetime:
    return datetime.now(UTC)


def _new_key() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Table, secrets, clock and chance. Tests give their own clock and keys.

    domain_name           organisations answer at `<organisation>.<domain_name>`
    default_organisation  served at localhost, at the bare domain name and at the API's own address, "" for none
    gateway_domain        the API's own address is `<id>.<gateway_domain>`; "" where it does not answer
    """

    table: Table
    secrets: Secrets
    domain_name: str = ""
    default_organisation: str = ""
    gateway_domain: str = ""
    clock: Callable[[], datetime] = _now
    new_key: Callable[[], str] = _new_key

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Runtime":
        """The runtime of a deployed function. Raises EnvironmentIncomplete."""
        return cls(
            table=Table(variable("TABLE", environment)),
            secrets=Secrets(variable("KEY_ID", environment)),
            domain_name=variable("DOMAIN_NAME", environment),
            default_organisation=environment.get("DEFAULT_ORGANISATION", ""),
            gateway_domain=environment.get("GATEWAY_DOMAIN", ""),
        )

    def now(self) -> str:
        """The time, UTC, to the second, as accounts show it."""
        return self.clock().strftime(SECONDS)

    def moment(self) -> str:
        """The time, UTC, to the microsecond, for what must sort in the order in which it happened."""
        return self.clock().strftime(MICROSECONDS)

    def epoch(self, days: float = 0) -> int:
        """Seconds since 1970, this many days from now: the form of the table's `expires`."""
        return int(self.clock().timestamp() + days * 86_400)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organisation, with what its handlers need of the world."""

    runtime: Runtime
    organisation: Organisation

    @property
    def slug(self) -> str:
        """The organisation's short name, with which each of its keys starts."""
        return self.organisation.slug

    @property
    def pseudonyms(self) -> Pseudonyms:
        """Keyed hashes that stand for the organisation's personal values."""
        return self.organisation.pseudonyms

    @property
    def table(self) -> Table:
        """See Runtime."""
        return self.runtime.table

    @property
    def secrets(self) -> Secrets:
        """See Runtime."""
        return self.runtime.secrets

    def clock(self) -> datetime:
        """See Runtime."""
        return self.runtime.clock()

    def new_key(self) -> str:
        """See Runtime."""
        return self.runtime.new_key()

    def now(self) -> str:
        """See Runtime."""
        return self.runtime.now()

    def moment(self) -> str:
        """See Runtime."""
        return self.runtime.moment()

    def epoch(self, days: float = 0) -> int:
        """See Runtime."""
        return self.runtime.epoch(days)
