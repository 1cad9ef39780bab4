"""Procedures: what an integration gives to have its runs carried out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from koppel.aws.writes import Write
from koppel.domain.plan.changes import Change
from koppel.domain.plan.values import FieldRefusal
from koppel.domain.problems.problem import NO_DETAILS, Problem
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.domain.runs.verdict import Verdict
from koppel.runtime import Tenant

MOST_IN_A_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What was read in one go.

    candidates  at most MOST_IN_A_PAGE, in the order in which they are applied; there may be none
    checkpoint  from where reading goes on after them, in another process too
    progress    how far reading is, for people; "" leaves what was said before
    """

    candidates: Sequence[Candidate]
    checkpoint: str
    progress: str = ""


class ReadFailed(Exception):
    """Reading failed, for a reason that the integration knows. The run fails with it; nothing is applied.

    problem  of the integration's catalogue; it becomes an entry in the integration's error log
    details  values for its texts; no personal data
    """

    def __init__(self, problem: Problem, details: Mapping[str, str] = NO_DETAILS) -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = details


def _no_writes(_tenant: Tenant, _run: Run) -> Sequence[Write]:
    return ()


def _no_item_writes(_tenant: Tenant, _run: Run, _item: Item, _change: Change) -> Sequence[Write]:
    return ()


def _nothing(_tenant: Tenant, _run: Run) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """How the runs of one integration go.

    integration  its slug
    read         yields what there is to read, from `run.checkpoint` on. It may end in the middle of an invocation and
                 be called again in another one, with the checkpoint of the last page that was stored. Raises ReadFailed
    judge        decides when all is planned: Apply, Wait or Stop; not called for a dry run or an undo
    finish       writes for the transaction that makes the run done, such as a watermark. Where one of their conditions
                 does not hold, the run fails
    ended        called after every end of a run, of an undo too: delete files, settle entries. It may be called twice
    applied      writes for the transaction of one item, such as a mail to send; not called for an undo
    refused      how a field that is refused is told; None for the usual words
    restage_drift  True: rows that are different by now are staged again and wait for approval; False: they are left
    """

    integration: str
    read: Callable[[Tenant, Run], Iterator[ReadPage]]
    judge: Callable[[Tenant, Run], Verdict]
    finish: Callable[[Tenant, Run], Sequence[Write]] = _no_writes
    ended: Callable[[Tenant, Run], None] = _nothing
    applied: Callable[[Tenant, Run, Item, Change], Sequence[Write]] = _no_item_writes
    refused: Callable[[Candidate, FieldRefusal], Reason] | None = None
    restage_drift: bool = False


type Procedures = Mapping[str, Procedure]
"""Procedures by the slug of their integration."""
