"""What is wrong with an expression, and where in it."""

from __future__ import annotations


class XPathError(Exception):
    """An expression that cannot be compiled or evaluated; *position* counts characters from 0."""

    def __init__(self, reason: str, *, expression: str = "", position: int = -1) -> None:
        super().__init__(reason if position < 0 else f"{reason} at {position}")
        self.reason = reason
        self.expression = expression
        self.position = position


EVALUATION_FAULTS = (XPathError, RecursionError, ArithmeticError, ValueError)
"""What a form's author can bring about at evaluation; a session goes on without that value."""
