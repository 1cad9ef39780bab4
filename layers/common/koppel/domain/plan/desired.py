"""Desired states: what an outside system says an account should be, in whatever format it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from koppel.domain.accounts.account import NOTHING, Kind, Role, Value
from koppel.domain.accounts.relationships import RelationKind

DELETED: Final = ""
"""In a desired state a field has three values: it is absent (leave what is stored), DELETED (empty it), or a value."""


class Manner(Enum):
    """What happens when a desired state cannot be met in full."""

    STRICT = "refuse all of it, naming every field; activate and deactivate as requested"
    LENIENT = "leave out the field, with a finding; reactivate only what the same integration deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who requests a change.

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

    professional_ids  their own ids; the relationship waits while no professional has the id
    professionals     our keys; an unknown key is refused
    ended             keys of professionals whose relationship of this kind ends, whichever integration made it
    ended_ids         their own ids; the relationship of this kind ends only where this integration made it
    replace           end the relationships that this integration made with others; otherwise only add
    waits             whether the relationship with a professional whose id nobody has waits; otherwise it is refused
    """

    professional_ids: tuple[str, ...] = ()
    professionals: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    ended_ids: tuple[str, ...] = ()
    kind: RelationKind = RelationKind.THERAPIST
    replace: bool = False
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """What one account should be.

    key         our key where the sender knows it; otherwise the account is found by `id`
    id          the outside system's own id
    values      per field: missing (leave), DELETED (empty) or a value, not yet normalised; `id` is not repeated in it
    directory_id  of the organisation's directory: None leaves it, DELETED empties it; not yet normalised
    by_directory_id  the account is found by `directory_id`; where no account has that, by `id`, but only an account
                without another directory id is taken for it. `id` is then a field like any other: it may change.
    defaults    values of fields that are missing in `values`, for a new account only
    active      None leaves it
    active_from UTC time at which a deactivation takes effect, "" at once
    roles       None leaves them
    roles_among the roles this integration decides on, any other stays; None for all
    default_roles  of a new account, when `roles` is None
    client      of a new friend: key of the client it belongs to
    mail_requested  the platform is to mail the person about it; recorded with the change
    welcome     the same where the account is new
    creates     whether an unknown account is to be made
    spares_last_manager  the last active application manager stays active and keeps the role
    event_time  UTC time of the event, `YYYY-MM-DDTHH:MM:SS.ffffff`, when older events may still arrive, "" otherwise
    event_end   end (exclusive) of the second, day … in which the event was, where it is not known better; "" when exact
    """

    kind: Kind
    key: str = ""
    id: str = ""
    directory_id: str | None = None
    by_directory_id: bool = False
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
    welcome: bool = False
    creates: bool = True
    spares_last_manager: bool = False
    event_time: str = ""
    event_end: str = ""
    manner: Manner = Manner.STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredMerge:
    """Two ids of one client: the account with the id `retired` is merged into the one with the id `survivor`.

    event_time  UTC time of the event, as of a Desired: a merge that was undone after it is not made again
    """

    survivor: str
    retired: str
    event_time: str = ""
