"""Number functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.dates import parse_datetime
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import (
    NAN,
    DayCount,
    Value,
    text_to_number,
    to_number,
    to_string,
)


def _number(context: Context, value: Value | None = None) -> Value:
    zone = context.scope.zone
    held: Value = [context.node] if value is None else value
    number = to_number(held, zone)
    if isinstance(held, str | list) and number == number:
        text = to_string(held)
        if parse_datetime(text, zone) is not None:
            return DayCount(number)
    return number


def _whole(rounding: Callable[[float], int]) -> Callable[[Context, Value], Value]:
    def run(context: Context, value: Value) -> Value:
        number = to_number(value, context.scope.zone)
        return float(rounding(number)) if math.isfinite(number) else number

    return run


def _round(context: Context, value: Value, places: Value = 0.0) -> Value:
    """Half away from zero, to *places* decimals; decimal arithmetic, so 2.15 becomes 2.2."""
    number = to_number(value, context.scope.zone)
    digits = to_number(places, context.scope.zone)
    if not math.isfinite(number) or not math.isfinite(digits):
        return number if math.isinf(number) and digits == digits else NAN
    exponent = max(-30, min(30, int(digits)))
    if abs(number) >= 1e22:
        return number
    return float(round_half_up(Decimal(repr(float(number))), exponent))


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Round half away from zero to *places* decimals (negative: tens, hundreds, ...)."""
    scaled = number.scaleb(places).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return scaled.scaleb(-places) + 0


def _math(calculate: Callable[..., float]) -> Callable[..., Value]:
    def run(context: Context, *values: Value) -> Value:
        zone = context.scope.zone
        try:
            return float(calculate(*(to_number(value, zone) for value in values)))
        except (ValueError, ZeroDivisionError):
            return NAN
        except OverflowError:
            return math.inf

    return run


def _log(number: float) -> float:
    return -math.inf if number == 0 else math.log(number)


def _log10(number: float) -> float:
    return -math.inf if number == 0 else math.log10(number)


def _spread(context: Context, values: tuple[Value, ...]) -> list[float]:
    zone = context.scope.zone
    numbers: list[float] = []
    for value in values:
        if isinstance(value, list):
            numbers.extend(
                text_to_number(node.string_value(), zone) for node in value if node.is_present()
            )
        else:
            numbers.append(to_number(value, zone))
    return numbers


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., Value]:
    def run(context: Context, *values: Value) -> Value:
        numbers = _spread(context, values)
        if not numbers or any(number != number for number in numbers):
            return NAN
        return choose(numbers)

    return run


def _sum(context: Context, nodes: Value) -> Value:
    return float(sum(_spread(context, (nodes,))))


def _random(context: Context) -> Value:
    return context.scope.random()


def _power(base: float, exponent: float) -> float:
    """As IEEE 754 and ECMAScript have it: no exceptions, and 1 to an endless power is no number."""
    if exponent != exponent or (math.isinf(exponent) and abs(base) == 1.0):
        return NAN
    if math.isinf(exponent):
        return math.inf if (abs(base) > 1.0) == (exponent > 0) else 0.0
    is_odd = exponent == int(exponent) and int(exponent) % 2 == 1
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and is_odd else math.inf
    except ValueError:
        return math.copysign(math.inf, base if is_odd else 1.0) if base == 0.0 else NAN


FUNCTIONS = {
    "number": Function(0, 1, _number),
    "int": Function(1, 1, _whole(math.trunc)),
    "floor": Function(1, 1, _whole(math.floor)),
    "ceiling": Function(1, 1, _whole(math.ceil)),
    "round": Function(1, 2, _round),
    "sum": Function(1, 1, _sum),
    "min": Function(1, None, _extreme(min)),
    "max": Function(1, None, _extreme(max)),
    "abs": Function(1, 1, _math(abs)),
    "pow": Function(2, 2, _math(_power)),
    "sqrt": Function(1, 1, _math(math.sqrt)),
    "exp": Function(1, 1, _math(math.exp)),
    "exp10": Function(1, 1, _math(lambda number: 10.0**number)),
    "log": Function(1, 1, _math(_log)),
    "log10": Function(1, 1, _math(_log10)),
    "sin": Function(1, 1, _math(math.sin)),
    "cos": Function(1, 1, _math(math.cos)),
    "tan": Function(1, 1, _math(math.tan)),
    "asin": Function(1, 1, _math(math.asin)),
    "acos": Function(1, 1, _math(math.acos)),
    "atan": Function(1, 1, _math(math.atan)),
    "atan2": Function(2, 2, _math(math.atan2)),
    "pi": Function(0, 0, lambda c: math.pi),
    "random": Function(0, 0, _random),
}
