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
from koppel.runtime import Runtime

INTEGRATION = "rest_api"


def show_application(_runtime: Runtime, request: Request) -> Response:
    """The application: to everybody, with links to what the caller may do next."""
    scopes = request.caller.scopes if request.caller else None
    return responses.answer(representation.application(request.organisation, request.base_url, scopes))


def refuse_passwords(_runtime: Runtime, _request: Request) -> Response:
    """Logging on with a name and a password, as older programs do: the hub keeps no passwords."""
    raise Refused(
        403,
        "Passwords are not accepted. Use the token of an API user, as Authorization: md-token <token>.",
        finding=Finding(problem=PASSWORD_LOGON),
    )


def list_accounts(runtime: Runtime, request: Request, *, kind: Kind) -> Response:
    """All accounts of a kind, those that are asked for, or the page that is asked for."""
    view = _view(runtime, request, kind)
    page = representation.page(request.query)
    wanted = filters.read(request.query, request.organisation, kind, request.organisation.day(runtime.clock()))
    collection, last = responses.Collection(compressed=responses.takes_gzip(request.headers)), ""
    try:
        for account in _found(runtime, request, kind, wanted, page):
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
        error_log.record(runtime, request.organisation, INTEGRATION, finding)
    return collection.answer(cursor=last if len(collection) == page.limit else "")


def list_friends(runtime: Runtime, request: Request, key: str) -> Response:
    """The friends of a client."""
    view = _view(runtime, request, Kind.FRIEND)
    client(runtime, request, key)
    collection = responses.Collection(compressed=responses.takes_gzip(request.headers))
    for each in store.friends(runtime, request.organisation, key):
        collection.add(representation.item(each, view))
    return collection.answer()


def show_account(runtime: Runtime, request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """The account with this key, of the first of these kinds that has it."""
    request.require(Scope.READ_ACCOUNTS)
    for kind in kinds if representation.is_key(key) else ():
        account = store.account(runtime, request.organisation, kind, key)
        if account:
            return shown(runtime, request, account)
    raise Refused(404, "No account has this key.")


def find_account(runtime: Runtime, request: Request, external_id: str, *, kind: Kind) -> Response:
    """The account with this id of the outside system; of a merged one, the account that survived."""
    request.require(Scope.READ_ACCOUNTS)
    wanted = representation.external_id(
        request.organisation, kind, external_id, request.organisation.day(runtime.clock())
    )
    account = store.by_id(runtime, request.organisation, kind, wanted) if wanted else None
    if account is None:
        raise Refused(404, "No account has this id.")
    return shown(runtime, request, account)


def list_relations(runtime: Runtime, request: Request, key: str) -> Response:
    """The treatment relationships of a client, with professionals as they are now."""
    request.require(Scope.READ_ACCOUNTS)
    relations = _relations(runtime, request, key)
    known = store.accounts(runtime, request.organisation, Kind.PROFESSIONAL, (each.professional for each in relations))
    collection = responses.Collection()
    for each in relations:
        collection.add(representation.relation(each, known.get(each.professional), request.base_url))
    return collection.answer()


def show_relation(runtime: Runtime, request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """One treatment relationship of a client."""
    request.require(Scope.READ_ACCOUNTS)
    for each in _relations(runtime, request, key):
        if (each.professional, each.kind) == (professional, kind):
            known = store.account(runtime, request.organisation, Kind.PROFESSIONAL, professional)
            return responses.answer(representation.relation(each, known, request.base_url))
    raise Refused(404, "There is no such treatment relationship.")


def client(runtime: Runtime, request: Request, key: str) -> Account:
    """The client with this key."""
    found = store.account(runtime, request.organisation, Kind.CLIENT, key) if representation.is_key(key) else None
    if found is None:
        raise Refused(404, "No client has this key.")
    return found


def shown(runtime: Runtime, request: Request, account: Account) -> Response:
    """An account as this caller sees it."""
    view = _view(runtime, request, account.kind)
    return responses.answer(representation.item(account, view) | {"@links": representation.links(account, view)})


def _found(
    runtime: Runtime, request: Request, kind: Kind, wanted: filters.Filter, page: representation.Page
) -> Iterator[Account]:
    """The accounts of the page. An id or an e-mail address leads to its account without a look at the others."""
    organisation = request.organisation
    if wanted.is_open:
        return store.listed(runtime, organisation, kind, after=page.cursor, limit=page.limit)
    if wanted.nobody:
        return iter(())
    if wanted.id or wanted.email:
        one = (
            store.by_id(runtime, organisation, kind, wanted.id)
            if wanted.id
            else store.by_email(runtime, organisation, kind, wanted.email)
        )
        candidates = iter((one,) if one and one.key > page.cursor else ())
    else:
        candidates = store.listed(runtime, organisation, kind, after=page.cursor)
    return islice(filter(wanted.passes, candidates), page.limit)


def _relations(runtime: Runtime, request: Request, key: str) -> tuple[Relation, ...]:
    client(runtime, request, key)
    made, _waiting = store.relations(runtime, request.organisation, key)
    return made


def _view(runtime: Runtime, request: Request, kind: Kind) -> representation.View:
    caller = request.require(Scope.READ_ACCOUNTS)
    organisation = request.organisation
    today = organisation.day(runtime.clock())
    return representation.view(organisation, kind, request.base_url, today, with_bsn=Scope.READ_BSN in caller.scopes)
