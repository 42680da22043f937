"""``jr:choice-name(value, '/data/question')`` names its question by a quoted path: unquote it.

As a path it is contextualised inside repeats and found by the analysis of dependencies.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.forms.xpath.ast import Binary, Call, Expression, Filter, Literal, Negate, Path, Step
from desktop.forms.xpath.parser import parse

_NAME = "jr:choice-name"


def unquote_questions(tree: Expression) -> Expression:
    """*tree* with the quoted paths of ``jr:choice-name()`` as paths; XPathError for a bad one."""
    match tree:
        case Negate(operand=operand):
            return Negate(unquote_questions(operand))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, unquote_questions(left), unquote_questions(right))
        case Call(name=name, arguments=arguments):
            if name == _NAME and len(arguments) == 2:
                arguments = (arguments[0], _unquoted(arguments[1]))
            return replace(tree, arguments=tuple(unquote_questions(one) for one in arguments))
        case Filter(primary=primary, predicates=predicates):
            return Filter(unquote_questions(primary), _all(predicates))
        case Path(start=start, steps=steps):
            return replace(
                tree,
                start=None if start is None else unquote_questions(start),
                steps=tuple(map(_step, steps)),
            )
    return tree


def _unquoted(question: Expression) -> Expression:
    if not isinstance(question, Literal) or not question.value.strip():
        return question
    return parse(question.value.strip())


def _all(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    return tuple(unquote_questions(part) for part in parts)


def _step(step: Step) -> Step:
    return replace(step, predicates=_all(step.predicates)) if step.predicates else step
