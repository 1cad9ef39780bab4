"""The client id: integrations that find clients by it can be on only while that field exists."""

from collections.abc import Mapping

from koppel import organisations
from koppel.aws import keys
from koppel.aws.keys import Key
from koppel.aws.rows import Row
from koppel.aws.writes import Check
from koppel.domain.administration_problems import CLIENT_ID_NEEDED, CLIENT_ID_OFF
from koppel.domain.details import CLIENT_DETAILS, ClientDetails, Presence
from koppel.domain.organisations import Organisation
from koppel.domain.refusals import Declined
from koppel.domain.tiles import TileState

NEED_CLIENT_ID = ("bulk_import", "delegated_logon", "hl7_intake")


def places(organisation: Organisation) -> list[Key]:
    """The rows that `checks` looks at."""
    return [keys.tile(organisation.slug, each) for each in (CLIENT_DETAILS.integration, *NEED_CLIENT_ID)]


def checks(organisation: Organisation, integration: str, after: TileState, rows: Mapping[Key, Row]) -> list[Check]:
    """What must still be so at the moment at which a tile becomes `after`, as the other tiles stand in `rows`.

    Declined when it is not so already.
    """
    if integration in NEED_CLIENT_ID and after.on:
        place = keys.tile(organisation.slug, CLIENT_DETAILS.integration)
        row = rows.get(place)
        if row is None or not _exists(row["settings"]):
            raise Declined(CLIENT_ID_OFF, details={"integration": integration})
        return [Check(place, "version = :version", {":version": row["version"]})]
    if integration == CLIENT_DETAILS.integration and not _exists(after.settings):
        others = {each: keys.tile(organisation.slug, each) for each in NEED_CLIENT_ID}
        using = [each for each, place in others.items() if place in rows and rows[place]["on"]]
        if using:
            raise Declined(CLIENT_ID_NEEDED, details={"integrations": ", ".join(using)})
        off = "attribute_not_exists(pk) OR #on = :off"
        return [Check(place, off, {":off": False}, {"#on": "on"}) for place in others.values()]
    return []


def _exists(settings: str) -> bool:
    return organisations.read_settings(ClientDetails, settings).id is not Presence.OFF
