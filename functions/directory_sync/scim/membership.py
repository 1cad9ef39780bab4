"""Membership: what the steps of a request make of the members of a group, without reading all of them where a request
names those whom it means."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.filters.evaluation import matches_value
from functions.directory_sync.scim.filters.expression import Comparison, Operator
from functions.directory_sync.scim.patch import values
from functions.directory_sync.scim.patch.operations import Step, Verb
from functions.directory_sync.scim.schema.attributes import Attribute, Resource


@dataclass(frozen=True, slots=True)
class Delta:
    """A change of members by their ids. `is_whole`: those who are added are all the members; otherwise the others stay,
    except those who are removed."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    is_whole: bool = False

    @property
    def is_none(self) -> bool:
        """Whether it changes nothing."""
        return not (self.added or self.removed or self.is_whole)

    def joined_by(self, keys: Iterable[str]) -> "Delta":
        """These join."""
        new = frozenset(keys)
        return replace(self, added=self.added | new, removed=self.removed - new)

    def left_by(self, keys: Iterable[str]) -> "Delta":
        """These leave."""
        gone = frozenset(keys)
        removed = frozenset() if self.is_whole else self.removed | gone
        return replace(self, added=self.added - gone, removed=removed)


type Loader = Callable[[], Iterable[Resource]]
"""Reads all members of the group."""


def delta(steps: Iterable[Step], load: Loader) -> Delta:
    """The change that these steps make, one after the other. Raises ScimRefused: invalidPath, invalidValue,
    noTarget."""
    found = Delta()
    for step in steps:
        found = _after(found, step, load)
    return found


def _after(before: Delta, step: Step, load: Loader) -> Delta:
    attribute, target = step.target.attribute, step.target
    if attribute is None or (target.path.part and target.filter is not None):
        raise bad_request(ScimType.INVALID_PATH, "Members are added, replaced or removed as a whole.")
    if target.filter is not None:
        if step.verb is not Verb.REMOVE:
            raise bad_request(ScimType.NO_TARGET, "A member that a filter selects can only be removed.")
        return before.left_by(_selected(before, step, attribute, load))
    if step.verb is Verb.REMOVE and step.value is None:
        return Delta(is_whole=True)
    keys = _keys(step, attribute)
    match step.verb:
        case Verb.ADD:
            return before.joined_by(keys)
        case Verb.REMOVE:
            return before.left_by(keys)
        case Verb.REPLACE:
            return Delta(added=keys, is_whole=True)


def _keys(step: Step, attribute: Attribute) -> frozenset[str]:
    """The ids of the members in the value of a step."""
    found = values.read(attribute, step.value)
    count = len(step.value) if isinstance(step.value, list) else 0 if step.value is None else 1
    if len(found) < count or any("value" not in each for each in found):
        raise bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields={"members": "need a value"})
    return frozenset(each["value"] for each in found)


def _selected(before: Delta, step: Step, attribute: Attribute, load: Loader) -> Iterable[str]:
    """The ids of the members that the filter of a step selects."""
    filter_ = step.target.filter
    if filter_ is None:
        return ()
    if isinstance(filter_, Comparison) and filter_.operator is Operator.EQUAL and filter_.path.name.lower() == "value":
        return [filter_.value] if isinstance(filter_.value, str) else []
    added = [{"value": key} for key in before.added]
    every = [*added, *(() if before.is_whole else load())]
    return [each["value"] for each in every if matches_value(filter_, each, attribute)]
