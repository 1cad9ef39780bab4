"""What of an integration can be tried at once: where its bench is, and what can be checked of its settings here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.console.pages.secrets import Shown, nearness
from koppel.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a setting, and whether it passed."""

    text: Text
    passed: bool


BENCHES: Mapping[str, tuple[str, Text]] = {
    "hl7_intake": (
        "/docs/hl7#bench",
        Text(
            nl="Plak een bericht op de proefbank: u ziet hoe het wordt gelezen en wat het zou doen. Er wordt niets "
            "geschreven.",
            en="Paste a message on the bench: you see how it is read and what it would do. Nothing is written.",
        ),
    ),
    "delegated_logon": (
        "/docs/delegated-logon#bench",
        Text(
            nl="Controleer een ondertekende link op de proefbank. Er wordt niets verstuurd.",
            en="Check a signed link on the bench. Nothing is sent.",
        ),
    ),
    "rest_api": (
        "/docs/api",
        Text(
            nl="De documentatie heeft bij elk adres een voorbeeld om met een token te proberen.",
            en="The documentation has an example for each address, to try with a token.",
        ),
    ),
}
"""By integration the page on which it can be tried, and what that does."""

METADATA = Text(nl="{name}: de metadata van de provider zijn geladen", en="{name}: the provider's metadata are loaded")
ON = Text(nl="{name}: de koppeling staat aan", en="{name}: the connection is on")
THEIR_CERTIFICATE = Text(
    nl="{name}: een certificaat van de provider is nog langer dan een maand geldig",
    en="{name}: a certificate of the provider is valid for more than a month",
)
OUR_KEY = Text(
    nl="{name}: onze sleutels zijn nog langer dan een maand geldig",
    en="{name}: our keys are valid for more than a month",
)
LOGOUT = Text(nl="{name}: uitloggen gaat ook bij de provider", en="{name}: logging out works at the provider too")


def of(integration: str, secrets: Shown | None, now: datetime) -> Sequence[Check]:
    """The checks of an integration's settings; none where nothing can be checked here."""
    if integration != "saml_logon" or secrets is None:
        return ()
    return [each for row in secrets.rows for each in _of_connection(row, now)]


def _of_connection(row: Mapping[str, Any], now: datetime) -> Iterator[Check]:
    name, provider = {"name": row["name"]}, row["provider"]
    yield Check(_filled(METADATA, name), provider is not None)
    yield Check(_filled(ON, name), row["on"])
    if provider:
        ends = [each["expires"] for each in provider["certificates"]]
        yield Check(_filled(THEIR_CERTIFICATE, name), any(not nearness(each, now) for each in ends))
        yield Check(_filled(LOGOUT, name), bool(provider["logout"]))
    keys = [each for each in row["ours"]["keys"] if not each["ends"]]
    yield Check(_filled(OUR_KEY, name), bool(keys) and all(not nearness(each["expires"], now) for each in keys))


def _filled(text: Text, values: Mapping[str, str]) -> Text:
    return text.fill(dict(values))
