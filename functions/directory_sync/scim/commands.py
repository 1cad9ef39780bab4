"""Commands about what an identity provider pushes."""

from typing import Any

from functions.directory_sync.problems.scim import BRAKE_CHANGED, BRAKE_OFF, BRAKE_ON
from functions.directory_sync.scim import brake
from functions.directory_sync.scim.memory.brake import RELEASE_HOURS
from functions.directory_sync.tile import TILE
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log, error_log
from koppel.organisation.commands import Command, OfOrganisation, Sensitivity, catalogue, mends, tenant_of
from koppel.runtime import Runtime


class ReleaseScimBrake(OfOrganisation):
    """The release of those who wait behind the brake."""

    count: int = explained(
        nl=(
            "Aantal",
            "Hoeveel medewerkers de melding noemt. Zijn het er intussen meer, dan gebeurt er niets. 0: hoeveel het er "
            "ook zijn.",
        ),
        en=(
            "Number",
            "how many professionals the entry names; nothing happens if there are more by now; 0: however many",
        ),
        unit=Text(nl="medewerkers", en="professionals"),
        default=0,
        ge=0,
    )


def release_scim_brake(runtime: Runtime, actor: str, arguments: ReleaseScimBrake) -> dict[str, Any]:
    """Let those who wait behind the brake pass, for a day."""
    tenant = tenant_of(runtime, arguments)
    waiting = brake.waiting(tenant)
    if not waiting:
        raise Declined(BRAKE_OFF)
    if arguments.count and waiting != arguments.count:
        raise Declined(BRAKE_CHANGED, details={"count": str(waiting)})
    audit_log.record(runtime, tenant.slug, "release-scim-brake", actor, {"waiting": waiting})
    released = brake.release(tenant)
    error_log.solve(tenant, TILE.integration, Finding(problem=BRAKE_ON))
    return {"released": released, "hours": RELEASE_HOURS}


COMMANDS = catalogue(
    Command(
        name="release-scim-brake",
        title=Text(nl="Rem van SCIM loslaten", en="Release the SCIM brake"),
        help=Text(
            nl="Laat de medewerkers die achter de rem wachten een dag lang door, zodat de identiteitsprovider hen de "
            "toegang kan ontnemen.",
            en="let the professionals who wait behind the brake pass for a day, so that the identity provider can take "
            "their access",
        ),
        arguments=ReleaseScimBrake,
        remedy=mends(BRAKE_ON),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="De identiteitsprovider kan de wachtende medewerkers daarna deactiveren, een dag lang.",
            en="The identity provider can then deactivate the professionals who wait, for a day.",
        ),
        carry_out=release_scim_brake,
    ),
)
