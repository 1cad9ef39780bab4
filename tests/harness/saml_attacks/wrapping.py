"""Signature wrapping, numbered as in Somorovsky et al., On Breaking SAML (2012)."""

from typing import Any

from lxml import etree

from tests.harness.saml import DS, SAMLP
from tests.harness.saml_attacks.making import EVIL, Attack, bare, bent, evil, one


def _xsw1(root: Any) -> None:
    original = bare(root)
    signature = one(root, "ds:Signature")
    signature.append(original)
    root.set("ID", "_evil")
    one(root, "saml:Assertion/saml:Subject/saml:NameID").text = EVIL


def _xsw2(root: Any) -> None:
    original = bare(root)
    signature = one(root, "ds:Signature")
    root.insert(root.index(signature), original)
    root.set("ID", "_evil")
    one(root, "saml:Assertion/saml:Subject/saml:NameID").text = EVIL


def _xsw3(root: Any) -> None:
    assertion = one(root, "saml:Assertion")
    root.insert(root.index(assertion), evil(assertion))


def _xsw4(root: Any) -> None:
    assertion = one(root, "saml:Assertion")
    made = evil(assertion)
    root.append(made)
    made.append(assertion)


def _xsw5(root: Any) -> None:
    assertion = one(root, "saml:Assertion")
    root.append(bare(assertion))
    assertion.set("ID", "_evil")
    one(assertion, "saml:Subject/saml:NameID").text = EVIL


def _xsw6(root: Any) -> None:
    assertion = one(root, "saml:Assertion")
    one(assertion, "ds:Signature").append(bare(assertion))
    assertion.set("ID", "_evil")
    one(assertion, "saml:Subject/saml:NameID").text = EVIL


def _xsw7(root: Any) -> None:
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(evil(one(root, "saml:Assertion"), "_assertion"))
    root.insert(1, extensions)


def _xsw8(root: Any) -> None:
    assertion = one(root, "saml:Assertion")
    kept = etree.SubElement(one(assertion, "ds:Signature"), f"{{{DS}}}Object")
    kept.append(bare(assertion))
    assertion.set("ID", "_evil")
    one(assertion, "saml:Subject/saml:NameID").text = EVIL


def _unwrapped(root: Any) -> None:
    """The signed assertion hidden where only a search through everything finds it; nothing else is one."""
    assertion = one(root, "saml:Assertion")
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    root.insert(1, extensions)
    extensions.append(assertion)


WRAPPING = (
    Attack("XSW1", "request-inside", bent(_xsw1, sign="response")),
    Attack("XSW2", "request-inside", bent(_xsw2, sign="response")),
    Attack("XSW3", "several-assertions", bent(_xsw3)),
    Attack("XSW4", "several-assertions", bent(_xsw4)),
    Attack("XSW5", "several-assertions", bent(_xsw5)),
    Attack("XSW6", "several-assertions", bent(_xsw6)),
    Attack("XSW7", "several-assertions", bent(_xsw7)),
    Attack("XSW8", "several-assertions", bent(_xsw8)),
    Attack("assertion in an extension", "assertion-elsewhere", bent(_unwrapped)),
)
