"""Predicates -> functions that filter nodes; those that pick by position look at one node only."""

from __future__ import annotations

from collections.abc import Callable

from desktop.forms.xpath.ast import Binary, Call, Expression
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.independence import is_independent
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import to_boolean

Filter = Callable[[list[Node], Context], list[Node]]
Compile = Callable[[Expression], Closure]


def compile_predicate(predicate: Expression, compile_part: Compile) -> Filter:
    """The nodes for which *predicate* holds; a number means a position."""
    general = compile_part(predicate)
    if is_independent(predicate):
        return _constant(general)
    wanted = _position_wanted(predicate)
    if wanted is not None:
        return _at_position(compile_part(wanted), general)
    return lambda nodes, context: filter_nodes(nodes, general, context)


def _constant(value_of: Closure) -> Filter:
    def run(nodes: list[Node], context: Context) -> list[Node]:
        if not nodes:
            return nodes
        value = value_of(context)
        if isinstance(value, float):
            return _pick(nodes, value)
        return nodes if to_boolean(value) else []

    return run


def _position_wanted(predicate: Expression) -> Expression | None:
    """``position() = expression`` with an expression that is the same for every node."""
    if isinstance(predicate, Binary) and predicate.operator == "=":
        for one, other in (
            (predicate.left, predicate.right),
            (predicate.right, predicate.left),
        ):
            is_position = isinstance(one, Call) and one.name == "position" and not one.arguments
            if is_position and is_independent(other):
                return other
    return None


def _at_position(wanted: Closure, general: Closure) -> Filter:
    def run(nodes: list[Node], context: Context) -> list[Node]:
        if not nodes:
            return nodes
        value = wanted(context)
        if isinstance(value, float):
            return _pick(nodes, value)
        return filter_nodes(nodes, general, context)

    return run


def _pick(nodes: list[Node], position: float) -> list[Node]:
    if 1 <= position <= len(nodes) and position == int(position):
        return [nodes[int(position) - 1]]
    return []


def filter_nodes(nodes: list[Node], predicate: Closure, context: Context) -> list[Node]:
    """The general case: *predicate* is evaluated at each node."""
    kept: list[Node] = []
    context.scope.spend(len(nodes))
    inner = Context(context.node, context.scope, 1, len(nodes), context.current)
    for position, node in enumerate(nodes, 1):
        inner.node = node
        inner.position = position
        value = predicate(inner)
        if value == position if isinstance(value, float) else to_boolean(value):
            kept.append(node)
    return kept
