"""What is kept of strokes: no crowd of points, and nothing for a slip of the hand."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import ink

PLACES = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 300)), max_size=40)


@given(places=PLACES)
def test_points_keep_their_order_and_a_distance(places: list[tuple[int, int]]) -> None:
    stroke: tuple[int, ...] = ()
    for t, (x, y) in enumerate(places):
        stroke = ink.with_point(stroke, x, y, t)
    kept = list(ink.points(stroke))
    assert kept[:1] == places[:1]
    steps = itertools.pairwise(kept)
    assert all(max(abs(a - c), abs(b - d)) >= ink.LEAST_STEP for (a, b), (c, d) in steps)
    assert list(stroke[2::3]) == sorted(stroke[2::3])


@given(places=PLACES)
def test_bounds_hold_every_point(places: list[tuple[int, int]]) -> None:
    strokes = (tuple(n for x, y in places for n in (x, y, 0)),)
    left, top, wide, high = ink.bounds(strokes)
    for x, y in places:
        assert left <= x <= left + wide
        assert top <= y <= top + high


def test_a_dot_is_no_signature() -> None:
    assert not ink.is_ink(())
    assert not ink.is_ink(((5, 5, 0),))
    assert ink.is_ink(((5, 5, 0, 9, 9, 1), (7, 7, 2)))
