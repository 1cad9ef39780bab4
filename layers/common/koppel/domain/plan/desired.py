"""Desired states: what an outside system says an account should be, whatever format it said it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from koppel.domain.accounts.account import NOTHING, Kind, Role, Value
from koppel.domain.accounts.relationships import RelationKind

DELETED: Final = ""
"""In a desired state a field has three values: it is absent (leave what is stored), DELETED (empty it), or a value."""


class Manner(Enum):
    """How wishes are met that cannot be met in full."""

    STRICT = "refuse the whole, naming every field; activate and deactivate as told"
    LENIENT = "leave out what cannot be, with a finding; reactivate only what the same integration deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who wants a change.

    integration  its slug
    source       the name that goes into `external_source` (an API user's name, a feed's name), "" for a person
    actor        who is recorded in the trail: API user, feed, person or ARN
    reference    id of the message, request or run
    at           now, UTC, `YYYY-MM-DDTHH:MM:SS`
    """

    integration: str
    source: str = ""
    actor: str = ""
    reference: str = ""
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredRelations:
    """The professionals that should be linked to the client.

    professional_ids  by their own ids; to one that nobody has yet the relationship waits
    professionals     by our keys; an unknown one is refused
    ended             keys of professionals whose relationship of this kind is to end, whoever made it
    ended_ids         by their own ids, those whose relationship of this kind is to end where this integration made it
    replace  end the relationships this integration made with others; otherwise only add
    """

    professional_ids: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    ended_ids: tuple[str, ...] = ()
    kind: RelationKind = RelationKind.THERAPIST
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """What one account should be.

    key         our key where the sender knows it; otherwise the account is found by `id`
    id          the outside system's own id
    values      per field: missing (leave), DELETED (empty) or a value, not yet normalised; `id` is not repeated in it
    directory_id  of the organisation's directory: None leaves it, DELETED empties it; not yet normalised
    defaults    values of fields that are missing in `values`, for a new account only
    active      None leaves it
    active_from UTC time at which a deactivation takes effect, "" at once
    roles       None leaves them
    roles_among the roles this integration decides on, any other stays; None for all
    default_roles  of a new account, when `roles` is None
    client      of a new friend: key of the client it belongs to
    mail_requested  the platform is to mail the person about it; recorded with the change
    creates     whether an unknown account is to be made
    event_time  UTC time of the event, `YYYY-MM-DDTHH:MM:SS.ffffff`, when older events may still arrive, "" otherwise
    event_end   where the event is known to the second, day … only: the end of that, itself left out; "" when exact
    """

    kind: Kind
    key: str = ""
    id: str = ""
    directory_id: str | None = None
    values: Mapping[str, Value] = NOTHING
    defaults: Mapping[str, Value] = NOTHING
    active: bool | None = None
    active_from: str = ""
    roles: tuple[Role, ...] | None = None
    roles_among: frozenset[Role] | None = None
    default_roles: tuple[Role, ...] = ()
    relations: DesiredRelations | None = None
    client: str = ""
    mail_requested: bool = False
    creates: bool = True
    event_time: str = ""
    event_end: str = ""
    manner: Manner = Manner.STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredMerge:
    """Two ids that turned out to be one client's: the account of `retired` is given up for that of `survivor`."""

    survivor: str
    retired: str
