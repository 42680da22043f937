"""The order ``randomize()`` gives for a seed: the same in every ODK program.

Park-Miller minimal standard generator (multiplier 16807, modulus 2^31 - 1) driving the
"inside-out" Fisher-Yates shuffle (ODK XForms specification, "randomize").
"""

from __future__ import annotations

import hashlib

from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.values import Value, to_string

_MODULUS = 2_147_483_647
_MULTIPLIER = 16_807
_LONG_LIMIT = 2**63


def seed_of(value: Value, number: float) -> int:
    """The seed: the number's whole part, cut to 64 bits; 0 for an empty text; else 64 bits of its
    SHA-256."""
    if number == number:
        return int(max(-_LONG_LIMIT, min(_LONG_LIMIT - 1, number)))
    text = to_string(value)
    if text == "":
        return 0
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """A new list in the order of *seed*."""
    state = abs(seed) % _MODULUS * (-1 if seed < 0 else 1)
    if state <= 0:
        state += _MODULUS - 1
    order: list[Node] = []
    for at, node in enumerate(nodes):
        state = state * _MULTIPLIER % _MODULUS
        place = int((state - 1) / (_MODULUS - 1) * (at + 1))
        order.append(node)
        order[at], order[place] = order[place], node
    return order
