"""Tokens -> syntax tree: a Pratt parser for the grammar of XPath 1.0."""

from __future__ import annotations

from functools import lru_cache

from desktop.forms.xpath.ast import (
    DESCENDANT_OR_SELF,
    PARENT,
    SELF,
    Binary,
    Call,
    Expression,
    Filter,
    KindTest,
    Literal,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
    Variable,
)
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.lexer import Kind, Token, tokenize

MAX_DEPTH = 100
_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY_BINDING = 7
_KIND_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})
AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)


@lru_cache(maxsize=8192)
def parse(expression: str) -> Expression:
    """Return the tree of *expression*; XPathError with the position if it is not XPath 1.0."""
    return _Parser(expression).parse()


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = tokenize(expression)
        self._at = 0
        self._token = self._tokens[0]
        """The one at hand; the tokens end with an END."""
        self._depth = 0

    def parse(self) -> Expression:
        tree = self._expr(0)
        if self._token.kind is not Kind.END:
            raise self._error("unexpected text")
        return tree

    def _take(self) -> Token:
        token = self._token
        if token.kind is not Kind.END:
            self._at += 1
            self._token = self._tokens[self._at]
        return token

    def _is_next(self, text: str) -> bool:
        following = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        return following.text == text and following.kind is Kind.PUNCTUATION

    def _accept(self, text: str) -> bool:
        token = self._token
        if token.text != text or (
            token.kind is not Kind.PUNCTUATION and token.kind is not Kind.OPERATOR
        ):
            return False
        self._at += 1
        self._token = self._tokens[self._at]
        return True

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._error(f"expected {text}")

    def _error(self, reason: str, at: Token | None = None) -> XPathError:
        position = (at or self._token).position
        return XPathError(reason, expression=self._expression, position=position)

    def _expr(self, minimum: int) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error("nested too deeply")
        left = self._unary()
        while True:
            token = self._token
            binding = _BINDING.get(token.text, 0) if token.kind is Kind.OPERATOR else 0
            if binding <= minimum:
                break
            self._take()
            left = Binary(token.text, left, self._expr(binding))
        self._depth -= 1
        return left

    def _unary(self) -> Expression:
        if self._accept("-"):
            return Negate(self._expr(_UNARY_BINDING))
        return self._path()

    def _path(self) -> Expression:
        if self._accept("//"):
            return Path(True, None, (DESCENDANT_OR_SELF, *self._steps()))
        if self._accept("/"):
            return Path(True, None, self._steps() if self._starts_step() else ())
        if self._starts_step():
            return Path(False, None, self._steps())
        return self._filter_path()

    def _filter_path(self) -> Expression:
        start = self._primary()
        if predicates := self._predicates():
            start = Filter(start, predicates)
        if self._accept("//"):
            return Path(False, start, (DESCENDANT_OR_SELF, *self._steps()))
        if self._accept("/"):
            return Path(False, start, self._steps())
        return start

    def _starts_step(self) -> bool:
        token = self._token
        if token.kind is Kind.PUNCTUATION:
            return token.text in (".", "..", "@", "*")
        if token.kind is not Kind.NAME:
            return False
        if self._is_next("("):
            return token.text in _KIND_TESTS
        return True

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while True:
            if self._accept("//"):
                steps.append(DESCENDANT_OR_SELF)
            elif not self._accept("/"):
                return tuple(steps)
            steps.append(self._step())

    def _step(self) -> Step:
        if self._accept(".."):
            return Step("parent", PARENT.test, self._predicates())
        if self._accept("."):
            return Step("self", SELF.test, self._predicates())
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self._is_next("::"):
            axis = self._take().text
            self._take()
            if axis not in AXES:
                raise self._error("unknown axis")
        test = self._node_test()
        return Step(axis, test, self._predicates())

    def _node_test(self) -> NameTest | KindTest:
        if self._accept("*"):
            return NameTest("", "*")
        token = self._take()
        if token.kind is not Kind.NAME:
            raise self._error("expected a name", token)
        if token.text in _KIND_TESTS and self._accept("("):
            target = self._take().text if self._token.kind is Kind.LITERAL else ""
            self._expect(")")
            return KindTest(token.text, target)
        prefix, colon, name = token.text.partition(":")
        return NameTest(prefix, name) if colon else NameTest("", prefix)

    def _predicates(self) -> tuple[Expression, ...]:
        predicates = []
        while self._accept("["):
            predicates.append(self._expr(0))
            self._expect("]")
        return tuple(predicates)

    def _primary(self) -> Expression:
        token = self._take()
        match token.kind:
            case Kind.NUMBER:
                return Number(float(token.text))
            case Kind.LITERAL:
                return Literal(token.text)
            case Kind.VARIABLE:
                return Variable(token.text)
            case Kind.NAME if self._token.text == "(" and self._token.kind is Kind.PUNCTUATION:
                return self._call(token)
            case Kind.PUNCTUATION if token.text == "(":
                inner = self._expr(0)
                self._expect(")")
                return inner
        raise self._error("expected a value", token)

    def _call(self, name: Token) -> Call:
        self._expect("(")
        arguments: list[Expression] = []
        if not self._accept(")"):
            arguments.append(self._expr(0))
            while self._accept(","):
                arguments.append(self._expr(0))
            self._expect(")")
        return Call(name.text, tuple(arguments), name.position)
