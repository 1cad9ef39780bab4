"""Application: what steps make of a resource (RFC 7644 sections 3.5.2.1 to 3.5.2.3).

Steps on attributes that no schema has, or that clients cannot set, have no effect and are named: directories send more
than a platform keeps. A `replace` or `add` of a value that its filter does not find makes that value, as Entra ID
expects of `emails[type eq "work"].value`.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.filters.evaluation import matches_value
from functions.directory_sync.scim.filters.expression import Filter, Operator, demanded
from functions.directory_sync.scim.patch import values
from functions.directory_sync.scim.patch.operations import Step, Verb
from functions.directory_sync.scim.patch.targets import Target
from functions.directory_sync.scim.schema.attributes import Attribute, Resource


@dataclass(frozen=True, slots=True)
class Applied:
    """The resource after the steps, and the paths of the steps that had no effect because nothing here has them."""

    resource: Resource
    ignored: tuple[str, ...]


def apply(steps: Iterable[Step], resource: Resource) -> Applied:
    """The resource after these steps; the given one stays as it is. Raises ScimRefused: invalidValue, mutability,
    noTarget."""
    after: Resource = deepcopy(resource)
    ignored: dict[str, None] = {}
    for step in steps:
        attribute = step.target.attribute
        if is_ignored(step):
            ignored[str(step.target.path)] = None
        if attribute is None or attribute.is_read_only or is_ignored(step):
            continue
        home = after.setdefault(step.target.path.urn, {}) if step.target.path.urn else after
        _take(step, attribute, home)
    return Applied({name: each for name, each in after.items() if each not in (None, [], {})}, tuple(ignored))


def is_ignored(step: Step) -> bool:
    """Whether no schema has the attribute of the step, or its part."""
    attribute, part = step.target.attribute, step.target.path.part
    return attribute is None or (bool(part) and attribute.part(part) is None)


def _take(step: Step, attribute: Attribute, home: Resource) -> None:
    """One step on an attribute of this object."""
    if step.verb is Verb.REMOVE:
        _remove(step, attribute, home)
    elif step.target.filter is not None:
        _set_selected(step, step.target.filter, attribute, home)
    elif step.target.path.part:
        _set_part(step, attribute, home)
    elif attribute.several:
        given = values.read(attribute, step.value)
        before = home.get(attribute.name, []) if step.verb is Verb.ADD else []
        home[attribute.name] = _joined(before, given)
    elif attribute.is_complex and step.value is not None:
        home[attribute.name] = {**home.get(attribute.name, {}), **(values.read(attribute, step.value) or {})}
    elif step.value is None:
        _unassign(attribute, home)
    else:
        home[attribute.name] = values.read(attribute, step.value)


def _remove(step: Step, attribute: Attribute, home: Resource) -> None:
    target, name = step.target, attribute.name
    is_listed = attribute.several and step.value is not None
    if not target.path.part and target.filter is None and not is_listed:
        _unassign(attribute, home)
    elif target.filter is None and not target.path.part:
        gone = [each.get("value") if isinstance(each, dict) else each for each in values.read(attribute, step.value)]
        home[name] = [each for each in home.get(name, []) if each.get("value") not in gone]
    elif not attribute.several:
        _unassign_part(target, attribute, home.get(name, {}))
    else:
        for each in home.get(name, []):
            if target.path.part and (target.filter is None or matches_value(target.filter, each, attribute)):
                _unassign_part(target, attribute, each)
        if not target.path.part and target.filter is not None:
            left = [each for each in home.get(name, []) if not matches_value(target.filter, each, attribute)]
            home[name] = left


def _unassign(attribute: Attribute, home: Resource) -> None:
    if attribute.required:
        raise bad_request(ScimType.MUTABILITY, f"{attribute.name} is required and cannot be removed.")
    home.pop(attribute.name, None)


def _unassign_part(target: Target, attribute: Attribute, holder: Resource) -> None:
    part = attribute.part(target.path.part)
    if part and part.required:
        raise bad_request(ScimType.MUTABILITY, f"{target.path} is required and cannot be removed.")
    if part:
        holder.pop(part.name, None)


def _set_part(step: Step, attribute: Attribute, home: Resource) -> None:
    """Set a part of a complex attribute; of one with several values, of all of them, or of a first one."""
    given = _part_value(step, attribute)
    if attribute.several:
        present = home.setdefault(attribute.name, [])
        if not present:
            present.append({})
        for each in present:
            _merge(each, given)
    elif attribute.is_complex:
        _merge(home.setdefault(attribute.name, {}), given)


def _set_selected(step: Step, filter_: Filter, attribute: Attribute, home: Resource) -> None:
    """Set the values that the filter selects, or a new one that matches it."""
    if not attribute.is_complex or not attribute.several:
        raise bad_request(ScimType.INVALID_PATH, f"{attribute.name} does not have several values.")
    present = home.setdefault(attribute.name, [])
    selected = [each for each in present if matches_value(filter_, each, attribute)]
    given = _part_value(step, attribute) if step.target.path.part else values.read_one(attribute, step.value) or {}
    if not selected:
        made = _described(filter_, attribute)
        if not made:
            raise bad_request(ScimType.NO_TARGET, f"No value of {attribute.name} matches the filter.")
        present.append(made)
        selected = [made]
    for each in selected:
        _merge(each, given)
        _keep_one_primary(present, each)


def _part_value(step: Step, attribute: Attribute) -> dict[str, Any]:
    part = attribute.part(step.target.path.part)
    if part is None or part.is_read_only:
        return {}
    given = values.read_one(part, step.value)
    if given is None and part.required:
        raise bad_request(ScimType.MUTABILITY, f"{step.target.path} is required and cannot be removed.")
    return {part.name: given}


def _merge(holder: Resource, given: dict[str, Any]) -> None:
    """Set these parts; None removes one."""
    for name, value in given.items():
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = value


def _described(filter_: Filter, attribute: Attribute) -> dict[str, Any]:
    """A value that matches the filter, as far as it names values with `eq`."""
    found = {}
    for each in demanded(filter_):
        part = attribute.part(each.path.name)
        if part and each.operator is Operator.EQUAL:
            found[part.name] = values.read_one(part, each.value)
    return found


def _joined(before: list[Any], given: list[Any]) -> list[Any]:
    """The values with those that are new, of which the last primary one is the primary one (RFC 7644 section 3.5.2)."""
    found = list(before)
    for each in given:
        if each not in found:
            found.append(each)
            _keep_one_primary(found, each)
    return found


def _keep_one_primary(all_values: list[Any], newest: Any) -> None:
    if isinstance(newest, dict) and newest.get("primary"):
        for each in all_values:
            if each is not newest and isinstance(each, dict) and each.get("primary"):
                each["primary"] = False
