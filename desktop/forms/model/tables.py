"""Tables beside a form as nodes: ``<root><item><column>cell</column>...`` (ODK, "Secondary
instances from CSV" and "from GeoJSON")."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.xpath.nodes import CellNode, Node, NodeKind

MAX_TABLE_BYTES = 20 * 1024 * 1024
MAX_TABLE_ROWS = 200_000
MAX_TABLE_CELLS = 500_000
_DELIMITERS = (",", ";", "\t")

Row = Iterator[tuple[str, str]]


def csv_table(data: bytes, name: str) -> Node:
    """A CSV file: UTF-8, a header line, cells between commas, semicolons or tabs.

    KnownError FORM_INVALID or FORM_TOO_LARGE (fact: file).
    """
    text = _text(data, name)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = [column.strip() for column in next(lines, [])]
        return _table((_cells(header, line) for line in lines if line), name)
    except csv.Error as error:
        raise KnownError(ErrorCode.FORM_INVALID, file=name) from error


def geojson_table(data: bytes, name: str) -> Node:
    """A GeoJSON feature collection: the properties, ``id`` and ``geometry`` of each feature.

    KnownError FORM_INVALID or FORM_TOO_LARGE (fact: file).
    """
    try:
        collection = json.loads(_text(data, name))
        return _table((_feature(feature) for feature in collection["features"]), name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KnownError(ErrorCode.FORM_INVALID, file=name) from error


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_TABLE_BYTES:
        raise KnownError(ErrorCode.FORM_TOO_LARGE, file=name, bytes=len(data))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError(ErrorCode.FORM_INVALID, file=name) from error


def _delimiter(text: str) -> str:
    """The first of the known ones that stands in the header line."""
    header = text.partition("\n")[0]
    return next((one for one in _DELIMITERS if one in header), ",")


def _cells(header: list[str], line: list[str]) -> Row:
    """A cell that is not there is an empty one; what has no column is left out."""
    for at, column in enumerate(header):
        yield column, line[at] if at < len(line) else ""


def _table(rows: Iterator[Row], name: str) -> Node:
    root = Node(NodeKind.ELEMENT, "root")
    cells = 0
    for number, row in enumerate(rows, 1):
        item = Node(NodeKind.ELEMENT, "item")
        for column, text in row:
            cells += 1
            if column:
                item.append(CellNode(column, text))
        if number > MAX_TABLE_ROWS or cells > MAX_TABLE_CELLS:
            raise KnownError(ErrorCode.FORM_TOO_LARGE, file=name, rows=number, cells=cells)
        root.append(item)
    return root


def _feature(feature: Mapping[str, Any]) -> Row:
    if (geometry := feature.get("geometry")) is not None:
        yield "geometry", _geometry(geometry)
    if "id" in feature:
        yield "id", _plain(feature["id"])
    for column, value in (feature.get("properties") or {}).items():
        if value is not None and not (column == "id" and "id" in feature):
            yield column, _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _geometry(geometry: Mapping[str, Any]) -> str:
    """As ODK writes points: latitude first, points apart by ``; ``."""
    places = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            places = [places]
        case "Polygon":
            places = places[0]
        case "LineString":
            pass
        case _:
            raise ValueError("a geometry that ODK does not know")
    return "; ".join(f"{_plain(place[1])} {_plain(place[0])} 0 0" for place in places)
