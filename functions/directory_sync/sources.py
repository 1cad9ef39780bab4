"""Sources: each directory of an organisation, who of it is meant, and what their accounts become."""

import re
from typing import Annotated

from pydantic import AfterValidator, field_validator, model_validator

from functions.directory_sync import expressions
from functions.directory_sync.choices import LEAVERS_LABELS, Leavers
from functions.directory_sync.connections import EntraSettings, LdapSettings
from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import Item, Settings, explained
from koppel.domain.tiles.units import DAYS, HOURS, MINUTES

PEOPLE = Text(nl="medewerkers", en="professionals")
PERCENT = Text(nl="procent", en="percent")
SOURCE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")


def _is_name(text: str) -> str:
    if not SOURCE_NAME.fullmatch(text):
        raise WrongValue(
            nl="mag 1 tot 30 kleine letters (a-z), cijfers en streepjes hebben, niet aan begin of eind een streepje",
            en="must be 1 to 30 of a-z, 0-9 and dashes, without a dash at either end",
        )
    return text


def _is_expression(text: str) -> str:
    if text:
        expressions.parse(text)
    return text


SourceName = Annotated[str, AfterValidator(_is_name)]
ExpressionText = Annotated[str, AfterValidator(_is_expression)]
"""An expression (`expressions`), "" where the account's field is left alone."""


class GroupRoles(Settings):
    """The roles of the members of one group."""

    group: Item = explained(
        nl=("Groep", "Object-id van de groep in Entra ID; DN of objectGUID in Active Directory."),
        en=("Group", "Object id of the group in Entra ID; DN or objectGUID in Active Directory."),
        example="CN=Behandelaren,OU=Groepen,DC=linde,DC=local",
    )
    roles: tuple[Role, ...] = explained(
        nl=("Rollen", "Die de leden krijgen, ook wie via een andere groep lid is."),
        en=("Roles", "That its members get, those by way of another group too."),
        choices=ROLE_LABELS,
        min_length=1,
        max_length=len(Role),
    )


