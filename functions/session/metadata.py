"""Discovery: endpoints, supported options and public keys (OpenID Connect Discovery 1.0)."""

from functions.session.signer import Signer
from functions.session.wire import answer
from koppel.domain.logon.platform import TokenAlgorithm
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response

AUTHORIZE = ("session", "authorize")
TOKEN = ("session", "token")
KEYS = ("session", "keys")
LOGOUT = ("session", "logout")
DISCOVERY = (".well-known", "openid-configuration")
_FIVE_MINUTES = "public, max-age=300"


def describe(visit: Visit) -> Response:
    """The provider's metadata (section 3); the issuer is the organisation's own host."""

    def at(path: tuple[str, ...]) -> str:
        return f"{visit.base_url}/{'/'.join(path)}"

    found = {
        "issuer": visit.base_url,
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "jwks_uri": at(KEYS),
        "end_session_endpoint": at(LOGOUT),
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [TokenAlgorithm.RS256, TokenAlgorithm.ES256],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "auth_time", "acr", "amr", "sid", "organisation", "account_type", "roles"],
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
    return answer(found, Cache_Control=_FIVE_MINUTES)


def public_keys(signer: Signer) -> Response:
    """All public keys, also those that do not sign now, as a JWK set (RFC 7517)."""
    return answer({"keys": signer.public_keys()}, Cache_Control=_FIVE_MINUTES)
