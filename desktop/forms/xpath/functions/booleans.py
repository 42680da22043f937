"""Boolean functions, ``if`` and ``once``."""

from __future__ import annotations

from datetime import tzinfo

from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import (
    Value,
    strings,
    text_to_number,
    to_boolean,
    to_number,
    to_string,
)


def _if(context: Context, condition: Closure, then: Closure, otherwise: Closure) -> Value:
    chosen = then if to_boolean(condition(context)) else otherwise
    return chosen(context)


def _once(context: Context, expression: Closure) -> Value:
    held = context.node.string_value()
    return held if held != "" else to_string(expression(context))


def _coalesce(context: Context, first: Closure, second: Closure) -> Value:
    text = to_string(first(context))
    return text if text != "" else to_string(second(context))


def _from_string(context: Context, value: Value) -> Value:
    return to_string(value) in ("1", "true")


def _checklist(context: Context, least: Value, most: Value, *items: Value) -> Value:
    """At least and at most so many of *items* are true; -1 means no limit."""
    count = sum(truth for item in items for truth in _truths(item, context.scope.zone))
    return _is_between(context, least, count, most)


def _weighted_checklist(context: Context, least: Value, most: Value, *items: Value) -> Value:
    """As ``checklist()``; each item is followed by its weight, a node-set by one per node."""
    if len(items) % 2:
        raise XPathError("weighted-checklist() needs a weight for each item")
    zone = context.scope.zone
    total = 0.0
    for item, weight in zip(items[::2], items[1::2], strict=True):
        truths = _truths(item, zone)
        weights = [text_to_number(text, zone) for text in strings(weight)]
        total += sum(w for truth, w in zip(truths, weights, strict=False) if truth)
    return _is_between(context, least, total, most)


def _is_between(context: Context, least: Value, total: float, most: Value) -> bool:
    low, high = to_number(least, context.scope.zone), to_number(most, context.scope.zone)
    return (low < 0 or total >= low) and (high < 0 or total <= high)


def _truths(item: Value, zone: tzinfo) -> list[bool]:
    if isinstance(item, list):
        return [_is_yes(node.string_value(), zone) for node in item]
    return [_is_yes(item, zone) if isinstance(item, str) else to_boolean(item)]


def _is_yes(text: str, zone: tzinfo) -> bool:
    """A number above 0, or any other text than none and the stored ``false``."""
    number = text_to_number(text, zone)
    return number > 0 if number == number else text not in ("", "false")


def _lang(context: Context, wanted: Value) -> Value:
    node = context.node if context.node.key else context.node.parent
    sought = to_string(wanted).lower()
    while node is not None:
        held = node.attribute("{http://www.w3.org/XML/1998/namespace}lang")
        if held is not None:
            return held.lower() == sought or held.lower().startswith(f"{sought}-")
        node = node.parent
    return False


FUNCTIONS = {
    "true": Function(0, 0, lambda c: True),
    "false": Function(0, 0, lambda c: False),
    "not": Function(1, 1, lambda c, value: not to_boolean(value)),
    "boolean": Function(1, 1, lambda c, value: to_boolean(value)),
    "boolean-from-string": Function(1, 1, _from_string),
    "if": Function(3, 3, _if, lazy=True),
    "once": Function(1, 1, _once, lazy=True),
    "coalesce": Function(2, 2, _coalesce, lazy=True),
    "checklist": Function(2, None, _checklist),
    "weighted-checklist": Function(2, None, _weighted_checklist),
    "lang": Function(1, 1, _lang),
}
