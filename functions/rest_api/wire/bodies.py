"""Bodies with fixed fields, which are not fields of an account. A model checks the body; its `shape` describes the body
in the OpenAPI document."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StrictBool, ValidationError

from functions.rest_api.representation import is_key
from functions.rest_api.wire import requests
from functions.rest_api.wire.shapes import KEY, ROLES, TEXT, TRUTH, URL, Shape, object_of
from koppel.domain.accounts.account import Role
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request


@dataclass(frozen=True, slots=True)
class Rule:
    """What the sender of a wrong value reads, and the values that are right."""

    refusal: str
    shape: Shape


class Body(BaseModel):
    """A body with fixed fields; other fields are ignored."""

    model_config = ConfigDict(frozen=True)
    refusal: ClassVar[str] = "The fields are not valid."

    @classmethod
    def read(cls, request: Request) -> Self:
        """The body of the request. Raises Refused: 422 with the field and its rule's text for each wrong value, and
        what `requests.read` refuses."""
        try:
            return cls.model_validate(requests.read(request))
        except ValidationError as invalid:
            wrong = {error["loc"][0] for error in invalid.errors(include_url=False, include_input=False)}
            fields = {name: rule.refusal for name, rule in cls._rules().items() if name in wrong}
            raise Refused(422, cls.refusal, fields=fields) from None

    @classmethod
    def shape(cls) -> Shape:
        """The body as JSON Schema."""
        required = [name for name, field in cls.model_fields.items() if field.is_required()]
        return object_of({name: rule.shape for name, rule in cls._rules().items()}, required)

    @classmethod
    def _rules(cls) -> dict[str, Rule]:
        return {
            name: rule for name, field in cls.model_fields.items() for rule in field.metadata if isinstance(rule, Rule)
        }


class Activation(Body):
    """Whether an account is to be active, and whether the platform is asked to mail the person."""

    active: Annotated[StrictBool, Rule("must be true or false", TRUTH)]
    send_email: Annotated[
        Literal["yes", "no"],
        Rule(
            "must be yes or no",
            {
                "enum": ["yes", "no"],
                "default": "no",
                "description": "whether the platform is asked to mail the person; the hub itself sends no mail",
            },
        ),
    ] = "no"


def _each_once(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys(roles))


class RolesOnly(Body):
    """The roles that a professional is to have, each once."""

    refusal = "The roles are not valid."
    roles: Annotated[
        tuple[Role, ...],
        Field(min_length=1),
        AfterValidator(_each_once),
        Rule(
            f"must be a list of at least one of {', '.join(sorted(role.value for role in Role))}",
            {**ROLES, "minItems": 1},
        ),
    ]


class ProfessionalReference(NamedTuple):
    """A professional by key or by id of the outside system; the other one is ""."""

    key: str
    external_id: str


def _professional(value: object) -> ProfessionalReference:
    """A key, or an object with `@url` or `id`, as relationships show it. Raises ValueError."""
    if isinstance(value, dict):
        url, external_id = value.get("@url"), value.get("id")
        if isinstance(external_id, str) and external_id.strip() and url is None:
            return ProfessionalReference("", external_id)
        value = url.rpartition("/p/")[2] if isinstance(url, str) else None
    if isinstance(value, str) and is_key(value):
        return ProfessionalReference(value, "")
    raise ValueError


class NewRelationship(Body):
    """The professional of a new treatment relationship."""

    professional: Annotated[
        ProfessionalReference,
        PlainValidator(_professional),
        Rule(
            'must be a professional\'s key, {"@url": …} or {"id": …}',
            {
                "oneOf": [
                    KEY,
                    object_of({"@url": URL}, ["@url"]) | {"not": {"required": ["id"]}},
                    object_of({"id": TEXT}, ["id"]) | {"not": {"required": ["@url"]}},
                ]
            },
        ),
    ]
