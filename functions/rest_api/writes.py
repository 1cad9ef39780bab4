"""What the REST API changes, one function for each verb. All raise Refused.

Who changes accounts needs both scopes: the answer shows the whole account.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from functions.rest_api import idempotency, preconditions, reads, representation
from functions.rest_api.conditional_write import Edit, Missing
from functions.rest_api.idempotency import Earlier
from functions.rest_api.problems import UNKNOWN_FIELDS
from functions.rest_api.reads import INTEGRATION
from functions.rest_api.wire import requests, responses
from functions.rest_api.wire.bodies import Activation, NewRelationship, RolesOnly
from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log


def create_account(request: Request, *, kind: Kind) -> Response:
    """A new client or professional."""
    _require(request)
    return _create(request, kind)


def create_friend(request: Request, key: str) -> Response:
    """A new friend of a client."""
    _require(request)
    return _create(request, Kind.FRIEND, client=key)


def change_account(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """Other values for some fields of an account, of the first of these kinds that has this key."""
    _require(request)
    body = requests.read(request)

    def change(kind: Kind) -> Response:
        given = _given(request, kind, body)
        desired = Desired(kind=kind, key=key, values=given.values, active=given.active)
        return _answer(request, Edit(tenant=request.tenant, request=request, desired=desired, given=given))

    return _first(kinds, change)


def show_roles(request: Request, key: str) -> Response:
    """The roles of a professional."""
    request.require(Scope.READ_ACCOUNTS)
    found = store.account(request.tenant, Kind.PROFESSIONAL, key) if representation.is_key(key) else None
    if found is None:
        raise Refused(404, "No account has this key.")
    return responses.answer(representation.roles(found, request.base_url))


def change_roles(request: Request, key: str) -> Response:
    """These roles, and no others, for a professional."""
    _require(request)
    requested = RolesOnly.read(request)

    def tag(account: Account) -> str:
        return responses.answer(representation.roles(account, request.base_url)).headers["ETag"]

    desired = Desired(kind=Kind.PROFESSIONAL, key=key, roles=requested.roles)
    done = Edit(tenant=request.tenant, request=request, desired=desired, tag=tag).carry_out()
    if isinstance(done, Earlier):
        return show_roles(request, key)
    return responses.answer(representation.roles(done.account, request.base_url))


def change_activity(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """Let a person log on, or no longer. The hub sends no mail: it records that the platform was asked to."""
    _require(request)
    requested = Activation.read(request)
    active, mail = requested.active, requested.send_email == "yes"

    def change(kind: Kind) -> Response:
        desired = Desired(kind=kind, key=key, active=active, mail_requested=mail)
        place = partial(representation.place, kind)
        return _answer(request, Edit(tenant=request.tenant, request=request, desired=desired, status=200, place=place))

    return _first(kinds, change)


def add_relation(request: Request, key: str, *, kind: RelationKind) -> Response:
    """A treatment relationship of a client; 201 when it is new, 200 when it was there."""
    _require(request)
    professional, external_id = NewRelationship.read(request).professional
    if external_id:
        wanted = representation.external_id(
            request.organisation, Kind.PROFESSIONAL, external_id, request.organisation.day(request.tenant.clock())
        )
        found = store.by_id(request.tenant, Kind.PROFESSIONAL, wanted) if wanted else None
        if found is None:
            if earlier := idempotency.find(request):
                return _related(request, key, earlier, kind)
            raise Refused(422, "The fields are not valid.", fields={"professional": "is nobody here"})
        professional = found.key

    def place(client: str) -> str:
        return representation.place_of_relation(client, kind, professional)

    relations = DesiredRelations(professionals=(professional,), kind=kind)
    desired = Desired(kind=Kind.CLIENT, key=key, relations=relations)
    done = Edit(tenant=request.tenant, request=request, desired=desired, status=201, place=place).carry_out()
    if isinstance(done, Earlier):
        return _related(request, key, done, kind)
    relation, of_whom = done.relation(professional, kind)
    shown = responses.answer(representation.relation(relation, of_whom, request.base_url))
    return _made(request, shown, place(key)) if done.is_new else shown


def end_relation(request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """The end of a treatment relationship, whoever made it."""
    _require(request)
    present = reads.show_relation(request, key, professional, kind=kind)
    preconditions.require(request.headers, present.headers["ETag"])
    relations = DesiredRelations(ended=(professional,), kind=kind)
    Edit(
        tenant=request.tenant, request=request, desired=Desired(kind=Kind.CLIENT, key=key, relations=relations)
    ).carry_out()
    return Response(status=204)


def _related(request: Request, key: str, earlier: Earlier, kind: RelationKind) -> Response:
    """The relationship that came of a request that is repeated, with the professional who was meant then."""
    shown = reads.show_relation(request, key, earlier.place.rpartition("/")[2], kind=kind)
    return _made(request, shown, earlier.place) if earlier.status == 201 else shown


def _create(request: Request, kind: Kind, client: str = "") -> Response:
    given = _given(request, kind, requests.read(request))
    active = given.active is not False
    desired = Desired(kind=kind, values=given.values, active=active, client=client)
    edit = Edit(
        tenant=request.tenant,
        request=request,
        desired=desired,
        given=given,
        status=201,
        place=partial(representation.place, kind),
    )
    return _answer(request, edit)


def _answer(request: Request, edit: Edit) -> Response:
    """Carry the edit out and show the account as it is now."""
    done = replace(edit, tag=lambda account: reads.shown(request, account).headers["ETag"]).carry_out()
    if isinstance(done, Earlier):
        shown = reads.show_account(request, done.place.rpartition("/")[2], kinds=tuple(Kind))
        return _made(request, shown, done.place) if done.status == 201 else shown
    if edit.given and edit.given.unknown:
        _note_unknown(request, edit)
    account = done.account
    shown = reads.shown(request, account)
    return _made(request, shown, representation.place(account.kind, account.key)) if edit.status == 201 else shown


def _made(request: Request, shown: Response, place: str) -> Response:
    location = f"{request.base_url}{representation.BASE_PATH}/{place}"
    return responses.replaced(shown, status=201, headers={"Location": location})


def _require(request: Request) -> None:
    request.require(Scope.READ_ACCOUNTS)
    request.require(Scope.WRITE_ACCOUNTS)


def _given(request: Request, kind: Kind, body: dict[str, object]) -> requests.Given:
    """What the body says. A BSN is only for callers that may read it: a refusal would tell them whose it is."""
    given = requests.account(request.organisation, kind, body)
    if given.values.get("bsn"):
        request.require(Scope.READ_BSN)
    return given


def _first(kinds: tuple[Kind, ...], do: Callable[[Kind], Response]) -> Response:
    """Do this with the first kind of which there is such an account. To look first would be one read more."""
    *others, last = kinds
    for kind in others:
        with suppress(Missing):
            return do(kind)
    return do(last)


def _note_unknown(request: Request, edit: Edit) -> None:
    caller = request.require(Scope.WRITE_ACCOUNTS)
    fields = ", ".join(edit.given.unknown) if edit.given else ""
    finding = Finding(
        problem=UNKNOWN_FIELDS,
        subject=caller.id,
        cause=f"{edit.desired.kind} {fields}",
        details={"user": caller.name, "kind": edit.desired.kind, "fields": fields},
        reference=request.reference,
    )
    error_log.record(request.tenant, INTEGRATION, finding)
