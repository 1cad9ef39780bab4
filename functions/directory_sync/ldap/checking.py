"""The test of a connection, step by step."""

from collections.abc import Iterator

from functions.directory_sync.ldap import groups
from functions.directory_sync.ldap.domain import domain
from functions.directory_sync.ldap.listing import Scope
from functions.directory_sync.ldap.reading import HOURS_WITHOUT_DELETED
from functions.directory_sync.ldap.source import LdapSource
from functions.directory_sync.ldap.wire import connection
from functions.directory_sync.ldap.wire.connection import Link
from functions.directory_sync.people import DirectoryIncomplete, Step, StepName
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_connection

FEW = 5
"""People that are shown."""
_OF_ADDRESS = (ldap_connection.ADDRESS_UNKNOWN, ldap_connection.CONNECTION_REFUSED, ldap_connection.NO_ANSWER)


def check(source: LdapSource) -> Iterator[Step]:
    """As `Peer.check`. All hosts must answer, though one is enough to read: otherwise a second that never worked would
    be found out when the first fails. Only the first is signed in to. A step with a notice is not the last one."""
    step, link = StepName.ADDRESS, None
    try:
        link = _opened(source)
        yield Step(name=StepName.ADDRESS)
        yield Step(name=StepName.TLS)
        step = StepName.SIGN_IN
        connection.sign_in(link, source)
        yield Step(name=step)
        step = StepName.PERMISSION
        scope = _permitted(source, link)
        yield _seen(scope)
        step = StepName.PEOPLE
        people = tuple(scope.first(FEW))
        if not people:
            raise DirectoryIncomplete(problems.NOBODY)
        yield Step(name=step, people=people)
    except DirectoryIncomplete as failure:
        if step is StepName.ADDRESS and failure.problem not in _OF_ADDRESS:
            yield Step(name=step)
            step = StepName.TLS
        yield Step(name=step, problem=failure.problem, details=failure.details)
    finally:
        if link is not None:
            link.close()


def _opened(source: LdapSource) -> Link:
    """A connection to the first host, after all others answered too."""
    for host in source.hosts[1:]:
        connection.opened(source, host).close()
    if not source.hosts:
        raise DirectoryIncomplete(ldap_connection.ADDRESS_UNKNOWN, {"host": ""})
    return connection.opened(source, source.hosts[0])


def _permitted(source: LdapSource, link: Link) -> Scope:
    here = domain(link)
    scope = Scope(link=link, source=source, domain=here, groups=groups.watched(link, here, source.groups))
    scope.check_bases()
    groups.check_visible(link, scope.groups)
    scope.check_visible()
    return scope


def _seen(scope: Scope) -> Step:
    if scope.domain.sees_deleted:
        return Step(name=StepName.PERMISSION)
    hours = {"hours": str(HOURS_WITHOUT_DELETED)}
    return Step(name=StepName.PERMISSION, problem=problems.DELETED_HIDDEN, details=hours)
