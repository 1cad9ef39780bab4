"""Metadata of an identity provider: what is taken from the file that its administrator hands over (SAML 2.0 metadata).

The file may hold comments and processing instructions, as SURFconext's does: nobody needs to edit it, which would break
its signature. We do not check that signature: the key for it would have to come from the same hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.saml_logon.connection import certificates
from functions.saml_logon.connection.certificates import Certificate, WeakKey
from functions.saml_logon.problems import setup as problems
from functions.saml_logon.problems.refusal import Rejected, steps
from functions.saml_logon.reading import assertions
from functions.saml_logon.sending.bindings import Binding
from functions.saml_logon.tile import MOST_CERTIFICATES, IdentityProvider, Pinned
from functions.saml_logon.xml import markup, toolkit
from functions.saml_logon.xml.markup import Element, text
from functions.saml_logon.xml.names import POST, PROTOCOL, REDIRECT, ds, md
from koppel.domain.problems.problem import Problem
from koppel.domain.times import SECONDS

_LONGEST_ENTITY_ID = 1024  # SAML 2.0 core section 8.3.6


def read(content: bytes, now: datetime) -> IdentityProvider:
    """The one identity provider in these metadata. Raises Rejected, with the steps that were passed."""
    with steps() as passed:
        root = markup.parse_file(content)
        passed.append("metadata xml")
        entity, role = _provider(root)
        passed.append("provider")
        for each in (root, entity, role):
            _check_validity(each, now)
        passed.append("validity")
        entity_id = entity.get("entityID", "")
        if not 0 < len(entity_id) <= _LONGEST_ENTITY_ID or not entity_id.isprintable():
            raise Rejected(problems.NO_ENTITY_ID)
        passed.append("entity id")
        pinned = _certificates(role)
        passed.append("certificates")
        logon, logout = _service(role, "SingleSignOnService"), _service(role, "SingleLogoutService")
        if not logon.location:
            raise Rejected(problems.NO_ADDRESS)
        return _made(entity_id, logon, logout, pinned)


def _provider(root: Element) -> tuple[Element, Element]:
    """The entity and its one role of identity provider. Raises Rejected."""
    if root.tag not in (md("EntityDescriptor"), md("EntitiesDescriptor")):
        raise Rejected(problems.NO_PROVIDER)
    roles = [each for each in root.iter(md("IDPSSODescriptor")) if _speaks_saml_2(each)]
    if len(roles) != 1:
        raise Rejected(problems.SEVERAL_PROVIDERS if roles else problems.NO_PROVIDER)
    role, entity = roles[0], roles[0].getparent()
    if entity is None or entity.tag != md("EntityDescriptor"):
        raise Rejected(problems.NO_PROVIDER)
    return entity, role


def _speaks_saml_2(role: Element) -> bool:
    return PROTOCOL in role.get("protocolSupportEnumeration", "").split()


def _check_validity(element: Element, now: datetime) -> None:
    until = element.get("validUntil")
    if until is not None and assertions.moment(until) <= now:
        raise Rejected(problems.METADATA_EXPIRED)


@dataclass(frozen=True, slots=True)
class _Service:
    """Where a service is reached, "" for nowhere; where it wants answers, "" for there too; and how."""

    location: str = ""
    answers: str = ""
    binding: Binding = Binding.REDIRECT


def _made(entity_id: str, logon: _Service, logout: _Service, pinned: Sequence[Certificate]) -> IdentityProvider:
    """Raises Rejected for an address that is not safe."""
    try:
        return IdentityProvider(
            entity_id=entity_id,
            logon_url=logon.location,
            logon_binding=logon.binding,
            logout_url=logout.location,
            logout_answer_url=logout.answers,
            logout_binding=logout.binding,
            certificates=tuple(
                Pinned(fingerprint=each.fingerprint, expires=each.expires.strftime(SECONDS), pem=each.pem)
                for each in pinned
            ),
        )
    except ValueError:  # of an address; everything else was checked above
        raise Rejected(problems.UNSAFE_ADDRESS) from None


def _service(role: Element, name: str) -> _Service:
    """The service by HTTP-Redirect, or by HTTP-POST where that is all there is, as at JumpCloud."""
    for uri, binding in ((REDIRECT, Binding.REDIRECT), (POST, Binding.POST)):
        for each in role.findall(md(name)):
            if each.get("Binding") == uri:
                return _Service(each.get("Location", ""), each.get("ResponseLocation", ""), binding)
    return _Service()


def _certificates(role: Element) -> list[Certificate]:
    """The certificates that may sign, each once, in the order of the metadata."""
    found: dict[str, Certificate] = {}
    for descriptor in role.findall(md("KeyDescriptor")):
        if descriptor.get("use", "signing") != "signing":
            continue
        for element in descriptor.iter(ds("X509Certificate")):
            each = _certificate(text(element))
            found[each.fingerprint] = each
    if not found or len(found) > MOST_CERTIFICATES:
        raise Rejected(problems.TOO_MANY_CERTIFICATES if found else problems.NO_CERTIFICATE)
    return list(found.values())


def _certificate(value: str) -> Certificate:
    problem: Problem = problems.BAD_CERTIFICATE
    try:
        return certificates.read(toolkit.decoded(value) or b"")
    except WeakKey:
        problem = problems.WEAK_KEY
    except ValueError:
        pass
    raise Rejected(problem)
