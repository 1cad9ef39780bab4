"""What applies to people and groups that an identity provider pushes by SCIM: the part of the tile about it."""

from collections.abc import Mapping
from enum import StrEnum

from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Item, Settings, explained


class ProfessionalIdFrom(StrEnum):
    """The SCIM attribute that holds the professional id."""

    EXTENSION = "professionalId"
    EMPLOYEE_NUMBER = "employeeNumber"


PROFESSIONAL_ID_LABELS: Mapping[ProfessionalIdFrom, Text] = {
    ProfessionalIdFrom.EXTENSION: Text(nl="professionalId van onze extensie", en="professionalId of our extension"),
    ProfessionalIdFrom.EMPLOYEE_NUMBER: Text(
        nl="employeeNumber van de enterprise-extensie", en="employeeNumber of the enterprise extension"
    ),
}


class ScimSettings(Settings):
    """What applies to people and groups that an identity provider pushes."""

    professional_id: ProfessionalIdFrom = explained(
        nl=(
            "Medewerkernummer uit",
            "Het SCIM-attribuut met het medewerkernummer. Hieraan wordt een account herkend dat er al was.",
        ),
        en=(
            "Professional id from",
            "The SCIM attribute that holds the professional id. By it an account is recognised that was there before.",
        ),
        choices=PROFESSIONAL_ID_LABELS,
        default=ProfessionalIdFrom.EXTENSION,
    )
    roles: dict[Item, Role] = explained(
        nl=(
            "Rollen",
            "Naam of externalId van een groep, en de rol die haar leden krijgen. Alleen deze rollen worden gegeven en "
            "ontnomen; andere blijven.",
        ),
        en=(
            "Roles",
            "Name or externalId of a group, and the role that its members get. Only these roles are given and taken "
            "away; other roles stay.",
        ),
        example="Behandelaren",
        choices=ROLE_LABELS,
        columns=(Text(nl="Groep", en="Group"), Text(nl="Rol", en="Role")),
        default_factory=dict,
    )
    default_role: Role | None = explained(
        nl=("Rol van nieuwe medewerkers", "Zolang geen groep een rol geeft; leeg: geen rol."),
        en=("Role of new professionals", "As long as no group gives a role; empty: no role."),
        choices=ROLE_LABELS,
        default=Role.THERAPIST,
    )
    brake_count: int = explained(
        nl=(
            "Rem: aantal",
            "Zoveel medewerkers mogen in een uur de toegang verliezen. Het kleinste van aantal en aandeel geldt, maar "
            "nooit minder dan drie.",
        ),
        en=(
            "Brake: number",
            "So many professionals may lose access within an hour. The smaller of number and share counts, but never "
            "fewer than three.",
        ),
        unit=Text(nl="medewerkers", en="professionals"),
        default=10,
        ge=1,
        le=1000,
    )
    brake_share: int = explained(
        nl=(
            "Rem: aandeel",
            "Dit deel van de actieve medewerkers mag in een uur de toegang verliezen; bij 100 telt alleen het aantal.",
        ),
        en=(
            "Brake: share",
            "This share of the active professionals may lose access within an hour; at 100 only the number counts.",
        ),
        unit=Text(nl="procent", en="percent"),
        default=5,
        ge=1,
        le=100,
    )
