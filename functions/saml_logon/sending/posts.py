"""Messages that come in forms, with a signature in their XML (HTTP-POST binding, SAML 2.0 bindings section 3.5)."""

from collections.abc import Mapping, Sequence

from functions.saml_logon.problems import form as form_problems
from functions.saml_logon.problems import statements as statement_problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import signatures, structure
from functions.saml_logon.sending.redirects import Received
from functions.saml_logon.xml import markup, toolkit

_LONGEST_RELAY_STATE = 16 * 1024  # as for messages in addresses; the standard itself allows 80 bytes


def receive(form: Mapping[str, Sequence[str]], certificates: Sequence[str], *, allow_sha1: bool = False) -> Received:
    """The message about logging out in these fields: the bytes that its signature covers. Raises Rejected."""
    given = {name: form.get(name, ()) for name in ("SAMLRequest", "SAMLResponse", "RelayState")}
    kinds = [name for name in ("SAMLRequest", "SAMLResponse") if given[name]]
    relay = given["RelayState"]
    if len(kinds) != 1 or any(len(values) > 1 for values in given.values()):
        raise Rejected(statement_problems.LOGOUT_UNREADABLE)
    if sum(map(len, relay)) > _LONGEST_RELAY_STATE:
        raise Rejected(statement_problems.LOGOUT_UNREADABLE)
    raw = toolkit.decoded(given[kinds[0]][0])
    if not raw:
        raise Rejected(form_problems.NOT_BASE64)
    root = markup.parse(raw)
    structure.check_names(root)
    structure.check_ids(root, [root])
    if not signatures.is_signed(root):
        raise Rejected(statement_problems.LOGOUT_NOT_SIGNED)
    verified = signatures.verified(root, certificates, allow_sha1=allow_sha1)
    return Received(kinds[0], markup.canonical(verified.element, []), relay[0] if relay else "")
