"""Text functions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import math
import re

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.patterns import UnsafePatternError, longest_text
from desktop.forms.xpath.sizes import joined
from desktop.forms.xpath.values import Value, strings, to_number, to_string

_log = logging.getLogger(__name__)

_MAX_UUID_CHARS = 10_000
_DIGESTS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


def _string(context: Context, value: Value | None = None) -> Value:
    return context.node.string_value() if value is None else to_string(value)


def _concat(context: Context, *values: Value) -> Value:
    return joined(text for value in values for text in strings(value))


def _join(context: Context, glue: Value, *values: Value) -> Value:
    """Of node-sets those nodes that are relevant."""
    present = (
        [node for node in value if node.is_present()] if isinstance(value, list) else value
        for value in values
    )
    return joined((text for value in present for text in strings(value)), to_string(glue))


def _substring(context: Context, value: Value, start: Value, length: Value | None = None) -> Value:
    """XPath 1.0 section 4.2: positions from 1, rounded, NaN takes nothing."""
    text, zone = to_string(value), context.scope.zone
    first = _xpath_round(to_number(start, zone))
    last = float("inf") if length is None else first + _xpath_round(to_number(length, zone))
    if first != first or last != last:
        return ""
    begin = int(max(first, 1.0)) if first < len(text) + 1 else len(text) + 1
    end = int(min(last, len(text) + 1.0)) if last > 0 else 0
    return text[begin - 1 : max(end - 1, 0)]


def _xpath_round(number: float) -> float:
    return number if number != number or abs(number) == float("inf") else math.floor(number + 0.5)


def _substr(context: Context, value: Value, start: Value, end: Value | None = None) -> Value:
    """Positions from 0, negative ones count from the end, as a slice."""
    text = to_string(value)
    return text[_index(context, start) : None if end is None else _index(context, end)]


def _index(context: Context, value: Value) -> int:
    number = to_number(value, context.scope.zone)
    return 0 if number != number else int(max(-1e9, min(1e9, number)))


def _before(context: Context, value: Value, mark: Value) -> Value:
    head, found, _ = to_string(value).partition(to_string(mark) or "\0")
    return head if found else ""


def _after(context: Context, value: Value, mark: Value) -> Value:
    text, sought = to_string(value), to_string(mark)
    if not sought:
        return text
    return text.partition(sought)[2]


def _translate(context: Context, value: Value, old: Value, new: Value) -> Value:
    table: dict[int, str | None] = {}
    targets = to_string(new)
    for at, character in enumerate(to_string(old)):
        table.setdefault(ord(character), targets[at] if at < len(targets) else None)
    return to_string(value).translate(table)


def _normalize_space(context: Context, value: Value | None = None) -> Value:
    text = str(_string(context, value))
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)


def _string_length(context: Context, value: Value | None = None) -> Value:
    return float(len(str(_string(context, value))))


def _regex(context: Context, value: Value, pattern: Value) -> Value:
    """``\\d`` and ``\\w`` are ASCII as in Java; only the beginning of a long text is searched.

    A pattern that could keep the program busy for ever is not used: the answer is false.
    """
    written = to_string(pattern)
    try:
        limit = longest_text(written)
        found = re.search(written, to_string(value)[:limit], re.ASCII)
    except UnsafePatternError:
        _log.warning("regex(): a pattern was not used, it repeats repeats")
        return False
    except (re.error, OverflowError, RecursionError) as error:
        raise XPathError("regex() got a broken pattern") from error
    return found is not None


def _uuid(context: Context, length: Value | None = None) -> Value:
    text = context.scope.uuid()
    if length is None:
        return text
    wanted = min(max(_index(context, length), 0), _MAX_UUID_CHARS)
    while len(text) < wanted:
        text += context.scope.uuid()
    return text[:wanted]


def _digest(context: Context, value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = _DIGESTS.get(to_string(algorithm))
    if name is None:
        raise XPathError("digest() got an unknown algorithm")
    digest = hashlib.new(name, to_string(value).encode(), usedforsecurity=False)
    if to_string(encoding) == "hex":
        return digest.hexdigest()
    return base64.b64encode(digest.digest()).decode()


def _base64_decode(context: Context, value: Value) -> Value:
    try:
        return base64.b64decode(to_string(value), validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""


FUNCTIONS = {
    "string": Function(0, 1, _string),
    "concat": Function(0, None, _concat),
    "join": Function(1, None, _join),
    "substring": Function(2, 3, _substring),
    "substr": Function(2, 3, _substr),
    "substring-before": Function(2, 2, _before),
    "substring-after": Function(2, 2, _after),
    "starts-with": Function(2, 2, lambda c, a, b: to_string(a).startswith(to_string(b))),
    "ends-with": Function(2, 2, lambda c, a, b: to_string(a).endswith(to_string(b))),
    "contains": Function(2, 2, lambda c, a, b: to_string(b) in to_string(a)),
    "translate": Function(3, 3, _translate),
    "normalize-space": Function(0, 1, _normalize_space),
    "string-length": Function(0, 1, _string_length),
    "regex": Function(2, 2, _regex),
    "uuid": Function(0, 1, _uuid),
    "digest": Function(2, 3, _digest),
    "base64-decode": Function(1, 1, _base64_decode),
}
