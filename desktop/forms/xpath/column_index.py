"""Hash index for ``item[column = value]`` over long static lists.

The index is exact for one text compared with a column. Where a predicate says more, the index only
narrows the candidates and the predicate is evaluated on each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.forms.xpath.ast import Binary, Call, Expression, NameTest, Path
from desktop.forms.xpath.independence import is_independent, walk
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import Value

MIN_ROWS = 16
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Equality:
    """``column = value``; *is_all* when the predicate says nothing else."""

    column: str
    value: Expression
    is_all: bool


def find_equality(predicate: Expression) -> Equality | None:
    """A conjunct ``column = expression`` fit for an index, None if there is none."""
    if not _is_plain_boolean(predicate):
        return None
    for part in _conjuncts(predicate):
        if isinstance(part, Binary) and part.operator == "=":
            for column, value in ((part.left, part.right), (part.right, part.left)):
                name = _column_name(column)
                if name and is_independent(value):
                    return Equality(name, value, part is predicate)
    return None


def candidates(parent: Node, row_key: str, column: str, value: Value) -> list[Node] | None:
    """The rows with ``column = value``, in order, not to be changed; None if no index applies."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0].string_value()
    if not isinstance(value, str) or not parent.is_static or len(parent.children) < MIN_ROWS:
        return None
    if parent.indexes is None:
        parent.indexes = {}
    index = parent.indexes.get((row_key, column))
    if index is None:
        index = parent.indexes[row_key, column] = _build(parent.named(row_key), column)
    return index.get(value, [])


def _build(rows: list[Node], column: str) -> dict[str, list[Node]]:
    index: dict[str, list[Node]] = {}
    for row in rows:
        for text in dict.fromkeys(cell.string_value() for cell in row.named(column)):
            index.setdefault(text, []).append(row)
    return index


def _conjuncts(predicate: Expression) -> Iterator[Expression]:
    if isinstance(predicate, Binary) and predicate.operator == "and":
        yield from _conjuncts(predicate.left)
        yield from _conjuncts(predicate.right)
    else:
        yield predicate


def _is_plain_boolean(predicate: Expression) -> bool:
    if not isinstance(predicate, Binary):
        return False
    if predicate.operator not in _COMPARISONS and predicate.operator not in ("and", "or"):
        return False
    return not any(
        isinstance(part, Call) and part.name in ("position", "last") for part in walk(predicate)
    )


def _column_name(expression: Expression) -> str | None:
    if not isinstance(expression, Path) or expression.absolute or expression.start is not None:
        return None
    if len(expression.steps) != 1:
        return None
    step = expression.steps[0]
    if step.axis != "child" or step.predicates or not isinstance(step.test, NameTest):
        return None
    return None if step.test.prefix or step.test.name == "*" else step.test.name
