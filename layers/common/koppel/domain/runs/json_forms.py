"""Candidates, items, results and runs as JSON, and back. What is empty, or as by default, is left out."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import JsonValue

from koppel.domain.accounts.account import Kind, Role, Value
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.problems.problem import Level
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb, Result
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Approval, Run, RunKind, RunState
from koppel.domain.texts import Text

type Json = dict[str, JsonValue]
type Given = Mapping[str, Any]
"""JSON that one of these functions made."""


def candidate_to_json(candidate: Candidate) -> Json:
    """The candidate as JSON."""
    found = _plain(candidate, ("label", "email_check", "is_duplicate"))
    if candidate.desired:
        found["desired"] = desired_to_json(candidate.desired)
    if candidate.undo:
        found["undo"] = _change(candidate.undo)
    if candidate.reasons:
        found["reasons"] = _reasons(candidate.reasons)
    return found


def candidate_from_json(given: Given) -> Candidate:
    """The candidate in this JSON."""
    return Candidate(
        label=given["label"],
        desired=desired_from_json(given["desired"]) if "desired" in given else None,
        undo=_change_from(given["undo"]) if "undo" in given else None,
        email_check=given.get("email_check", ""),
        reasons=_reasons_from(given.get("reasons", ())),
        is_duplicate=given.get("is_duplicate", False),
    )


def desired_to_json(desired: Desired) -> Json:
    """The desired state as JSON."""
    special = {"kind", "roles_among", "relations", "manner"}
    found: Json = {"kind": desired.kind}
    found |= _plain(desired, tuple(each.name for each in fields(Desired) if each.name not in special))
    if desired.roles_among is not None:
        found["roles_among"] = list[JsonValue](sorted(desired.roles_among))
    if desired.relations is not None:
        found["relations"] = _plain(desired.relations, tuple(each.name for each in fields(DesiredRelations)))
    if desired.manner is not Manner.STRICT:
        found["manner"] = desired.manner.name
    return found


def desired_from_json(given: Given) -> Desired:
    """The desired state in this JSON. Fields that are texts, numbers or truth values are as they are written."""
    others: dict[str, Any] = {**given, "kind": Kind(given["kind"])}
    others |= {name: _values(given[name]) for name in ("values", "defaults") if name in given}
    others |= {name: _roles(given[name]) for name in ("roles", "default_roles") if name in given}
    if "roles_among" in given:
        others["roles_among"] = frozenset(map(Role, given["roles_among"]))
    if "relations" in given:
        others["relations"] = _relations(given["relations"])
    if "manner" in given:
        others["manner"] = Manner[given["manner"]]
    return Desired(**others)


def item_to_json(item: Item) -> Json:
    """The item as JSON."""
    found = _plain(item, tuple(each.name for each in fields(Item) if each.name != "reasons"))
    if item.reasons:
        found["reasons"] = _reasons(item.reasons)
    return found


def item_from_json(given: Given) -> Item:
    """The item in this JSON."""
    others = {**given, "verb": ItemVerb(given["verb"])}
    if "kind" in given:
        others["kind"] = Kind(given["kind"])
    if "reasons" in given:
        others["reasons"] = _reasons_from(given["reasons"])
    return Item(**others)


def result_to_json(result: Result) -> Json:
    """The result as JSON."""
    found = _plain(result, ("number", "outcome"))
    if result.changes:
        found["changes"] = [_change(each) for each in result.changes]
    if result.reasons:
        found["reasons"] = _reasons(result.reasons)
    if result.drift:
        found["drift"] = item_to_json(result.drift)
    return found


def result_from_json(given: Given) -> Result:
    """The result in this JSON."""
    return Result(
        number=given["number"],
        outcome=ItemOutcome(given["outcome"]),
        changes=tuple(_change_from(each) for each in given.get("changes", ())),
        reasons=_reasons_from(given.get("reasons", ())),
        drift=item_from_json(given["drift"]) if "drift" in given else None,
    )


def run_to_json(run: Run) -> Json:
    """The run as JSON."""
    found = _plain(run, tuple(each.name for each in fields(Run) if each.name not in {"reasons", "approvals"}))
    if run.reasons:
        found["reasons"] = _reasons(run.reasons)
    if run.approvals:
        found["approvals"] = [{"actor": each.actor, "at": each.at, "digest": each.digest} for each in run.approvals]
    return found


def run_from_json(given: Given) -> Run:
    """The run in this JSON."""
    others = {each.name: given[each.name] for each in fields(Run) if each.name in given}
    others |= {"kind": RunKind(given["kind"])}
    if "state" in given:
        others["state"] = RunState(given["state"])
    others["counts"] = {ItemVerb(verb): count for verb, count in given.get("counts", {}).items()}
    others["outcomes"] = {ItemOutcome(outcome): count for outcome, count in given.get("outcomes", {}).items()}
    others["reasons"] = _reasons_from(given.get("reasons", ()))
    others["approvals"] = tuple(Approval(**each) for each in given.get("approvals", ()))
    return Run(**others)


def _plain(value: Any, names: tuple[str, ...]) -> Json:
    """These fields of a dataclass, apart from those that are as by default. Lists stand for tuples."""
    defaults = {each.name: each.default for each in fields(value)}
    found: Json = {}
    for name in names:
        one = getattr(value, name)
        if one != defaults[name]:
            found[name] = _value(one)
    return found


def _value(value: Any) -> JsonValue:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _value(each) for name, each in value.items()}
    return value  # type: ignore[no-any-return]


def _values(given: Given) -> dict[str, Value]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _roles(given: Any) -> tuple[Role, ...]:
    return tuple(map(Role, given))


def _relations(given: Given) -> DesiredRelations:
    others: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return DesiredRelations(**(others | {"kind": RelationKind(given.get("kind", RelationKind.THERAPIST))}))


def _change(name: ChangeName) -> Json:
    return {"kind": name.kind, "key": name.key, "version": name.version}


def _change_from(given: Given) -> ChangeName:
    return ChangeName(Kind(given["kind"]), given["key"], given["version"])


def _reasons(reasons: tuple[Reason, ...]) -> list[JsonValue]:
    return [{"slug": each.slug, "level": each.level, "nl": each.text.nl, "en": each.text.en} for each in reasons]


def _reasons_from(given: Any) -> tuple[Reason, ...]:
    return tuple(Reason(each["slug"], Level(each["level"]), Text(nl=each["nl"], en=each["en"])) for each in given)
