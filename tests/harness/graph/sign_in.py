"""The sign-in: the metadata of a tenant, and tokens for applications (OAuth 2.0 client credentials).

Errors have the codes of Entra ID ("Microsoft Entra authentication and authorization error codes").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from uuid import uuid4

import jwt

from tests.harness.graph.applications import Application, Tokens
from tests.harness.graph.entries import Answer
from tests.harness.graph.tenant import Json, Tenant

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class SignIn:
    """What answers below the address of a tenant.

    base   the address of the sign-in
    graph  the address of Graph, for which it gives tokens
    """

    base: str
    graph: str
    tenants: dict[str, Tenant]
    applications: dict[str, Application]
    tokens: Tokens

    def answer(self, method: str, path: str, form: Mapping[str, str]) -> Json:
        """The answer to a request. Raises Answer for an error."""
        name, _, rest = path.strip("/").partition("/")
        tenant = next((each for each in self.tenants.values() if name.lower() in (each.id, each.domain)), None)
        if tenant is None:
            raise refusal(400, "invalid_tenant", 90002, f"Tenant '{name}' not found. Check to make sure you have the "
                          "correct tenant ID and are signing into the correct cloud.")  # fmt: skip
        if (method, rest) == ("GET", "v2.0/.well-known/openid-configuration"):
            return self._metadata(tenant)
        if (method, rest) == ("POST", "oauth2/v2.0/token"):
            return self._token(tenant, form)
        raise Answer(404, {})

    def _metadata(self, tenant: Tenant) -> Json:
        own = f"{self.base}/{tenant.id}"
        return {
            "token_endpoint": f"{own}/oauth2/v2.0/token",
            "authorization_endpoint": f"{own}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{own}/oauth2/v2.0/devicecode",
            "jwks_uri": f"{own}/discovery/v2.0/keys",
            "issuer": f"{own}/v2.0",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        }

    def _token(self, tenant: Tenant, form: Mapping[str, str]) -> Json:
        if form.get("grant_type") != "client_credentials":
            raise refusal(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        application = self.applications.get(form.get("client_id", ""))
        if application is None:
            raise refusal(400, "unauthorized_client", 700016, f"Application with identifier '{form.get('client_id')}' "
                          "was not found in the directory.")  # fmt: skip
        if application.disabled:
            raise refusal(400, "unauthorized_client", 7000112, f"Application '{application.id}' is disabled.")
        if form.get("scope") != f"{self.graph}/.default":
            raise refusal(400, "invalid_scope", 1002012, "The provided value for scope is not valid. A client "
                          "must send a scope value with /.default suffixed to the resource identifier.")  # fmt: skip
        self._prove(tenant, application, form)
        if application.blocked:
            raise refusal(400, "access_denied", 53003, "Access has been blocked by Conditional Access policies.")
        token = self.tokens.give(tenant.id, application)
        return {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token}

    def _prove(self, tenant: Tenant, application: Application, form: Mapping[str, str]) -> None:
        if form.get("client_assertion_type") == ASSERTION:
            self._judge(application, form.get("client_assertion", ""), f"{self.base}/{tenant.id}/oauth2/v2.0/token")
            return
        given = form.get("client_secret", "")
        if not given:
            raise refusal(401, "invalid_client", 7000218, "The request body must contain the following parameter: "
                          "'client_assertion' or 'client_secret'.")  # fmt: skip
        end = next((end for each, end in application.secrets.items() if compare_digest(each, given)), None)
        if end is None:
            raise refusal(401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being "
                          "sent in the request is the client secret value, not the client secret ID.")  # fmt: skip
        if end <= self.tokens.clock():
            raise refusal(401, "invalid_client", 7000222, "The provided client secret keys are expired.")

    def _judge(self, application: Application, assertion: str, audience: str) -> None:
        """Whether the assertion is signed by a key of the application, for this endpoint, and still holds."""
        try:
            header = jwt.get_unverified_header(assertion)
        except jwt.InvalidTokenError:
            raise refusal(401, "invalid_client", 50027, "JWT token is invalid or malformed.") from None
        certificate = application.certificate(header.get("x5t#S256") or header.get("x5t", ""))
        if certificate is None:
            raise refusal(401, "invalid_client", 700027, "The certificate with identifier used to sign the client "
                          "assertion is not registered on application.")  # fmt: skip
        if certificate.not_valid_after_utc <= self.tokens.clock():
            raise refusal(401, "invalid_client", 700027, "Client assertion failed signature validation. "
                          "[Reason - The key used is expired.]")  # fmt: skip
        try:
            claims = jwt.decode(
                assertion,
                certificate.public_key(),  # type: ignore[arg-type]
                algorithms=["PS256", "RS256"],
                audience=audience,
                issuer=application.id,
                options={"require": ["exp", "jti", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise refusal(
                401, "invalid_client", 700024, "Client assertion is not within its valid time range."
            ) from None
        except jwt.InvalidTokenError:
            raise refusal(401, "invalid_client", 700027, "Client assertion failed signature validation.") from None
        if claims["sub"] != application.id:
            raise refusal(401, "invalid_client", 700021, "Client assertion application identifier does not match.")


def refusal(status: int, word: str, code: int, text: str) -> Answer:
    """An error of the sign-in, in the one form that it has."""
    trace, correlation = str(uuid4()), str(uuid4())
    description = (
        f"AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: 2026-03-02 09:00:00Z"
    )
    body = {
        "error": word,
        "error_description": description,
        "error_codes": [code],
        "timestamp": "2026-03-02 09:00:00Z",
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={code}",
    }
    return Answer(status, body)
