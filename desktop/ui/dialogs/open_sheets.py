"""The dialogs that stand over a page, so that they stand there again after a lock."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from desktop.ui.alive import is_alive
from desktop.ui.dialogs.sheet import Sheet

SOON_S = 60.0
"""So long after unlocking a dialog still comes up by itself. Seconds."""
_ASIDE = "aside"
Way = Callable[[str], object]
"""Opens a dialog as a person does, from the key it was opened with. Anything false means that what
it needs is not read yet: it is asked again."""


class OpenSheets:
    """Belongs to one page; GUI thread.

    Only what a person types or chooses is brought back. A drawn signature is not: it is drawn in
    one go by somebody who may have left. Dialogs for secrets are never told of here.
    What Esc left ``unsaved`` waits for its dialog, beyond a lock too; *Abbrechen* drops it.
    """

    def __init__(self) -> None:
        self._ways: dict[str, Way] = {}
        self._open: list[tuple[str, str, Sheet]] = []
        self._waiting: list[list[Any]] = []
        self._aside: dict[tuple[str, str], dict[str, Any]] = {}
        self._is_asked = False
        """Whether the first of those that wait is being opened."""
        self._until = 0.0

    def lead(self, name: str, way: Way) -> None:
        """Dialogs of that *name* are opened by *way*."""
        self._ways[name] = way

    def stands(self, name: str, sheet: Sheet, key: str = "") -> None:
        """*sheet* is open now; its way would open it with *key*. What was left ``unsaved`` in it
        stands there when it is opened with the same key again."""
        self._open.append((name, key, sheet))
        sheet.finished.connect(lambda _: self._forget(sheet))
        sheet.rejected.connect(lambda: self._put_aside(name, key, sheet))
        aside = self._aside.pop((name, key), None)
        if not self._waiting or self._waiting[0][:2] != [name, key]:
            self._waiting.clear()  # a person has opened another one
            self._is_asked = False
            if aside is not None:
                sheet.take_typed(aside)
            return
        kept = self._waiting.pop(0)[2]
        self._is_asked = False
        sheet.take_typed(kept if isinstance(kept, dict) else {})
        self.reopen()

    def remembered(self) -> list[list[Any]]:
        """Name, key and typed text of each dialog, the lowest first, and marked as such of those
        put aside; plain values."""
        there = [one for one in self._open if is_alive(one[2])]
        told = [[name, key, sheet.typed()] for name, key, sheet in there]
        aside = [[name, key, kept, _ASIDE] for (name, key), kept in self._aside.items()]
        return [one for one in told if one[2] is not None] + self._waiting + aside

    def return_to(self, kept: object) -> None:
        """Open again what was ``remembered``, now or when ``reopen`` finds what it needs."""
        for one in kept if isinstance(kept, list) else []:
            match one:
                case [str(name), str(), dict()] if name in self._ways:
                    self._waiting.append(list(one))
                case [str(name), str(key), dict(aside), str(mark)] if mark == _ASIDE:
                    self._aside[name, key] = aside
        self._until = monotonic() + SOON_S
        self.reopen()

    def reopen(self) -> None:
        """Something was read: try what waits, unless it would be a surprise by now."""
        if monotonic() > self._until:
            self._waiting.clear()
        if self._waiting and not self._is_asked:
            name, key, _ = self._waiting[0]
            self._is_asked = True
            if not self._ways[name](key):
                self._is_asked = False

    def _put_aside(self, name: str, key: str, sheet: Sheet) -> None:
        unsaved = None if sheet.is_cancelled else sheet.unsaved()
        if unsaved is not None:
            self._aside[name, key] = unsaved

    def _forget(self, sheet: Sheet) -> None:
        self._open = [one for one in self._open if one[2] is not sheet]
