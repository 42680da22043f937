"""The choices of a question: written in the body or taken from a list."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.forms.definition import FormDefinition
from desktop.forms.engine.compiling import ExpressionCache
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode
from desktop.forms.model.controls import Itemset
from desktop.forms.model.text_source import TextSource
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import to_string


@dataclass(frozen=True, slots=True)
class Choice:
    """A value and where its label comes from; *row* is the node the label is read from."""

    value: str
    label: TextSource | None
    row: Node | None = None


class ChoiceReader:
    """Reads the choices of questions in the state they are in."""

    def __init__(self, definition: FormDefinition, scope: FormScope) -> None:
        self._expressions: ExpressionCache = definition.expressions
        self._root = definition.root
        self._scope = scope
        self._lists: dict[tuple[str, int], tuple[list[Node], tuple[Choice, ...]]] = {}
        self._columns: dict[str, Closure] = {}

    def of(self, node: FormNode) -> tuple[Choice, ...]:
        """All choices offered now, in order."""
        control = node.definition.control
        if control is None:
            return ()
        if control.itemset is None:
            return tuple(Choice(item.value, item.label) for item in control.items)
        rows = node.choices or []
        key = (node.definition.path, id(rows))
        held = self._lists.get(key)
        if held is None or held[0] is not rows:
            if len(self._lists) > 512:
                self._lists.clear()
            held = (rows, self._read(control.itemset, rows))
            self._lists[key] = held
        return held[1]

    def values(self, node: FormNode) -> tuple[str, ...]:
        """The codes offered now."""
        return tuple(choice.value for choice in self.of(node))

    def _read(self, itemset: Itemset, rows: list[Node]) -> tuple[Choice, ...]:
        value = self._column(itemset.value)
        label = TextSource(expression=itemset.label) if itemset.label else None
        return tuple(
            Choice(to_string(value(Context(row, self._scope))), label, row) for row in rows
        )

    def _column(self, expression: str) -> Closure:
        """Columns are read at rows, which are outside the model: nothing is contextualised."""
        if expression not in self._columns:
            self._columns[expression] = self._expressions.get(expression, self._root).run
        return self._columns[expression]
