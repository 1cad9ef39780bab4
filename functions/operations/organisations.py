"""Commands about organisations as a whole: make one, show them, show the audit log, sweep."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.operations import jobs
from functions.operations.problems import SWEEP_FAILED
from functions.operations.registry import TILES
from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.domain import zones
from koppel.domain.organisation import MODE_LABELS, RESERVED, Mode
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.entrance.schedule import JobFailed
from koppel.organisation import audit_log, tiles
from koppel.organisation import organisations as stored
from koppel.organisation.commands import (
    Command,
    Line,
    NoArguments,
    OfOrganisation,
    Sensitivity,
    Slug,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime

type Answer = dict[str, Any]
Zone = Annotated[str, Field(max_length=60), AfterValidator(lambda name: zones.zone(name).key)]


def _not_reserved(slug: str) -> str:
    if slug in RESERVED:
        raise WrongValue(
            nl=f"mag geen woord zijn dat de console zelf in haar adressen gebruikt: {', '.join(sorted(RESERVED))}",
            en=f"must not be a word that addresses of the console use themselves: {', '.join(sorted(RESERVED))}",
        )
    return slug


class CreateOrganisation(OfOrganisation):
    """A new organisation."""

    organisation: Annotated[Slug, AfterValidator(_not_reserved)] = explained(
        nl=("Organisatie", "Korte naam van de organisatie; die staat in al haar adressen en verandert nooit."),
        en=("Organisation", "short name of the organisation; it is in all of its addresses and never changes"),
        example="de-linde",
    )
    name: Line = explained(
        nl=("Naam", "Naam van de organisatie, zoals mensen die schrijven."),
        en=("Name", "name of the organisation, as people write it"),
        example="De Linde",
    )
    mode: Mode = explained(
        nl=("Soort", "Productie waar echte zorg wordt gegeven, anders oefenen."),
        en=("Mode", "production where real care is given, training otherwise"),
        choices=MODE_LABELS,
    )


class SetZone(OfOrganisation):
    """Where days begin and end."""

    zone: Zone = explained(
        nl=("Tijdzone", "IANA-tijdzone, zoals Europe/Amsterdam."),
        en=("Time zone", "IANA time zone, such as Europe/Amsterdam"),
        example="Europe/Amsterdam",
    )


_LIMIT = explained(
    nl=("Aantal", "Hoeveel, nieuwste eerst."),
    en=("How many", "how many, newest first"),
    default=50,
    ge=1,
    le=1000,
)


class ListActs(OfOrganisation):
    """A part of the organisation's audit log."""

    limit: int = _LIMIT
    after: Annotated[str, Field(pattern="^([0-9T:.-]{19,26}/[0-9a-f]{1,64})?$")] = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


class ListOperatorActs(NoArguments):
    """A part of the operator's audit log."""

    limit: int = _LIMIT


def create_organisation(runtime: Runtime, actor: str, arguments: CreateOrganisation) -> Answer:
    """Make an organisation; its tiles are still to be made available."""
    stored.create(runtime, arguments.organisation, arguments.name, arguments.mode, actor)
    return {"organisation": arguments.organisation}


def set_zone(runtime: Runtime, actor: str, arguments: SetZone) -> Answer:
    """Set where the organisation's calendar days begin and end: birth, age, and days of expiry that people see."""
    stored.set_zone(tenant_of(runtime, arguments), arguments.zone, actor)
    return {"organisation": arguments.organisation, "zone": arguments.zone}


def list_organisations(runtime: Runtime, _actor: str, _arguments: NoArguments) -> Answer:
    """All organisations."""
    keys = {slug: row_keys.organisation.organisation(slug) for slug in stored.every(runtime)}
    rows = runtime.table.get_many(keys.values())
    found = ((slug, rows[key]) for slug, key in keys.items() if key in rows)
    return {
        "organisations": [
            {"organisation": slug, "name": row["name"], "mode": row["mode"], "created": row["created"]}
            for slug, row in found
        ]
    }


