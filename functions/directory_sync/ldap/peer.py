"""An Active Directory of one's own as a `Peer`: tested, read, asked about one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from functions.directory_sync.ldap import checking, groups, reading
from functions.directory_sync.ldap.domain import domain
from functions.directory_sync.ldap.listing import Scope
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.ldap.wire.connection import connected
from functions.directory_sync.people import Batch, DirectoryPerson, Step
from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import InvalidValue

MOST_FOUND = 10
LONGEST_TEXT = 320  # of an e-mail address


@dataclass(frozen=True, slots=True)
class LdapPeer:
    """One source. Nothing is kept between calls; each opens a connection of its own."""

    source: LdapSource

    def check(self) -> Iterator[Step]:
        """Test the connection, step by step, up to and with the first that fails; a step with a notice did not fail."""
        yield from checking.check(self.source)

    def read(self, watermark: str) -> Iterator[Batch]:
        """As `Peer.read`. Batches of 100 people. An account that does not see deleted objects reads everybody every few
        hours: WatermarkLost."""
        self._check_settings()
        yield from reading.read(self.source, watermark)

    def find(self, text: str) -> Iterator[DirectoryPerson]:
        """As `Peer.find`: by `objectGUID`, e-mail address (`mail`), or account name with or without its domain."""
        wanted = _exactly(text.strip()[:LONGEST_TEXT])
        if not wanted:
            return
        with connected(self.source) as link:
            here = domain(link)
            watched = groups.watched(link, here, self.source.groups)
            yield from islice(
                Scope(link=link, source=self.source, domain=here, groups=watched).anywhere(wanted), MOST_FOUND
            )

    def covers(self, identity: str) -> bool:
        """Whether the person with this directory id is below the bases and passes the filter. Raises
        DirectoryIncomplete."""
        self._check_settings()
        with connected(self.source) as link:
            here = domain(link)
            scope = Scope(link=link, source=self.source, domain=here, groups=groups.watched(link, here, ()))
            return not scope.people([directory_ids.normalise(identity)])[0].removed

    def _check_settings(self) -> None:
        filters.check_filter(self.source.people_filter)
        for base in self.source.base_dns:
            filters.check_dn(base)


def _exactly(text: str) -> str:
    """A filter for the people that a text may name; "" for none."""
    try:
        if identity := directory_ids.normalise(text):
            return filters.identity(identity)
    except InvalidValue:
        pass
    account = text.rpartition("\\")[2]
    if not account:
        return ""
    names = (("mail", text), ("userPrincipalName", text), ("sAMAccountName", account))
    return filters.either(filters.equal(attribute, value) for attribute, value in names)
