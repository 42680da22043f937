"""Comparison of values: XPath 1.0 section 3.4, with ISO dates counting as numbers in < and >."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import tzinfo

from desktop.forms.xpath.values import (
    Value,
    strings,
    text_to_number,
    to_boolean,
    to_number,
    to_string,
)

_Relation = Callable[[float, float], bool]
_RELATIONS: dict[str, _Relation] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value, zone: tzinfo, *, negated: bool) -> bool:
    """``=``, or ``!=`` when *negated*; with node-sets: whether any pair fulfils it."""
    if isinstance(left, list):
        if isinstance(right, list):
            return _sets_equal(left_texts=_texts(left), right_texts=_texts(right), negated=negated)
        return _set_equal(left, right, zone, negated)
    if isinstance(right, list):
        return _set_equal(right, left, zone, negated)
    if isinstance(left, str) and isinstance(right, str):
        return (left == right) is not negated
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) is not negated
    return (to_number(left, zone) == to_number(right, zone)) is not negated


def _texts(nodes: Value) -> set[str]:
    return set(strings(nodes)) if isinstance(nodes, list) else set()


def _sets_equal(left_texts: set[str], right_texts: set[str], *, negated: bool) -> bool:
    if not negated:
        return not left_texts.isdisjoint(right_texts)
    return bool(left_texts and right_texts) and len(left_texts | right_texts) > 1


def _set_equal(nodes: Value, other: Value, zone: tzinfo, negated: bool) -> bool:
    if isinstance(other, bool):
        return (to_boolean(nodes) == other) is not negated
    texts = _texts(nodes)
    if isinstance(other, float):
        return any((text_to_number(text, zone) == other) is not negated for text in texts)
    wanted = to_string(other)
    return any((text == wanted) is not negated for text in texts)


def relate(sign: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """``< <= > >=``; with node-sets: whether any pair fulfils it."""
    relation = _RELATIONS[sign]
    rights = _numbers(right, zone)
    return any(relation(a, b) for a in _numbers(left, zone) for b in rights)


def _numbers(value: Value, zone: tzinfo) -> list[float]:
    if isinstance(value, list):
        return [text_to_number(node.string_value(), zone) for node in value]
    return [to_number(value, zone)]
