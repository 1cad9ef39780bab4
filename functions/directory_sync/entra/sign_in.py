"""Tokens for the application of a source, by msal.

An application of msal is made when its first token is needed, because making it asks for the metadata of the tenant,
and kept as long as the process: msal keeps tokens until they expire. After a refusal it is made anew, because msal also
keeps errors for a while.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import msal

from functions.directory_sync.entra.clouds import Endpoints, endpoints
from functions.directory_sync.entra.credentials import Certificate, Credential
from functions.directory_sync.entra.https import Https, https
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems.entra_sign_in import of_sign_in


@dataclass(frozen=True, slots=True)
class _Response:
    """An answer as msal reads it."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    def raise_for_status(self) -> None:
        """msal asks for this where it expects no error; ours are raised before."""


class _Transport:
    """What msal speaks HTTPS with. msal sees nothing but JSON: it would log other answers, with what is in them.

    codes  the numbers of the last error
    """

    def __init__(self, transport: Https) -> None:
        self._https = transport
        self.codes: tuple[int, ...] = ()

    def get(self, url: str, *, headers: Any = None, **_: Any) -> _Response:
        """The answer to a GET. Of the requests that we have msal send, none has parameters."""
        return self._asked("GET", url, headers)

    def post(self, url: str, *, headers: Any = None, data: Any = None, **_: Any) -> _Response:
        """The answer to a POST of a form."""
        return self._asked("POST", url, headers, data)

    def close(self) -> None:
        """Nothing: the connections belong to the process."""

    def _asked(self, method: str, url: str, headers: Any, data: Any = None) -> _Response:
        answer = self._https.ask(method, url, headers=headers or {}, data=data)
        told = answer.content.get("error_codes")
        self.codes = tuple(each for each in told if isinstance(each, int)) if isinstance(told, list) else ()
        return _Response(answer.status, json.dumps(answer.content), answer.headers)


class SignIn:
    """Gives the tokens of one application in one tenant."""

    def __init__(self, places: Endpoints, tenant: str, client_id: str, credential: Credential) -> None:
        self._scope = f"{places.graph}/.default"
        self._authority = f"{places.login}/{quote(tenant, safe='')}"
        self._client_id = client_id
        self._credential = credential
        self._transport = _Transport(https(places))
        self._application: Any = None

    def token(self, *, anew: bool = False) -> str:
        """A token for Graph; not one that was given before when `anew`. Raises DirectoryIncomplete and OutOfTime."""
        try:
            application = self._made()
            if anew:
                application.remove_tokens_for_client()
            given = application.acquire_token_for_client([self._scope])
        except (ValueError, KeyError):  # of msal, for metadata or a key without what it needs
            self._application = None
            raise self._refusal() from None
        except DirectoryIncomplete:
            self._application = None
            raise
        token = given.get("access_token")
        if not isinstance(token, str) or not token:
            self._application = None
            raise self._refusal()
        return token

    def _made(self) -> Any:
        if self._application is None:
            logging.getLogger("msal").setLevel(logging.CRITICAL)
            self._application = msal.ConfidentialClientApplication(
                self._client_id,
                client_credential=_for_msal(self._credential),
                authority=self._authority,
                instance_discovery=False,
                http_client=self._transport,
            )
        return self._application

    def _refusal(self) -> DirectoryIncomplete:
        return DirectoryIncomplete(*of_sign_in(self._transport.codes))


def _for_msal(credential: Credential) -> str | dict[str, str]:
    """msal makes the thumbprint of the certificate itself (SHA-256)."""
    if isinstance(credential, Certificate):
        return {"private_key": credential.private_key, "public_certificate": credential.certificate}
    return credential.value


@lru_cache(maxsize=32)
def _kept(places: Endpoints, tenant: str, client_id: str, credential: Credential) -> SignIn:
    return SignIn(places, tenant, client_id, credential)


def sign_in(source: EntraSource) -> SignIn:
    """The sign-in of a source, kept as long as the process; another secret is another sign-in."""
    return _kept(endpoints(source.cloud), source.tenant, source.client_id, source.credential)
