"""Text of an expression -> tokens, with the disambiguation rules of XPath 1.0 section 3.7."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from desktop.forms.xpath.errors import XPathError

MAX_EXPRESSION_CHARS = 65_536


class Kind(Enum):
    """What a token is; operators include ``and``, ``or``, ``div``, ``mod`` and ``*``."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    VARIABLE = "variable"
    END = "end"


class Token(NamedTuple):
    """One token; *text* is the literal without quotes, the name, or the sign itself."""

    kind: Kind
    text: str
    position: int


_SPACES = " \t\r\n"
_NC_NAME = r"[^\W\d][\w.\-·]*"
_OPERAND = re.compile(
    r"(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{_NC_NAME}(?::(?!:)(?:{_NC_NAME}|\*))?)"
    rf"|\$(?P<variable>{_NC_NAME}(?::{_NC_NAME})?)"
    r"|(?P<operator>!=|<=|>=|//|[=<>+\-|/])"
    r"|(?P<punctuation>\.\.|::|[()\[\].@,*])"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>[^"]*)"'
)
_KINDS = {
    "number": Kind.NUMBER,
    "name": Kind.NAME,
    "variable": Kind.VARIABLE,
    "operator": Kind.OPERATOR,
    "punctuation": Kind.PUNCTUATION,
    "single": Kind.LITERAL,
    "double": Kind.LITERAL,
}
_WORD_OPERATOR = re.compile(r"and|or|div|mod|\*")
_OPENS_OPERAND = frozenset({"@", "::", "(", "[", ","})


def tokenize(expression: str) -> list[Token]:
    """Return the tokens of *expression*, ended by an END token; XPathError names the position."""
    if len(expression) > MAX_EXPRESSION_CHARS:
        raise XPathError("expression too long", expression=expression[:80])
    tokens: list[Token] = []
    position, end = 0, len(expression)
    expects_operator = False
    while position < end:
        if expression[position] in _SPACES:
            position += 1
            continue
        # No name may stand after an operand, so `1div1` and `1and1` are operators without spaces.
        match = _WORD_OPERATOR.match(expression, position) if expects_operator else None
        if match is not None:
            token = Token(Kind.OPERATOR, match.group(), position)
        else:
            match = _OPERAND.match(expression, position)
            if match is None or match.lastgroup is None:
                raise _unreadable(expression, position)
            token = Token(_KINDS[match.lastgroup], match.group(match.lastgroup), position)
        tokens.append(token)
        position = match.end()
        expects_operator = token.kind is not Kind.OPERATOR and not (
            token.kind is Kind.PUNCTUATION and token.text in _OPENS_OPERAND
        )
    tokens.append(Token(Kind.END, "", end))
    return tokens


def _unreadable(expression: str, position: int) -> XPathError:
    is_text = expression[position] in "\"'"
    reason = "text without end" if is_text else "unexpected character"
    return XPathError(reason, expression=expression, position=position)
