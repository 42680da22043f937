"""Replay of recorded XPath assertions; the fields of a case are explained beside the data."""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.compile import Compiler
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.nodes import Node, NodeKind
from desktop.forms.xpath.values import Value, to_boolean, to_number, to_string
from tests.conformance.outcome import Outcome

ZONE = ZoneInfo("America/Phoenix")
NAMESPACES = {
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "xf": "http://www.w3.org/2002/xforms",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "ev": "http://some-namespace.com/nss",
    "ns2": "http://asdf/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


class DocumentScope:
    """The world of an expression over one plain document."""

    def __init__(self, root: Node, language: str | None, now: datetime) -> None:
        self.zone: tzinfo = ZONE
        self.root = root
        self._language = language
        self._now = now

    def now(self) -> datetime:
        """The moment of the case."""
        return self._now

    def random(self) -> float:
        """Any."""
        return 0.5

    def uuid(self) -> str:
        """Any."""
        return str(uuid.uuid4())

    def instance(self, instance_id: str) -> Node | None:
        """By id, anywhere in the document."""
        for node in self.root.root().descendants():
            if node.local == "instance" and node.attribute("id") == instance_id:
                return node
        return None

    def itext(self, text_id: str) -> str:
        """The text in the case's language, or in the default one."""
        translations = [n for n in self.root.root().descendants() if n.local == "translation"]
        chosen = [n for n in translations if n.attribute("lang") == self._language] or [
            n for n in translations if n.attribute("default") is not None
        ]
        for translation in (chosen or translations)[:1]:
            for text in translation.children:
                if text.attribute("id") == text_id:
                    values = [child for child in text.children if child.local == "value"]
                    return values[0].string_value() if values else ""
        return ""

    def choice_name(self, value: str, question: Node) -> str:
        """Not part of these cases."""
        return ""

    def spend(self, nodes: int) -> None:
        """Samples are small."""

    def pulldata(self, instance_id: str, wanted: str, column: str, value: str) -> str:
        """The shortcut written out (ODK XForms specification, "pulldata")."""
        written = f"instance('{instance_id}')/root/item[{column} = '{value}']/{wanted}"
        return to_string(Compiler(NAMESPACES).compile_text(written)(Context(self.root, self)))


def replay(path: Path) -> Outcome:
    """Run every case of a JSON-lines file that the recording engine itself got right."""
    outcome = Outcome()
    for case in _cases(path):
        if case["known_wrong"]:
            continue
        problem = _run(case)
        if problem is None:
            outcome.passed += 1
        else:
            outcome.failures.append(f"{case['file']} | {case['expr']} | {problem}")
    return outcome


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _run(case: dict[str, Any]) -> str | None:
    try:
        document = parse_xml(case["xml"], allow_doctype=True)
        root = _locate(document, case["rootpath"] or [])
        node = document if case["node"] in (None, "?") else _locate(document, case["node"])
        declared = dict(re.findall(r'xmlns:([\w-]+)="([^"]*)"', case["xml"]))
        compiled = Compiler({**declared, **NAMESPACES}).compile_text(case["expr"])
        value = compiled(Context(node, DocumentScope(root, case["lang"], _moment(case))))
        return _judge(case, value, document)
    except Exception as error:  # a case that raises has failed; the others go on
        return f"{type(error).__name__}: {error}"


def _moment(case: dict[str, Any]) -> datetime:
    """The day of the recording where a case expects it, else the real clock."""
    if case["expr"].strip() == "today()" and case["kind"] == "str":
        day = date.fromisoformat(case["expected"])
        return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    return datetime.now(UTC)


def _locate(document: Node, path: list[Any]) -> Node:
    node = document
    for step in path:
        if isinstance(step, str):
            return next(a for a in node.attributes if f"@{a.name}" == step)
        node = node.children[step]
    return node


def _path(node: Node) -> list[Any]:
    steps: list[Any] = []
    while node.parent is not None:
        if node.kind is NodeKind.ATTRIBUTE:
            steps.append(f"@{node.name}")
        elif node.kind is NodeKind.NAMESPACE:
            steps.append(f"@xmlns:{node.name}" if node.name else "@xmlns")
        else:
            steps.append(node.parent.children.index(node))
        node = node.parent
    return steps[::-1]


def _judge(case: dict[str, Any], value: Value, document: Node) -> str | None:
    expected, kind = case["expected"], case["kind"]
    actual: Any
    match kind:
        case "bool":
            actual, fits = to_boolean(value), to_boolean(value) == expected
        case "num" | "numr":
            actual = to_number(value, ZONE)
            fits = _same_number(actual, float(expected), case.get("factor"))
        case "str":
            actual = to_string(value)
            fits = actual == expected
        case "strlen":
            actual = len(to_string(value))
            fits = actual == expected
        case "match":
            actual = to_string(value)
            flags = re.IGNORECASE if "i" in (case.get("flags") or "") else 0
            fits = re.search(expected, actual, flags) is not None
        case _:
            actual = [_path(node) for node in value] if isinstance(value, list) else value
            wanted = expected if kind == "nodes" else sorted(expected, key=str)
            fits = (actual if kind == "nodes" else sorted(actual, key=str)) == wanted
    return None if fits else f"{kind}: expected {expected!r}, got {actual!r}"


def _same_number(actual: float, expected: float, factor: float | None) -> bool:
    if math.isnan(expected) or math.isnan(actual):
        return math.isnan(expected) and math.isnan(actual)
    if factor and math.isfinite(actual):
        return math.floor(actual * factor + 0.5) / factor == expected
    return actual == expected
