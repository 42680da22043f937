"""Whether a predicate means the same for every node it is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.forms.xpath.ast import Binary, Call, Expression, Filter, Negate, Path

CONTEXT_FUNCTIONS = frozenset(
    {"position", "last", "string", "number", "string-length", "normalize-space", "name"}
    | {"local-name", "namespace-uri", "random", "uuid"}
)


def is_independent(expression: Expression) -> bool:
    """Whether the value is the same for every context node (predicates of paths aside)."""
    for part in walk(expression):
        if isinstance(part, Path) and not part.absolute and part.start is None:
            return False
        if isinstance(part, Call) and part.name in CONTEXT_FUNCTIONS and not part.arguments:
            return False
        if isinstance(part, Call) and part.name in ("once", "lang"):
            return False
    return True


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and its parts, without the predicates of path steps."""
    yield expression
    match expression:
        case Binary(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case Negate(operand=operand):
            yield from walk(operand)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from walk(argument)
        case Path(start=start) if start is not None:
            yield from walk(start)
        case Filter(primary=primary):
            yield from walk(primary)
