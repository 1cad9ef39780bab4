"""Commands about many accounts: make them from a list, show those that lack a field."""

from typing import Annotated, Any

from pydantic import Field

from koppel.accounts import incomplete
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import KIND_LABELS, ROLE_LABELS, Kind, Role
from koppel.domain.accounts.fields import FIELDS, REASONS, InvalidValue, normalise
from koppel.domain.accounts.presence import CLIENT_DETAILS, PROFESSIONAL_DETAILS
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.values import RefusalReason
from koppel.domain.problems.account import PROTECTED
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log, error_log
from koppel.organisation.commands import (
    Command,
    NoArguments,
    OfOrganisation,
    OptionalLine,
    Sensitivity,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

AccountKey = Annotated[str, Field(pattern="^([0-9a-f]{32})?$")]
DETAILS = {Kind.CLIENT: CLIENT_DETAILS.integration, Kind.PROFESSIONAL: PROFESSIONAL_DETAILS.integration}
"""Whose error log tells of accounts that may not be changed by hand."""

REFUSALS = {**REASONS, RefusalReason.REQUIRED: "must be filled", RefusalReason.TAKEN: "belongs to another account"}

NO_ID = Text(nl="heeft hier geen nummer om aan te herkennen", en="has no id to be found by here")
NO_FIELD = {
    Kind.CLIENT: Text(nl="is geen veld van een cliënt", en="is not a field of a client"),
    Kind.PROFESSIONAL: Text(nl="is geen veld van een medewerker", en="is not a field of a professional"),
    Kind.FRIEND: Text(nl="is geen veld van een naaste", en="is not a field of a friend"),
}


class GivenAccount(NoArguments):
    """One account as the operator gives it."""

    id: str = explained(
        nl=("Nummer", "Het nummer van de persoon hier."), en=("Id", "the person's id here"), example="T-1"
    )
    directory_id: str | None = explained(
        nl=("Nummer in de directory", "Waarmee een directory de persoon kent (een GUID)."),
        en=("Id in the directory", "by which a directory knows the person (a GUID)"),
        example="1f2e3d4c-5b6a-4978-8796-a5b4c3d2e1f0",
        default=None,
    )
    values: dict[str, str | int | list[str]] = explained(
        nl=("Gegevens", "Velden en hun waarden, als JSON."),
        en=("Values", "fields and their values, as JSON"),
        example='{"first_name": "Anna"}',
        default_factory=dict,
    )
    roles: list[Role] | None = explained(
        nl=("Rollen", "Van een medewerker; weggelaten: zoals ze waren."),
        en=("Roles", "of a professional; without them as they were"),
        choices=ROLE_LABELS,
        default=None,
    )
    active: bool | None = explained(
        nl=("Actief", "Of het account actief is; leeg: zoals het was."),
        en=("Active", "whether the account is active; without it as it was"),
        default=None,
    )


class ImportAccounts(OfOrganisation):
    """Accounts to make or to bring up to date."""

    kind: Kind = explained(
        nl=("Soort", "Cliënten of medewerkers."), en=("Kind", "client or professional"), choices=KIND_LABELS
    )
    source: OptionalLine = explained(
        nl=("Bron", "Naam die er als externe bron bij staat; leeg: ze gelden als met de hand gemaakt."),
        en=("Source", "name recorded as their external source; without it they count as made by hand"),
        example="HR",
        default="",
    )
    accounts: list[GivenAccount] = explained(
        nl=(
            "Accounts",
            'JSON-lijst: [{"id": "T-1", "values": {"first_name": "Anna"}, "roles": ["ith.Therapist"]}]; daarnaast '
            '"active", en "directory_id", waarmee een directory de persoon kent (een GUID).',
        ),
        en=(
            "Accounts",
            'JSON list: [{"id": "T-1", "values": {"first_name": "Anna"}, "roles": ["ith.Therapist"]}]; besides these '
            '"active", and "directory_id", by which a directory knows the person (a GUID)',
        ),
        min_length=1,
        max_length=500,
    )


class ListIncomplete(OfOrganisation):
    """Accounts that lack a field."""

    kind: Kind = explained(
        nl=("Soort", "Cliënten of medewerkers."),
        en=("Kind", "client or professional"),
        choices=KIND_LABELS,
        default=Kind.CLIENT,
    )
    field: str = explained(
        nl=("Veld", "Het veld dat ontbreekt, zoals de regel het noemt: email."),
        en=("Field", "the field that they lack, as the entry names it: email"),
        example="email",
        min_length=1,
        max_length=40,
    )
    source: str = explained(
        nl=("Bron", "Hun externe bron, zoals de regel die noemt; leeg voor alle."),
        en=("Source", "their external source, as the entry names it; without it any"),
        example="EPD",
        default="",
        max_length=200,
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel ten hoogste."), en=("How many", "how many at most"), default=100, ge=1, le=500
    )
    after: AccountKey = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


def import_accounts(runtime: Runtime, actor: str, arguments: ImportAccounts) -> Answer:
    """Each account of the list on its own: what came of it. Doing it again changes nothing."""
    tenant, kind = tenant_of(runtime, arguments), arguments.kind
    if kind is Kind.FRIEND or not tenant.organisation.has(kind, "id"):
        raise Declined(INVALID, fields={"kind": NO_ID})
    details = {"kind": kind, "source": arguments.source, "count": len(arguments.accounts)}
    audit_log.record(runtime, tenant.slug, "import-accounts", actor, details)
    origin = Origin(integration="operations", source=arguments.source, actor=actor, at=runtime.now())
    found = [_import(tenant, kind, each, origin) for each in arguments.accounts]
    outcomes = [each["outcome"] for each in found]
    return {
        **{name: outcomes.count(name) for name in ("created", "changed", "unchanged", "refused")},
        "accounts": found,
    }


def list_incomplete(runtime: Runtime, actor: str, arguments: ListIncomplete) -> Answer:
    """The accounts behind an entry about a missing field, by key and id. The audit log records the search.

    A page looks at a bounded number of accounts: it may be short, and `next` still says where to go on.
    """
    tenant = tenant_of(runtime, arguments)
    if arguments.field not in FIELDS[arguments.kind]:
        raise Declined(INVALID, fields={"field": NO_FIELD[arguments.kind]})
    asked = {"kind": arguments.kind, "field": arguments.field, "source": arguments.source}
    audit_log.record(runtime, tenant.slug, "list-incomplete", actor, asked)
    found, cursor = incomplete.search(
        tenant,
        arguments.kind,
        arguments.field,
        source=arguments.source,
        limit=arguments.limit,
        after=arguments.after,
    )
    return {"accounts": [{"key": each.key, "id": each.text("id")} for each in found], "next": cursor}


def _import(tenant: Tenant, kind: Kind, account: GivenAccount, origin: Origin) -> Answer:
    unknown = [name for name in account.values if name == "id" or name not in FIELDS[kind]]
    if unknown:
        return _refused(account, dict.fromkeys(unknown, f"is not a value of a {kind}"))
    try:
        external_id = normalise(kind, "id", account.id, tenant.organisation.day(tenant.clock()))
    except InvalidValue as invalid:
        return _refused(account, {"id": invalid.explanation})
    if not external_id:
        return _refused(account, {"id": REFUSALS[RefusalReason.REQUIRED]})
    desired = Desired(
        kind=kind,
        id=str(external_id),
        directory_id=account.directory_id,
        values={name: tuple(value) if isinstance(value, list) else value for name, value in account.values.items()},
        roles=None if account.roles is None else tuple(account.roles),
        active=account.active,
    )
    planned = synchronise(tenant, desired, origin)
    for finding in planned.findings:
        if finding.problem is PROTECTED:
            error_log.record(tenant, DETAILS[kind], finding)
    return _outcome(account, planned)


def _outcome(account: GivenAccount, planned: Plan) -> Answer:
    if planned.refusals:
        return _refused(account, {each.field: REFUSALS[each.reason] for each in planned.refusals})
    if any(each.problem is PROTECTED for each in planned.findings):
        return _refused(account, {"id": "may not be changed by hand here; give a source, or change the setting"})
    if planned.change is None:
        return {"id": account.id, "outcome": "unchanged", "key": planned.match.key}
    outcome = "changed" if planned.match.key else "created"
    return {"id": account.id, "outcome": outcome, "key": planned.change.accounts[0].after.key}


def _refused(account: GivenAccount, fields: dict[str, str]) -> Answer:
    return {"id": account.id, "outcome": "refused", "fields": fields}


COMMANDS = catalogue(
    Command(
        name="import-accounts",
        title=Text(nl="Accounts inlezen", en="Import accounts"),
        help=Text(
            nl="Maak accounts uit een lijst, of werk ze bij.", en="make accounts, or bring them up to date, from a list"
        ),
        arguments=ImportAccounts,
        who=Who.OPERATOR,
        carry_out=import_accounts,
    ),
    Command(
        name="list-incomplete",
        title=Text(nl="Onvolledige accounts", en="Incomplete accounts"),
        help=Text(
            nl="Toon de accounts waarbij een verplicht veld ontbreekt, die het foutenlogboek alleen telt.",
            en="show the accounts that lack a required field, which the error log only counts",
        ),
        arguments=ListIncomplete,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=list_incomplete,
    ),
)
