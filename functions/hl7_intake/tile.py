"""Feeds: how one sender writes its messages and how it wants to be answered."""

from zoneinfo import ZoneInfo

from pydantic import field_serializer, field_validator

from functions.hl7_intake.choices import (
    ACKNOWLEDGEMENT_LABELS,
    DISCHARGE_LABELS,
    EVENT_LABELS,
    FIELD_LABELS,
    MAPPABLE,
    RELATION_SOURCE_LABELS,
    Acknowledgement,
    Discharge,
    RelationSource,
)
from functions.hl7_intake.effects import EFFECTS
from functions.hl7_intake.names import SURNAME_LABELS, Surname
from functions.hl7_intake.v2.encoding import READABLE, find_charset
from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.paths import Path
from koppel.domain import zones
from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Item, Purpose, Settings, Tile, explained
from koppel.domain.tiles.units import DAYS, HOURS


class Feed(Settings):
    """One sender: an API user together with the application and facility it names in MSH-3 and MSH-4."""

    name: str = explained(
        nl=("Naam", "Wordt vastgelegd als externe bron van de accounts die deze aanvoer maakt."),
        en=("Name", "Recorded as the external source of the accounts that this feed creates."),
        example="EPD",
        default="HL7",
        min_length=1,
        max_length=60,
    )
    api_user: str = explained(
        nl=("API-gebruiker", "Nummer van de API-gebruiker die deze berichten stuurt; leeg: elke met het recht hl7."),
        en=("API user", "Id of the API user that sends these messages; empty: any with the scope hl7."),
        example="0123456789ab",
        default="",
    )
    sending_application: str = explained(
        nl=("Verzendende applicatie", "De waarde van MSH-3; leeg: elke."),
        en=("Sending application", "The value of MSH-3; empty: any."),
        example="EPD",
        default="",
    )
    sending_facility: str = explained(
        nl=("Verzendende instelling", "De waarde van MSH-4; leeg: elke."),
        en=("Sending facility", "The value of MSH-4; empty: any."),
        example="DELINDE",
        default="",
    )
    client_id_type: str = explained(
        nl=("Type van het cliëntnummer", "PID-3.5 van het cliëntnummer; leeg: PI, anders MR of MRN, PT, PN of geen."),
        en=("Type of the client id", "PID-3.5 of the client id; empty: PI, otherwise MR or MRN, PT, PN or none."),
        example="PI",
        default="",
    )
    client_id_authority: str = explained(
        nl=("Uitgever van het cliëntnummer", "PID-3.4 van het cliëntnummer; leeg: elke."),
        en=("Authority of the client id", "PID-3.4 of the client id; empty: any."),
        example="DELINDE",
        default="",
    )
    professional_id_type: str = explained(
        nl=("Type van het medewerkernummer", "XCN.13 in PV1 en ROL, STF-2.5 in een personeelsbericht; leeg: elk."),
        en=("Type of the professional id", "XCN.13 in PV1 and ROL, STF-2.5 in a staff message; empty: any."),
        example="EI",
        default="",
    )
    professional_id_authority: str = explained(
        nl=(
            "Uitgever van het medewerkernummer",
            "XCN.9 in PV1 en ROL, STF-2.4 in een personeelsbericht; leeg: een bericht mag nummers van één uitgever "
            "noemen, en nummers van landelijke registers (AGB, BIG, UZI) tellen niet.",
        ),
        en=(
            "Authority of the professional id",
            "XCN.9 in PV1 and ROL, STF-2.4 in a staff message; empty: a message may name ids of one authority, and "
            "numbers of national registers (AGB, BIG, UZI) do not count.",
        ),
        example="DELINDE",
        default="",
    )
    surname: Surname = explained(
        nl=(
            "Achternaam",
            "Van wie ook een partnernaam heeft: eigen (own), partner (partner), eigen-partner (own_partner), "
            "partner-eigen (partner_own), of de naam zoals het bronsysteem die toont (displayed).",
        ),
        en=(
            "Last name",
            "Of a person who has a partner's name too: own, partner, own_partner, partner_own, or displayed: the name "
            "as the source system shows it.",
        ),
        choices=SURNAME_LABELS,
        default=Surname.OWN,
    )
    zone: str = explained(
        nl=("Tijdzone", "Van tijden zonder verschil met UTC, als ook MSH-7 geen verschil noemt."),
        en=("Time zone", "The zone of times without an offset from UTC, when MSH-7 has no offset either."),
        example="Europe/Amsterdam",
        default="Europe/Amsterdam",
    )
    charset: str = explained(
        nl=("Tekenset", "Van berichten zonder tekenset in MSH-18, bijvoorbeeld 8859/1."),
        en=("Character set", "Of messages without a character set in MSH-18, such as 8859/1."),
        example="8859/1",
        default="UNICODE UTF-8",
    )
    acknowledgement: Acknowledgement = explained(
        nl=("Bevestiging", "Oorspronkelijk (AA, AE, AR), uitgebreid (CA, CE, CR), of geen (alleen HTTP 204)."),
        en=("Acknowledgement", "Original (AA, AE, AR), enhanced (CA, CE, CR), or none (only HTTP 204)."),
        choices=ACKNOWLEDGEMENT_LABELS,
        default=Acknowledgement.ORIGINAL,
    )
    events: frozenset[str] = explained(
        nl=("Gebeurtenissen", "Welke gebeurtenissen gevolg hebben; andere worden aangenomen zonder gevolg."),
        en=("Events", "Which events have an effect; others are accepted without one."),
        choices=EVENT_LABELS,
        default=frozenset(EFFECTS),
    )
    ignore_other_types: bool = explained(
        nl=("Andere berichttypen negeren", "Aan: aangenomen (AA) zonder gevolg. Uit: geweigerd (AR)."),
        en=("Ignore other message types", "On: accepted (AA) without effect. Off: rejected (AR)."),
        default=False,
    )
    discharge: Discharge = explained(
        nl=("Ontslag", "Wat een ontslag (A03) doet: niets, deactiveren, of deactiveren na een aantal dagen."),
        en=("Discharge", "What a discharge (A03) does: nothing, deactivate, or deactivate after a number of days."),
        choices=DISCHARGE_LABELS,
        default=Discharge.DEACTIVATE,
    )
    discharge_days: int = explained(
        nl=("Dagen na ontslag", "Na hoeveel dagen het account wordt gedeactiveerd, tenzij de cliënt eerder terugkomt."),
        en=(
            "Days after discharge",
            "After how many days the account is deactivated, unless the client returns earlier.",
        ),
        unit=DAYS,
        default=30,
        ge=1,
        le=730,
    )
    relation_sources: tuple[RelationSource, ...] = explained(
        nl=("Bron van behandelaars", "De velden van het bericht die behandelaars noemen. PV1-8 is de verwijzer."),
        en=("Source of therapists", "The fields of the message that name therapists. PV1-8 is the referring doctor."),
        choices=RELATION_SOURCE_LABELS,
        default=(RelationSource.ATTENDING, RelationSource.ROLE_ATTENDING),
    )
    silent_hours: int = explained(
        nl=("Uren stilte", "Na dit aantal uren zonder bericht komt er een melding in het foutenlogboek; 0: nooit."),
        en=("Hours of silence", "After this number of hours without a message the error log gets an entry; 0: never."),
        example="24",
        unit=HOURS,
        default=0,
        ge=0,
        le=24 * 31,
    )
    role_sources: tuple[str, ...] = explained(
        nl=("Bron van rollen", "De velden van een personeelsbericht (MFN^M02) met functiecodes."),
        en=("Source of roles", "The fields of a staff message (MFN^M02) that hold job codes."),
        example="STF-18",
        default=("STF-4", "STF-18", "PRA-3"),
    )
    roles: dict[Item, Role] = explained(
        nl=(
            "Rollen",
            "Functiecode en de rol die erbij hoort. Berichten geven en ontnemen alleen deze rollen; andere blijven.",
        ),
        en=(
            "Roles",
            "Job code and its role. Messages assign and remove only these roles; other roles stay.",
        ),
        example="BEH",
        choices=ROLE_LABELS,
        columns=(Text(nl="Functiecode", en="Job code"), Text(nl="Rol", en="Role")),
        default_factory=dict,
    )
    default_role: Role | None = explained(
        nl=(
            "Rol van nieuwe medewerkers",
            "Als geen functiecode van het bericht in de tabel met rollen staat; leeg: geen rol.",
        ),
        en=("Role of new professionals", "When the table of roles has no job code of the message; empty: no role."),
        choices=ROLE_LABELS,
        default=Role.THERAPIST,
    )
    field_map: dict[str, tuple[str, ...]] = explained(
        nl=(
            "Afwijkende plaatsen",
            "Veld en de plaatsen waar het wordt gelezen; de eerste met een waarde telt: email, PID-13[2=NET].4.",
        ),
        en=(
            "Other places",
            "Field and the places where it is read; the first one with a value is used: email, PID-13[2=NET].4.",
        ),
        example="PID-13[2=NET].4",
        choices=FIELD_LABELS,
        columns=(Text(nl="Veld", en="Field"), Text(nl="Plaatsen", en="Places")),
        default_factory=dict,
    )

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, zone: str) -> str:
        return zones.zone(zone).key

    @field_validator("charset")
    @classmethod
    def _is_charset(cls, charset: str) -> str:
        if find_charset(charset) is None:
            raise WrongValue(
                nl=f"is geen tekenset die we kunnen lezen: {READABLE}",
                en=f"is not a character set we can read: {READABLE}",
            )
        return charset

    @field_validator("events")
    @classmethod
    def _are_events(cls, events: frozenset[str]) -> frozenset[str]:
        if events - set(EFFECTS):
            known = ", ".join(EFFECTS)
            raise WrongValue(nl=f"mogen alleen deze zijn: {known}", en=f"can only be these: {known}")
        return events

    @field_serializer("events")
    def _in_order(self, events: frozenset[str]) -> list[str]:
        return sorted(events)  # so that the same settings are the same text

    @field_validator("role_sources")
    @classmethod
    def _are_sources(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for each in sources:
            Path.parse(each)
        return sources

    @field_validator("field_map")
    @classmethod
    def _are_paths(cls, field_map: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if set(field_map) - MAPPABLE:
            known = ", ".join(sorted(MAPPABLE))
            raise WrongValue(nl=f"kunnen alleen deze velden zijn: {known}", en=f"can only be of these fields: {known}")
        for paths in field_map.values():
            for path in paths:
                Path.parse(path)
        return field_map

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone as a time zone of Python."""
        return ZoneInfo(self.zone)

    def sends(self, api_user: str, header: Header) -> bool:
        """Whether this message of this API user belongs to the feed."""
        set_up = (self.api_user, self.sending_application, self.sending_facility)
        sent = (api_user, header.sending_application, header.sending_facility)
        return all(not one or one == other for one, other in zip(set_up, sent, strict=True))


class HL7Settings(Settings):
    """The HL7 tile."""

    feeds: tuple[Feed, ...] = explained(
        nl=("Aanvoeren", "Eén voor elk verzendend systeem; een bericht hoort bij de eerste aanvoer die past."),
        en=("Feeds", "One for each sending system; a message belongs to the first feed that matches it."),
        default=(Feed(),),
        min_length=1,
        max_length=50,
    )

    def feed(self, api_user: str, header: Header) -> Feed | None:
        """The feed that a message belongs to, None when its sender is unknown."""
        return next((each for each in self.feeds if each.sends(api_user, header)), None)


TILE = Tile(
    "hl7_intake",
    Purpose.SYNCHRONISATION,
    Text(nl="HL7", en="HL7"),
    Text(
        nl="Uw EPD stuurt HL7 v2-berichten; daarmee worden cliënten en hun behandelrelaties gemaakt en bijgewerkt.",
        en="Your EHR sends HL7 v2 messages; they create and update clients and their treatment relationships.",
    ),
    HL7Settings,
    Counted.MESSAGES,
)
