"""Units: what the numbers of settings and arguments count."""

from koppel.domain.texts import Text

SECONDS = Text(nl="seconden", en="seconds")
MINUTES = Text(nl="minuten", en="minutes")
HOURS = Text(nl="uren", en="hours")
DAYS = Text(nl="dagen", en="days")
MONTHS = Text(nl="maanden", en="months")
CALLS = Text(nl="aanroepen", en="calls")
PEOPLE = Text(nl="mensen", en="people")
