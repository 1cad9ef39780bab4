"""Documents that parsers read differently, or that cost a parser too much."""

import zlib
from dataclasses import replace
from typing import Any

from lxml import etree

from tests.harness.saml import SAMLP, Provider
from tests.harness.saml_attacks.making import DTD, EVIL, Attack, Mutation, after, before, bent, edited, evil, one

BILLION = (
    b"<!DOCTYPE r ["
    b"<!ENTITY a0 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


def _same_ids(root: Any) -> None:
    one(root, "samlp:Status").append(etree.Element(f"{{{SAMLP}}}StatusDetail"))
    detail = one(root, "samlp:Status/samlp:StatusDetail")
    etree.SubElement(detail, "{urn:x}y").set("ID", "_assertion")


def _id_in_another_case(root: Any) -> None:
    detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    etree.SubElement(detail, "{urn:x}y").set("Id", "_assertion")


def _xml_id(root: Any) -> None:
    detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    etree.SubElement(detail, "{urn:x}y").set("{http://www.w3.org/XML/1998/namespace}id", "_assertion")


def _attribute_pollution(root: Any) -> None:
    """Two attributes that a parser without namespaces takes for one (`samlp:ID` and `ID`)."""
    root.set(f"{{{SAMLP}}}ID", "_evil")


def _look_alike(namespace: str) -> Mutation:
    def mutate(root: Any) -> None:
        detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
        made = evil(one(root, "saml:Assertion"))
        made.tag = f"{{{namespace}}}Assertion"
        detail.append(made)

    return mutate


def _deep(root: Any) -> None:
    inner = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    for _ in range(60):
        inner = etree.SubElement(inner, "{urn:x}y")


def _many(root: Any) -> None:
    detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    for _ in range(6_000):
        etree.SubElement(detail, "{urn:x}y")


def _many_attributes(root: Any) -> None:
    for number in range(60):
        root.set(f"a{number}", "")


def _request_inside(root: Any) -> None:
    detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    etree.SubElement(detail, f"{{{SAMLP}}}AuthnRequest")


def _version(root: Any) -> None:
    root.set("Version", "1.1")


def _assertion_version(root: Any) -> None:
    one(root, "saml:Assertion").set("Version", "1.1")


def _no_assertion(root: Any) -> None:
    root.remove(one(root, "saml:Assertion"))


def _two_assertions(provider: Provider) -> bytes:
    """Two assertions, each signed correctly."""
    story = provider.story
    other = replace(story, assertion_id="_other", name_id=EVIL)
    both = provider.signer.sign(story.assertion(), "_assertion") + provider.signer.sign(other.assertion(), "_other")
    return story.response(both.decode()).encode()


XML = (
    Attack("comment in NameID", "comment", edited(b">P1</saml:NameID>", b">P<!---->1</saml:NameID>")),
    Attack(
        "comment in an attribute", "comment", edited(b">P1</saml:AttributeValue>", b">P1<!--x--></saml:AttributeValue>")
    ),
    Attack("comment around the issuer", "comment", edited(b"<saml:Issuer>", b"<!-- x --><saml:Issuer>")),
    Attack("CDATA in NameID", "cdata", edited(b">P1</saml:NameID>", b"><![CDATA[P1]]></saml:NameID>")),
    Attack("processing instruction", "processing-instruction", edited(b">P1</saml:NameID>", b">P1<?x?></saml:NameID>")),
    Attack("style sheet", "processing-instruction", before(b'<?xml-stylesheet href="http://127.0.0.1:9/"?>')),
    Attack("document type", "doctype", before(b"<!DOCTYPE r>")),
    Attack("internal entity", "doctype", before(DTD)),
    Attack("external entity", "doctype", before(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    Attack("external subset", "doctype", before(b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">')),
    Attack("parameter entity", "doctype", before(b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>')),
    Attack("billion laughs", "doctype", before(BILLION)),
    Attack("undeclared entity", "entity", edited(b">P1</saml:NameID>", b">P1&x;</saml:NameID>")),
    Attack(
        "XInclude",
        "xinclude",
        edited(
            b"<samlp:Status>",
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
            b"<samlp:Status>",
        ),
    ),
    Attack("two roots", "several-roots", after(b"<x/>")),
    Attack("two responses", "several-roots", lambda provider: provider.respond() * 2),
    Attack("UTF-16", "not-utf8", lambda provider: provider.respond().decode().encode("utf-16")),
    Attack("UTF-7 declared", "not-utf8", before(b'<?xml version="1.0" encoding="UTF-7"?>')),
    Attack("ISO-8859-1 declared", "not-utf8", before(b'<?xml version="1.0" encoding="ISO-8859-1"?>')),
    Attack("bytes that are no UTF-8", "not-utf8", edited(b">P1</saml:NameID>", b">P1\xff</saml:NameID>")),
    Attack("NUL", "not-utf8", edited(b">P1</saml:NameID>", b">P1\x00</saml:NameID>")),
    Attack("cut off", "not-xml", lambda provider: provider.respond()[:-10]),
    Attack("deflated", "not-utf8", lambda provider: zlib.compress(provider.respond())[2:-4]),
    Attack("deflate bomb", "not-utf8", lambda _provider: zlib.compress(bytes(50_000_000), 9)[2:-4]),
    Attack("relative namespace", "relative-namespace", edited(b"<samlp:Status>", b'<samlp:Status xmlns:r="relative">')),
    Attack("no ID", "no-id", edited(b' ID="_response"', b"")),
    Attack("the same ID twice", "duplicate-id", bent(_same_ids)),
    Attack("the same ID in another case", "duplicate-id", bent(_id_in_another_case)),
    Attack("the same ID by xml:id", "look-alike", bent(_xml_id)),
    Attack("attribute pollution", "look-alike", bent(_attribute_pollution)),
    Attack(
        "the same attribute by two prefixes",
        "not-xml",
        edited(b"<samlp:Status>", b'<samlp:Status xmlns:a="urn:x" xmlns:b="urn:x" a:ID="1" b:ID="2">'),
    ),
    Attack(
        "namespace of xml by another name",
        "not-xml",
        edited(b"<samlp:Status>", b'<samlp:Status xmlns:x="http://www.w3.org/XML/1998/namespace" x:id="_assertion">'),
    ),
    Attack("assertion in another namespace", "look-alike", bent(_look_alike("urn:evil"))),
    Attack(
        "assertion in no namespace",
        "look-alike",
        bent(_look_alike("")),
    ),
    Attack("assertion of SAML 1.1", "look-alike", bent(_look_alike("urn:oasis:names:tc:SAML:1.0:assertion"))),
    Attack("too deep", "too-deep", bent(_deep)),
    Attack("too many elements", "too-many-elements", bent(_many)),
    Attack("too many attributes", "too-many-xml-attributes", bent(_many_attributes)),
    Attack("too large", "too-large", edited(b"<samlp:Status>", b"<samlp:Status>" + b" " * 300_000)),
    Attack("request inside", "request-inside", bent(_request_inside)),
    Attack("version 1.1", "not-version-2", bent(_version)),
    Attack("no assertion", "no-assertion", bent(_no_assertion)),
    Attack("two signed assertions", "several-assertions", _two_assertions),
    Attack("not a response", "not-a-response", lambda provider: provider.story.assertion().encode()),
    Attack("a request", "not-a-response", lambda _provider: f'<samlp:AuthnRequest xmlns:samlp="{SAMLP}"/>'.encode()),
    Attack("unknown element", "schema", edited(b"<samlp:Status>", b"<samlp:Other/><samlp:Status>")),
)
