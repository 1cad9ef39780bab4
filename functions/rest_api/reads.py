"""What the REST API shows, one function for each operation. All raise Refused."""

from collections.abc import Iterator
from itertools import islice

from functions.rest_api import representation
from functions.rest_api.problems import COLLECTION_LARGE, COLLECTION_TOO_LARGE, PASSWORD_LOGON
from functions.rest_api.tile import TILE
from functions.rest_api.wire import filters, responses
from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import Relation, RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.codings import takes_gzip
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log


class AccountMissing(Refused):
    """No account of this kind has this key."""

    def __init__(self) -> None:
        super().__init__(404, "No account has this key.")


def show_application(request: Request) -> Response:
    """The application, for callers without a token too, with links to what the caller may read."""
    scopes = request.caller.scopes if request.caller else None
    return responses.answer(representation.application(request.organisation, request.base_url, scopes))


def refuse_passwords(_request: Request) -> Response:
    """Refuse a logon with name and password, which older programs try: the hub keeps no passwords."""
    raise Refused(
        403,
        "Passwords are not accepted. Use the token of an API user, as Authorization: md-token <token>.",
        finding=Finding(problem=PASSWORD_LOGON),
    )


def list_accounts(request: Request, *, kind: Kind) -> Response:
    """The accounts of a kind: all, those that the filter selects, or one page of them."""
    view = _view(request, kind)
    page = representation.page(request.query)
    selected = filters.read(request.query, request.organisation, kind, request.organisation.day(request.tenant.clock()))
    collection, last = responses.Collection(compressed=takes_gzip(request.headers)), ""
    try:
        for account in _selected(request, kind, selected, page):
            collection.add(representation.item(account, view))
            last = account.key
    except responses.TooLarge:
        finding = Finding(
            problem=COLLECTION_TOO_LARGE, cause=kind, details={"path": representation.collection_path(kind)}
        )
        fields = {"limit": "how many accounts a page holds at most", "cursor": "where the page begins"}
        message = "collection_too_large: this does not fit into one answer. Read it in (smaller) pages."
        raise Refused(400, message, fields=fields, finding=finding) from None
    if collection.is_large and page.limit is None:
        details = {"path": representation.collection_path(kind)}
        finding = Finding(problem=COLLECTION_LARGE, cause=kind, details=details, reference=request.reference)
        error_log.record(request.tenant, TILE.integration, finding)
    return collection.answer(cursor=last if len(collection) == page.limit else "")


def list_friends(request: Request, key: str) -> Response:
    """The friends of a client."""
    view = _view(request, Kind.FRIEND)
    client(request, key)
    collection = responses.Collection(compressed=takes_gzip(request.headers))
    for friend in store.friends(request.tenant, key):
        collection.add(representation.item(friend, view))
    return collection.answer()


def show_account(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """The account with this key, of the first of these kinds that has it."""
    request.require(Scope.READ_ACCOUNTS)
    return shown(request, _account(request, key, kinds))


def show_roles(request: Request, key: str) -> Response:
    """The roles of a professional."""
    request.require(Scope.READ_ACCOUNTS)
    professional = _account(request, key, (Kind.PROFESSIONAL,))
    return responses.answer(representation.roles(professional, request.base_url))


def find_account(request: Request, external_id: str, *, kind: Kind) -> Response:
    """The account with this id of the outside system; of a merged one, the account that survived."""
    request.require(Scope.READ_ACCOUNTS)
    account = by_id(request, kind, external_id)
    if account is None:
        raise Refused(404, "No account has this id.")
    return shown(request, account)


def list_relations(request: Request, key: str) -> Response:
    """The treatment relationships of a client, with professionals as they are now."""
    request.require(Scope.READ_ACCOUNTS)
    relations = _relations(request, key)
    keys = (relation.professional for relation in relations)
    professionals = store.accounts(request.tenant, Kind.PROFESSIONAL, keys)
    collection = responses.Collection()
    for relation in relations:
        professional = professionals.get(relation.professional)
        collection.add(representation.relation(relation, professional, request.base_url))
    return collection.answer()


def show_relation(request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """One treatment relationship of a client."""
    request.require(Scope.READ_ACCOUNTS)
    for relation in _relations(request, key):
        if (relation.professional, relation.kind) == (professional, kind):
            account = store.account(request.tenant, Kind.PROFESSIONAL, professional)
            return responses.answer(representation.relation(relation, account, request.base_url))
    raise Refused(404, "There is no such treatment relationship.")


def client(request: Request, key: str) -> Account:
    """The client with this key."""
    account = store.account(request.tenant, Kind.CLIENT, key) if representation.is_key(key) else None
    if account is None:
        raise Refused(404, "No client has this key.")
    return account


def by_id(request: Request, kind: Kind, external_id: str) -> Account | None:
    """The account with this id of the outside system; of a merged one, the account that survived."""
    today = request.organisation.day(request.tenant.clock())
    stored = representation.external_id(request.organisation, kind, external_id, today)
    return store.by_id(request.tenant, kind, stored) if stored else None


def shown(request: Request, account: Account) -> Response:
    """The account as this caller sees it, with its entity tag."""
    view = _view(request, account.kind)
    return responses.answer(representation.item(account, view) | {"@links": representation.links(account, view)})


def _account(request: Request, key: str, kinds: tuple[Kind, ...]) -> Account:
    for kind in kinds if representation.is_key(key) else ():
        account = store.account(request.tenant, kind, key)
        if account:
            return account
    raise AccountMissing


def _selected(request: Request, kind: Kind, selected: filters.Filter, page: representation.Page) -> Iterator[Account]:
    """The accounts of the page. With an id or an e-mail address in the filter one account is read and no other."""
    tenant = request.tenant
    if selected.is_open:
        return store.listed(tenant, kind, after=page.cursor, limit=page.limit)
    if selected.nobody:
        return iter(())
    if selected.id or selected.email:
        read, value = (store.by_id, selected.id) if selected.id else (store.by_email, selected.email)
        account = read(tenant, kind, value)
        candidates = iter((account,) if account and account.key > page.cursor else ())
    else:
        candidates = store.listed(tenant, kind, after=page.cursor)
    return islice(filter(selected.passes, candidates), page.limit)


def _relations(request: Request, key: str) -> tuple[Relation, ...]:
    client(request, key)
    made, _waiting = store.relations(request.tenant, key)
    return made


def _view(request: Request, kind: Kind) -> representation.View:
    caller = request.require(Scope.READ_ACCOUNTS)
    organisation = request.organisation
    today = organisation.day(request.tenant.clock())
    return representation.view(organisation, kind, request.base_url, today, with_bsn=Scope.READ_BSN in caller.scopes)
