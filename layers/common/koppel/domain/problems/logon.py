"""The catalogue of what can prevent a change of the keys of links or of the platform."""

from koppel.domain.problems.problem import Level, catalogue, for_operator, problem
from koppel.domain.texts import Text

TOO_MANY_KEYS = problem(
    "too-many-keys",
    Level.ERROR,
    nl="Er zijn al twee geldige sleutels.",
    en="There are two valid keys already.",
    remedy=Text(
        nl="Beëindig er een, of laat de nieuwe sleutel er een vervangen.",
        en="End one of them, or let the new key replace one.",
    ),
)
KEY_UNKNOWN = problem(
    "key-unknown",
    Level.ERROR,
    nl="Er is geen geldige sleutel {key}.",
    en="There is no valid key {key}.",
    remedy=Text(nl="Kijk in de lijst met sleutels.", en="See the list of keys."),
)
SECRET_UNFIT = problem(
    "secret-unfit",
    Level.ERROR,
    nl="Het geheim moet 16 tot 1024 tekens lang zijn, zonder witruimte aan begin of eind.",
    en="The secret must be 16 to 1,024 characters long, without white space at its start or end.",
    remedy=Text(
        nl="Neem het geheim precies zo over als het verzendende systeem het heeft, of maak een nieuwe sleutel.",
        en="Copy the secret exactly as the sending system has it, or make a new key.",
    ),
)
NO_GROUP = problem(
    "no-target-group",
    Level.ERROR,
    nl="Een sleutel geldt voor ten minste één doelgroep.",
    en="A key is for one target group at least.",
    remedy=Text(nl="Noem clients, professionals of beide.", en="Name clients, professionals or both."),
)
KEYS_CHANGED = problem(
    "keys-changed",
    Level.ERROR,
    nl="De sleutels zijn intussen gewijzigd; er is niets gedaan.",
    en="The keys have been changed in the meantime; nothing was done.",
    remedy=Text(nl="Kijk in de lijst met sleutels en probeer het opnieuw.", en="See the list of keys and try again."),
)
TIME_UNFIT = problem(
    "time-unfit",
    Level.ERROR,
    nl="Het tijdstip moet een UTC-tijd in de toekomst zijn, geschreven als 2026-03-02T09:00:00.",
    en="The time must be a UTC time in the future, written as 2026-03-02T09:00:00.",
    remedy=Text(nl="Verbeter het tijdstip.", en="Correct the time."),
)
PLATFORM_UNFIT = problem(
    "platform-unfit",
    Level.ERROR,
    nl="De gegevens van het platform zijn ongeldig; er is niets gewijzigd.",
    en="The details of the platform are invalid; nothing was changed.",
    remedy=for_operator(
        nl="Geef volledige https-adressen zonder fragment; http mag alleen op localhost.",
        en="Give complete https addresses without a fragment; http is allowed on localhost only.",
    ),
)

LOGON_PROBLEMS = catalogue(TOO_MANY_KEYS, KEY_UNKNOWN, SECRET_UNFIT, NO_GROUP, KEYS_CHANGED, TIME_UNFIT, PLATFORM_UNFIT)
