"""Searching at OpenLDAP, which refuses what is too large, as Windows does: only pages bring everybody."""

from collections.abc import Callable

import pytest
from ldap3 import SUBTREE

from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import LdapHost, LdapSource
from functions.directory_sync.ldap.wire import filters
from functions.directory_sync.ldap.wire.connection import connected
from functions.directory_sync.ldap.wire.search import read, search
from functions.directory_sync.people import DirectoryIncomplete, StepName
from functions.directory_sync.problems import ldap as problems
from tests.harness import slapd

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8"])


def source_of(server: slapd.Slapd) -> LdapSource:
    return LdapSource(
        hosts=(LdapHost(slapd.NAME, server.address),),
        port=server.port,
        ca_pem=server.authority.pem,
        bind_name=slapd.READER,
        password=slapd.PASSWORD,
    )


def test_pages_bring_everybody_where_one_answer_is_refused(slapd_with: Callable[..., slapd.Slapd]) -> None:
    with connected(source_of(slapd_with())) as link:
        link.connection.search(slapd.BASE, filters.PEOPLE, SUBTREE)
        assert (link.connection.result["result"], len(link.connection.response)) == (4, slapd.MOST)
        assert len({each.dn for each in search(link, slapd.BASE, filters.PEOPLE)}) == slapd.PEOPLE
        assert len(list(search(link, slapd.BASE, filters.PEOPLE, page=7))) == slapd.PEOPLE


def test_a_limit_on_all_pages_together_is_an_error(slapd_with: Callable[..., slapd.Slapd]) -> None:
    with connected(source_of(slapd_with(most_in_pages=1500))) as link:
        found = search(link, slapd.BASE, filters.PEOPLE)
        before = [next(found) for _ in range(1000)]
        with pytest.raises(DirectoryIncomplete) as failed:
            before.extend(found)
    assert failed.value.problem is problems.SIZE_LIMIT


def test_what_is_not_there_is_none_and_a_lost_base_is_an_error(slapd_with: Callable[..., slapd.Slapd]) -> None:
    with connected(source_of(slapd_with())) as link:
        assert read(link, f"cn=nobody,{slapd.BASE}", ()) is None
        with pytest.raises(DirectoryIncomplete) as failed:
            list(search(link, f"ou=gone,{slapd.BASE}", filters.PEOPLE))
        assert failed.value.problem is problems.BASE_MISSING


def test_another_directory_than_active_directory_is_told_so(slapd_with: Callable[..., slapd.Slapd]) -> None:
    *_, last = LdapPeer(source_of(slapd_with())).check()
    assert (last.name, last.problem) == (StepName.PERMISSION, problems.NOT_ACTIVE_DIRECTORY)
