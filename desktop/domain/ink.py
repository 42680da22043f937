"""Strokes of a pen: what of them is kept, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.companions import Signature, Strokes

LEAST_STEP = 2
"""Points closer than this many pixels to the last one are left out."""
MOST_POINTS = 4000
"""More are not kept: a signature is a few kilobytes, whatever is done to the pad."""
_WIDTH = 2


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


def svg(signature: Signature) -> str:
    """The signature as an SVG 1.1 picture; a signature without strokes is an empty one."""
    paths = "".join(f'<path d="{_path(stroke)}"/>' for stroke in signature.strokes if stroke)
    size = f'width="{signature.width}" height="{signature.height}"'
    box = f'viewBox="0 0 {signature.width} {signature.height}"'
    look = f'fill="none" stroke="#000" stroke-width="{_WIDTH}" stroke-linecap="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        f'<g {look} stroke-linejoin="round">{paths}</g></svg>'
    )


def _path(stroke: tuple[int, ...]) -> str:
    places = list(points(stroke))
    if len(places) == 1:
        places.append(places[0])
    return "M" + " L".join(f"{x} {y}" for x, y in places)
