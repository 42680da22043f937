"""XML text -> nodes, safely: no document type, no entities, bounded size and depth."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, property_lexical_handler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.xpath.nodes import Node, NodeKind

MAX_XML_BYTES = 20 * 1024 * 1024
MAX_XML_NODES = 1_000_000
MAX_XML_DEPTH = 100
_XML_URI = "http://www.w3.org/XML/1998/namespace"


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
    parser = DefusedExpatParser(forbid_dtd=not allow_doctype)
    parser.setContentHandler(builder)
    parser.setProperty(property_lexical_handler, builder)
    try:
        parser.parse(io.BytesIO(data))
    except SAXParseException as error:
        raise KnownError(ErrorCode.FORM_INVALID, line=error.getLineNumber() or 0) from error
    except (DefusedXmlException, ValueError) as error:
        raise KnownError(ErrorCode.FORM_INVALID, reason="doctype") from error
    return builder.document


class _Builder(ContentHandler):
    """Builds nodes from SAX events; also the lexical handler, for comments and CDATA."""

    def __init__(self, default_namespace: bool) -> None:
        super().__init__()
        self._default_namespace = default_namespace
        self.document = Node(NodeKind.DOCUMENT)
        self._open = self.document
        self._scopes: list[dict[str, str]] = [{"xml": _XML_URI}]
        self._text: list[str] = []
        self._count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Open an element."""
        self._flush()
        written = attrs.items()
        self._open_scope(written)
        element = self._node(NodeKind.ELEMENT, name, self._key(name, is_attribute=False))
        for attribute, value in written:
            if attribute != "xmlns" and not attribute.startswith("xmlns:"):
                element.set_attribute(attribute, value, self._key(attribute, is_attribute=True))
        self._open.append(element)
        self._open = element

    def endElement(self, name: str) -> None:
        """Close it."""
        self._flush()
        self._scopes.pop()
        assert self._open.parent is not None
        self._open = self._open.parent

    def characters(self, content: str) -> None:
        """Gather text; parts of one text arrive in pieces."""
        self._text.append(content)

    def processingInstruction(self, target: str, data: str) -> None:
        """Keep it."""
        self._flush()
        self._open.append(self._node(NodeKind.INSTRUCTION, target, text=data))

    def comment(self, content: str) -> None:
        """Keep it."""
        self._flush()
        self._open.append(self._node(NodeKind.COMMENT, text=content))

    def startCDATA(self) -> None:
        """A CDATA section is a text node of its own."""
        self._flush()

    def endCDATA(self) -> None:
        """End of it."""
        self._flush()

    def startDTD(self, name: str, public_id: str | None, system_id: str | None) -> None:
        """A document type counts as a node before the root element."""
        self._open.append(self._node(NodeKind.DOCTYPE, name))

    def endDTD(self) -> None:
        """Nothing to do."""

    def startEntity(self, name: str) -> None:
        """Nothing to do: only the five built-in entities get here."""

    def endEntity(self, name: str) -> None:
        """Nothing to do."""

    def _open_scope(self, written: Sequence[tuple[str, str]]) -> None:
        if len(self._scopes) > MAX_XML_DEPTH:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, depth=MAX_XML_DEPTH)
        declared = {
            name[6:]: value for name, value in written if name == "xmlns" or name[:6] == "xmlns:"
        }
        scope = self._scopes[-1]
        self._scopes.append({**scope, **declared} if declared else scope)

    def _key(self, name: str, *, is_attribute: bool) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            if is_attribute or not self._default_namespace:
                return name
            uri = self._scopes[-1].get("", "")
            return f"{{{uri}}}{name}" if uri else name
        return f"{{{self._scopes[-1].get(prefix, '?')}}}{local}"

    def _node(self, kind: NodeKind, name: str = "", key: str = "", text: str = "") -> Node:
        self._count += 1
        if self._count > MAX_XML_NODES:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, nodes=MAX_XML_NODES)
        return Node(kind, name, key, text)

    def _flush(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._open is not self.document:
            self._open.append(self._node(NodeKind.TEXT, text=text))
