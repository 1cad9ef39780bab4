"""Commands about logging on: keys of links, the platform, references, the key that signs."""

from dataclasses import asdict

from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import LogonKey
from functions.operations import arguments, logon_arguments
from functions.operations.actions import Answer, organisation_of
from functions.operations.problems import UNKNOWN_PLATFORM, UNKNOWN_REFERENCE
from koppel.domain.problems.refusal import Declined
from koppel.logon import platforms, references, signing
from koppel.runtime import Runtime


def create_logon_key(runtime: Runtime, actor: str, given: logon_arguments.CreateLogonKey) -> Answer:
    """A new key; the secret is shown here and never again."""
    return _made(runtime, actor, given)


def import_logon_key(runtime: Runtime, actor: str, given: logon_arguments.ImportLogonKey) -> Answer:
    """A key with a secret that its sender has already; it is not shown again."""
    answer = _made(runtime, actor, given, given.secret)
    return {name: value for name, value in answer.items() if name != "secret"}


def list_logon_keys(runtime: Runtime, _actor: str, given: arguments.OfOrganisation) -> Answer:
    """All keys, without their secrets."""
    found, now = link_keys.every(runtime, organisation_of(runtime, given)), runtime.now()
    return {"logon_keys": [_shown(key, now) for key in found]}


def end_logon_key(runtime: Runtime, actor: str, given: logon_arguments.EndLogonKey) -> Answer:
    """The end of a key, at once or later."""
    key = link_keys.end(runtime, organisation_of(runtime, given), given.key, given.until, actor=actor)
    return _shown(key, runtime.now())


def register_platform(runtime: Runtime, actor: str, given: logon_arguments.RegisterPlatform) -> Answer:
    """The platform that logons are handed over to; its secret is shown here and never again."""
    platform, secret = platforms.register(
        runtime,
        organisation_of(runtime, given),
        home=given.home,
        initiate_login=given.initiate_login,
        redirects=given.redirects,
        after_logout=given.after_logout,
        actor=actor,
    )
    return {"client_id": platform.client_id, "client_secret": secret}


def remove_platform(runtime: Runtime, actor: str, given: arguments.OfOrganisation) -> Answer:
    """No platform: the hub's own pages stand in."""
    if not platforms.remove(runtime, organisation_of(runtime, given), actor=actor):
        raise Declined(UNKNOWN_PLATFORM)
    return {"organisation": given.organisation}


def find_reference(runtime: Runtime, _actor: str, given: logon_arguments.FindReference) -> Answer:
    """What was the matter when somebody was shown this reference."""
    kept = references.find(runtime, organisation_of(runtime, given), given.reference)
    if kept is None:
        raise Declined(UNKNOWN_REFERENCE)
    return asdict(kept)


def sign_with(runtime: Runtime, actor: str, given: logon_arguments.SignWith) -> Answer:
    """Another key for new tokens; both stay published."""
    signing.sign_with(runtime, given.key, actor)
    return {"key": given.key}


def _made(runtime: Runtime, actor: str, given: logon_arguments.CreateLogonKey, secret: str = "") -> Answer:
    key, secret = link_keys.create(
        runtime,
        organisation_of(runtime, given),
        name=given.name,
        groups=given.groups,
        allow_sha1=given.allow_sha1,
        ends=given.expires,
        replaces=given.replaces or "",
        replaced_ends=given.until,
        secret=secret,
        actor=actor,
    )
    return {**_shown(key, runtime.now()), "secret": secret}


def _shown(key: LogonKey, now: str) -> Answer:
    return {
        "id": key.id,
        "name": key.name,
        "groups": sorted(key.groups),
        "allow_sha1": key.allow_sha1,
        "created": key.created,
        "expires": key.ends,
        "last_used": key.last_used,
        "active": key.is_active(now),
    }
