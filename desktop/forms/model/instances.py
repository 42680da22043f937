"""Secondary instances: choice lists inside the form and tables beside it."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.forms.model.tables import csv_table, geojson_table
from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.nodes import Node, NodeKind

LAST_SAVED = "jr://instance/last-saved"
_CSV = "jr://file-csv/"
_FILE = "jr://file/"


def load_instance(node: Node, media: Mapping[str, bytes]) -> tuple[Node, str]:
    """Return the ``<instance>`` element with its content, and the name of a missing file or ``''``.

    Only ``jr://`` sources are known; nothing is ever fetched. KnownError FORM_INVALID or
    FORM_TOO_LARGE for a file that cannot be read.
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
        loaded.append(csv_table(data, name))
    elif name.endswith(".geojson"):
        loaded.append(geojson_table(data, name))
    elif source.startswith(_FILE):
        for child in parse_xml(data, default_namespace=False).children:
            loaded.append(child)
    return loaded, ""
