"""Functions that reach into the form: instances, translations, tables."""

from __future__ import annotations

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import Value, to_string


def _instance(context: Context, instance_id: Value) -> Value:
    found = context.scope.instance(to_string(instance_id))
    return [] if found is None else [found]


def _itext(context: Context, text_id: Value) -> Value:
    return context.scope.itext(to_string(text_id))


def _pulldata(context: Context, table: Value, wanted: Value, column: Value, key: Value) -> Value:
    return context.scope.pulldata(
        to_string(table), to_string(wanted), to_string(column), to_string(key)
    )


FUNCTIONS = {
    "current": Function(0, 0, lambda c: [c.current]),
    "instance": Function(1, 1, _instance),
    "jr:itext": Function(1, 1, _itext),
    "depend": Function(1, None, lambda c, value, *more: value),
    "pulldata": Function(4, 4, _pulldata),
}
