"""Secondary instances: choice lists inside the form and tables beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.nodes import Node, NodeKind

MAX_CSV_ROWS = 200_000
_CSV = "jr://file-csv/"
_FILE = "jr://file/"


def load_instance(node: Node, media: Mapping[str, bytes]) -> tuple[Node, str]:
    """Return the ``<instance>`` element with its content, and the name of a missing file or ``''``.

    Only ``jr://`` sources are known; nothing is ever fetched.
    """
    source = (node.attribute("src") or "").strip()
    if not source or any(child.kind is NodeKind.ELEMENT for child in node.children):
        return node, ""
    name = source.rpartition("/")[2]
    data = media.get(name)
    loaded = Node(NodeKind.ELEMENT, "instance")
    if data is None:
        loaded.append(Node(NodeKind.ELEMENT, "root"))
        return loaded, "" if source.startswith("jr://instance/") else name
    if source.startswith(_CSV) or name.endswith(".csv"):
        loaded.append(table(data, name))
    elif source.startswith(_FILE):
        for child in parse_xml(data, default_namespace=False).children:
            loaded.append(child)
    return loaded, ""


def table(data: bytes, name: str) -> Node:
    """A CSV file (UTF-8, header line) as ``<root><item><column>cell</column>...``."""
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header = [column.strip() for column in next(rows, [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise KnownError(ErrorCode.FORM_INVALID, file=name) from error
    root = Node(NodeKind.ELEMENT, "root")
    for number, row in enumerate(rows):
        if number >= MAX_CSV_ROWS:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, file=name, rows=MAX_CSV_ROWS)
        item = Node(NodeKind.ELEMENT, "item")
        for column, cell in zip(header, row, strict=False):
            leaf = Node(NodeKind.ELEMENT, column)
            leaf.append(Node(NodeKind.TEXT, text=cell))
            item.append(leaf)
        root.append(item)
    return root
