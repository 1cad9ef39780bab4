"""Commands that undo a change of an account: show what would change, then do exactly that."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from functions.operations.lookups import OfAccount, relation_rows
from koppel.accounts import undo
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.plan.restoration import REASONS, Staying
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log
from koppel.organisation.commands import Command, Sensitivity, catalogue, tenant_of
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

Digest = Annotated[str, Field(pattern="^[0-9a-f]{32,64}$")]


class PreviewUndo(OfAccount):
    """A change to undo."""

    change: int = explained(
        nl=("Wijziging", "Nummer van de wijziging, zoals show-account het toont."),
        en=("Change", "number of the change, as show-account shows it"),
        example="12",
        ge=1,
        le=99_999_999,
    )


class UndoChange(PreviewUndo):
    """A change to undo, and what was seen of it."""

    digest: Digest = explained(
        nl=("Kenmerk", "`digest` van preview-undo: alleen wat u daar hebt gezien wordt gedaan."),
        en=("Digest", "`digest` of preview-undo: only what you saw there is done"),
        example="0123456789abcdef0123456789abcdef",
    )


def preview_undo(runtime: Runtime, actor: str, arguments: PreviewUndo) -> Answer:
    """What undoing would change, what stays and why, and the digest of that; recorded. Nothing is changed."""
    tenant, name = tenant_of(runtime, arguments), _name(arguments)
    planned = undo.preview(tenant, name, actor)
    details = {"kind": arguments.kind, "account": arguments.key, "change": arguments.change}
    audit_log.record(runtime, tenant.slug, "preview-undo", actor, details)
    return _answer(tenant, planned)


def undo_change(runtime: Runtime, actor: str, arguments: UndoChange) -> Answer:
    """Undo the change as `preview-undo` showed it. Declined when it would do something else by now."""
    tenant = tenant_of(runtime, arguments)
    return _answer(tenant, undo.undo(tenant, _name(arguments), arguments.digest, actor))


def _name(arguments: PreviewUndo) -> ChangeName:
    return ChangeName(arguments.kind, arguments.key, arguments.change)


def _answer(tenant: Tenant, planned: UndoPlan) -> Answer:
    problem = planned.refused
    return {
        "accounts": _accounts(planned),
        "stays": [_staying(each) for each in planned.stays],
        "refused": {
            "slug": problem.slug,
            "nl": f"{problem.explanation.nl} {problem.remedy.nl}",
            "en": f"{problem.explanation.en} {problem.remedy.en}",
        }
        if problem
        else None,
        "digest": undo.digest(tenant, planned),
    }


def _accounts(planned: UndoPlan) -> list[Answer]:
    """What changes in each account; friends that go back belong to another client."""
    if planned.change is None:
        return []
    change, rest = planned.change, planned.rest
    relations: Mapping[str, Iterable[Relation | WaitingRelation]] = {
        "relations_made": (*change.relations_made, *rest.made),
        "relations_ended": (*change.relations_ended, *rest.ended),
        "waiting_made": (*change.waiting_made, *rest.waiting_made),
        "waiting_ended": (*change.waiting_ended, *rest.waiting_ended),
    }
    found = []
    for each in change.accounts:
        before, after = each.difference()
        mine = {
            name: relation_rows(one for one in every if one.client == each.after.key)
            for name, every in relations.items()
        }
        found.append({"kind": each.after.kind, "key": each.after.key, "before": before, "after": after, **mine})
    home = change.accounts[0].after.key
    for friend in planned.friends:
        before, after = {"client": friend.client}, {"client": home}
        none: dict[str, list[Answer]] = {name: [] for name in relations}
        found.append({"kind": friend.kind, "key": friend.key, "before": before, "after": after, **none})
    return found


def _staying(each: Staying) -> Answer:
    text = REASONS[each.reason]
    return {
        "account": each.account,
        "field": each.field,
        "about": each.about,
        "reason": each.reason,
        "nl": text.nl,
        "en": text.en,
        "holder": each.holder,
    }


COMMANDS = catalogue(
    Command(
        name="preview-undo",
        title=Text(nl="Bekijken wat ongedaan maken doet", en="Preview an undo"),
        help=Text(
            nl="Toon wat er verandert als een wijziging ongedaan wordt gemaakt, en wat blijft; dit wordt vastgelegd.",
            en="show what undoing a change would change, and what would stay; this is recorded",
        ),
        arguments=PreviewUndo,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=preview_undo,
    ),
    Command(
        name="undo-change",
        title=Text(nl="Ongedaan maken", en="Undo this change"),
        help=Text(
            nl="Maak een wijziging van een account ongedaan, precies zoals preview-undo het heeft getoond.",
            en="undo a change of an account, exactly as preview-undo has shown it",
        ),
        arguments=UndoChange,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Het account wordt weer zoals het was, voor zover niets later is gewijzigd. Dit wordt vastgelegd.",
            en="The account becomes what it was, as far as nothing was changed later. This is recorded.",
        ),
        carry_out=undo_change,
    ),
)
