"""Plans for accounts that waited: the professional now exists, or the value was released."""

from dataclasses import replace

from koppel.domain.accounts.account import Account, Claim, field_of
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.values import taken_from
from koppel.domain.problems.account import UNKNOWN_PROFESSIONAL
from koppel.domain.problems.problem import Finding


def plan_awaited_relation(
    client: Account, waiting: WaitingRelation, professional: str, present: tuple[Relation, ...], origin: Origin
) -> Change:
    """The waiting relationship becomes one with `professional` (a key), unless the client has it already."""
    known = any(each.professional == professional and each.kind == waiting.kind for each in present)
    made = Relation(
        client=client.key,
        professional=professional,
        kind=waiting.kind,
        professional_id=waiting.professional_id,
        external_source=waiting.external_source,
        integration=waiting.integration,
        since=origin.at,
    )
    return Change(
        verb=Verb.RELATE,
        origin=origin,
        accounts=(AccountChange(before=client, after=client),),
        relations_made=() if known else (made,),
        waiting_ended=(waiting,),
        solved=(Finding(problem=UNKNOWN_PROFESSIONAL, subject=waiting.professional_id),),
    )


def plan_awaited_value(account: Account, claim: Claim, organisation: Organisation, origin: Origin) -> Change:
    """The account gets the value that it waited for."""
    field = field_of(claim.scope)
    values = {**account.values, field: claim.value}
    after = replace(
        account,
        values=values,
        waiting={name: value for name, value in account.waiting.items() if name != field},
        missing=organisation.missing(account.kind, values),
        modified=origin.at,
    )
    return Change(
        verb=Verb.UPDATE,
        origin=origin,
        accounts=(AccountChange(before=account, after=after),),
        values_settled=((account.key, claim),),
        solved=taken_from(account, field),
    )
