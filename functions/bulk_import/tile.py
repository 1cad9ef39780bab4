"""The settings of bulk import."""

from collections.abc import Mapping
from enum import StrEnum

from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Purpose, Settings, Tile, explained
from koppel.domain.tiles.units import DAYS, PEOPLE


class Dates(StrEnum):
    """How dates of birth that are texts are read."""

    DAY_FIRST = "day_first"
    LISTED = "listed"
    REAL_ONLY = "real_only"


DATE_LABELS: Mapping[Dates, Text] = {
    Dates.DAY_FIRST: Text(nl="Met de dag voorop", en="With the day first"),
    Dates.LISTED: Text(
        nl="Met de dag voorop, met een waarschuwing waar het ook andersom kan",
        en="With the day first, with a warning where it could be the other way round",
    ),
    Dates.REAL_ONLY: Text(nl="Alleen echte datums en jjjj-mm-dd", en="Only real dates and yyyy-mm-dd"),
}


class Numbers(StrEnum):
    """What is done with a number in a column of ids."""

    WARN = "warn"
    REFUSE = "refuse"


NUMBER_LABELS: Mapping[Numbers, Text] = {
    Numbers.WARN: Text(nl="Overnemen, met een waarschuwing", en="Take it, with a warning"),
    Numbers.REFUSE: Text(nl="De rij weigeren", en="Refuse the row"),
}


class MailLanguage(StrEnum):
    """The language of welcome mails. Accounts have none of their own."""

    BOTH = "both"
    DUTCH = "nl"
    ENGLISH = "en"


MAIL_LANGUAGE_LABELS: Mapping[MailLanguage, Text] = {
    MailLanguage.BOTH: Text(nl="Nederlands, en daaronder Engels", en="Dutch, and English below it"),
    MailLanguage.DUTCH: Text(nl="Nederlands", en="Dutch"),
    MailLanguage.ENGLISH: Text(nl="Engels", en="English"),
}


