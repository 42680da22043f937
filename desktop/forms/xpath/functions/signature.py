"""How a function is described to the compiler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.forms.xpath.values import Value


@dataclass(frozen=True, slots=True)
class Function:
    """*run* gets the context and the values; with *lazy*, the closures of its arguments instead.

    *most* None means any number of arguments from *least* on.
    """

    least: int
    most: int | None
    run: Callable[..., Value]
    lazy: bool = False

    def accepts(self, count: int) -> bool:
        """Whether *count* arguments are allowed."""
        return count >= self.least and (self.most is None or count <= self.most)
