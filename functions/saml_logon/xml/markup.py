"""XML as it is read here: one parser for everything that comes from outside, and its canonical form."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from lxml import etree

from functions.saml_logon.problems import form as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.signature import NO_CANONICAL_FORM
from functions.saml_logon.xml.names import XINCLUDE
from koppel.domain.problems.problem import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

type Element = _Element
"""One XML element."""

_DECLARATION = re.compile(rb"""<\?xml\s+version=["']1\.0["']([^<>?]*)\?>""")
_ENCODING = re.compile(rb"""\s+encoding=["'](?i:utf-8|us-ascii)["']""")
_STANDALONE = re.compile(rb"""\s+standalone=["'](?:yes|no)["']""")
_ASIDES = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
"""Markup other than elements and text, by its delimiters (XML 1.0 sections 2.5 to 2.7)."""
_ASIDE = re.compile(rb"<!--|<!\[CDATA\[|<!|<\?")
_BOM = b"\xef\xbb\xbf"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AFTER_THE_END, _UNDEFINED_ENTITY, _TOO_DEEP = 5, 26, 114  # codes of libxml2's xmlParserErrors


@dataclass(frozen=True, slots=True)
class Limits:
    """Highest counts that are still read. A response of a large hospital with 200 groups has some 450 elements.

    size        bytes
    depth       elements within each other
    attributes  of one element, namespace declarations included
    elements    in all
    """

    size: int = 256 * 1024
    depth: int = 40
    attributes: int = 40
    elements: int = 5_000


LIMITS = Limits()


def parse(data: bytes, limits: Limits = LIMITS) -> Element:
    """The root element of these bytes.

    Nothing but elements, attributes and text gets through: no DOCTYPE, entity, comment, CDATA section, processing
    instruction or XInclude. In a document without DOCTYPE `<!` can only begin a comment or a CDATA section, and `<?`
    after the XML declaration only a processing instruction (XML 1.0 sections 2.5 to 2.8), so bytes tell. Nothing is
    fetched. Raises Rejected.
    """
    if len(data) > limits.size:
        raise Rejected(problems.TOO_LARGE)
    body = _without_declaration(data.removeprefix(_BOM))
    if problem := _forbidden(body):
        raise Rejected(problem)
    if body.count(b"<") > 2 * limits.elements:  # before a tree is built of it
        raise Rejected(problems.TOO_MANY_NODES)
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise Rejected(_named(error.code)) from None
    _check(root, limits)
    return root


def parse_part(data: bytes, around: Element) -> Element:
    """The element in these bytes, which were cut out of a document at `around`. Prefixes that they do not declare mean
    what they mean there: XML Encryption 1.1 section 4.4 leaves it to the recipient to know them, and authentik leaves
    them out. Raises Rejected."""
    try:
        return parse(data)
    except Rejected as rejected:
        if rejected.problem is not problems.NOT_XML:
            raise
        declared = "".join(
            f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(uri)}" for prefix, uri in around.nsmap.items()
        )
        try:
            whole = parse(b"<around%s>%s</around>" % (declared.encode(), data))
        except Rejected:
            raise rejected from None
        if len(whole) != 1 or whole.text or whole[0].tail:
            raise
        return alone(whole[0])


def parse_file(data: bytes, limits: Limits = LIMITS) -> Element:
    """The root element of a file that an administrator hands over, such as metadata.

    Comments and processing instructions are left out, without parting the text around them; a CDATA section is text.
    Nothing else differs from `parse` but that any namespace may be declared: there is no DOCTYPE, and so no entity, and
    nothing is fetched or included. Raises Rejected.
    """
    if len(data) > limits.size:
        raise Rejected(problems.TOO_LARGE)
    body = _without_declaration(data.removeprefix(_BOM))
    _check_asides(body)
    try:
        root = etree.fromstring(body, _parser(whole_text=True))
    except etree.XMLSyntaxError as error:
        raise Rejected(_named(error.code)) from None
    _check(root, limits, namespaces=False)
    return root


