"""The runtime: what a handler needs from outside, built once for each execution environment and passed on; and the
tenant, one organisation bound to it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.domain.organisation import Organisation
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.times import MICROSECONDS, SECONDS


class EnvironmentIncomplete(Exception):
    """An environment variable that the function needs is not set; the text is its name."""


def variable(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of an environment variable. Raises EnvironmentIncomplete."""
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
    """Table, secrets, clock and the source of new keys. Tests pass a clock and keys of their own.

    domain_name           an organisation answers at `<organisation>.<domain_name>`
    default_organisation  slug of the organisation that is served at localhost, at the bare domain name and at the API's
                          own address; "" for none
    gateway_domain        the API's own address is `<id>.<gateway_domain>`; "" where the API does not answer there
    new_key               makes the key of an account or of an entry: 32 hexadecimal digits
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
        """The time now, UTC, `YYYY-MM-DDTHH:MM:SS`, as accounts show it."""
        return self.clock().strftime(SECONDS)

    def moment(self) -> str:
        """The time now, UTC, to the microsecond: for rows that are sorted by time."""
        return self.clock().strftime(MICROSECONDS)

    def epoch(self, days: float = 0) -> int:
        """Seconds since 1970 of the time this many days from now, as the attribute `expires` of a row holds it."""
        return int(self.clock().timestamp() + days * 86_400)


@cache
def process_runtime() -> Runtime:
    """The runtime of this process, built at its first invocation. Raises EnvironmentIncomplete."""
    return Runtime.from_environment()


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organisation, bound to the runtime in which its requests are handled."""

    runtime: Runtime = field(repr=False)
    organisation: Organisation

    @property
    def slug(self) -> str:
        """The organisation's short name, with which each of its row keys starts."""
        return self.organisation.slug

    @property
    def pseudonyms(self) -> Pseudonyms:
        """Keyed hashes that row keys hold instead of personal values."""
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
