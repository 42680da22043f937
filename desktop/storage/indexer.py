"""Brings the search up to date in the quiet moments between writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from desktop.domain.errors import BugError, KnownError

QUIET_S: Final = 0.3
"""How long nobody must have written before it begins; a search waits for nothing anyway,
since it brings the index up to date itself."""

_log = logging.getLogger(__name__)


class Indexer:
    """A thread that calls *index_slice* until it returns 0."""

    def __init__(self, index_slice: Callable[[], int], quiet_s: float = QUIET_S) -> None:
        self._index_slice = index_slice
        self._quiet_s = quiet_s
        self._changed = threading.Condition()
        self._touches = 0
        self._indexed = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="store-indexer", daemon=True)
        self._thread.start()

    def touched(self) -> None:
        """Something was written that the search does not know yet. Returns at once."""
        with self._changed:
            self._touches += 1
            self._changed.notify()

    def stop(self) -> None:
        """End the thread after the slice it is at."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while (touches := self._quiet()) is not None:
            try:
                left = self._index_slice()
            except (KnownError, BugError) as error:
                _log.warning("search index waits: %s", error)
                left = 0
            if not left:
                self._indexed = touches

    def _quiet(self) -> int | None:
        """Wait until there is something to do and nobody writes; None when stopping."""
        with self._changed:
            while not self._stopping:
                touches = self._touches
                if touches == self._indexed:
                    self._changed.wait()
                elif not self._changed.wait_for(
                    lambda before=touches: self._stopping or self._touches != before,  # type: ignore[misc]
                    self._quiet_s,
                ):
                    return touches
            return None
