"""Absolute paths inside a repeat mean the same repeat instance (the JavaRosa rule).

``/data/rep/x`` seen from ``/data/rep/y`` is the ``x`` beside that ``y``; ``/data/rep`` itself, the
last step, still means all instances, and so does a step that has predicates of its own.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.forms.model.elements import ElementDef
from desktop.forms.xpath.ast import (
    PARENT,
    Binary,
    Call,
    Expression,
    Filter,
    NameTest,
    Negate,
    Path,
    Step,
)

_INDEXED = "indexed-repeat"


def contextualize(tree: Expression, element: ElementDef) -> Expression:
    """Rewrite the absolute paths of *tree* for evaluation at a node of *element*."""
    chain = list(element.ancestors())[::-1]
    if not any(step.is_repeat for step in chain):
        return tree
    return _rewrite(tree, chain)


def _rewrite(tree: Expression, chain: list[ElementDef]) -> Expression:
    match tree:
        case Negate(operand=operand):
            return Negate(_rewrite(operand, chain))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, _rewrite(left, chain), _rewrite(right, chain))
        case Call(name=name) if name == _INDEXED:
            return _rewrite_indexed(tree, chain)
        case Call(arguments=arguments):
            return replace(tree, arguments=tuple(_rewrite(a, chain) for a in arguments))
        case Filter(primary=primary, predicates=predicates):
            inner = tuple(_rewrite(predicate, chain) for predicate in predicates)
            return Filter(_rewrite(primary, chain), inner)
        case Path():
            return _rewrite_path(tree, chain)
    return tree


def _rewrite_indexed(call: Call, chain: list[ElementDef]) -> Call:
    """Its paths mean all instances of the repeats it indexes, within the same outer instance.

    So do relative ones: ``../name`` in the row it stands in means the names of all rows.
    """
    call = replace(
        call,
        arguments=tuple(
            _absolute(argument, chain) if at % 2 or at == 0 else argument
            for at, argument in enumerate(call.arguments)
        ),
    )
    repeats = [argument for argument in call.arguments[1::2] if isinstance(argument, Path)]
    outermost = min((len(path.steps) for path in repeats if path.absolute), default=1)
    return replace(
        call,
        arguments=tuple(
            _rewrite_path(argument, chain, deepest=outermost - 1)
            if isinstance(argument, Path) and (at % 2 or at == 0)
            else _rewrite(argument, chain)
            for at, argument in enumerate(call.arguments)
        ),
    )


def _absolute(argument: Expression, chain: list[ElementDef]) -> Expression:
    """A path that climbs with ``..`` and goes down by names, from the root; others as they are."""
    if not isinstance(argument, Path) or argument.absolute:
        return argument
    start = argument.start
    if start is not None and not (isinstance(start, Call) and start.name == "current"):
        return argument
    climbed = 0
    for step in argument.steps:
        if step != PARENT:
            break
        climbed += 1
    above, below = chain[: len(chain) - climbed], argument.steps[climbed:]
    if not climbed or not above or any(step.axis != "child" for step in below):
        return argument
    names = [Step("child", _test(element.name)) for element in above]
    return Path(True, None, (*names, *below))


def _test(name: str) -> NameTest:
    prefix, colon, local = name.partition(":")
    return NameTest(prefix, local) if colon else NameTest("", prefix)


def _rewrite_path(path: Path, chain: list[ElementDef], *, deepest: int = 1_000) -> Path:
    steps = tuple(
        replace(step, predicates=tuple(_rewrite(p, chain) for p in step.predicates))
        for step in path.steps
    )
    if not path.absolute:
        start = None if path.start is None else _rewrite(path.start, chain)
        return Path(False, start, steps)
    shared = min(_shared_depth(steps, chain), deepest)
    if not any(step.is_repeat for step in chain[:shared]):
        return Path(True, None, steps)
    up = (PARENT,) * (len(chain) - shared)
    return Path(False, Call("current", (), 0), (*up, *steps[shared:]))


def _shared_depth(steps: tuple[Step, ...], chain: list[ElementDef]) -> int:
    shared = 0
    for step, element in zip(steps[:-1], chain, strict=False):
        name = step.test
        if step.axis != "child" or step.predicates or not isinstance(name, NameTest):
            break
        written = f"{name.prefix}:{name.name}" if name.prefix else name.name
        if written != element.name:
            break
        shared += 1
    return shared
