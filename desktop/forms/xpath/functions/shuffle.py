"""The order ``randomize()`` gives for a seed: the same as JavaRosa, so that forms agree.

Park-Miller minimal standard generator (multiplier 16807, modulus 2^31 - 1) driving a
Fisher-Yates shuffle from the end.
"""

from __future__ import annotations

import hashlib

from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import Value, to_string

_MODULUS = 2_147_483_647
_MULTIPLIER = 16_807


def seed_of(value: Value, number: float) -> int:
    """The seed: the number's whole part; 0 for an empty text; else 64 bits of its SHA-256."""
    if number == number and abs(number) != float("inf"):
        return int(number)
    text = to_string(value)
    if text == "":
        return 0
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """A new list in the order of *seed*."""
    state = abs(seed) % _MODULUS * (-1 if seed < 0 else 1)
    if state <= 0:
        state += _MODULUS - 1
    order = list(nodes)
    for at in range(len(order) - 1, 0, -1):
        state = state * _MULTIPLIER % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (at + 1))
        order[at], order[other] = order[other], order[at]
    return order
