"""XML text -> nodes, safely: no document type, no entities, bounded size and depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn
from xml.parsers import expat

from defusedxml.common import (
    DefusedXmlException,
    DTDForbidden,
    EntitiesForbidden,
    ExternalReferenceForbidden,
)

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.xpath.nodes import DeclaringNode, Node, NodeKind

MAX_XML_BYTES = 20 * 1024 * 1024
MAX_XML_NODES = 1_000_000
MAX_XML_DEPTH = 100
_XML_URI = "http://www.w3.org/XML/1998/namespace"
_ELEMENT, _TEXT = NodeKind.ELEMENT, NodeKind.TEXT


def parse_xml(
    xml: str | bytes, *, allow_doctype: bool = False, default_namespace: bool = True
) -> Node:
    """Return the document node.

    Without *default_namespace* the key of an element written without prefix is its bare name:
    expressions of forms address elements as written, whatever ``xmlns`` says.

    KnownError FORM_TOO_LARGE beyond the limits, FORM_INVALID (fact ``line``) for broken or
    dangerous XML. *allow_doctype* is for trusted test documents only.
    """
    data = xml.encode() if isinstance(xml, str) else xml
    if len(data) > MAX_XML_BYTES:
        raise KnownError(ErrorCode.FORM_TOO_LARGE, bytes=len(data), limit=MAX_XML_BYTES)
    builder = _Builder(default_namespace)
    try:
        parser = expat.ParserCreate("utf-8" if isinstance(xml, str) else None)
        builder.listen(parser)
        _forbid(parser, builder, allow_doctype=allow_doctype)
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise KnownError(ErrorCode.FORM_INVALID, line=error.lineno) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise KnownError(ErrorCode.FORM_INVALID, reason="doctype") from error
    return builder.document


def _forbid(parser: expat.XMLParserType, builder: _Builder, *, allow_doctype: bool) -> None:
    """The rules of defusedxml for a bare expat parser: nothing is declared, nothing fetched."""

    def doctype(name: str, system: str | None, public: str | None, internal: bool) -> None:
        if not allow_doctype:
            raise DTDForbidden(name, system, public)
        builder.doctype(name)

    def entity(name: str, *rest: object) -> NoReturn:
        raise EntitiesForbidden(name, None, None, None, None, None)

    def reference(context: str, *rest: object) -> NoReturn:
        raise ExternalReferenceForbidden(context, None, None, None)

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = entity
    parser.ExternalEntityRefHandler = reference


class _Builder:
    """Builds nodes from the events of expat."""

    def __init__(self, default_namespace: bool) -> None:
        self._default_namespace = default_namespace
        self.document = Node(NodeKind.DOCUMENT)
        self._top = self.document
        self._open: list[Node] = []
        """The elements around ``_top``."""
        self._scopes: list[dict[str, str]] = [{"xml": _XML_URI}]
        self._keys: dict[str, str] = {}
        """Names of elements already resolved in the innermost scope."""
        self._text: list[str] = []
        self._count = 0

    def listen(self, parser: expat.XMLParserType) -> None:
        """Take the events of *parser*."""
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.ProcessingInstructionHandler = self._instruction
        parser.CommentHandler = self._comment
        # A CDATA section is a text node of its own.
        parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = self._flush

    def doctype(self, name: str) -> None:
        """A document type counts as a node before the root element."""
        self.document.append(self._node(NodeKind.DOCTYPE, name))

    def _start(self, name: str, written: Sequence[str]) -> None:
        if self._text:
            self._flush()
        self._count += 1
        if self._count > MAX_XML_NODES:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, nodes=MAX_XML_NODES)
        element = self._element(name, written)
        parent = self._top
        element.parent = parent
        # As Node.append, which would also forget an index that cannot be there yet.
        if parent.children:
            parent.children.append(element)
        else:
            parent.children = [element]
        self._open.append(parent)
        if len(self._open) > MAX_XML_DEPTH:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, depth=MAX_XML_DEPTH)
        self._top = element

    def _element(self, name: str, written: Sequence[str]) -> Node:
        if any(one.startswith("xmlns") for one in written[::2]):
            return self._declaring_element(name, written)
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = self._key(name, is_attribute=False)
        element = Node(_ELEMENT, name, key)
        for at in range(0, len(written), 2):
            attribute = written[at]
            key = self._key(attribute, is_attribute=True) if ":" in attribute else attribute
            element.set_attribute(attribute, written[at + 1], key)
        return element

    def _declaring_element(self, name: str, written: Sequence[str]) -> Node:
        pairs = list(zip(written[::2], written[1::2], strict=True))
        declared = {prefix: uri for one, uri in pairs if (prefix := _declared(one)) is not None}
        self._scopes.append({**self._scopes[-1], **declared})
        self._keys = {}
        element = DeclaringNode(name, self._key(name, is_attribute=False))
        for attribute, value in pairs:
            if (prefix := _declared(attribute)) is not None:
                element.declare(prefix, value)
            else:
                element.set_attribute(attribute, value, self._key(attribute, is_attribute=True))
        return element

    def _end(self, name: str) -> None:
        if self._text:
            self._flush()
        if isinstance(self._top, DeclaringNode):
            self._scopes.pop()
            self._keys = {}
        self._top = self._open.pop()

    def _instruction(self, target: str, data: str) -> None:
        self._flush()
        self._top.append(self._node(NodeKind.INSTRUCTION, target, text=data))

    def _comment(self, content: str) -> None:
        self._flush()
        self._top.append(self._node(NodeKind.COMMENT, text=content))

    def _key(self, name: str, *, is_attribute: bool) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            if is_attribute or not self._default_namespace:
                return name
            uri = self._scopes[-1].get("", "")
            return f"{{{uri}}}{name}" if uri else name
        return f"{{{self._scopes[-1].get(prefix, '?')}}}{local}"

    def _node(self, kind: NodeKind, name: str = "", text: str = "") -> Node:
        self._count += 1
        if self._count > MAX_XML_NODES:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, nodes=MAX_XML_NODES)
        return Node(kind, name, text=text)

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._open:
            self._top.append(self._node(_TEXT, text=text))


def _declared(attribute: str) -> str | None:
    """The prefix an attribute declares, empty for the default namespace; None for others."""
    if attribute == "xmlns":
        return ""
    return attribute[6:] if attribute.startswith("xmlns:") else None
