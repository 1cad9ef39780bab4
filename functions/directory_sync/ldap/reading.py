"""Reading everybody, or what changed, in batches that a later invocation can continue.

What a reading gives is sorted by id, which never changes. So "on from this id" holds whatever has been renamed, moved
or deleted meanwhile. Changes that happen during the reading have higher numbers than its watermark, and the next
reading of changes brings them.
"""

from collections.abc import Iterator
from itertools import batched

from functions.directory_sync.ldap import fingerprint, groups, marks
from functions.directory_sync.ldap.domain import Domain, domain, hours, units
from functions.directory_sync.ldap.listing import Scope
from functions.directory_sync.ldap.marks import Mark, Progress
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.ldap.wire.connection import Link, connected
from functions.directory_sync.people import Batch, DirectoryIncomplete, DirectoryPerson, WatermarkLost
from functions.directory_sync.problems import ldap as problems

BATCH = 100
"""People in one batch."""
HOURS_WITHOUT_DELETED = 4
"""After so many hours everybody is read again by an account that does not see who was deleted."""
_FEW = 10


def read(source: LdapSource, text: str) -> Iterator[Batch]:
    """As `Peer.read`."""
    begun = marks.parse(text) if text else None
    newest = begun.until if isinstance(begun, Progress) else begun
    with connected(source, newest.host if newest else "") as link:
        here = domain(link)
        if newest:
            _check_known(newest, here, source)
        scope = Scope(link=link, source=source, domain=here, groups=groups.watched(link, here, source.groups))
        match begun:
            case None:
                yield from _everybody(scope)
            case Mark():
                yield from _changes(scope, begun)
            case Progress(since=None):
                listed = scope.within(scope.everybody())
                _check_still_there(link, begun, len(listed))
                yield from _batches(scope, [each for each in listed if each > begun.after], begun)
            case Progress(since=Mark() as since):
                found = scope.changed(since) | _moved(scope, since)[0]
                yield from _batches(scope, sorted(each for each in found if each > begun.after), begun)


def _check_known(mark: Mark, here: Domain, source: LdapSource) -> None:
    """Whether this domain controller gave the watermark, for these settings. One that was put back to an earlier state
    has lower numbers. Raises WatermarkLost."""
    if mark.invocation != here.invocation or mark.usn > here.usn or mark.settings != source.digest:
        raise WatermarkLost


def _everybody(scope: Scope) -> Iterator[Batch]:
    groups.check_visible(scope.link, scope.groups)
    listed = scope.everybody()
    wanted = scope.within(listed)
    if not wanted:
        raise DirectoryIncomplete(problems.NOBODY)
    until = _mark(
        scope,
        full=scope.domain.now,
        units=units(scope.link, scope.domain),
        memberships=fingerprint.fingerprint(listed, fingerprint.size_for(len(listed))),
    )
    yield from _batches(scope, wanted, Progress(until=until, after="", count=len(wanted)))


def _changes(scope: Scope, since: Mark) -> Iterator[Batch]:
    if not scope.domain.sees_deleted and scope.domain.now - since.full >= hours(HOURS_WITHOUT_DELETED):
        raise WatermarkLost
    if scope.any_unit_changed(since) and units(scope.link, scope.domain) != since.units:
        raise WatermarkLost
    scope.check_bases()
    scope.check_visible()
    groups.check_visible(scope.link, scope.groups)
    moved, memberships = _moved(scope, since)
    found = sorted(scope.changed(since) | moved)
    until = _mark(scope, full=since.full, units=since.units, memberships=memberships)
    yield from _batches(scope, found, Progress(until=until, since=since, after="", count=len(found)))


def _moved(scope: Scope, since: Mark) -> tuple[set[str], fingerprint.Fingerprint]:
    """Who may have joined or left a watched group since then, and the new fingerprint. People are listed only where a
    watched group, or one within, has changed."""
    if scope.groups.newest <= since.usn and scope.groups.digest == since.groups:
        return set(), since.memberships
    listed = scope.everybody()
    now = fingerprint.fingerprint(listed, len(since.memberships.buckets))
    differing = now.differing(since.memberships)
    return {each for each in listed if now.bucket(each) in differing}, now


def _batches(scope: Scope, identities: list[str], progress: Progress) -> Iterator[Batch]:
    is_full = progress.since is None
    left = len(identities)
    for some in batched(identities, BATCH, strict=False):
        people = scope.people(some)
        if is_full:
            _check_complete(scope.link, people)
        left -= len(some)
        progress = progress.behind(some[-1])
        if left:
            yield Batch(people=people, is_full=is_full, resume=progress.text())
        else:
            yield Batch(people=people, is_full=is_full, watermark=progress.until.text())
    if not identities:
        yield Batch(is_full=is_full, watermark=progress.until.text())


def _check_complete(link: Link, people: tuple[DirectoryPerson, ...]) -> None:
    """Few can have left since they were listed. Raises DirectoryIncomplete."""
    gone = sum(each.removed for each in people)
    if gone > max(_FEW, len(people) // 2):
        raise DirectoryIncomplete(problems.ANSWER_INCOMPLETE, {"host": link.host})


def _check_still_there(link: Link, begun: Progress, listed: int) -> None:
    """Whether the list is about as long as in the first invocation: who is not in it would be gone. Raises
    DirectoryIncomplete."""
    if listed < begun.count - max(_FEW, begun.count // 10):
        raise DirectoryIncomplete(problems.ANSWER_INCOMPLETE, {"host": link.host})


def _mark(scope: Scope, *, full: int, units: str, memberships: fingerprint.Fingerprint) -> Mark:
    return Mark(
        host=scope.link.host,
        invocation=scope.domain.invocation,
        usn=scope.domain.usn,
        time=scope.domain.now,
        settings=scope.source.digest,
        full=full,
        groups=scope.groups.digest,
        units=units,
        memberships=memberships,
    )
