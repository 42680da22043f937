"""Date functions; they take and return ISO texts (ODK XForms specification, "Date")."""

from __future__ import annotations

from datetime import datetime

from desktop.forms.xpath import dates
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import NAN, InvalidDate, Value, to_string


def _moment(context: Context, value: Value) -> datetime | None:
    zone = context.scope.zone
    if isinstance(value, float):
        return dates.moment_of_days(value, zone) if value == value else None
    return dates.parse_datetime(dates.pad_date(to_string(value)), zone)


def _date(context: Context, value: Value) -> Value:
    if isinstance(value, bool) or (not isinstance(value, float) and to_string(value) == ""):
        return ""
    moment = _moment(context, value)
    return InvalidDate("Invalid Date") if moment is None else dates.date_or_datetime(moment)


def _today(context: Context) -> Value:
    return context.scope.now().astimezone(context.scope.zone).date().isoformat()


def _now(context: Context) -> Value:
    return dates.iso_datetime(context.scope.now().astimezone(context.scope.zone))


def _format(context: Context, value: Value, pattern: Value) -> Value:
    moment = _moment(context, value)
    return "" if moment is None else dates.format_moment(to_string(pattern), moment)


def _decimal_date_time(context: Context, value: Value) -> Value:
    moment = _moment(context, value)
    return NAN if moment is None else dates.days_since_epoch(moment)


def _decimal_time(context: Context, value: Value) -> Value:
    part = dates.decimal_time(to_string(value), context.scope.zone)
    return NAN if part is None else part


FUNCTIONS = {
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
    "date": Function(1, 1, _date),
    "date-time": Function(1, 1, _date),
    "format-date": Function(2, 2, _format),
    "format-date-time": Function(2, 2, _format),
    "decimal-date-time": Function(1, 1, _decimal_date_time),
    "decimal-time": Function(1, 1, _decimal_time),
}
