"""Choices: what an organisation chooses between in the settings of a source, and how each is called."""

from collections.abc import Mapping
from enum import StrEnum

from functions.directory_sync.entra.clouds import Cloud
from functions.directory_sync.ldap.source import Encryption
from koppel.domain.texts import Text

CLOUD_LABELS: Mapping[Cloud, Text] = {
    Cloud.GLOBAL: Text(nl="De gewone (ook in Nederland)", en="The usual one"),
    Cloud.US_GOVERNMENT: Text(nl="Overheid van de VS", en="US government"),
    Cloud.US_DEFENCE: Text(nl="Defensie van de VS", en="US department of defense"),
    Cloud.CHINA: Text(nl="China (21Vianet)", en="China (21Vianet)"),
}


ENCRYPTION_LABELS: Mapping[Encryption, Text] = {
    Encryption.LDAPS: Text(nl="LDAPS (poort 636)", en="LDAPS (port 636)"),
    Encryption.START_TLS: Text(nl="StartTLS (poort 389)", en="StartTLS (port 389)"),
}


class Leavers(StrEnum):
    """What happens to the account of somebody who is disabled, deleted or no longer in scope."""

    DEACTIVATE = "deactivate"
    DEACTIVATE_LATER = "deactivate_later"
    END_RELATIONSHIPS = "end_relationships"


LEAVERS_LABELS: Mapping[Leavers, Text] = {
    Leavers.DEACTIVATE: Text(nl="Meteen deactiveren", en="Deactivate at once"),
    Leavers.DEACTIVATE_LATER: Text(nl="Deactiveren na een aantal dagen", en="Deactivate after a number of days"),
    Leavers.END_RELATIONSHIPS: Text(
        nl="Alleen de behandelrelaties beëindigen", en="Only end their treatment relationships"
    ),
}
