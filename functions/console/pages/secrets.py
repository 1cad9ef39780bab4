"""The secrets of an integration, as its tile shows them: API users, keys of links, SAML connections, key pairs of
imports.

Values of secrets are not here: each is shown once, by the command that makes it. What can be done with one of them
leads to the page of that command, filled in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from functions.console.faces import commands_of
from functions.console.turn import Turn
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import SOON
from koppel.domain.times import from_text
from koppel.organisation.commands import Command

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: a link to the page of a command, filled in."""

    title: Text
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the tile shows. `kind` chooses the part of the template; `new` is the act that makes another one."""

    kind: str
    rows: list[dict[str, Any]]
    new: Act | None


@dataclass(frozen=True, slots=True)
class _Lister:
    """Lists the secrets of one integration.

    command  that lists them, and the name of the list in its answer
    new      command that makes one
    acts     command → the arguments that a row fills in, and from which of its values
    """

    kind: str
    command: str
    answer: str
    new: str
    acts: Mapping[str, Mapping[str, str]]
    keep: Callable[[Row], bool] = lambda _row: True
    also: tuple[str, ...] = ()


_USER = {"user": "id"}
_API_USERS = _Lister(
    kind="api_users",
    command="list-api-users",
    answer="api_users",
    new="create-api-user",
    acts={
        "rotate-api-user": _USER,
        "expire-api-user": {**_USER, "expires": "expires"},
        "scope-api-user": {**_USER, "scopes": "scopes"},
        "limit-api-user": {**_USER, "per_minute": "per_minute", "burst": "burst"},
        "rename-api-user": {**_USER, "name": "name"},
        "revoke-api-user": _USER,
    },
)
LISTERS: Mapping[str, _Lister] = {
    "rest_api": _API_USERS,
    "hl7_intake": _Lister(
        kind="api_users",
        command=_API_USERS.command,
        answer=_API_USERS.answer,
        new=_API_USERS.new,
        acts=_API_USERS.acts,
        keep=lambda row: "hl7" in row["scopes"],
    ),
    "delegated_logon": _Lister(
        kind="logon_keys",
        command="list-logon-keys",
        answer="logon_keys",
        new="create-logon-key",
        acts={
            "create-logon-key": {
                "replaces": "id",
                "name": "name",
                "groups": "groups",
                "allow_sha1": "allow_sha1",
                "asks": "asks",
            },
            "end-logon-key": {"key": "id"},
        },
    ),
    "saml_logon": _Lister(
        kind="connections",
        command="saml-list-connections",
        answer="connections",
        new="saml-create-connection",
        acts={
            "saml-list-logons": {"connection": "connection"},
            "saml-rotate-keys": {"connection": "connection"},
            "saml-unpin": {"connection": "connection"},
            "saml-remove-connection": {"connection": "connection"},
        },
        also=("saml-load-metadata",),
    ),
    "bulk_import": _Lister(
        kind="import_keys",
        command="list-import-keys",
        answer="import_keys",
        new="create-import-key",
        acts={
            "export-import-key": {"key": "id"},
            "create-import-key": {"replaces": "id", "name": "name", "email": "email"},
            "end-import-key": {"key": "id"},
        },
        also=("prepare-upload", "start-import", "download-template"),
    ),
}
WITH_PAGES: Mapping[str, frozenset[str]] = {
    "directory_sync": frozenset({"show-sources", "test-directory", "explain-person", "start-cycle"})
}
"""Commands that have pages of their own, to which the tile leads."""
REPLACE = Text(nl="Vervangen", en="Replace")
"""What making a key is called at the key that it replaces."""


def shown(turn: Turn, integration: str) -> Shown | None:
    """The secrets of an integration; None for one that has none."""
    lister = LISTERS.get(integration)
    if lister is None or turn.desk.find(lister.command) is None:
        return None
    rows = [each for each in turn.desk.ask(lister.command)[lister.answer] if lister.keep(each)]
    made = {"scopes": ["hl7"]} if integration == "hl7_intake" else {}
    return Shown(
        kind=lister.kind,
        rows=[{**each, "acts": list(_acts(turn, lister, each)), "left": _nearness(turn, each)} for each in rows],
        new=_act(turn, lister.new, made),
    )


def other_commands(turn: Turn, integration: str) -> list[Command[Any]]:
    """The commands of an integration that its tile does not have beside a secret."""
    lister = LISTERS.get(integration)
    placed = {lister.command, lister.new, *lister.acts, *lister.also} if lister else set()
    placed |= WITH_PAGES.get(integration, frozenset())
    return [each for each in commands_of(integration, turn.visitor.role) if each.name not in placed]


def _acts(turn: Turn, lister: _Lister, row: Row) -> list[Act]:
    found: list[Act] = []
    for name, arguments in lister.acts.items():
        values = {argument: row[value] for argument, value in arguments.items()}
        act = _act(turn, name, values)
        if act:
            found.append(Act(REPLACE, act.path) if name == lister.new else act)
    return found


def _act(turn: Turn, name: str, values: Mapping[str, Any]) -> Act | None:
    """A link to the page of a command, that comes back to this tile; None for a command of others."""
    command = turn.desk.find(name)
    if command is None:
        return None
    filled = {argument: _form_value(value) for argument, value in values.items() if value not in (None, "", False)}
    query = urlencode({**filled, "back": turn.visit.path}, doseq=True)
    return Act(command.title, f"{turn.home}/do/{name}?{query}")


def _form_value(value: Any) -> Any:
    return "on" if value is True else value


def _nearness(turn: Turn, row: Row) -> str:
    """How near the end of a secret is: `expired`, `soon`, or "" for neither."""
    return nearness(row.get("expires", ""), turn.visit.tenant.clock())


def nearness(expires: str, now: datetime) -> str:
    """The same for any time of ours; "" never ends."""
    if not expires:
        return ""
    left = from_text(expires) - now
    return "expired" if left.total_seconds() <= 0 else "soon" if left <= SOON else ""