class ImportSettings(Settings):
    """The import tile."""

    must_encrypt: bool = explained(
        nl=("Alleen versleuteld", "Aan: een bestand dat niet met OpenPGP is versleuteld wordt geweigerd."),
        en=("Encrypted only", "On: a file that is not encrypted by OpenPGP is refused."),
        default=True,
    )
    accept_old_keys: bool = explained(
        nl=(
            "Oude sleutels aannemen",
            "Aan: ook een bestand dat is versleuteld voor een sleutelpaar waarvan de geldigheid voorbij is, wordt "
            "ontsleuteld. Voor afzenders die hun openbare sleutel nog niet hebben vervangen.",
        ),
        en=(
            "Accept old keys",
            "On: a file that is encrypted for a key pair whose time is over is decrypted too. For senders who have not "
            "replaced their public key yet.",
        ),
        default=False,
    )
    approvals: int = explained(
        nl=("Goedkeuringen", "Hoeveel verschillende mensen een testrun moeten goedkeuren: een of twee."),
        en=("Approvals", "How many different people must approve a test run: one or two."),
        unit=PEOPLE,
        default=1,
        ge=1,
        le=2,
    )
    approval_days: int = explained(
        nl=("Tijd voor goedkeuring", "Na zo veel dagen vervalt een testrun die niet is goedgekeurd."),
        en=("Time for approval", "After so many days, a test run that was not approved ends."),
        unit=DAYS,
        default=7,
        ge=1,
        le=30,
    )
    retention: int = explained(
        nl=(
            "Bewaartermijn",
            "Na zo veel dagen worden de rijen van een import verwijderd, met wat er per rij is gebeurd. De rapporten "
            "gaan een dag eerder; een testrun die dan nog wacht, vervalt. Het bestand zelf gaat zodra de testrun klaar "
            "is. Ongedaan maken kan tot die tijd.",
        ),
        en=(
            "Retention",
            "After so many days the rows of an import are deleted, with what became of each. Its reports go a day "
            "earlier, and a test run that still waits then ends. The file itself goes as soon as the test run is done. "
            "An import can be undone until then.",
        ),
        unit=DAYS,
        default=30,
        ge=2,
        le=90,
    )
    all_or_nothing: bool = explained(
        nl=(
            "Alles of niets",
            "Wat bij een nieuwe import vooraf is gekozen. Aan: een import met een geweigerde rij wordt niet "
            "uitgevoerd, en gaat er een rij mis, dan wordt alles teruggedraaid.",
        ),
        en=(
            "All or nothing",
            "What is chosen beforehand for a new import. On: an import with a refused row is not carried out, and when "
            "one row fails, all are undone.",
        ),
        default=False,
    )
    source: str = explained(
        nl=(
            "Naam als bron",
            "Accounts die een import maakt of wijzigt krijgen deze naam als bron. Leeg: ze gelden als met de hand "
            "gemaakt, en de instelling Handmatige wijzigingen geldt ook voor de import.",
        ),
        en=(
            "Name as source",
            "Accounts that an import makes or changes get this name as their source. Empty: they count as made by "
            "hand, and the setting Manual updates holds for the import too.",
        ),
        example="Import",
        default="Import",
        max_length=60,
    )
    role: Role = explained(
        nl=("Rol", "Rol van een nieuwe medewerker bij wie in het bestand geen rol staat."),
        en=("Role", "Role of a new professional for whom the file names no role."),
        choices=ROLE_LABELS,
        default=Role.THERAPIST,
    )
    welcome_clients: bool = explained(
        nl=("Welkomstmail aan cliënten", "Wat bij een nieuwe import vooraf is gekozen voor nieuwe cliënten."),
        en=("Welcome mail to clients", "What is chosen beforehand for new clients of a new import."),
        default=False,
    )
    welcome_professionals: bool = explained(
        nl=("Welkomstmail aan medewerkers", "Wat bij een nieuwe import vooraf is gekozen voor nieuwe medewerkers."),
        en=("Welcome mail to professionals", "What is chosen beforehand for new professionals of a new import."),
        default=False,
    )
    mail_from: str = explained(
        nl=(
            "Afzender van welkomstmail",
            "E-mailadres dat Amazon SES mag gebruiken. Wie een import nieuw maakt krijgt daarvan één mail, met een "
            "link om de eerste keer in te loggen. Leeg: er wordt niet gemaild; bij het account staat dan dat het "
            "platform de mail moet sturen.",
        ),
        en=(
            "Sender of welcome mail",
            "E-mail address that Amazon SES may use. From it everybody whom an import makes gets one mail, with a link "
            "to log on for the first time. Empty: nothing is mailed; the account's trail then says that the platform "
            "is to send the mail.",
        ),
        example="welkom@example.org",
        default="",
        max_length=254,
        pattern=r"^$|^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    )
    mail_language: MailLanguage = explained(
        nl=("Taal van welkomstmail", "Welke taal iemand leest is bij een import niet bekend."),
        en=("Language of welcome mail", "Which language somebody reads is not known from an import."),
        choices=MAIL_LANGUAGE_LABELS,
        default=MailLanguage.BOTH,
    )
    mail_link_days: int = explained(
        nl=("Geldigheid van de link", "Zo veel dagen werkt de link in een welkomstmail; hij werkt één keer."),
        en=("Validity of the link", "For so many days the link in a welcome mail works; it works once."),
        unit=DAYS,
        default=7,
        ge=1,
        le=30,
    )
    dates: Dates = explained(
        nl=("Datums als tekst", "Hoe geboortedatums die als tekst in een cel staan worden gelezen."),
        en=("Dates as text", "How dates of birth that are text in a cell are read."),
        choices=DATE_LABELS,
        default=Dates.DAY_FIRST,
    )
    numbers: Numbers = explained(
        nl=(
            "Getallen als nummer",
            "Wat er gebeurt als een cliëntnummer, medewerkernummer, BSN of telefoonnummer als getal in een cel staat: "
            "nullen aan het begin zijn dan weg.",
        ),
        en=(
            "Numbers as ids",
            "What is done when a client id, professional id, BSN or telephone number is a number in its cell: zeros at "
            "the start are lost then.",
        ),
        choices=NUMBER_LABELS,
        default=Numbers.WARN,
    )


TILE = Tile(
    "bulk_import",
    Purpose.SYNCHRONISATION,
    Text(nl="Import", en="Import"),
    Text(
        nl="U laadt een werkmap met cliënten, medewerkers of behandelrelaties; na een testrun en uw goedkeuring worden "
        "de accounts gemaakt of bijgewerkt.",
        en="You upload a workbook of clients, professionals or treatment relationships; after a test run and your "
        "approval, the accounts are created or updated.",
    ),
    ImportSettings,
    Counted.CALLS,
)
