"""Answers by stored path: repeat instances by key, so that merging never mixes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.forms.engine.tree import FormNode, TreeBuilder, instance_index
from desktop.forms.model.elements import ElementDef

PRESENT = "1"


class RepeatKeys:
    """Makes keys that sort in the order they are made and never collide between devices."""

    def __init__(self, now_ms: Callable[[], int], uuid: Callable[[], str]) -> None:
        self._now_ms = now_ms
        self._uuid = uuid
        self._last = 0

    def follow(self, key: str) -> None:
        """Let the keys to come sort after *key*, whatever the clock says."""
        try:
            self._last = max(self._last, int(key[:12], 16))
        except ValueError:
            return  # a key of another make; it sorts as it sorts

    def next(self) -> str:
        """12 hex digits of milliseconds, 6 random ones."""
        self._last = max(self._now_ms(), self._last + 1)
        return f"{self._last:012x}{self._uuid().replace('-', '')[-6:]}"


def stored_path(node: FormNode) -> str:
    """``/data/topics[0192f3a4...]/fact``."""
    parent = node.parent
    above = stored_path(parent) if isinstance(parent, FormNode) else ""
    name = f"@{node.name}" if node.definition.is_attribute else node.name
    return f"{above}/{name}[{node.repeat_key}]" if node.definition.is_repeat else f"{above}/{name}"


def collect(top: FormNode, *, hidden: bool, above: str = "") -> dict[str, str]:
    """Relevant (with *hidden*: all) non-empty leaf values and the presence of repeat instances.

    *hidden* also means the rows that a count took out. *above*: where *top* stood, for a row that
    was taken out of its form.
    """
    answers: dict[str, str] = {}
    _collect(top, above, answers, hidden=hidden)
    return answers


def _collect(node: FormNode, above: str, answers: dict[str, str], *, hidden: bool) -> None:
    if not node.relevant and not hidden:
        return
    definition = node.definition
    path = f"{above}/@{node.name}" if definition.is_attribute else f"{above}/{node.name}"
    if definition.is_repeat:
        path = f"{path}[{node.repeat_key}]"
        answers[path] = PRESENT
    elif not definition.children and node.text != "":
        answers[path] = node.text
    for part in (*node.parts(), *(node.spare if hidden else ())):
        _collect(part, path, answers, hidden=hidden)


class Restorer:
    """Puts stored answers into a fresh tree; :meth:`unplaced` tells what found no place."""

    def __init__(self, builder: TreeBuilder, answers: Mapping[str, str]) -> None:
        self._builder = builder
        self._answers = answers
        self._keys: dict[str, set[str]] = {}
        self._used: set[str] = set()
        for path in answers:
            head, bracket, tail = path.rpartition("[")
            if bracket and tail.endswith("]") and "/" not in tail:
                self._keys.setdefault(head, set()).add(tail[:-1])

    def unplaced(self) -> dict[str, str]:
        """Answers whose path this version of the form does not have."""
        return {path: text for path, text in self._answers.items() if path not in self._used}

    def restore(self, node: FormNode, path: str) -> None:
        """Fill *node*, whose stored path is *path*, and everything below."""
        definition = node.definition
        if not definition.children and not definition.is_repeat:
            node.text = self._answers.get(path, "")
            self._used.add(path)
        for attribute in node.attributes:
            stored = f"{path}/@{attribute.name}"
            attribute.text = self._answers.get(stored, attribute.text)
            self._used.add(stored)
        for child in definition.children:
            below = f"{path}/{child.name}"
            if child.is_repeat:
                self._restore_repeat(node, child, below)
            elif not node.named(child.key):
                continue
            else:
                found = node.named(child.key)[0]
                assert isinstance(found, FormNode)
                self.restore(found, below)

    def _restore_repeat(self, parent: FormNode, definition: ElementDef, path: str) -> None:
        for default in list(parent.named(definition.key)):
            parent.remove(default)
        for key in sorted(self._keys.get(path, ())):
            instance = self._builder.build(definition, definition.template)
            instance.repeat_key = key
            parent.insert(instance_index(parent, definition), instance)
            self._used.add(f"{path}[{key}]")
            self.restore(instance, f"{path}[{key}]")
