"""The guard of the client id: integrations that find clients by it can be on only while the field exists."""

from collections.abc import Mapping

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import Check, unchanged_since
from koppel.domain.accounts.presence import CLIENT_DETAILS, ClientDetails, Presence
from koppel.domain.organisation import Organisation
from koppel.domain.problems.administration import CLIENT_ID_NEEDED, CLIENT_ID_OFF
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.tile import TileState
from koppel.organisation import organisations

NEED_CLIENT_ID = ("bulk_import", "delegated_logon", "hl7_intake")


def guarded_rows(organisation: Organisation) -> list[RowKey]:
    """Keys of the rows that `required_checks` reads."""
    return [
        row_keys.organisation.tile(organisation.slug, each) for each in (CLIENT_DETAILS.integration, *NEED_CLIENT_ID)
    ]


def required_checks(
    organisation: Organisation, integration: str, after: TileState, rows: Mapping[RowKey, Row]
) -> list[Check]:
    """Conditions that must hold when the tile is saved as `after`; `rows` are the guarded rows.

    Raises Declined when one does not hold already.
    """
    if integration in NEED_CLIENT_ID and after.on:
        place = row_keys.organisation.tile(organisation.slug, CLIENT_DETAILS.integration)
        row = rows.get(place)
        if row is None or not _exists(row["settings"]):
            raise Declined(CLIENT_ID_OFF, details={"integration": integration})
        return [Check(place, *unchanged_since(row["version"]))]
    if integration == CLIENT_DETAILS.integration and not _exists(after.settings):
        others = {each: row_keys.organisation.tile(organisation.slug, each) for each in NEED_CLIENT_ID}
        using = [each for each, place in others.items() if place in rows and rows[place]["on"]]
        if using:
            raise Declined(CLIENT_ID_NEEDED, details={"integrations": ", ".join(using)})
        off = "attribute_not_exists(pk) OR #on = :off"
        return [Check(place, off, {":off": False}, {"#on": "on"}) for place in others.values()]
    return []


def _exists(settings: str) -> bool:
    return organisations.read_settings(ClientDetails, settings).id is not Presence.OFF
