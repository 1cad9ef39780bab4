"""Organisations, accounts and relationships as the API shows them: names, forms, addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.accounts.fields import FIELDS, REASONS, FieldType, InvalidValue, age, normalise
from koppel.domain.accounts.relationships import Relation, RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.values import RefusalReason
from koppel.domain.problems.refusal import Refused

type Body = dict[str, object]

NAMESPACE = "http://ns.minddistrict.com"
BASE_PATH = "/api/2"
LONGEST_PAGE = 1000

_COLLECTIONS: Mapping[Kind, str] = {Kind.CLIENT: "c", Kind.FRIEND: "c", Kind.PROFESSIONAL: "p"}
_EMPTY: Mapping[FieldType, Value | None] = {FieldType.DATE: None, FieldType.LABELS: ()}
_REFUSALS: Mapping[str, str] = {
    **REASONS,
    RefusalReason.REQUIRED: "must be filled",
    RefusalReason.TAKEN: "belongs to another account",
    RefusalReason.UNKNOWN: "is nobody here",
    RefusalReason.NOT_A_SUPERVISOR: "does not have the role ith.Supervisor",
}
_DERIVED = frozenset({"age", "name", "nickname"})
_KEY = re.compile(r"[0-9a-f]{32}")
_LIMIT = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Accounts of one kind as one caller sees them.

    root    address of the API, without a slash at its end
    fields  the fields that this organisation has and that the caller may see, with the value that shows an empty one
    today   the day to which ages are counted
    """

    root: str
    fields: Mapping[str, Value | None]
    today: date


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a collection: at most `limit` accounts (None: all) whose keys come after `cursor`."""

    limit: int | None = None
    cursor: str = ""


def view(organisation: Organisation, kind: Kind, base_url: str, today: date, *, with_bsn: bool) -> View:
    """The view of a caller: without fields that are switched off, and without the BSN for a caller that may not read
    it."""
    fields = {
        name: _EMPTY.get(rule.type, "")
        for name, rule in FIELDS[kind].items()
        if name not in _DERIVED and organisation.has(kind, name) and (with_bsn or rule.type is not FieldType.BSN)
    }
    return View(root=f"{base_url}{BASE_PATH}", fields=fields, today=today)


def item(account: Account, view: View) -> Body:
    """The account as a collection shows it."""
    values = account.values
    body: Body = {
        "@url": address(view.root, account.kind, account.key),
        "@type": f"{NAMESPACE}/{account.kind}",
        "@changes": {"creation_time": account.created, "modification_time": account.modified},
        "name": account.name,
        "active": account.active,
    }
    for name, empty in view.fields.items():
        body[name] = values.get(name, empty)
    if account.kind is not Kind.FRIEND:
        body["external_source"] = account.external_source
    if account.kind is Kind.CLIENT:
        body["age"] = _age(account, view)
        if values.get("nickname"):
            body["nickname"] = values["nickname"]
    return body


def links(account: Account, view: View) -> list[Body]:
    """Links from this account."""
    match account.kind:
        case Kind.CLIENT:
            own = address(view.root, account.kind, account.key)
            names = ("therapists.items", "friends.items")
            return [_link(name, f"{own}/{name.replace('.', '/')}") for name in names]
        case Kind.PROFESSIONAL:
            return [_link("roles", f"{address(view.root, account.kind, account.key)}/roles")]
        case Kind.FRIEND if account.client:
            return [_link("client", address(view.root, Kind.CLIENT, account.client))]
    return []


def application(organisation: Organisation, base_url: str, scopes: frozenset[Scope] | None) -> Body:
    """The organisation's application, with links. `scopes` of the caller, None for one without a token."""
    root = f"{base_url}{BASE_PATH}"
    training = organisation.mode is Mode.TRAINING
    found = [_link("authenticate", f"{root}/authenticate")] if scopes is None else []
    if scopes and Scope.READ_ACCOUNTS in scopes:
        found = [_link("clients.items", f"{root}/c/items"), _link("professionals.items", f"{root}/p/items")]
    return {
        "@url": root,
        "@type": f"{NAMESPACE}/application",
        "@links": found,
        "name": organisation.name,
        "mode": organisation.mode if training else None,
        "warning": "for_training_only" if training else None,
        "web_url": base_url,
    }


