"""Strokes of a pen: what of them is kept."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.companions import Strokes

LEAST_STEP = 2
"""Points closer than this many pixels to the last one are left out."""
MOST_POINTS = 4000
"""More are not kept: a signature is a few kilobytes, whatever is done to the pad."""


def with_point(stroke: tuple[int, ...], x: int, y: int, t: int) -> tuple[int, ...]:
    """*stroke* with one more point, or as it was if that is too close to the last."""
    if stroke and abs(stroke[-3] - x) < LEAST_STEP and abs(stroke[-2] - y) < LEAST_STEP:
        return stroke
    return (*stroke, x, y, t)


def points(stroke: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The places of a stroke in order."""
    return zip(stroke[::3], stroke[1::3], strict=True)


def count(strokes: Strokes) -> int:
    """How many points there are in all."""
    return sum(len(stroke) // 3 for stroke in strokes)


def bounds(strokes: Strokes) -> tuple[int, int, int, int]:
    """Left, top, width and height of all that was drawn; nothing is drawn nowhere."""
    places = [place for stroke in strokes for place in points(stroke)]
    if not places:
        return (0, 0, 0, 0)
    left, top = min(x for x, _ in places), min(y for _, y in places)
    return (left, top, max(x for x, _ in places) - left, max(y for _, y in places) - top)


def is_ink(strokes: Strokes) -> bool:
    """Whether somebody drew something: a single dot is a slip of the hand."""
    return count(strokes) >= 3
