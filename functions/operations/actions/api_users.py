"""Commands about API users."""

from functions.operations import arguments as given
from functions.operations.actions import Answer, organisation_of
from functions.operations.problems import UNKNOWN_API_USER
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.organisation import api_users
from koppel.organisation.api_users import ApiUser
from koppel.runtime import Runtime


def create_api_user(runtime: Runtime, actor: str, arguments: given.CreateApiUser) -> Answer:
    """A new API user; the token is shown here and never again."""
    organisation = organisation_of(runtime, arguments)
    if arguments.expires and arguments.expires <= runtime.now():
        raise Declined(INVALID, fields={"expires": "must be in the future"})
    user, token = api_users.create(
        runtime, organisation, arguments.name, arguments.scopes, arguments.expires, actor=actor
    )
    return {**_shown(user), "token": token.text}


def list_api_users(runtime: Runtime, _actor: str, arguments: given.OfOrganisation) -> Answer:
    """All API users, without their tokens."""
    organisation = organisation_of(runtime, arguments)
    return {"api_users": [_shown(user) for user in api_users.every(runtime, organisation)]}


def rename_api_user(runtime: Runtime, actor: str, arguments: given.RenameApiUser) -> Answer:
    """Another name for an API user."""
    organisation = organisation_of(runtime, arguments)
    if not api_users.rename(runtime, organisation, arguments.user, arguments.name, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "name": arguments.name}


def scope_api_user(runtime: Runtime, actor: str, arguments: given.ScopeApiUser) -> Answer:
    """What an API user may do."""
    organisation = organisation_of(runtime, arguments)
    if not api_users.change_scopes(runtime, organisation, arguments.user, arguments.scopes, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "scopes": sorted(set(arguments.scopes))}


def expire_api_user(runtime: Runtime, actor: str, arguments: given.ExpireApiUser) -> Answer:
    """When an API user ends."""
    organisation = organisation_of(runtime, arguments)
    if not api_users.change_expiry(runtime, organisation, arguments.user, arguments.expires, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "expires": arguments.expires}


def limit_api_user(runtime: Runtime, actor: str, arguments: given.LimitApiUser) -> Answer:
    """How often an API user may call."""
    organisation, limits = organisation_of(runtime, arguments), (arguments.per_minute, arguments.burst)
    if not api_users.change_limit(runtime, organisation, arguments.user, *limits, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "per_minute": arguments.per_minute, "burst": arguments.burst}


def rotate_api_user(runtime: Runtime, actor: str, arguments: given.RotateApiUser) -> Answer:
    """A new token, shown here and never again."""
    organisation = organisation_of(runtime, arguments)
    if arguments.until and arguments.until <= runtime.now():
        raise Declined(INVALID, fields={"until": "must be in the future"})
    token = api_users.rotate(runtime, organisation, arguments.user, arguments.until, actor=actor)
    if token is None:
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user, "token": token.text, "previous_until": arguments.until}


def revoke_api_user(runtime: Runtime, actor: str, arguments: given.OfApiUser) -> Answer:
    """The end of an API user, at once."""
    if not api_users.revoke(runtime, organisation_of(runtime, arguments), arguments.user, actor=actor):
        raise Declined(UNKNOWN_API_USER)
    return {"id": arguments.user}


def _shown(user: ApiUser) -> Answer:
    return {
        "id": user.id,
        "name": user.name,
        "scopes": sorted(user.scopes),
        "created": user.created,
        "expires": user.expires,
        "last_used": user.last_used,
        "previous_until": user.previous_until,
        "per_minute": user.per_minute,
        "burst": user.burst,
    }