def show_organisation(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """One organisation and the state of each of its tiles."""
    tenant = tenant_of(runtime, arguments)
    states = {name: tiles.state(tenant, tile) for name, tile in TILES.items()}
    return {
        "organisation": tenant.slug,
        "name": tenant.organisation.name,
        "mode": tenant.organisation.mode,
        "zone": tenant.organisation.zone,
        "tiles": {name: {"available": state.available, "on": state.on} for name, state in states.items() if state},
    }


def list_acts(runtime: Runtime, _actor: str, arguments: ListActs) -> Answer:
    """A page of the audit log, newest first."""
    tenant = tenant_of(runtime, arguments)
    found = list(audit_log.every(runtime, tenant.slug, limit=arguments.limit, after=arguments.after))
    cursor = f"{found[-1].at}/{found[-1].reference}" if len(found) == arguments.limit else ""
    return {"acts": [asdict(each) for each in found], "next": cursor}


def list_operator_acts(runtime: Runtime, _actor: str, arguments: ListOperatorActs) -> Answer:
    """The latest records of what was done for no organisation."""
    return {"acts": [asdict(each) for each in audit_log.every(runtime, OPERATOR, limit=arguments.limit)]}


def sweep(runtime: Runtime, actor: str, _arguments: NoArguments) -> Answer:
    """Carry out now what is otherwise done every five minutes and every day."""
    audit_log.record(runtime, OPERATOR, "sweep", actor, {})
    try:
        return dict(jobs.sweep(runtime))
    except JobFailed as failed:
        raise Declined(SWEEP_FAILED, details={"failed": str(failed)}) from None


COMMANDS = catalogue(
    Command(
        name="create-organisation",
        title=Text(nl="Organisatie maken", en="Make an organisation"),
        help=Text(nl="Maak een nieuwe organisatie.", en="make a new organisation"),
        arguments=CreateOrganisation,
        who=Who.OPERATOR,
        carry_out=create_organisation,
    ),
    Command(
        name="list-organisations",
        title=Text(nl="Organisaties", en="Organisations"),
        help=Text(nl="Noem alle organisaties.", en="name all organisations"),
        arguments=NoArguments,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_organisations,
    ),
    Command(
        name="show-organisation",
        title=Text(nl="Organisatie", en="Organisation"),
        help=Text(
            nl="Toon een organisatie en welke tegels zij gebruikt.",
            en="show an organisation and which tiles it has in use",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_organisation,
    ),
    Command(
        name="set-zone",
        title=Text(nl="Tijdzone instellen", en="Set the time zone"),
        help=Text(
            nl="Stel de tijdzone in waarin de kalenderdagen van een organisatie worden geteld.",
            en="set the time zone in which an organisation's calendar days are counted",
        ),
        arguments=SetZone,
        carry_out=set_zone,
    ),
    Command(
        name="list-acts",
        title=Text(nl="Auditlog", en="Audit log"),
        help=Text(
            nl="Toon wie van een organisatie iets wijzigde of naar wie zocht, nieuwste eerst.",
            en="show who changed what of an organisation, or searched for whom, newest first",
        ),
        arguments=ListActs,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_acts,
    ),
    Command(
        name="list-operator-acts",
        title=Text(nl="Auditlog van de beheerder", en="Operator's audit log"),
        help=Text(
            nl="Toon wat voor geen organisatie in het bijzonder is gedaan, zoals sweep en sign-with, nieuwste eerst.",
            en="show what was done for no organisation, such as sweep and sign-with, newest first",
        ),
        arguments=ListOperatorActs,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_operator_acts,
    ),
    Command(
        name="sweep",
        title=Text(nl="Nu bijwerken", en="Sweep now"),
        help=Text(
            nl="Doe nu wat anders elke vijf minuten en elke dag gebeurt.",
            en="do now what is otherwise done every five minutes and every day",
        ),
        arguments=NoArguments,
        who=Who.OPERATOR,
        carry_out=sweep,
    ),
)
