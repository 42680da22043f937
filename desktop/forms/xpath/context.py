"""What an expression is evaluated in: the node at hand and the form around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import Value


class Scope(Protocol):
    """The world of an expression; everything that varies (clock, zone, random) comes from here."""

    zone: tzinfo
    root: Node
    """The document node that ``/`` means."""

    def now(self) -> datetime:
        """The moment, with a zone."""

    def random(self) -> float:
        """A number of [0, 1)."""

    def spend(self, nodes: int) -> None:
        """Count nodes that were looked at; XPathError when they are too many for one go."""

    def uuid(self) -> str:
        """A random UUID text."""

    def instance(self, instance_id: str) -> Node | None:
        """The ``<instance>`` element with that id, None if the form has none."""

    def itext(self, text_id: str) -> str:
        """The text of a translation id in the language being evaluated."""

    def choice_name(self, value: str, question: Node) -> str:
        """The label of a choice of a question; empty if it does not offer that."""

    def pulldata(self, instance_id: str, wanted: str, column: str, value: str) -> str:
        """The cell *wanted* of the first row whose *column* equals *value*."""


class Context:
    """The dynamic context of XPath 1.0 section 1, plus ``current()``."""

    __slots__ = ("current", "node", "position", "scope", "size")

    def __init__(
        self,
        node: Node,
        scope: Scope,
        position: int = 1,
        size: int = 1,
        current: Node | None = None,
    ) -> None:
        self.node = node
        self.scope = scope
        self.position = position
        self.size = size
        self.current = node if current is None else current


Closure = Callable[[Context], Value]