def canonical(root: Element, prefixes: list[str]) -> bytes:
    """Exclusive canonical form, without comments, of an element that is the root of its document. `prefixes` are those
    of InclusiveNamespaces (Exclusive XML Canonicalization section 4). Never empty. Raises Rejected."""
    try:
        form: bytes = etree.tostring(
            root.getroottree(),
            method="c14n",
            exclusive=True,
            inclusive_ns_prefixes=prefixes or None,
            with_comments=False,
        )
    except etree.C14NError:
        raise Rejected(NO_CANONICAL_FORM) from None
    if not form:
        raise Rejected(NO_CANONICAL_FORM)
    return form


def alone(element: Element) -> Element:
    """A copy of the element as a document of its own, with every namespace that it was in the scope of."""
    return etree.fromstring(etree.tostring(element, encoding="utf-8", with_tail=False), _parser())


def text(element: Element) -> str:
    """The text of an element that has no element within; "" when it is empty."""
    return (element.text or "").strip() if len(element) == 0 else ""


def local(name: str) -> str:
    """A tag or attribute name without its namespace."""
    return name.rpartition("}")[2]


def _parser(*, whole_text: bool = False) -> etree.XMLParser:
    """`whole_text`: as if there were no comments and processing instructions."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=whole_text,
        remove_pis=whole_text,
    )


def _without_declaration(data: bytes) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected(problems.NOT_UTF8) from None
    if b"\x00" in data:
        raise Rejected(problems.NOT_UTF8)
    if not data.startswith(b"<?xml") or data[5:6] not in (b" ", b"\t", b"\r", b"\n"):
        return data
    found = _DECLARATION.match(data)
    if not found:
        raise Rejected(problems.NOT_XML)
    rest = _STANDALONE.sub(b"", _ENCODING.sub(b"", found[1], count=1), count=1)
    if rest.strip():
        raise Rejected(problems.NOT_UTF8 if b"encoding" in rest else problems.NOT_XML)
    return data[found.end() :]


def _forbidden(body: bytes) -> Problem | None:
    signs = (
        (b"<!DOCTYPE", problems.DOCTYPE),
        (b"<!--", problems.COMMENT),
        (b"<![CDATA[", problems.CDATA),
        (b"<!", problems.DOCTYPE),
        (b"<?", problems.INSTRUCTION),
    )
    return next((problem for sign, problem in signs if sign in body), None)


def _check_asides(body: bytes) -> None:
    """Raises Rejected for a DOCTYPE, and for a comment, section or instruction without an end."""
    at = 0
    while found := _ASIDE.search(body, at):
        end = _ASIDES.get(found[0])
        if end is None:
            raise Rejected(problems.DOCTYPE)
        close = body.find(end, found.end())
        if close < 0:
            raise Rejected(problems.NOT_XML)
        at = close + len(end)


def _named(code: int) -> Problem:
    named = {
        _AFTER_THE_END: problems.SEVERAL_ROOTS,
        _UNDEFINED_ENTITY: problems.ENTITY,
        _TOO_DEEP: problems.TOO_DEEP,
    }
    return named.get(code, problems.NOT_XML)


def _check(root: Element, limits: Limits, *, namespaces: bool = True) -> None:
    """Raises Rejected for a tree that is too large in some way, and where `namespaces` is set for one that declares a
    namespace of XInclude or a relative one."""
    count, depth, declared = 0, 0, 0
    for event, found in etree.iterwalk(root, events=("start-ns", "start", "end")):
        if event == "start-ns":
            declared += 1
            if namespaces:
                _check_namespace(found[1])
        elif event == "end":
            depth -= 1
        else:
            count, depth = count + 1, depth + 1
            if depth > limits.depth:
                raise Rejected(problems.TOO_DEEP)
            if count > limits.elements:
                raise Rejected(problems.TOO_MANY_NODES)
            if len(found.attrib) + declared > limits.attributes:
                raise Rejected(problems.TOO_MANY_ATTRIBUTES)
            declared = 0


def _check_namespace(uri: str) -> None:
    if uri in XINCLUDE:
        raise Rejected(problems.XINCLUDE)
    if uri and not _SCHEME.match(uri):
        raise Rejected(problems.RELATIVE_NAMESPACE)
