"""What the REST API changes, one function for each operation. All raise Refused.

A caller needs the scopes for reading and for writing, because the answer shows the whole account.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from functions.rest_api import idempotency, reads, representation
from functions.rest_api.conditional_write import Edit
from functions.rest_api.idempotency import Earlier
from functions.rest_api.problems import UNKNOWN_FIELDS
from functions.rest_api.reads import AccountMissing
from functions.rest_api.tile import TILE
from functions.rest_api.wire import requests, responses
from functions.rest_api.wire.bodies import Activation, NewRelationship, RolesOnly
from functions.rest_api.wire.requests import RequestedFields
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance import preconditions
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log


def create_account(request: Request, *, kind: Kind) -> Response:
    """Create a client or professional."""
    _require(request)
    return _create(request, kind)


def create_friend(request: Request, key: str) -> Response:
    """Create a friend of a client."""
    _require(request)
    return _create(request, Kind.FRIEND, client=key)


def change_account(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """Change some fields of the account with this key, of the first of these kinds that has it."""
    _require(request)
    body = requests.read(request)

    def change(kind: Kind) -> Response:
        requested = _requested(request, kind, body)
        desired = Desired(kind=kind, key=key, values=requested.values, active=requested.active)
        return _answer(request, Edit(tenant=request.tenant, request=request, desired=desired, requested=requested))

    return _first(kinds, change)


def change_roles(request: Request, key: str) -> Response:
    """Give a professional these roles and no others."""
    _require(request)
    requested = RolesOnly.read(request)

    def tag(account: Account) -> str:
        return responses.answer(representation.roles(account, request.base_url)).headers["ETag"]

    desired = Desired(kind=Kind.PROFESSIONAL, key=key, roles=requested.roles)
    done = Edit(tenant=request.tenant, request=request, desired=desired, tag=tag).carry_out()
    if isinstance(done, Earlier):
        return reads.show_roles(request, key)
    return responses.answer(representation.roles(done.account, request.base_url))


def change_activity(request: Request, key: str, *, kinds: tuple[Kind, ...]) -> Response:
    """Activate or deactivate an account. The hub sends no mail; it records that the platform was asked to mail."""
    _require(request)
    requested = Activation.read(request)
    active, mail = requested.active, requested.send_email == "yes"

    def change(kind: Kind) -> Response:
        desired = Desired(kind=kind, key=key, active=active, mail_requested=mail)
        place = partial(representation.place, kind)
        return _answer(request, Edit(tenant=request.tenant, request=request, desired=desired, status=200, place=place))

    return _first(kinds, change)


def add_relation(request: Request, key: str, *, kind: RelationKind) -> Response:
    """Add a treatment relationship of a client: 201 when it is new, 200 when it was there."""
    _require(request)
    professional, external_id = NewRelationship.read(request).professional
    if external_id:
        account = reads.by_id(request, Kind.PROFESSIONAL, external_id)
        if account is None:
            if earlier := idempotency.find(request):
                return _related(request, key, earlier, kind)
            raise Refused(422, "The fields are not valid.", fields={"professional": "is nobody here"})
        professional = account.key

    def place(client: str) -> str:
        return representation.place_of_relation(client, kind, professional)

    relations = DesiredRelations(professionals=(professional,), kind=kind)
    desired = Desired(kind=Kind.CLIENT, key=key, relations=relations)
    done = Edit(tenant=request.tenant, request=request, desired=desired, status=201, place=place).carry_out()
    if isinstance(done, Earlier):
        return _related(request, key, done, kind)
    relation, account = done.relation(professional, kind)
    shown = responses.answer(representation.relation(relation, account, request.base_url))
    return _made(request, shown, place(key)) if done.is_new else shown


def end_relation(request: Request, key: str, professional: str, *, kind: RelationKind) -> Response:
    """End a treatment relationship, also one that another source made."""
    _require(request)
    present = reads.show_relation(request, key, professional, kind=kind)
    preconditions.require(request.headers, present.headers["ETag"])
    relations = DesiredRelations(ended=(professional,), kind=kind)
    Edit(
        tenant=request.tenant, request=request, desired=Desired(kind=Kind.CLIENT, key=key, relations=relations)
    ).carry_out()
    return Response(status=204)


def _related(request: Request, key: str, earlier: Earlier, kind: RelationKind) -> Response:
    """The relationship that the first request of a repeated one made, with the professional of that request."""
    shown = reads.show_relation(request, key, earlier.place.rpartition("/")[2], kind=kind)
    return _made(request, shown, earlier.place) if earlier.status == 201 else shown


def _create(request: Request, kind: Kind, client: str = "") -> Response:
    requested = _requested(request, kind, requests.read(request))
    active = requested.active is not False
    desired = Desired(kind=kind, values=requested.values, active=active, client=client)
    edit = Edit(
        tenant=request.tenant,
        request=request,
        desired=desired,
        requested=requested,
        status=201,
        place=partial(representation.place, kind),
    )
    return _answer(request, edit)


def _answer(request: Request, edit: Edit) -> Response:
    """Carry out the edit and show the account as it is now."""
    done = replace(edit, tag=lambda account: reads.shown(request, account).headers["ETag"]).carry_out()
    if isinstance(done, Earlier):
        shown = reads.show_account(request, done.place.rpartition("/")[2], kinds=tuple(Kind))
        return _made(request, shown, done.place) if done.status == 201 else shown
    if edit.requested and edit.requested.unknown:
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


def _requested(request: Request, kind: Kind, body: dict[str, object]) -> RequestedFields:
    """The fields that the body requests. Only callers that may read BSNs may write one, because a refusal says that
    another account has it."""
    requested = requests.requested_fields(request.organisation, kind, body)
    if requested.values.get("bsn"):
        request.require(Scope.READ_BSN)
    return requested


def _first(kinds: tuple[Kind, ...], do: Callable[[Kind], Response]) -> Response:
    """Call `do` with each kind until an account has the key. To look for the account first would cost one more read."""
    *others, last = kinds
    for kind in others:
        with suppress(AccountMissing):
            return do(kind)
    return do(last)


def _note_unknown(request: Request, edit: Edit) -> None:
    caller = request.require(Scope.WRITE_ACCOUNTS)
    fields = ", ".join(edit.requested.unknown) if edit.requested else ""
    finding = Finding(
        problem=UNKNOWN_FIELDS,
        subject=caller.id,
        cause=f"{edit.desired.kind} {fields}",
        details={"user": caller.name, "kind": edit.desired.kind, "fields": fields},
        reference=request.reference,
    )
    error_log.record(request.tenant, TILE.integration, finding)