def relation(relation: Relation, professional: Account | None, base_url: str) -> Body:
    """A treatment relationship, with the professional's id as it is now."""
    root = f"{base_url}{BASE_PATH}"
    return {
        "@url": f"{root}/{place_of_relation(relation.client, relation.kind, relation.professional)}",
        "@type": f"{NAMESPACE}/treatment-relationship",
        "professional": {
            "@url": address(root, Kind.PROFESSIONAL, relation.professional),
            "id": professional.text("id") if professional else relation.professional_id,
        },
        "kind": relation.kind,
        "external_source": relation.external_source,
        "since": relation.since,
    }


def place(kind: Kind, key: str) -> str:
    """Path of an account below the API."""
    return f"{_COLLECTIONS[kind]}/{key}"


def place_of_relation(client: str, kind: RelationKind, professional: str) -> str:
    """Path of a treatment relationship below the API."""
    return f"{place(Kind.CLIENT, client)}/{kind}s/{professional}"


def roles(professional: Account, base_url: str) -> Body:
    """The roles of a professional."""
    root = f"{base_url}{BASE_PATH}"
    return {"@url": f"{address(root, Kind.PROFESSIONAL, professional.key)}/roles", "roles": professional.roles}


def wrong(planned: Plan) -> dict[str, str]:
    """By field what is wrong with it, of the fields that the plan refuses."""
    return {each.field: _REFUSALS[each.reason] for each in planned.refusals}


def refused(wrong: Mapping[str, str]) -> Refused:
    """The refusal for wrong fields: 409 when other accounts have each of the values, otherwise 422."""
    if set(wrong.values()) == {_REFUSALS[RefusalReason.TAKEN]}:
        return Refused(409, "Another account has this already.", fields=wrong)
    return Refused(422, "The fields are not valid.", fields=wrong)


def address(root: str, kind: Kind, key: str) -> str:
    """Address of an account, without a query and without a slash at its end."""
    return f"{root}/{place(kind, key)}"


def collection_path(kind: Kind) -> str:
    """Path of the collection of all accounts of a kind."""
    return f"{BASE_PATH}/{_COLLECTIONS[kind]}/items"


def is_key(text: str) -> bool:
    """Whether this has the form of an account's key."""
    return _KEY.fullmatch(text) is not None


def external_id(organisation: Organisation, kind: Kind, text: str, today: date) -> str:
    """The id as it is stored, "" for a text that cannot be an id, and where the organisation has ids switched off."""
    try:
        found = normalise(kind, "id", text, today) if organisation.has(kind, "id") else ""
    except InvalidValue:
        return ""
    return str(found)


def page(query: Mapping[str, tuple[str, ...]]) -> Page:
    """The requested page; other parameters are ignored. Raises Refused (422)."""
    limit, cursor = (query.get(name, ("",))[-1] for name in ("limit", "cursor"))
    wrong = {}
    if limit and not (_LIMIT.fullmatch(limit) and 1 <= int(limit) <= LONGEST_PAGE):
        wrong["limit"] = f"must be a whole number from 1 to {LONGEST_PAGE}"
    if cursor and not is_key(cursor):
        wrong["cursor"] = "must be the @cursor of an earlier page"
    if wrong:
        raise Refused(422, "The parameters are not valid.", fields=wrong)
    return Page(int(limit) if limit else None, cursor)


def _age(account: Account, view: View) -> Value | None:
    born = account.text("date_of_birth") if "date_of_birth" in view.fields else ""
    return age(born, view.today) if born else account.values.get("age")


def _link(name: str, url: str) -> Body:
    return {"name": name, "url": url}