class Source(Settings):
    """One directory. It is Entra ID or an Active Directory of one's own, never both."""

    name: SourceName = explained(
        nl=(
            "Naam",
            "Korte naam, die ook als externe bron bij de accounts staat. Met een andere naam begint de bron opnieuw, "
            "en laat zij de accounts los van wie er al uit zijn.",
        ),
        en=(
            "Name",
            "Short name, also recorded as the external source of accounts. Under another name the source begins anew, "
            "and lets go of the accounts of people who have left it already.",
        ),
        example="entra",
        default="directory",
    )
    on: bool = explained(
        nl=("Aan", "Of deze bron volgens het schema wordt gelezen."),
        en=("On", "Whether this source is read on schedule."),
        default=True,
    )
    entra: EntraSettings | None = explained(
        nl=("Entra ID", "Vul dit in voor Entra ID (vroeger Azure AD)."),
        en=("Entra ID", "Fill this in for Entra ID (formerly Azure AD)."),
        default=None,
    )
    ldap: LdapSettings | None = explained(
        nl=("Active Directory", "Vul dit in voor een Active Directory op eigen servers."),
        en=("Active Directory", "Fill this in for an Active Directory on servers of your own."),
        default=None,
    )
    scope_groups: tuple[Item, ...] = explained(
        nl=(
            "Groepen in bereik",
            "Wie in een van deze groepen zit, ook via een andere groep, krijgt een account; één per regel. Leeg: "
            "iedereen.",
        ),
        en=(
            "Groups in scope",
            "Whoever is in one of these groups, also by way of another group, gets an account; one a line. Empty: "
            "everybody.",
        ),
        example="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        default=(),
        max_length=50,
    )
    professional_id: ExpressionText = explained(
        nl=(
            "Medewerkernummer",
            "Kenmerk met het nummer. Alleen hieraan wordt een account herkend dat er al was, en alleen als het nog bij "
            "niemand in de directory hoort. Leeg: geen nummer. Meestal employeeId (Entra ID) of employeeID (AD).",
        ),
        en=(
            "Professional id",
            "Attribute with the id. Only by it an account is recognised that was there before, and only when it is "
            "nobody's in the directory yet. Empty: no id. Mostly employeeId (Entra ID) or employeeID (AD).",
        ),
        example="without_zeros(employeeID)",
        default="employeeId",
        max_length=expressions.LONGEST,
    )
    email: ExpressionText = explained(
        nl=("E-mailadres", "Kenmerk met het e-mailadres waarmee iemand inlogt."),
        en=("E-mail address", "Attribute with the e-mail address that somebody logs on with."),
        example="first(mail, userPrincipalName)",
        default="mail",
        min_length=1,
        max_length=expressions.LONGEST,
    )
    first_name: ExpressionText = explained(
        nl=("Voornaam", "Kenmerk met de voornaam."),
        en=("First name", "Attribute with the first name."),
        example="givenName",
        default="givenName",
        max_length=expressions.LONGEST,
    )
    infix: ExpressionText = explained(
        nl=(
            "Tussenvoegsel",
            "Kenmerk met het tussenvoegsel; leeg: wordt niet bijgehouden. Staat het vóór of achter de achternaam, "
            "gebruik dan prefix_of(sn), met without_prefix(sn) als achternaam.",
        ),
        en=(
            "Infix",
            "Attribute with the infix; empty: it is not kept up. Where it stands before or behind the last name, use "
            "prefix_of(sn), with without_prefix(sn) as the last name.",
        ),
        example="prefix_of(sn)",
        default="",
        max_length=expressions.LONGEST,
    )
    last_name: ExpressionText = explained(
        nl=("Achternaam", "Kenmerk met de achternaam. Leeg: surname in Entra ID, sn in Active Directory."),
        en=("Last name", "Attribute with the last name. Empty: surname in Entra ID, sn in Active Directory."),
        example="without_prefix(sn)",
        default="",
        max_length=expressions.LONGEST,
    )
    roles: tuple[GroupRoles, ...] = explained(
        nl=(
            "Rollen",
            "Welke groep welke rollen geeft. Alleen de rollen die hier staan worden gegeven en ontnomen; andere "
            "blijven. Leeg: rollen blijven zoals ze zijn.",
        ),
        en=(
            "Roles",
            "Which group gives which roles. Only the roles named here are given and taken away; others stay. Empty: "
            "roles stay as they are.",
        ),
        default=(),
        max_length=50,
    )
    default_role: Role | None = explained(
        nl=("Gewone rol", "Van nieuwe medewerkers, en van wie in geen van de groepen met rollen zit; leeg: geen rol."),
        en=("Usual role", "Of new professionals, and of those in none of the groups with roles; empty: no role."),
        choices=ROLE_LABELS,
        default=Role.THERAPIST,
    )
    leavers: Leavers = explained(
        nl=(
            "Wie vertrekt",
            "Wat er gebeurt met wie in de directory is uitgeschakeld, verwijderd of buiten bereik geraakt. Accounts "
            "worden nooit verwijderd; wie terugkomt wordt weer actief.",
        ),
        en=(
            "Who leaves",
            "What happens to those who are disabled or deleted in the directory, or no longer in scope. Accounts are "
            "never deleted; whoever comes back becomes active again.",
        ),
        choices=LEAVERS_LABELS,
        default=Leavers.DEACTIVATE,
    )
    leaver_days: int = explained(
        nl=("Dagen tot deactiveren", "Als vertrekkers pas na een aantal dagen worden gedeactiveerd."),
        en=("Days until deactivation", "Where leavers are deactivated after a number of days."),
        unit=DAYS,
        default=30,
        ge=1,
        le=365,
    )
    minutes: int = explained(
        nl=("Elke", "Tijd tussen twee rondes; gelezen wordt alleen wat er is veranderd."),
        en=("Every", "Time between two cycles; only what changed is read."),
        unit=MINUTES,
        default=15,
        ge=5,
        le=1440,
    )
    full_hours: int = explained(
        nl=("Alles lezen elke", "Zo vaak wordt iedereen gelezen, voor het geval dat een wijziging is gemist."),
        en=("Read everything every", "So often everybody is read, in case a change was missed."),
        unit=HOURS,
        default=24,
        ge=1,
        le=720,
    )
    brake_count: int = explained(
        nl=(
            "Rem: aantal",
            "Verliezen meer medewerkers dan dit in een uur de toegang, dan wacht de ronde op goedkeuring. Het kleinste "
            "van aantal en aandeel telt, maar nooit minder dan drie.",
        ),
        en=(
            "Brake: number",
            "When more professionals than this lose access within an hour, the cycle waits for approval. The smaller "
            "of number and share counts, but never fewer than three.",
        ),
        unit=PEOPLE,
        default=10,
        ge=1,
        le=1000,
    )
    brake_share: int = explained(
        nl=("Rem: aandeel", "Hetzelfde, als deel van wie er uit deze bron is."),
        en=("Brake: share", "The same, as a share of those who are from this source."),
        unit=PERCENT,
        default=5,
        ge=1,
        le=100,
    )

    @model_validator(mode="after")
    def _is_one_directory(self) -> "Source":
        if self.entra and self.ldap:
            raise WrongValue(
                nl="een bron is Entra ID of Active Directory: maak er twee bronnen van",
                en="a source is Entra ID or Active Directory: make two sources of it",
            )
        return self

    @field_validator("roles")
    @classmethod
    def _each_group_once(cls, roles: tuple[GroupRoles, ...]) -> tuple[GroupRoles, ...]:
        if len({each.group.casefold() for each in roles}) < len(roles):
            raise WrongValue(nl="noemen een groep twee keer", en="name a group twice")
        return roles

    @property
    def last_name_expression(self) -> str:
        """The expression of the last name, the usual one where none is given."""
        return self.last_name or ("surname" if self.entra else "sn")

    @property
    def is_complete(self) -> bool:
        """Whether it says which directory it is."""
        return self.entra is not None or self.ldap is not None
