"""Predicates on the rows of long lists, asked once per text of a column instead of once per row.

A condition that reads nothing of a row but one column has the same answer for all rows that hold
the same there. ``column = text`` is looked up. What remains is asked of each row that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.forms.xpath.ast import Binary, Call, Expression, NameTest, Path
from desktop.forms.xpath.column_index import Cell, Table, index_text, table_of
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.independence import CONTEXT_FUNCTIONS, is_independent, walk
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import to_boolean

Compile = Callable[[Expression], Closure]
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_BOOLEANS = frozenset(
    {"not", "selected", "is-selected", "contains", "starts-with", "ends-with", "regex", "boolean"}
    | {"boolean-from-string", "true", "false", "checklist", "weighted-checklist"}
)
_CHANGING = frozenset({"position", "last", "random", "uuid", "once", "lang", "randomize"})


@dataclass(frozen=True, slots=True)
class _Equality:
    column: str
    value: Closure


@dataclass(frozen=True, slots=True)
class _Condition:
    """*column* is the only one it reads, empty for none at all; None if it must be asked by row."""

    column: str | None
    holds: Closure


class RowFilter:
    """Some predicates compiled; :meth:`rows` gives None where no table applies."""

    def __init__(self, predicates: list[Expression], compile_part: Compile) -> None:
        self.count = len(predicates)
        self._equalities: list[_Equality] = []
        self._conditions: list[_Condition] = []
        for predicate in predicates:
            for part in _conjuncts(predicate):
                self._add(part, compile_part)
        self._conditions.sort(key=lambda one: (one.column is None, bool(one.column)))

    def _add(self, part: Expression, compile_part: Compile) -> None:
        condition = _Condition(_only_column(part), compile_part(part))
        if isinstance(part, Binary) and part.operator == "=":
            for column, value in ((part.left, part.right), (part.right, part.left)):
                name = _column_name(column)
                if name and is_independent(value):
                    self._equalities.append(_Equality(name, compile_part(value)))
                    break
        self._conditions.append(condition)

    def rows(self, parent: Node, row_key: str, context: Context) -> list[Node] | None:
        """The rows below *parent* that fulfil everything, in order, not to be changed."""
        table = table_of(parent, row_key)
        if table is None:
            return None
        for condition in self._conditions:
            if condition.column:
                table.read(condition.column)
        rows, looked_up = self._look_up(table, context)
        inner = Context(context.node, context.scope, 1, 1, context.current)
        for condition in self._conditions:
            if condition.holds is not looked_up:
                rows = _kept(rows, condition, table, inner)
        return rows

    def _look_up(self, table: Table, context: Context) -> tuple[list[Node], Closure | None]:
        """The fewest rows that an equality leaves."""
        best: list[Node] | None = None
        for equality in self._equalities:
            text = index_text(equality.value(context))
            if text is not None:
                found = table.equal(equality.column, text)
                if best is None or len(found) < len(best):
                    best = found
        only = len(self._conditions) == len(self._equalities) == 1 and best is not None
        return (table.rows if best is None else best), (self._conditions[0].holds if only else None)


def _kept(rows: list[Node], condition: _Condition, table: Table, inner: Context) -> list[Node]:
    holds = condition.holds
    if condition.column == "":
        return rows if rows and to_boolean(holds(inner)) else []
    if condition.column is None:
        inner.scope.spend(len(rows))
        return [row for row in rows if _holds_at(row, holds, inner)]
    known: dict[Cell, bool] = {}
    kept: list[Node] = []
    cells = table.cells(rows, condition.column)
    inner.scope.spend(len(set(cells)))
    for row, cell in zip(rows, cells, strict=True):
        answer = known.get(cell)
        if answer is None:
            answer = known[cell] = _holds_at(row, holds, inner)
        if answer:
            kept.append(row)
    return kept


def _holds_at(row: Node, holds: Closure, inner: Context) -> bool:
    inner.node = row
    return to_boolean(holds(inner))


def leading_conditions(predicates: tuple[Expression, ...]) -> list[Expression]:
    """The first predicates that are conditions, not positions; their order does not matter."""
    found: list[Expression] = []
    for predicate in predicates:
        if not _is_condition(predicate):
            break
        found.append(predicate)
    return found


def _is_condition(predicate: Expression) -> bool:
    if isinstance(predicate, Binary):
        is_boolean = predicate.operator in _COMPARISONS or predicate.operator in ("and", "or")
    else:
        is_boolean = isinstance(predicate, Call) and predicate.name in _BOOLEANS
    return is_boolean and not any(
        isinstance(part, Call) and part.name in _CHANGING for part in walk(predicate)
    )


def _conjuncts(predicate: Expression) -> Iterator[Expression]:
    if isinstance(predicate, Binary) and predicate.operator == "and":
        yield from _conjuncts(predicate.left)
        yield from _conjuncts(predicate.right)
    else:
        yield predicate


def _only_column(condition: Expression) -> str | None:
    columns: set[str] = set()
    for part in walk(condition):
        if isinstance(part, Path) and not part.absolute and part.start is None:
            name = _column_name(part)
            if name is None:
                return None
            columns.add(name)
        if isinstance(part, Call) and part.name in CONTEXT_FUNCTIONS and not part.arguments:
            return None
    if len(columns) > 1:
        return None
    return columns.pop() if columns else ""


def _column_name(expression: Expression) -> str | None:
    if not isinstance(expression, Path) or expression.absolute or expression.start is not None:
        return None
    if len(expression.steps) != 1:
        return None
    step = expression.steps[0]
    if step.axis != "child" or step.predicates or not isinstance(step.test, NameTest):
        return None
    return None if step.test.prefix or step.test.name == "*" else step.test.name
