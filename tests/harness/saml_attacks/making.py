"""How attacks are made of a correctly signed response."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from tests.harness.saml import NAMES, Provider

type Mutation = Callable[[Any], None]
"""Changes the tree of a signed response."""

EVIL = "P666"
"""Whom the attacker wants to be."""


@dataclass(frozen=True)
class Attack:
    """A name, what it is refused for, and how it is made by somebody who has a response of this provider."""

    name: str
    slug: str
    make: Callable[[Provider], bytes]


def bent(mutate: Mutation, *, sign: str = "assertion") -> Callable[[Provider], bytes]:
    """The attack that changes the tree of a signed response."""

    def make(provider: Provider) -> bytes:
        root = etree.fromstring(provider.respond(sign=sign))
        mutate(root)
        return bytes(etree.tostring(root))

    return make


def edited(old: bytes, new: bytes, *, sign: str = "assertion") -> Callable[[Provider], bytes]:
    """The attack that changes the bytes of a signed response in one place."""

    def make(provider: Provider) -> bytes:
        response = provider.respond(sign=sign)
        assert old in response, old
        return response.replace(old, new, 1)

    return make


def told(sign: str = "assertion", **story: Any) -> Callable[[Provider], bytes]:
    """A response that is signed correctly and says what it should not."""
    return lambda provider: provider.respond(sign=sign, **story)


def signed_by(**signer: Any) -> Callable[[Provider], bytes]:
    """A response that is signed in a way that is not taken."""
    return lambda provider: replace(provider, signer=replace(provider.signer, **signer)).respond()


def one(root: Any, path: str) -> Any:
    """The first element at this path."""
    return root.xpath(path, namespaces=NAMES)[0]


def evil(assertion: Any, element_id: str = "_evil") -> Any:
    """A copy of the assertion without its signature, about somebody else."""
    made = copy.deepcopy(assertion)
    made.tail = None
    for signature in made.findall("ds:Signature", NAMES):
        made.remove(signature)
    made.set("ID", element_id)
    one(made, "saml:Subject/saml:NameID").text = EVIL
    return made


def bare(element: Any) -> Any:
    """A copy of the element without its signature."""
    made = copy.deepcopy(element)
    made.tail = None
    for signature in made.findall("ds:Signature", NAMES):
        made.remove(signature)
    return made


def before(prefix: bytes) -> Callable[[Provider], bytes]:
    """The attack that puts something before the response."""
    return lambda provider: prefix + provider.respond()


def after(suffix: bytes) -> Callable[[Provider], bytes]:
    """The attack that puts something behind the response."""
    return lambda provider: provider.respond() + suffix


DTD = b'<!DOCTYPE r [<!ENTITY x "P666">]>'
"""A document type that declares an entity."""
