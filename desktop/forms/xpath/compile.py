"""Syntax tree -> closure ``f(context)``. Compile once, evaluate often; no state is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from desktop.forms.xpath.ast import (
    Binary,
    Call,
    Expression,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Variable,
)
from desktop.forms.xpath.compare import equal, relate
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.functions import FUNCTIONS, Function
from desktop.forms.xpath.indexed import compile_indexed
from desktop.forms.xpath.nodes import Node, in_document_order
from desktop.forms.xpath.parser import parse
from desktop.forms.xpath.paths import compile_path
from desktop.forms.xpath.predicates import compile_predicate
from desktop.forms.xpath.sizes import MAX_TEXTS, TooMuchError
from desktop.forms.xpath.values import NAN, Value, to_boolean, to_number


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles expressions of one document; *namespaces* maps its prefixes to URIs.

    An unknown function or a wrong number of arguments raises XPathError only when evaluated, so
    that a branch never taken does no harm; :func:`calls.calls` lets an import report them.
    """

    namespaces: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=lambda: FUNCTIONS)

    def compile_text(self, expression: str) -> Closure:
        """Parse and compile; XPathError for a syntax error."""
        return self.compile(parse(expression))

    def compile(self, tree: Expression) -> Closure:
        """Return the closure of *tree*."""
        match tree:
            case Number(value=number):
                return lambda context: number
            case Literal(value=text):
                return lambda context: text
            case Negate(operand=operand):
                return _negate(self.compile(operand))
            case Binary():
                return self._binary(tree)
            case Call():
                return self._call(tree)
            case Path():
                return compile_path(tree, self)
            case Filter():
                return self._filter(tree)
            case Variable(name=name):
                return _failing(f"unknown variable ${name}")

    def _binary(self, tree: Binary) -> Closure:
        left, right = self.compile(tree.left), self.compile(tree.right)
        sign = tree.operator
        match sign:
            case "and":
                return lambda c: to_boolean(left(c)) and to_boolean(right(c))
            case "or":
                return lambda c: to_boolean(left(c)) or to_boolean(right(c))
            case "|":
                return _union(left, right)
            case "=":
                return lambda c: equal(left(c), right(c), c.scope.zone, negated=False)
            case "!=":
                return lambda c: equal(left(c), right(c), c.scope.zone, negated=True)
            case "<" | "<=" | ">" | ">=":
                return lambda c: relate(sign, left(c), right(c), c.scope.zone)
        return _arithmetic(sign, left, right)

    def _call(self, tree: Call) -> Closure:
        function = self.functions.get(tree.name)
        if function is None:
            return _failing(f"unknown function {tree.name}()", tree.position)
        if not function.accepts(len(tree.arguments)):
            return _failing(f"wrong number of arguments for {tree.name}()", tree.position)
        if tree.name == "indexed-repeat" and (walk := compile_indexed(tree, self)) is not None:
            return walk
        arguments = [self.compile(argument) for argument in tree.arguments]
        run = function.run
        if function.lazy:
            return lambda c: run(c, *arguments)
        if not arguments:
            return lambda c: run(c)
        if len(arguments) == 1:
            only = arguments[0]
            return lambda c: run(c, only(c))
        return lambda c: run(c, *_evaluated(arguments, c))

    def _filter(self, tree: Filter) -> Closure:
        primary = self.compile(tree.primary)
        predicates = [compile_predicate(predicate, self.compile) for predicate in tree.predicates]

        def run(context: Context) -> Value:
            nodes = expect_nodes(primary(context))
            for predicate in predicates:
                nodes = predicate(nodes, context)
            return nodes

        return run


def _evaluated(arguments: list[Closure], context: Context) -> list[Value]:
    """The values; TooMuchError as soon as their texts are too long together."""
    values: list[Value] = []
    left = MAX_TEXTS
    for argument in arguments:
        value = argument(context)
        if isinstance(value, str):
            left -= len(value)
            if left < 0:
                raise TooMuchError("texts too long")
        values.append(value)
    return values


def expect_nodes(value: Value) -> list[Node]:
    """The node-set, XPathError for any other value."""
    if isinstance(value, list):
        return value
    raise XPathError("a path was expected")


def _failing(reason: str, position: int = -1) -> Closure:
    def run(context: Context) -> Value:
        raise XPathError(reason, position=position)

    return run


def _negate(operand: Closure) -> Closure:
    return lambda c: -to_number(operand(c), c.scope.zone)


def _union(left: Closure, right: Closure) -> Closure:
    return lambda c: in_document_order([*expect_nodes(left(c)), *expect_nodes(right(c))])


def _arithmetic(sign: str, left: Closure, right: Closure) -> Closure:
    calculate = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "div": _divide,
        "mod": _modulo,
    }[sign]

    def run(context: Context) -> Value:
        zone: tzinfo = context.scope.zone
        return float(calculate(to_number(left(context), zone), to_number(right(context), zone)))

    return run


def _divide(a: float, b: float) -> float:
    if b == 0.0:
        if a == 0.0 or a != a:
            return NAN
        return math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def _modulo(a: float, b: float) -> float:
    if b == 0.0 or a != a or b != b or math.isinf(a):
        return NAN
    return math.fmod(a, b)
