"""Boolean functions, ``if`` and ``once``."""

from __future__ import annotations

from desktop.forms.xpath.context import Closure, Context
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import Value, to_boolean, to_number, to_string


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
    zone = context.scope.zone
    count = sum(_truths(items))
    low, high = to_number(least, zone), to_number(most, zone)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def _truths(items: tuple[Value, ...]) -> list[bool]:
    truths: list[bool] = []
    for item in items:
        if isinstance(item, list):
            truths.extend(node.string_value() in ("1", "true") for node in item)
        else:
            truths.append(to_boolean(item))
    return truths


def _weighted_checklist(context: Context, least: Value, most: Value, *items: Value) -> Value:
    zone = context.scope.zone
    truths, weights = _truths(items[::2]), [to_number(item, zone) for item in items[1::2]]
    total = sum(weight for truth, weight in zip(truths, weights, strict=False) if truth)
    low, high = to_number(least, zone), to_number(most, zone)
    return (low < 0 or total >= low) and (high < 0 or total <= high)


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
