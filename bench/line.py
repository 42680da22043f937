"""The one shape of a result, so that figures can be compared and read by a program."""

from __future__ import annotations

from typing import Any

Line = dict[str, Any]
KEYS = ("name", "figure", "unit", "limit", "limit_is", "ratio", "aim")
"""What every line has, in this order; more may follow."""


def line(
    name: str,
    figure: float,
    limit: float,
    *,
    unit: str,
    limit_is: str,
    aim: str,
    ratio: float | None = None,
    **more: object,
) -> Line:
    """*figure* and *limit* in *unit*, measured in the same run; *ratio* if it is not their own."""
    return {
        "name": name,
        "figure": round(figure, 4),
        "unit": unit,
        "limit": round(limit, 4),
        "limit_is": limit_is,
        "ratio": round(figure / limit if ratio is None else ratio, 3),
        "aim": aim,
        **more,
    }


def check(found: Line) -> Line:
    """Return *found*; ValueError if it has not the shape of a line."""
    if tuple(found)[: len(KEYS)] != KEYS:
        raise ValueError(f"{found.get('name')}: a line begins with {', '.join(KEYS)}")
    for name in ("figure", "limit", "ratio"):
        if not isinstance(found[name], int | float):
            raise ValueError(f"{found['name']}: {name} is no number")
    return found
