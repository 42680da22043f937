"""Functions on geopoints and lines of them (ODK XForms specification, "Geographic Functions")."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from desktop.forms.xpath.context import Context
from desktop.forms.xpath.functions.signature import Function
from desktop.forms.xpath.values import NAN, Value, strings

_RADIUS_M = 6_378_100.0


@dataclass(frozen=True, slots=True)
class _Point:
    """In radians; NaN when the text was no point."""

    latitude: float
    longitude: float


_NOWHERE = _Point(NAN, NAN)


def _points(values: tuple[Value, ...]) -> list[_Point]:
    texts = [text for value in values for text in strings(value)]
    return [_point(part) for text in texts for part in _parts(text)]


def _parts(text: str) -> Iterator[str]:
    parts = text.strip().split(";")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    yield from parts


def _point(text: str) -> _Point:
    """``latitude longitude [altitude [accuracy]]`` in degrees and metres."""
    parts = text.split()
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
    except (IndexError, ValueError):
        return _NOWHERE
    if len(parts) > 4 or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return _NOWHERE
    return _Point(math.radians(latitude), math.radians(longitude))


def _area(context: Context, value: Value) -> Value:
    """Square metres inside the line, closed if it is open; two decimals."""
    points = _points((value,))
    if len(points) < 2:
        return NAN
    if points[0] != points[-1] and len(points) > 2:
        points.append(points[0])
    if len(points) == 2:
        return NAN if _NOWHERE in points else 0.0
    total = sum(
        (b.longitude - a.longitude) * (2 + math.sin(a.latitude) + math.sin(b.latitude))
        for a, b in pairwise(points)
    )
    return round(abs(total) * _RADIUS_M * _RADIUS_M / 2, 2)


def _distance(context: Context, *values: Value) -> Value:
    """Metres along the line through all points; two decimals."""
    points = _points(values)
    if len(points) < 2:
        return NAN
    return round(sum(_between(a, b) for a, b in pairwise(points)) * _RADIUS_M, 2)


def _between(a: _Point, b: _Point) -> float:
    """The angle at the centre of the Earth."""
    turned = math.cos(a.latitude) * math.cos(b.latitude) * math.cos(a.longitude - b.longitude)
    cosine = math.sin(a.latitude) * math.sin(b.latitude) + turned
    return math.acos(max(-1.0, min(1.0, cosine))) if cosine == cosine else NAN


FUNCTIONS = {
    "area": Function(1, 1, _area),
    "enclosed-area": Function(1, 1, _area),
    "distance": Function(1, None, _distance),
}
