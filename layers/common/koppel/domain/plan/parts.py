"""The parts of a plan: fields, directory id, relationships and activity, each planned for itself."""

from dataclasses import dataclass

from koppel.domain.accounts.account import Account, Value
from koppel.domain.organisation import Organisation
from koppel.domain.plan.activity import PlannedActivity, plan_activity
from koppel.domain.plan.desired import Desired, Manner, Origin
from koppel.domain.plan.directory_id import PlannedDirectoryId, plan_directory_id
from koppel.domain.plan.matching import Stored, is_of_retired_id
from koppel.domain.plan.relations import PlannedRelations, plan_relations
from koppel.domain.plan.values import FieldRefusal, PlannedValues, RefusalReason, own_id, plan_values
from koppel.domain.plan.watermarks import DETAILS, is_late


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that a desired state says about one account, part by part.

    missing           required fields that are empty after the change
    has_details       whether the details count: fields or roles were sent, in time, and not under a retired id
    has_late_details  whether details were sent, but a newer event had settled them
    refusals          of all parts together (strict manner)
    """

    values: PlannedValues
    directory_id: PlannedDirectoryId
    relations: PlannedRelations
    activity: PlannedActivity
    missing: tuple[str, ...]
    has_details: bool
    has_late_details: bool
    refusals: tuple[FieldRefusal, ...]


def new_account(desired: Desired, origin: Origin, new_key: str) -> Account:
    """The account that a change creates, before the change fills it."""
    values: dict[str, Value] = {"id": desired.id} if desired.id else {}
    return Account(
        kind=desired.kind,
        key=new_key,
        version=0,
        created=origin.at,
        modified=origin.at,
        values=values,
        external_source=origin.source,
        client=desired.client,
    )


def plan_parts(desired: Desired, before: Account, stored: Stored, organisation: Organisation, origin: Origin) -> Parts:
    """Plan each part. `before` is the stored account or the new one.

    Under the former id of a merged account only what happens to the person counts: relationships and activity, not how
    that record describes the person.
    """
    says_details = bool(desired.values or own_id(desired)) or desired.roles is not None
    sent = says_details and not is_of_retired_id(desired, stored)
    late = sent and is_late(before.watermarks, DETAILS, desired.event_time, desired.event_end)
    counts = sent and not late
    values = (
        plan_values(desired, before, stored, organisation, origin)
        if counts
        else PlannedValues(before.values, before.waiting)
    )
    missing = organisation.missing(desired.kind, dict(values.values))
    relations = plan_relations(desired, before, stored, origin)
    directory_id = plan_directory_id(desired, before, stored)
    required = _required(desired, missing, values, is_new=stored.account is None)
    return Parts(
        values=values,
        directory_id=directory_id,
        relations=relations,
        activity=plan_activity(desired, before, origin, is_new=stored.account is None),
        missing=missing,
        has_details=counts,
        has_late_details=late,
        refusals=(*values.refusals, *required, *relations.refusals, *directory_id.refusals),
    )


def _required(
    desired: Desired, missing: tuple[str, ...], values: PlannedValues, *, is_new: bool
) -> tuple[FieldRefusal, ...]:
    """A refusal for each required field that the sender leaves empty and for which there is no refusal yet."""
    if desired.manner is not Manner.STRICT:
        return ()
    refused = {each.field for each in values.refusals}
    names = [name for name in missing if name not in refused and (is_new or name in desired.values)]
    return tuple(FieldRefusal(name, RefusalReason.REQUIRED) for name in names)
