"""Planning: from candidates, and what is stored, to the items of a page. Nothing is written."""

from collections.abc import Iterator, Sequence

from koppel import log
from koppel.accounts import store, undo_many
from koppel.aws.errors import TableError, Unavailable
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.matching import Stored, match
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.plan.values import FieldRefusal
from koppel.domain.problems.runs import NOT_PLANNED
from koppel.domain.runs import refusals, staging
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.runs.procedure import Procedure
from koppel.runtime import Tenant

UNDOING = "operations"
"""In whose name an undo changes accounts, as `koppel.accounts.undo` does: no integration reactivates what it ends."""


type Numbered = Sequence[tuple[int, Candidate]]


def plan_page(tenant: Tenant, run: Run, procedure: Procedure, candidates: Sequence[Candidate]) -> list[Item]:
    """The items of these candidates, numbered after those that the run has."""
    return plan_numbered(tenant, run, procedure, list(enumerate(candidates, run.rows + 1)))


def plan_numbered(tenant: Tenant, run: Run, procedure: Procedure, numbered: Numbered) -> list[Item]:
    """The items of these candidates, in their order. What is stored is read for all together."""
    return list(_items(tenant, run, procedure, numbered))


def _items(tenant: Tenant, run: Run, procedure: Procedure, numbered: Numbered) -> Iterator[Item]:
    wanted = [(number, each) for number, each in numbered if _is_wanted(each)]
    desired = [each.desired for _, each in wanted if each.desired]
    stored = iter(store.stored_many(tenant, desired) if desired else ())
    names = [(each.undo, origin_of(tenant, run, number)) for number, each in wanted if each.undo]
    undone = iter(undo_many.previews(tenant, names) if names else ())
    for number, each in numbered:
        if not _is_wanted(each):
            yield staging.refused_by_reader(number, each)
            continue
        given = next(stored) if each.desired else None
        try:
            planned = plan_desired(tenant, run, number, each, given) if given else next(undone)
            yield stage(tenant, procedure, number, each, planned)
        except (TableError, Unavailable):
            raise
        except Exception as error:  # one row must not hide the others
            log.broke("not planned", error, reference=reference_of(run, number))
            yield staging.refused(number, each, Reason.of(NOT_PLANNED))


def plan_desired(tenant: Tenant, run: Run, number: int, candidate: Candidate, stored: Stored) -> Plan:
    """The plan for the desired state of a candidate."""
    desired = candidate.desired
    if desired is None:
        raise ValueError("a candidate without a desired state")
    if refusal := _check_email(tenant, candidate, desired, stored):
        return Plan(match=match(desired, stored), refusals=(refusal,))
    new_key = staging.new_account_key(tenant.pseudonyms, run.id, number)
    return plan(desired, stored, tenant.organisation, origin_of(tenant, run, number), new_key)


def plan_undo(tenant: Tenant, run: Run, number: int, name: ChangeName) -> UndoPlan:
    """The plan that undoes a change."""
    return undo_many.previews(tenant, [(name, origin_of(tenant, run, number))])[0]


def stage(tenant: Tenant, procedure: Procedure, number: int, candidate: Candidate, planned: Plan) -> Item:
    """The item for a plan."""
    explain = procedure.refused

    def in_words(refusal: FieldRefusal) -> Reason:
        return explain(candidate, refusal) if explain else refusals.explain(refusal)

    return staging.stage(number, candidate, planned, tenant.pseudonyms, in_words)


def origin_of(tenant: Tenant, run: Run, number: int) -> Origin:
    """Who requests the change of an item: the one who started the run."""
    reference = reference_of(run, number)
    if run.undoes:
        return Origin(integration=UNDOING, actor=run.actor, reference=reference, at=tenant.now())
    actor = run.actor or run.about
    return Origin(integration=run.integration, source=run.source, actor=actor, reference=reference, at=tenant.now())


def reference_of(run: Run, number: int) -> str:
    """What the trail calls the change of an item."""
    return f"{run.id}/{number}"


def _is_wanted(candidate: Candidate) -> bool:
    """Whether there is something to plan."""
    return not candidate.is_duplicate and (candidate.desired is not None or candidate.undo is not None)


def _check_email(tenant: Tenant, candidate: Candidate, desired: Desired, stored: Stored) -> FieldRefusal | None:
    if not candidate.email_check or stored.account is None:
        return None
    today = tenant.organisation.day(tenant.clock())
    try:
        given = normalise(desired.kind, "email", candidate.email_check, today)
    except InvalidValue as invalid:
        return FieldRefusal("email", invalid.reason)
    return None if given == stored.account.text("email") else FieldRefusal("email", refusals.EMAIL_OF_ANOTHER)
