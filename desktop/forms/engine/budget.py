"""What one filling holds, against the most it may hold: repeats in repeats and texts that double
are small on paper and endless in memory."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.forms.engine.tree import FormNode
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.sizes import MAX_TEXT

MAX_NODES = 20_000
"""Fields, groups and rows of repeats together; the longest real form known has about 1,000."""
MAX_CHARACTERS = 4_000_000
"""Of all values together, as far as nobody typed them."""
MAX_OFFERED = 2_000_000
"""Choices that filtered lists hold for all questions together."""
LIMITS = {"instances": MAX_NODES, "text": MAX_TEXT, "offered": MAX_OFFERED}
"""By what :attr:`Budget.exceeded` says."""


@dataclass(slots=True)
class Budget:
    """*exceeded* names the first limit that was reached: instances, text, offered or
    work."""

    nodes: int = 0
    characters: int = 0
    offered: int = 0
    exceeded: str = ""

    def count(self, top: FormNode) -> None:
        """Begin with what a tree holds."""
        for node in top.subtree():
            self.nodes += 1
            self.characters += len(node.text)
        if self.nodes > MAX_NODES:
            self.exceed("instances")

    def add(self, nodes: int, characters: int) -> bool:
        """Make room for an instance; False, and nothing changes, if there is none."""
        if self.nodes + nodes > MAX_NODES:
            return self.exceed("instances")
        if self.characters + characters > MAX_CHARACTERS:
            return self.exceed("text")
        self.nodes += nodes
        self.characters += characters
        return True

    def release(self, instance: FormNode) -> None:
        """Take back the room of an instance that was removed."""
        for node in instance.subtree():
            self.nodes -= 1
            self.characters -= len(node.text)
            self.offered -= held(node.choices)

    def has_room_for(self, more: int) -> bool:
        """Whether values may grow by *more* characters."""
        return more <= 0 or self.characters + more <= MAX_CHARACTERS or self.exceed("text")

    def offer(self, old: list[Node] | None, new: list[Node]) -> bool:
        """Make room for the rows a question offers now; False if there is none."""
        more = held(new) - held(old)
        if more > 0 and self.offered + more > MAX_OFFERED:
            self.offered -= held(old)
            return self.exceed("offered")
        self.offered += more
        return True

    def exceed(self, what: str) -> bool:
        """Note that a limit was reached; always False."""
        self.exceeded = self.exceeded or what
        return False


def held(rows: list[Node] | None) -> int:
    """How many rows a list holds of its own; the index of a long list belongs to all."""
    if not rows:
        return 0
    parent = rows[0].parent
    return 0 if parent is not None and parent.named(rows[0].key) is rows else len(rows)
