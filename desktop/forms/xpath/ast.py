"""The small syntax tree of an expression: read by the compiler and the dependency analysis.

Nobody changes a tree once it is made. The classes are not frozen because a big form makes tens of
thousands of them, and freezing doubles what that costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

Expression = Union["Number", "Literal", "Variable", "Negate", "Binary", "Call", "Path", "Filter"]


@dataclass(slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(slots=True)
class Literal:
    """A quoted text."""

    value: str


@dataclass(slots=True)
class Variable:
    """``$name``; ODK forms have none, so its use is an error when evaluated."""

    name: str


@dataclass(slots=True)
class Negate:
    """Unary minus."""

    operand: Expression


@dataclass(slots=True)
class Binary:
    """``left operator right``; operator is one of ``| or and = != < <= > >= + - * div mod``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True)
class Call:
    """A function call by its name as written, prefix included."""

    name: str
    arguments: tuple[Expression, ...]
    position: int


@dataclass(slots=True)
class NameTest:
    """``name``, ``prefix:name``, ``prefix:*`` or ``*`` (prefix and name as written)."""

    prefix: str
    name: str


@dataclass(slots=True)
class KindTest:
    """``node()``, ``text()``, ``comment()`` or ``processing-instruction('target')``."""

    kind: str
    target: str = ""


@dataclass(slots=True)
class Step:
    """One step of a path: axis, node test, predicates."""

    axis: str
    test: NameTest | KindTest
    predicates: tuple[Expression, ...] = ()


@dataclass(slots=True)
class Path:
    """Steps from the root (*absolute*), from *start*, or from the context node."""

    absolute: bool
    start: Expression | None
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Filter:
    """A primary expression with predicates: ``instance('x')[1]``."""

    primary: Expression
    predicates: tuple[Expression, ...]


DESCENDANT_OR_SELF = Step("descendant-or-self", KindTest("node"))
SELF = Step("self", KindTest("node"))
PARENT = Step("parent", KindTest("node"))
