"""What the REST API does, one function for each verb. All raise Refused."""

from functions.rest_api import rules, wire
from functions.rest_api.problems import COLLECTION_LARGE, COLLECTION_TOO_LARGE, PASSWORD_LOGON
from koppel import accounts, error_log
from koppel.domain.accounts import Account, Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.problems import Finding
from koppel.domain.refusals import Refused
from koppel.domain.relations import Relation, RelationKind
from koppel.entrance.requests import Request, Response
from koppel.runtime import Runtime

INTEGRATION = "rest_api"


def show_application(_runtime: Runtime, request: Request) -> Response:
    """The application: to everybody, with links to what the caller may do next."""
    scopes = request.caller.scopes if request.caller else None
    return wire.answer(rules.application(request.organisation, request.base_url, scopes))


def refuse_passwords(_runtime: Runtime, _request: Request) -> Response:
    """Logging on with a name and a password, as older programs do: the hub keeps no passwords."""
    raise Refused(
        403,
        "Passwords are not accepted. Use the token of an API user, as Authorization: md-token <token>.",
        finding=Finding(problem=PASSWORD_LOGON),
    )


def list_accounts(runtime: Runtime, request: Request, *, kind: Kind) -> Response:
    """All accounts of a kind, or the page that is asked for."""
    view = _view(runtime, request, kind)
    page = rules.page(request.query)
    collection, last = wire.Collection(), ""
    try:
        for account in accounts.listed(runtime, request.organisation, kind, after=page.cursor, limit=page.limit):
            collection.add(rules.item(account, view))
            last = account.key
    except wire.TooLarge:
        finding = Finding(problem=COLLECTION_TOO_LARGE, cause=kind, details={"path": rules.collection_path(kind)})
        fields = {"limit": "how many accounts a page holds at most", "cursor": "where the page begins"}
        message = "collection_too_large: this does not fit into one answer. Read it in (smaller) pages."
        raise Refused(400, message, fields=fields, finding=finding) from None
    if collection.is_large and page.limit is None:
        details = {"path": rules.collection_path(kind)}
        finding = Finding(problem=COLLECTION_LARGE, cause=kind, details=details, reference=request.reference)
        error_log.record(runtime, request.organisation, INTEGRATION, finding)
    return collection.answer(cursor=last if len(collection) == page.limit else "")


def show_account(runtime: Runtime, request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """The account with this key, of the first of these kinds that has it."""
    request.require(Scope.READ_ACCOUNTS)
    for kind in kinds if rules.is_key(key) else ():
        account = accounts.account(runtime, request.organisation, kind, key)
        if account:
            return _shown(runtime, request, account)
    raise Refused(404, "No account has this key.")


def find_account(runtime: Runtime, request: Request, external_id: str, *, kind: Kind) -> Response:
    """The account with this id of the outside system; of a merged one, the account that survived."""
    request.require(Scope.READ_ACCOUNTS)
    wanted = rules.external_id(request.organisation, kind, external_id, runtime.clock().date())
    account = accounts.by_id(runtime, request.organisation, kind, wanted) if wanted else None
    if account is None:
        raise Refused(404, "No account has this id.")
    return _shown(runtime, request, account)


def list_relations(runtime: Runtime, request: Request, key: str) -> Response:
    """The treatment relationships of a client, with professionals as they are now."""
    request.require(Scope.READ_ACCOUNTS)
    relations = _relations(runtime, request, key)
    known = accounts.accounts(
        runtime, request.organisation, Kind.PROFESSIONAL, (each.professional for each in relations)
    )
    collection = wire.Collection()
    for each in relations:
        collection.add(rules.relation(each, known.get(each.professional), request.base_url))
    return collection.answer()


def show_relation(runtime: Runtime, request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """One treatment relationship of a client."""
    request.require(Scope.READ_ACCOUNTS)
    for each in _relations(runtime, request, key):
        if (each.professional, each.kind) == (professional, kind):
            known = accounts.account(runtime, request.organisation, Kind.PROFESSIONAL, professional)
            return wire.answer(rules.relation(each, known, request.base_url))
    raise Refused(404, "There is no such treatment relationship.")


def _relations(runtime: Runtime, request: Request, key: str) -> tuple[Relation, ...]:
    exists = rules.is_key(key) and accounts.account(runtime, request.organisation, Kind.CLIENT, key)
    if not exists:
        raise Refused(404, "No client has this key.")
    made, _waiting = accounts.relations(runtime, request.organisation, key)
    return made


def _shown(runtime: Runtime, request: Request, account: Account) -> Response:
    view = _view(runtime, request, account.kind)
    return wire.answer(rules.item(account, view) | {"@links": rules.links(account, view)})


def _view(runtime: Runtime, request: Request, kind: Kind) -> rules.View:
    caller = request.require(Scope.READ_ACCOUNTS)
    return rules.view(
        request.organisation, kind, request.base_url, runtime.clock().date(), with_bsn=Scope.READ_BSN in caller.scopes
    )
