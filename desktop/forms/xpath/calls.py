"""Which functions an expression calls, and which of the calls may never happen."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.forms.xpath.ast import Binary, Call, Expression, Filter, Negate, Path

_LAZY_FROM = {"if": 1, "coalesce": 1, "once": 0}


def calls(tree: Expression, *, certain: bool = True) -> Iterator[tuple[Call, bool]]:
    """Each call, with False where it stands in a branch that need not be evaluated."""
    match tree:
        case Negate(operand=operand):
            yield from calls(operand, certain=certain)
        case Binary(operator=operator, left=left, right=right):
            yield from calls(left, certain=certain)
            yield from calls(right, certain=certain and operator not in ("and", "or"))
        case Call(name=name, arguments=arguments):
            yield tree, certain
            lazy_from = _LAZY_FROM.get(name, len(arguments))
            for at, argument in enumerate(arguments):
                yield from calls(argument, certain=certain and at < lazy_from)
        case Filter(primary=primary, predicates=predicates):
            yield from calls(primary, certain=certain)
            for predicate in predicates:
                yield from calls(predicate, certain=False)
        case Path(start=start, steps=steps):
            if start is not None:
                yield from calls(start, certain=certain)
            for step in steps:
                for predicate in step.predicates:
                    yield from calls(predicate, certain=False)
