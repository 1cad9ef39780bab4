"""Searching: always in pages, never at another server than the one asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ldap3 import BASE, DEREF_NEVER, SUBTREE
from ldap3.protocol.microsoft import show_deleted_control

from functions.directory_sync.ldap.wire import filters, refusals
from functions.directory_sync.ldap.wire.connection import Link, answering
from functions.directory_sync.ldap.wire.entries import Entry, entry
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems

PAGE = 1000
"""Entries in one answer; the most that a domain controller gives by default (MaxPageSize)."""
MOST_PAGES = 500
MOST_RANGES = 100
_PAGED_RESULTS = "1.2.840.113556.1.4.319"  # RFC 2696


def search(
    link: Link, base: str, wanted: str, attributes: Sequence[str] = (), *, deleted: bool = False, page: int = PAGE
) -> Iterator[Entry]:
    """Everything below `base` that fits the filter `wanted`. References to other servers are left out.

    deleted  also what has been deleted

    Raises DirectoryIncomplete, also when an answer breaks off or a limit is met: what came before is then not all.
    """
    return _pages(link, base, wanted, attributes, deleted=deleted, page=page)


def read(link: Link, name: str, attributes: Sequence[str], *, deleted: bool = False) -> Entry | None:
    """One object by its DN or `<GUID=…>`; None where it does not exist or is hidden. Raises DirectoryIncomplete."""
    try:
        return next(_pages(link, name, filters.EVERYTHING, attributes, scope=BASE, deleted=deleted), None)
    except DirectoryIncomplete as failure:
        if failure.problem is problems.BASE_MISSING:
            return None
        raise


def whole(link: Link, found: Entry, attribute: str) -> Entry:
    """The entry with all values of an attribute, also where one answer does not hold them (MS-ADTS section
    3.1.1.3.1.3.3: a domain controller gives 1,500 at a time). Raises DirectoryIncomplete."""
    name = attribute.lower()
    for _ in range(MOST_RANGES):
        if name not in found.unfinished:
            return found
        asked = f"{attribute};range={found.unfinished[name]}-*"
        rest = read(link, f"<GUID={found.guid}>" if found.guid else found.dn, (asked,))
        if rest is None or not rest.values.get(name):
            break
        values = {**found.values, name: found.values[name] + rest.values[name]}
        found = replace(found, values=values, unfinished=rest.unfinished)
    raise DirectoryIncomplete(problems.ANSWER_INCOMPLETE, {"host": link.host})


def _pages(
    link: Link,
    base: str,
    wanted: str,
    attributes: Sequence[str],
    *,
    scope: str = SUBTREE,
    deleted: bool,
    page: int = PAGE,
) -> Iterator[Entry]:
    cookie: bytes | None = None
    for _ in range(MOST_PAGES):
        with answering(link):
            link.connection.search(
                base,
                wanted,
                scope,
                DEREF_NEVER,
                list(attributes),
                controls=[show_deleted_control(criticality=True)] if deleted else None,
                paged_size=page,
                paged_criticality=True,
                paged_cookie=cookie,
            )
            result = link.connection.result
            entries = [
                entry(each["raw_dn"], {name: values or [] for name, values in each["raw_attributes"].items()})
                for each in link.connection.response
                if each["type"] == "searchResEntry"
            ]
            cookie = result.get("controls", {}).get(_PAGED_RESULTS, {}).get("value", {}).get("cookie")
        if result["result"] != refusals.SUCCESS:
            raise refusals.search_refusal(link.host, base, result["result"])
        yield from entries
        if not cookie:
            return
    raise DirectoryIncomplete(problems.TOO_MANY, {"most": f"{MOST_PAGES * page:,}"})
