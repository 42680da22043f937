"""Location paths -> closures. Plain child steps use the name index of nodes; others the axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from desktop.forms.xpath.ast import Expression, KindTest, NameTest, Path, Step
from desktop.forms.xpath.axes import AXES, REVERSE_AXES, Axis
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.nodes import Node, NodeKind, in_document_order
from desktop.forms.xpath.predicates import Filter, compile_predicate
from desktop.forms.xpath.row_filter import RowFilter, leading_conditions
from desktop.forms.xpath.sizes import check_found
from desktop.forms.xpath.values import Value

_Move = Callable[[list[Node], Context], list[Node]]
_Test = Callable[[Node], bool]
_FLAT_AXES = frozenset({"child", "attribute", "self"})
_PRINCIPALS = {"attribute": NodeKind.ATTRIBUTE, "namespace": NodeKind.NAMESPACE}
_KINDS = {
    "text": NodeKind.TEXT,
    "comment": NodeKind.COMMENT,
    "processing-instruction": NodeKind.INSTRUCTION,
}


class ExpressionCompiler(Protocol):
    """What paths need of the compiler, for their predicates and start expressions."""

    @property
    def namespaces(self) -> Mapping[str, str]:
        """Prefix -> URI."""

    def compile(self, tree: Expression) -> Closure:
        """Compile a part."""


def compile_path(tree: Path, compiler: ExpressionCompiler) -> Closure:
    """Return a closure that gives the nodes in document order, each once."""
    start = _compile_start(tree, compiler)
    moves: list[_Move] = []
    flat = True
    for step in _merged(tree.steps):
        moves.append(_compile_step(step, compiler, flat=flat))
        flat = flat and step.axis in _FLAT_AXES
    if len(moves) == 1:
        only = moves[0]
        return lambda context: only(start(context), context)

    def run(context: Context) -> Value:
        nodes = start(context)
        for move in moves:
            if not nodes:
                return nodes
            nodes = move(nodes, context)
        return nodes

    return run


def _compile_start(tree: Path, compiler: ExpressionCompiler) -> Callable[[Context], list[Node]]:
    if tree.absolute:
        return lambda context: [context.scope.root]
    if tree.start is None:
        return lambda context: [context.node]
    start = compiler.compile(tree.start)

    def run(context: Context) -> list[Node]:
        value = start(context)
        if not isinstance(value, list):
            raise XPathError("a path must start at a node")
        return value

    return run


def _merged(steps: tuple[Step, ...]) -> list[Step]:
    """``//name`` without predicates as one descendant step."""
    merged: list[Step] = []
    for step in steps:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.axis == "descendant-or-self"
            and before.test == KindTest("node")
            and not before.predicates
            and step.axis == "child"
            and not step.predicates
        ):
            merged[-1] = Step("descendant", step.test)
        else:
            merged.append(step)
    return merged


def name_key(test: NameTest, namespaces: Mapping[str, str]) -> str:
    """The key of nodes a name test without ``*`` matches."""
    if not test.prefix:
        return test.name
    return f"{{{namespaces.get(test.prefix, '?')}}}{test.name}"


def _compile_step(step: Step, compiler: ExpressionCompiler, *, flat: bool) -> _Move:
    predicates = [compile_predicate(predicate, compiler.compile) for predicate in step.predicates]
    if step.axis == "child" and isinstance(step.test, NameTest) and step.test.name != "*":
        key = name_key(step.test, compiler.namespaces)
        if not predicates:
            return _named_children(key, flat=flat)
        conditions = leading_conditions(step.predicates)
        if conditions:
            return _filtered_children(key, RowFilter(conditions, compiler.compile), predicates)
    if step.axis == "self" and step.test == KindTest("node") and not predicates:
        return lambda nodes, context: nodes
    if step.axis == "parent" and step.test == KindTest("node") and not predicates:
        return _parents
    return _general(step, predicates, compiler.namespaces, flat=flat)


def _named_children(key: str, *, flat: bool) -> _Move:
    def move(nodes: list[Node], context: Context) -> list[Node]:
        if len(nodes) == 1:
            return nodes[0].named(key)
        found = [child for node in nodes for child in node.named(key)]
        context.scope.spend(len(nodes) + len(found))
        return found if flat else in_document_order(found)

    return move


def _parents(nodes: list[Node], context: Context) -> list[Node]:
    if len(nodes) == 1:
        parent = nodes[0].parent
        return [] if parent is None else [parent]
    return in_document_order([node.parent for node in nodes if node.parent is not None])


def _filtered_children(key: str, conditions: RowFilter, predicates: list[Filter]) -> _Move:
    """*conditions* are the first of *predicates*, for where the children are rows of a table."""
    rest = predicates[conditions.count :]

    def rows_of(node: Node, context: Context) -> list[Node]:
        rows = conditions.rows(node, key, context)
        left = predicates if rows is None else rest
        rows = node.named(key) if rows is None else rows
        for predicate in left:
            rows = predicate(rows, context)
        return rows

    def move(nodes: list[Node], context: Context) -> list[Node]:
        if len(nodes) == 1:
            return rows_of(nodes[0], context)
        return in_document_order([row for node in nodes for row in rows_of(node, context)])

    return move


def _general(
    step: Step, predicates: list[Filter], namespaces: Mapping[str, str], *, flat: bool
) -> _Move:
    reach = _compile_reach(step, namespaces)
    reverse = step.axis in REVERSE_AXES
    keeps_order = flat and step.axis in _FLAT_AXES

    def move(nodes: list[Node], context: Context) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            reached = reach(node)
            context.scope.spend(len(reached) + 1)
            for predicate in predicates:
                reached = predicate(reached, context)
            found.extend(reversed(reached) if reverse else reached)
            check_found(len(found))
        return found if keeps_order or len(nodes) == 1 else in_document_order(found)

    return move


def _compile_reach(step: Step, namespaces: Mapping[str, str]) -> Axis:
    """The nodes of the axis that pass the node test."""
    if step.axis == "child" and isinstance(step.test, NameTest) and step.test.name != "*":
        key = name_key(step.test, namespaces)
        return lambda node: node.named(key)
    axis = AXES[step.axis]
    matches = _compile_test(step, namespaces)
    return lambda node: [other for other in axis(node) if matches(other)]


def _compile_test(step: Step, namespaces: Mapping[str, str]) -> _Test:
    test = step.test
    if isinstance(test, KindTest):
        return _kind_test(test)
    principal = _PRINCIPALS.get(step.axis, NodeKind.ELEMENT)
    if test.name == "*":
        if not test.prefix:
            return lambda node: node.kind is principal
        start = f"{{{namespaces.get(test.prefix, '?')}}}"
        return lambda node: node.kind is principal and node.key.startswith(start)
    key = name_key(test, namespaces)
    return lambda node: node.key == key and node.kind is principal


def _kind_test(test: KindTest) -> _Test:
    if test.kind == "node":
        return lambda node: True
    kind = _KINDS[test.kind]
    if test.target:
        return lambda node: node.kind is kind and node.name == test.target
    return lambda node: node.kind is kind
