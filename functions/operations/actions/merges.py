"""The command that shows what a merge did, so that it can be undone by hand."""

from dataclasses import asdict

from functions.operations import message_arguments as given
from functions.operations.actions import Answer, organisation_of
from functions.operations.problems import UNKNOWN_MERGE
from koppel.accounts import merge_report
from koppel.domain.problems.refusal import Declined
from koppel.runtime import Runtime

TO_UNDO = (
    "Correct it in the EHR first, and have it give this person a new id: {retired} leads to {survivor} from now on.",
    "Where the survivor has an e-mail address or a BSN of this person by now, take it off the survivor.",
    "Make the client again, by a registration (A28) from the EHR or with import-accounts and what stands under values.",
    "Link the professionals under relations to that client, and end those of the survivor that are not its own.",
    "Give those under friends another e-mail address and deactivate them, then make them again at that client.",
    "See what else the merge changed in the survivor, and the entries retired-id about the old id since.",
)


def show_merge(runtime: Runtime, actor: str, arguments: given.ShowMerge) -> Answer:
    """What both accounts were before one was given up for the other, and what to do; recorded."""
    organisation = organisation_of(runtime, arguments)
    found = merge_report.report(runtime, organisation, arguments.client, actor=actor, reason=arguments.reason)
    if found is None:
        raise Declined(UNKNOWN_MERGE)
    steps = [each.format(retired=arguments.client, survivor=found.survivor) for each in TO_UNDO]
    return {"retired": arguments.client, **asdict(found), "to_undo": steps}
