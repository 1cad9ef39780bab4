"""A table on which somebody else is faster: what a race looks like, as often as the test is run."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from koppel.aws.table import Table
from koppel.aws.writes import Write
from koppel.runtime import Runtime


class ContestedTable(Table):
    """Lets each of these rivals act once, in order, just before a transaction is written."""

    def __init__(self, name: str, rivals: Sequence[Callable[[], object]]) -> None:
        super().__init__(name)
        self.rivals = list(rivals)

    def transact(self, writes: Sequence[Write], token: str = "") -> None:
        """The rival first, then what was asked."""
        if self.rivals:
            self.rivals.pop(0)()
        super().transact(writes, token)


def overtaken(runtime: Runtime, *rivals: Callable[[], object]) -> Runtime:
    """The same runtime for one who is overtaken by these rivals, one for each transaction tried."""
    return replace(runtime, table=ContestedTable(runtime.table.name, rivals))
