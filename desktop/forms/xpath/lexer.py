"""Text of an expression -> tokens, with the disambiguation rules of XPath 1.0 section 3.7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

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


@dataclass(frozen=True, slots=True)
class Token:
    """One token; *text* is the literal without quotes, the name, or the sign itself."""

    kind: Kind
    text: str
    position: int


_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_NC_NAME = r"[^\W\d][\w.\-·]*"
_NAME = re.compile(rf"{_NC_NAME}(?::(?!:)(?:{_NC_NAME}|\*))?")
_VARIABLE = re.compile(rf"\$({_NC_NAME}(?::{_NC_NAME})?)")
_WORD_OPERATOR = re.compile(r"and|or|div|mod")
_SIGN_OPERATOR = re.compile(r"!=|<=|>=|//|[=<>+\-|/]")
_PUNCTUATION = re.compile(r"\.\.|::|[()\[\].@,*]")
_OPENS_OPERAND = frozenset({"@", "::", "(", "[", ","})


def tokenize(expression: str) -> list[Token]:
    """Return the tokens of *expression*, ended by an END token; XPathError names the position."""
    if len(expression) > MAX_EXPRESSION_CHARS:
        raise XPathError("expression too long", expression=expression[:80])
    tokens: list[Token] = []
    position = _skip_space(expression, 0)
    while position < len(expression):
        token, position = _next(expression, position, after=tokens[-1] if tokens else None)
        tokens.append(token)
        position = _skip_space(expression, position)
    tokens.append(Token(Kind.END, "", len(expression)))
    return tokens


def _skip_space(expression: str, position: int) -> int:
    match = _SPACE.match(expression, position)
    return match.end() if match else position


def _expects_operator(after: Token | None) -> bool:
    if after is None or after.kind is Kind.OPERATOR:
        return False
    return not (after.kind is Kind.PUNCTUATION and after.text in _OPENS_OPERAND)


def _next(expression: str, position: int, *, after: Token | None) -> tuple[Token, int]:
    if _expects_operator(after):
        if expression[position] == "*":
            return Token(Kind.OPERATOR, "*", position), position + 1
        # No name may stand here, so `1div1` and `1and1` are operators without spaces.
        if word := _WORD_OPERATOR.match(expression, position):
            return Token(Kind.OPERATOR, word.group(), position), word.end()
    if expression[position] in "\"'":
        return _literal(expression, position)
    if match := _NUMBER.match(expression, position):
        return Token(Kind.NUMBER, match.group(), position), match.end()
    if match := _NAME.match(expression, position):
        return Token(Kind.NAME, match.group(), position), match.end()
    if match := _VARIABLE.match(expression, position):
        return Token(Kind.VARIABLE, match.group(1), position), match.end()
    if match := _SIGN_OPERATOR.match(expression, position):
        return Token(Kind.OPERATOR, match.group(), position), match.end()
    if match := _PUNCTUATION.match(expression, position):
        return Token(Kind.PUNCTUATION, match.group(), position), match.end()
    raise XPathError("unexpected character", expression=expression, position=position)


def _literal(expression: str, position: int) -> tuple[Token, int]:
    end = expression.find(expression[position], position + 1)
    if end < 0:
        raise XPathError("text without end", expression=expression, position=position)
    return Token(Kind.LITERAL, expression[position + 1 : end], position), end + 1
