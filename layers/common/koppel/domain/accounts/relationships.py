"""Treatment relationships between a professional and a client."""

from dataclasses import dataclass
from enum import StrEnum


class RelationKind(StrEnum):
    """As what a professional is linked to a client."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A treatment relationship.

    client, professional  account keys
    professional_id       the professional's own id when the relationship was made, "" when it had none
    external_source       the system that made it, "" when a person did; `integration` is the integration's slug
    since                 UTC, `YYYY-MM-DDTHH:MM:SS`
    """

    client: str
    professional: str
    kind: RelationKind = RelationKind.THERAPIST
    professional_id: str = ""
    external_source: str = ""
    integration: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRelation:
    """A relationship to a professional whose id nobody has yet; it becomes a Relation as soon as somebody has."""

    client: str
    professional_id: str
    kind: RelationKind = RelationKind.THERAPIST
    external_source: str = ""
    integration: str = ""
    since: str = ""
