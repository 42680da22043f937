"""What is to be done before an unlocked store is closed: at a lock and when the program ends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

Hook = Callable[[], object]


class Leaving:
    """The hooks of one unlocked store. GUI thread.

    A hook runs after drafts are kept and while the store is still open, once, in the order
    opposite to that of ``on_leave``. It has to be quick (a tenth of a second at most): the
    laptop may be falling asleep.
    """

    def __init__(self, on_fault: Callable[[BaseException], object]) -> None:
        self._on_fault = on_fault
        self._hooks: dict[int, Hook] = {}
        self._numbers = count()

    def on_leave(self, hook: Hook) -> Callable[[], None]:
        """Let *hook* run when the store is left; returns what takes it back."""
        number = next(self._numbers)
        self._hooks[number] = hook
        return lambda: self._take_back(number)

    def leave(self) -> None:
        """Run all hooks and forget them; one that fails is reported and keeps none from running."""
        hooks, self._hooks = self._hooks, {}
        for hook in reversed(hooks.values()):
            try:
                hook()
            except Exception as error:
                self._on_fault(error)

    def _take_back(self, number: int) -> None:
        self._hooks.pop(number, None)
