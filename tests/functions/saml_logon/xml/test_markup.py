"""XML from outside: what gets through, what does not, and that any bytes are dealt with in bounded time and memory."""

import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.xml import markup

PIECES = (
    b"<a>", b"</a>", b"<a/>", b"<a b='c'>", b"<a xmlns='urn:x'>", b"<a xmlns:p='urn:y' p:b=''>",
    b"<?xml version='1.0'?>", b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"<!-- x -->", b"<![CDATA[x]]>",
    b"<?x y?>", b"&x;", b"&amp;", b"&#10;", b"text", b"\xff", b"\x00", b"\xef\xbb\xbf", b"<!", b"<?", b"]]>",
    b"<xi:include/>", b"'", b'"', b" ",
)  # fmt: skip


def refused(data: bytes) -> str:
    """The slug for which the bytes are refused, "" when they are not."""
    try:
        markup.parse(data)
    except Rejected as rejected:
        return rejected.problem.slug
    return ""


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b"\xef\xbb\xbf<a/>",
        b'<?xml version="1.0"?><a/>',
        b"<?xml version='1.0' encoding='utf-8' standalone='no' ?>\n<a/>",
        b'<?xml version="1.0" encoding="US-ASCII"?><a/>',
        b"<a>&lt;!DOCTYPE a&gt; &amp;x; &#60;</a>",
        "<a>Zoë & co</a>".replace("&", "&amp;").encode(),
        b'<a xmlns="urn:x" xmlns:p="http://y"><p:b/></a>',
        b'<a xmlns="urn:x"><b xmlns=""/></a>',
    ],
)
def test_plain_xml_gets_through(data: bytes) -> None:
    assert refused(data) == ""


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "not-xml"),
        (b"text", "not-xml"),
        (b"<a>", "not-xml"),
        (b"<a/>text", "several-roots"),
        (b"<a/><!-- -->", "comment"),
        (b"<a/><?x?>", "processing-instruction"),
        (b"<?xml version='1.1'?><a/>", "not-xml"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "not-utf8"),
        (b"<?xml version='1.0' encoding='cp037'?><a/>", "not-utf8"),
        (b"<?xml version='1.0'?><?xml version='1.0'?><a/>", "processing-instruction"),
        (b"<?xml-stylesheet?><a/>", "processing-instruction"),
        (b"<!doctype a><a/>", "doctype"),
        (b"<a><!ENTITY x></a>", "doctype"),
        (b"<p:a/>", "not-xml"),
        (b"<a b='' b=''/>", "not-xml"),
        (b"<a xmlns:p='x'/>", "relative-namespace"),
        (b"<a xmlns='x'/>", "relative-namespace"),
        (b"<a xmlns:p='../x'/>", "relative-namespace"),
        (b"<a><b xmlns:p='http://www.w3.org/2001/XInclude'/></a>", "xinclude"),
        (b"<a>" * 41 + b"</a>" * 41, "too-deep"),
        (b"<a>" * 2000 + b"</a>" * 2000, "too-deep"),
        (b"<a>" + b"<b/>" * 5_001 + b"</a>", "too-many-elements"),
        (b"<a " + b" ".join(b"b%d=''" % n for n in range(41)) + b"/>", "too-many-xml-attributes"),
        (b"<a " + b" ".join(b"xmlns:b%d='urn:x'" % n for n in range(41)) + b"/>", "too-many-xml-attributes"),
        (b"<a>" + b" " * 262_144 + b"</a>", "too-large"),
        (b"<a>\x0b</a>", "not-xml"),
    ],
)
def test_anything_else_does_not(data: bytes, slug: str) -> None:
    assert refused(data) == slug


@given(st.one_of(st.binary(max_size=2000), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)))
@example(b"<?xml version='1.0'?>")
def test_any_bytes_are_a_tree_or_a_named_refusal(data: bytes) -> None:
    slug = refused(data)
    assert not slug or slug in PROBLEMS


@settings(max_examples=20)
@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from((b"<a>", b"<a xmlns:b='urn:b'>", b"")))
def test_repetition_costs_little_time_and_memory(first: bytes, second: bytes, start: bytes) -> None:
    data = (start + (first + second) * 200_000)[: markup.LIMITS.size]
    tracemalloc.start()
    started = time.process_time()
    refused(data)
    spent = time.process_time() - started
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 2
    assert most < 32 * 2**20


def test_far_too_many_elements_are_refused_before_a_tree_is_made_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(etree, "fromstring")
    assert refused(b"<a>" + b"<b/>" * 10_001 + b"</a>") == "too-many-elements"


def test_the_costliest_tree_within_the_limits_is_read_in_time() -> None:
    namespaces = b" ".join(b"xmlns:n%d='urn:%d'" % (n, n) for n in range(38))
    data = b"".join(b"<a " + namespaces.replace(b"xmlns:n", b"xmlns:n%d-" % level) + b">" for level in range(38))
    data += b"<b/>" * 4_900 + b"</a>" * 38
    started = time.process_time()
    assert refused(data) in {"", "too-deep", "too-large"}
    assert time.process_time() - started < 1


def test_text_of_an_element_is_read_from_its_canonical_form() -> None:
    root = markup.parse(b"<a xmlns:x='urn:x'>A &amp; B</a>")
    assert markup.canonical(root, []) == b"<a>A &amp; B</a>"
    assert markup.canonical(root, ["x"]) == b'<a xmlns:x="urn:x">A &amp; B</a>'


AROUND = etree.fromstring('<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:x?a&amp;b"><p:b/></a>')[0]


@pytest.mark.parametrize(
    ("data", "tag"),
    [
        (b"<p:c/>", "{urn:p}c"),
        (b"<q:c/>", "{urn:x?a&b}c"),
        (b"<p:c xmlns:p='urn:own'/>", "{urn:own}c"),
        (b"<?xml version='1.0'?><c xmlns='urn:own'/>", "{urn:own}c"),
    ],
)
def test_a_part_knows_the_prefixes_around_it(data: bytes, tag: str) -> None:
    found = markup.parse_part(data, AROUND)
    assert found.tag == tag
    assert found.getparent() is None


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"<r:c/>", "not-xml"),
        (b"<p:c/></around><around>", "not-xml"),
        (b"<p:c/><p:c/>", "not-xml"),
        (b"<c/><c/>", "several-roots"),
        (b"text<p:c/>", "not-xml"),
        (b"<p:c/>text", "not-xml"),
        (b"<!-- --><p:c/>", "comment"),
        (b"<!DOCTYPE x><p:c/>", "doctype"),
        (b"", "not-xml"),
    ],
)
def test_a_part_is_one_element(data: bytes, slug: str) -> None:
    with pytest.raises(Rejected) as refused:
        markup.parse_part(data, AROUND)
    assert refused.value.problem.slug == slug


@given(st.lists(st.sampled_from([*PIECES, b"<p:c>", b"</p:c>", b"<p:c/>", b"</around>", b"<around>"]), max_size=8))
def test_any_part_is_one_element_or_refused_by_name(pieces: list[bytes]) -> None:
    try:
        found, slug = markup.parse_part(b"".join(pieces), AROUND), ""
    except Rejected as rejected:
        found, slug = None, rejected.problem.slug
    assert slug in PROBLEMS or (found is not None and found.getparent() is None)
