"""The choices of a question: written in the body or taken from a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.forms.definition import FormDefinition
from desktop.forms.engine.compiling import ExpressionCache
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode
from desktop.forms.model.controls import Itemset
from desktop.forms.model.text_source import TextSource
from desktop.forms.xpath.column_index import texts_of
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.errors import EVALUATION_FAULTS
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.sizes import MAX_TEXT
from desktop.forms.xpath.values import to_string

_KEPT_LISTS = 512
_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.-]*")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value and where its label comes from; *row* is the node the label is read from."""

    value: str
    label: TextSource | None
    row: Node | None = None


class _List:
    """The values of some rows; holding the rows keeps their identity."""

    __slots__ = ("_places", "label", "rows", "values")

    def __init__(self, rows: list[Node], values: tuple[str, ...], label: TextSource | None) -> None:
        self.rows = rows
        self.values = values
        self.label = label
        self._places: dict[str, int] | None = None

    def find(self, value: str) -> Choice | None:
        """The first choice with that value."""
        if self._places is None:
            self._places = {}
            for place, held in enumerate(self.values):
                self._places.setdefault(held, place)
        at = self._places.get(value)
        return None if at is None else Choice(value, self.label, self.rows[at])


class ChoiceReader:
    """Reads the choices of questions in the state they are in."""

    def __init__(self, definition: FormDefinition, scope: FormScope) -> None:
        self._expressions: ExpressionCache = definition.expressions
        self._root = definition.root
        self._scope = scope
        self._lists: dict[tuple[str, int], _List] = {}

    def values(self, node: FormNode) -> tuple[str, ...]:
        """The codes offered now, in order."""
        control = node.definition.control
        if control is None:
            return ()
        if control.itemset is None:
            return tuple(item.value for item in control.items)
        return self._list(node, control.itemset).values

    def find(self, node: FormNode, value: str) -> Choice | None:
        """The choice with that value, None if it is not offered now."""
        control = node.definition.control
        if control is None:
            return None
        if control.itemset is not None:
            return self._list(node, control.itemset).find(value)
        for item in control.items:
            if item.value == value:
                return Choice(value, item.label)
        return None

    def _list(self, node: FormNode, itemset: Itemset) -> _List:
        rows = node.choices or []
        key = (node.definition.path, id(rows))
        held = self._lists.get(key)
        if held is None or held.rows is not rows:
            if len(self._lists) >= _KEPT_LISTS:
                self._lists.clear()
            label = TextSource(expression=itemset.label) if itemset.label else None
            held = _List(rows, self._read(itemset, rows), label)
            self._lists[key] = held
        return held

    def _read(self, itemset: Itemset, rows: list[Node]) -> tuple[str, ...]:
        if _PLAIN_NAME.fullmatch(itemset.value):
            return tuple(texts_of(rows, itemset.value))
        value = self._expressions.get(itemset.value, self._root).run
        found: list[str] = []
        left = MAX_TEXT
        for row in rows:
            try:
                text = to_string(value(Context(row, self._scope)))
            except EVALUATION_FAULTS:
                text = ""
            left -= len(text)
            found.append(text if left >= 0 else "")
        return tuple(found)
