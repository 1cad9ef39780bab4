"""Entra ID as a directory that can be read: what the cycle uses.

Besides what `people.Peer` says, `read` raises `koppel.aws.patience.OutOfTime` when the invocation has too little time
left for the next request, or for the pause that Microsoft asks for: go on from the last `resume` in a later one.
"""

import re
import socket
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import quote, urlsplit

from functions.directory_sync.entra.clouds import endpoints
from functions.directory_sync.entra.graph import Graph, Request
from functions.directory_sync.entra.https import CONNECT_SECONDS, https
from functions.directory_sync.entra.membership import Membership
from functions.directory_sync.entra.reading import Reading
from functions.directory_sync.entra.sign_in import sign_in
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.entra.watermark import State
from functions.directory_sync.entra.wire import equation, is_user
from functions.directory_sync.people import Batch, DirectoryIncomplete, DirectoryPerson, Step, StepName
from functions.directory_sync.problems.entra import BUSY, NOBODY, UNREACHABLE
from koppel.aws.patience import OutOfTime

SHOWN = 5
SEARCHED = ("mail", "userPrincipalName", "employeeId")
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class EntraDirectory:
    """One tenant of Entra ID."""

    def __init__(self, source: EntraSource) -> None:
        self._source = source

    def check(self) -> Iterator[Step]:
        """Test the connection, step by step, up to and with the first that fails."""
        acts: tuple[tuple[StepName, Callable[[], tuple[DirectoryPerson, ...]]], ...] = (
            (StepName.ADDRESS, self._reach),
            (StepName.TLS, self._trust),
            (StepName.SIGN_IN, self._sign_in),
            (StepName.PERMISSION, self._may),
            (StepName.PEOPLE, self._some),
        )
        for name, act in acts:
            try:
                yield Step(name=name, people=act())
            except DirectoryIncomplete as failed:
                yield Step(name=name, problem=failed.problem, details=failed.details)
                return
            except OutOfTime:
                yield Step(name=name, problem=BUSY, details={"host": "Microsoft"})
                return

    def read(self, watermark: str) -> Iterator[Batch]:
        """Read everybody (""), what changed since a watermark, or on from the `resume` of a batch."""
        state = State.read(watermark, self._source.digest) if watermark else None
        yield from Reading(Graph(self._source), self._source, state).batches()

    def find(self, text: str) -> Iterator[DirectoryPerson]:
        """The people with exactly this id, e-mail address, account name or employee number, in scope or not."""
        wanted = text.strip()
        if not wanted:
            return
        paths = [f"/users?$select=id&$top={SHOWN}&$filter={equation(name, wanted)}" for name in SEARCHED]
        by_id = [f"/users/{quote(wanted, safe='')}?$select=id"] if _ID.fullmatch(wanted) else []
        try:
            graph = Graph(self._source)
            answers = [each for each in graph.batch([Request(path) for path in paths + by_id]) if each]
            told = [user for each in answers for user in each.get("value", [each])]
            people = dict.fromkeys(str(user["id"]) for user in told)
            yield from Reading(graph, self._source).asked(list(people)) if people else ()
        except OutOfTime:
            raise DirectoryIncomplete(BUSY, {"host": "Microsoft"}) from None

    def _reach(self) -> tuple[DirectoryPerson, ...]:
        """Whether both servers can be reached."""
        places = endpoints(self._source.cloud)
        for each in (places.login, places.graph):
            parts = urlsplit(each)
            try:
                socket.create_connection((parts.hostname, parts.port or 443), CONNECT_SECONDS).close()
            except OSError:
                raise DirectoryIncomplete(UNREACHABLE, {"host": parts.netloc}) from None
        return ()

    def _trust(self) -> tuple[DirectoryPerson, ...]:
        """Whether both have a certificate that we trust. Any answer to a question without a token will do."""
        places = endpoints(self._source.cloud)
        for url in (
            f"{places.login}/common/v2.0/.well-known/openid-configuration",
            f"{places.graph}/v1.0/users?$top=1",
        ):
            https(places).ask("GET", url, headers={})
        return ()

    def _sign_in(self) -> tuple[DirectoryPerson, ...]:
        sign_in(self._source).token(anew=True)
        return ()

    def _may(self) -> tuple[DirectoryPerson, ...]:
        """Whether we may read people with these attributes, each watched group, and the changes of groups."""
        graph = Graph(self._source)
        reading = Reading(graph, self._source)
        reading.with_attributes("/users?$top=1&$select=")
        if self._source.watched:
            Membership(graph, self._source).look()
            reading.from_now()
        return ()

    def _some(self) -> tuple[DirectoryPerson, ...]:
        """The first people in scope."""
        graph = Graph(self._source)
        people = list(islice(self._in_scope(graph), SHOWN))
        if not people:
            raise DirectoryIncomplete(NOBODY)
        return Reading(graph, self._source).asked(people)

    def _in_scope(self, graph: Graph) -> Iterator[str]:
        """Ids of people in scope, each once; no more pages are asked for than are needed."""
        if not self._source.scope:
            yield from (each["id"] for each in graph.page(f"/users?$top={SHOWN}&$select=id").value)
        seen: set[str] = set()
        for group in sorted(self._source.scope):
            path = f"/groups/{quote(group, safe='')}/transitiveMembers"
            for page in graph.pages(f"{path}?$select=id&$top=50", path):
                found = [each["id"] for each in page.value if is_user(each) and each["id"] not in seen]
                seen.update(found)
                yield from found
