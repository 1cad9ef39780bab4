"""All tiles by integration: the only place here that knows other functions, and of these only their tiles."""

from collections.abc import Mapping

from functions.delegated_logon.tile import TILE as DELEGATED_LOGON
from functions.hl7_intake.tile import TILE as HL7_INTAKE
from functions.rest_api.tile import TILE as REST_API
from functions.saml_logon.tile import TILE as SAML_LOGON
from koppel.domain.accounts.presence import CLIENT_DETAILS, PROFESSIONAL_DETAILS
from koppel.domain.logon.security import SECURITY
from koppel.domain.tiles.tile import Tile

TILES: Mapping[str, Tile] = {
    each.integration: each
    for each in (CLIENT_DETAILS, PROFESSIONAL_DETAILS, SECURITY, REST_API, HL7_INTAKE, DELEGATED_LOGON, SAML_LOGON)
}
