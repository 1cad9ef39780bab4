"""What the REST API does, one function for each verb. All raise Refused."""

from collections.abc import Iterator
from itertools import islice

from functions.rest_api import representation
from functions.rest_api.problems import COLLECTION_LARGE, COLLECTION_TOO_LARGE, PASSWORD_LOGON
from functions.rest_api.wire import filters, responses
from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import Relation, RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log
from koppel.runtime import Tenant

INTEGRATION = "rest_api"


def show_application(request: Request) -> Response:
    """The application: to everybody, with links to what the caller may do next."""
    scopes = request.caller.scopes if request.caller else None
    return responses.answer(representation.application(request.organisation, request.base_url, scopes))


def refuse_passwords(_request: Request) -> Response:
    """Logging on with a name and a password, as older programs do: the hub keeps no passwords."""
    raise Refused(
        403,
        "Passwords are not accepted. Use the token of an API user, as Authorization: md-token <token>.",
        finding=Finding(problem=PASSWORD_LOGON),
    )


def list_accounts(request: Request, *, kind: Kind) -> Response:
    """All accounts of a kind, those that are asked for, or the page that is asked for."""
    view = _view(request, kind)
    page = representation.page(request.query)
    wanted = filters.read(request.query, request.organisation, kind, request.organisation.day(request.tenant.clock()))
    collection, last = responses.Collection(compressed=responses.takes_gzip(request.headers)), ""
    try:
        for account in _found(request, kind, wanted, page):
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
        error_log.record(request.tenant, INTEGRATION, finding)
    return collection.answer(cursor=last if len(collection) == page.limit else "")


def list_friends(request: Request, key: str) -> Response:
    """The friends of a client."""
    view = _view(request, Kind.FRIEND)
    client(request, key)
    collection = responses.Collection(compressed=responses.takes_gzip(request.headers))
    for each in store.friends(request.tenant, key):
        collection.add(representation.item(each, view))
    return collection.answer()


def show_account(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """The account with this key, of the first of these kinds that has it."""
    request.require(Scope.READ_ACCOUNTS)
    for kind in kinds if representation.is_key(key) else ():
        account = store.account(request.tenant, kind, key)
        if account:
            return shown(request, account)
    raise Refused(404, "No account has this key.")


def find_account(request: Request, external_id: str, *, kind: Kind) -> Response:
    """The account with this id of the outside system; of a merged one, the account that survived."""
    request.require(Scope.READ_ACCOUNTS)
    wanted = representation.external_id(
        request.organisation, kind, external_id, request.organisation.day(request.tenant.clock())
    )
    account = store.by_id(request.tenant, kind, wanted) if wanted else None
    if account is None:
        raise Refused(404, "No account has this id.")
    return shown(request, account)


def list_relations(request: Request, key: str) -> Response:
    """The treatment relationships of a client, with professionals as they are now."""
    request.require(Scope.READ_ACCOUNTS)
    relations = _relations(request, key)
    known = store.accounts(request.tenant, Kind.PROFESSIONAL, (each.professional for each in relations))
    collection = responses.Collection()
    for each in relations:
        collection.add(representation.relation(each, known.get(each.professional), request.base_url))
    return collection.answer()


def show_relation(request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """One treatment relationship of a client."""
    request.require(Scope.READ_ACCOUNTS)
    for each in _relations(request, key):
        if (each.professional, each.kind) == (professional, kind):
            known = store.account(request.tenant, Kind.PROFESSIONAL, professional)
            return responses.answer(representation.relation(each, known, request.base_url))
    raise Refused(404, "There is no such treatment relationship.")


def client(request: Request, key: str) -> Account:
    """The client with this key."""
    found = store.account(request.tenant, Kind.CLIENT, key) if representation.is_key(key) else None
    if found is None:
        raise Refused(404, "No client has this key.")
    return found


def shown(request: Request, account: Account) -> Response:
    """An account as this caller sees it."""
    view = _view(request, account.kind)
    return responses.answer(representation.item(account, view) | {"@links": representation.links(account, view)})


def _found(request: Request, kind: Kind, wanted: filters.Filter, page: representation.Page) -> Iterator[Account]:
    """The accounts of the page. An id or an e-mail address leads to its account without a look at the others."""
    organisation = request.organisation
    if wanted.is_open:
        return store.listed(Tenant(request.tenant.runtime, organisation), kind, after=page.cursor, limit=page.limit)
    if wanted.nobody:
        return iter(())
    if wanted.id or wanted.email:
        one = (
            store.by_id(Tenant(request.tenant.runtime, organisation), kind, wanted.id)
            if wanted.id
            else store.by_email(Tenant(request.tenant.runtime, organisation), kind, wanted.email)
        )
        candidates = iter((one,) if one and one.key > page.cursor else ())
    else:
        candidates = store.listed(Tenant(request.tenant.runtime, organisation), kind, after=page.cursor)
    return islice(filter(wanted.passes, candidates), page.limit)


def _relations(request: Request, key: str) -> tuple[Relation, ...]:
    client(request, key)
    made, _waiting = store.relations(request.tenant, key)
    return made


def _view(request: Request, kind: Kind) -> representation.View:
    caller = request.require(Scope.READ_ACCOUNTS)
    organisation = request.organisation
    today = organisation.day(request.tenant.clock())
    return representation.view(organisation, kind, request.base_url, today, with_bsn=Scope.READ_BSN in caller.scopes)
