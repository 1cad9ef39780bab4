"""Synchronise: look, plan, apply, and again when somebody else was faster. What every integration does with a desired
state."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from koppel.accounts import store, waiting_lists
from koppel.accounts.apply import Hindered, Overtaken, apply
from koppel.aws.errors import Contended, Unavailable
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.planning import Plan, plan
from koppel.organisation import error_log
from koppel.runtime import Runtime

ATTEMPTS = 12


class TooBusy(Unavailable):
    """Others kept changing the same accounts; nothing was written, and the same may succeed a little later."""


def synchronise(
    runtime: Runtime,
    organisation: Organisation,
    desired: Desired,
    origin: Origin,
    also: Callable[[Change], Sequence[Write]] = lambda _: (),
) -> Plan:
    """Make an account what is desired, and return the plan that was carried out.

    What `also` makes of the change is written in the same transaction; without a change nothing is written.
    Raises TooBusy, Contended; Superseded when a write of `also` was refused.
    """
    return carry_out(runtime, organisation, lambda: preview(runtime, organisation, desired, origin), also)


def carry_out[Made: Plan](
    runtime: Runtime, organisation: Organisation, look: Callable[[], Made], also: Callable[[Change], Sequence[Write]]
) -> Made:
    """Apply the plan that `look` makes, a new one each time that what it looked at has changed, or that a part of it is
    done; `also` goes with the last part. As `synchronise`."""
    hindered: Hindered | None = None
    for _ in attempts(ATTEMPTS):
        planned = look()
        if planned.change is None:
            return planned
        try:
            own = () if planned.is_partial else also(planned.change)
            followed = apply(runtime, organisation, planned.change, own)
        except Overtaken as overtaken:
            hindered = overtaken if isinstance(overtaken, Hindered) else None
            continue
        for finding in planned.change.findings:
            if finding.is_shared:
                error_log.record(runtime, organisation, planned.change.origin.integration, finding)
        for each in followed:
            with suppress(Contended):  # the change is made; the sweep finds who is still to be served
                waiting_lists.serve(runtime, organisation, each)
        if not planned.is_partial:
            return planned
    if hindered:
        raise Contended("the table took no change of an account")
    raise TooBusy


def preview(runtime: Runtime, organisation: Organisation, desired: Desired, origin: Origin) -> Plan:
    """What would be done now; nothing is written."""
    stored = store.stored(runtime, organisation, desired)
    return plan(desired, stored, organisation, origin, runtime.new_key())
