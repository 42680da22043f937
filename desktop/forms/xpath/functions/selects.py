"""Functions on the space-separated values of select questions."""

from __future__ import annotations

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import Value, to_number, to_string


def _selected(context: Context, values: Value, wanted: Value) -> Value:
    return to_string(wanted).strip() in (to_string(values).split() or [""])


def _selected_at(context: Context, values: Value, index: Value) -> Value:
    chosen = to_string(values).split()
    number = to_number(index, context.scope.zone)
    if number != number or not 0 <= number < len(chosen):
        return ""
    return chosen[int(number)]


def _count_selected(context: Context, values: Value) -> Value:
    return float(len(to_string(values).split()))


def _choice_name(context: Context, value: Value, question: Value) -> Value:
    """The question stands as a quoted path in forms; the engine reads that as the path it is."""
    if not isinstance(question, list) or not question:
        return ""
    return context.scope.choice_name(to_string(value), question[0])


FUNCTIONS = {
    "selected": Function(2, 2, _selected),
    "is-selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, _count_selected),
    "jr:choice-name": Function(2, 2, _choice_name),
}
