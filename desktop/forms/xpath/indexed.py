"""``indexed-repeat()`` compiled to a walk down the rows it picks, not through all there are."""

from __future__ import annotations

from typing import Protocol

from desktop.forms.xpath.ast import Call, Expression, Path
from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.values import Value, to_number


class ExpressionCompiler(Protocol):
    """What is needed of the compiler."""

    def compile(self, tree: Expression) -> Closure:
        """Compile a part."""


def compile_indexed(call: Call, compiler: ExpressionCompiler) -> Closure | None:
    """A closure with the meaning of the function; None where its paths do not continue each other.

    Rows are picked outermost first, each among those below the row before.
    """
    target, indexes = call.arguments[0], call.arguments[2::2]
    repeats = [one for one in call.arguments[1::2] if isinstance(one, Path)]
    if not isinstance(target, Path) or len(repeats) != len(indexes):
        return None
    pairs = sorted(zip(repeats, indexes, strict=True), key=lambda pair: len(pair[0].steps))
    walk: list[tuple[Closure, Closure]] = []
    above: Path | None = None
    for path, index in pairs:
        step = _below(path, above)
        if step is None:
            return None
        walk.append((compiler.compile(step), compiler.compile(index)))
        above = path
    last = _below(target, above)
    return None if last is None else _walk(walk, compiler.compile(last))


def _below(path: Path, above: Path | None) -> Path | None:
    """What *path* says beyond *above*, as a relative path."""
    if above is None:
        return path
    length = len(above.steps)
    if (path.absolute, path.start) != (above.absolute, above.start):
        return None
    if len(path.steps) <= length or path.steps[:length] != above.steps:
        return None
    return Path(False, None, path.steps[length:])


def _walk(walk: list[tuple[Closure, Closure]], target: Closure) -> Closure:
    def run(context: Context) -> Value:
        zone = context.scope.zone
        indexes = [to_number(index(context), zone) for _, index in walk]
        at = context
        for (rows_of, _), index in zip(walk, indexes, strict=True):
            rows = rows_of(at)
            if not isinstance(rows, list) or not 1 <= index <= len(rows):
                return []
            at = Context(rows[int(index) - 1], context.scope, 1, 1, context.current)
        return target(at)

    return run
