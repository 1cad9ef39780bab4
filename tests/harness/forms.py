"""Settings and arguments as people might fill them in, drawn from the fields of their forms."""

from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from koppel.domain.tiles.form import FieldKind, FormField, fields_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3),
    max_leaves=5,
)


@cache
def instances[Model: BaseModel](model: type[Model]) -> st.SearchStrategy[Model]:
    """Settings or arguments that the model accepts."""
    return filled(model).map(model.model_validate)


@cache
def filled(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """The JSON of settings or arguments that the model accepts."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for one in fields_of(model):
        (required if one.required else optional)[one.name] = _accepted(model, one)
    return st.fixed_dictionaries(required, optional=optional).filter(lambda given: _is_accepted(model, given))


def _accepted(model: type[BaseModel], one: FormField) -> st.SearchStrategy[Any]:
    annotation = model.model_fields[one.name].annotation
    return _value(one, annotation).filter(lambda value: _is_accepted(model, {one.name: value}, one.name))


def _value(one: FormField, annotation: Any) -> st.SearchStrategy[Any]:
    known = st.sampled_from([each for each in (one.default, one.example) if each not in (None, "")] or [""])
    strategy = _by_kind(one, annotation, known)
    return st.none() | strategy if one.optional else strategy


def _by_kind(one: FormField, annotation: Any, known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    values = [value for value, _ in one.choices]
    match one.kind:
        case FieldKind.NUMBER:
            return st.integers(one.minimum, one.maximum)
        case FieldKind.SWITCH:
            return st.booleans()
        case FieldKind.CHOICE:
            return st.sampled_from(values)
        case FieldKind.CHOICES:
            return st.lists(st.sampled_from(values), min_size=one.min_length or 0, max_size=5)
        case FieldKind.LINES:
            return known.filter(lambda each: isinstance(each, list)) | st.lists(_texts(one), max_size=3)
        case FieldKind.JSON:
            return ANY_JSON
        case FieldKind.TEXT | FieldKind.MULTILINE:
            return known.filter(lambda each: isinstance(each, str)) | _texts(one)
        case _:
            return _rows(one, annotation)


def _rows(one: FormField, annotation: Any) -> st.SearchStrategy[Any]:
    if one.kind is FieldKind.PAIRS:
        key, value = (_by_kind(each, None, st.just("")) for each in one.items)
        if one.items[1].kind is FieldKind.LINES:
            value = st.lists(st.just(one.example), max_size=2)
        return st.dictionaries(key, value, max_size=3)
    within = filled(_model_in(annotation))
    if one.kind is FieldKind.GROUP:
        return within
    if one.kind is FieldKind.GROUPS:
        return st.lists(within, min_size=one.min_length or 0, max_size=3)
    return st.dictionaries(st.from_regex(r"[a-z0-9]{8,40}", fullmatch=True), within, max_size=2)


def _texts(one: FormField) -> st.SearchStrategy[str]:
    example = st.just(one.example) if one.example else st.nothing()
    return example | TEXTS


def _model_in(annotation: Any) -> type[BaseModel]:
    """The model that a type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(found for each in get_args(annotation) if (found := _search(each)))


def _search(annotation: Any) -> type[BaseModel] | None:
    try:
        return _model_in(annotation)
    except StopIteration:
        return None


def _is_accepted(model: type[BaseModel], given: dict[str, Any], name: str = "") -> bool:
    """Whether the model finds nothing wrong, or nothing wrong with the field of this name."""
    try:
        model.model_validate(given)
    except ValidationError as invalid:
        return bool(name) and all(each["loc"][:1] != (name,) for each in invalid.errors())
    return True
