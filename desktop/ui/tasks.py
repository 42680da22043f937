"""Work off the GUI thread, answers on it; answers for a page that is gone are dropped."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain.errors import BugError, KnownError
from desktop.ui.alive import is_alive

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Failure = KnownError | BugError
Done = Callable[[Any], object]
Failed = Callable[[Failure], object]
Progressed = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class _Outcome:
    number: int
    result: object
    error: Failure | None


@dataclass(frozen=True, slots=True)
class _Step:
    number: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    done: Done | None
    failed: Failed | None
    progressed: Progressed | None
    initiator: weakref.ref[QObject] | None
    key: tuple[int, str] | None

    def is_wanted(self) -> bool:
        """Whether the page that asked still exists (no page named: always)."""
        if self.initiator is None:
            return True
        page = self.initiator()
        return page is not None and is_alive(page)


class LongTask:
    """A running task that reports progress and can be cancelled between its steps."""

    def __init__(self, tasks: Tasks, number: int) -> None:
        self._tasks = tasks
        self._number = number
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; it then ends with KnownError CANCELLED."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Any thread: whether someone asked to stop."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int) -> None:
        """Any thread: tell the page how far the work is."""
        self._tasks.stepped.emit(_Step(self._number, done, total))


class Tasks(QObject):
    """Runs blocking callables in a small pool and calls back in the GUI thread.

    A KnownError goes to ``failed``; anything else is a bug: it becomes a BugError (cause kept),
    goes to ``on_bug`` first and then to ``failed``. Signals: ``finished(_Outcome)``,
    ``stepped(_Step)``, both internal.
    """

    finished = Signal(object)
    stepped = Signal(object)

    def __init__(
        self,
        *,
        workers: int = 3,
        on_bug: Callable[[BugError], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workers = workers
        self._threads: ThreadPoolExecutor | None = None
        self._on_bug = on_bug
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._latest: dict[tuple[int, str], int] = {}
        self._closed = False
        self._when_idle: list[Callable[[], object]] = []
        self._when_kept: list[Callable[[], object]] = []
        self.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self.stepped.connect(self._on_stepped, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Done | None = None,
        failed: Failed | None = None,
        initiator: QObject | None = None,
        latest: str = "",
    ) -> None:
        """Call ``work(*args)`` off the GUI thread, then ``done(result)`` or ``failed(error)``.

        With *latest*, an older task of the same initiator and word loses its answer: only the
        newest question is still of interest (search as you type). Such a task only reads: one
        that has not begun when a newer question comes is not done at all, and ``when_kept`` does
        not wait for it.
        """
        number = self._enter(done, failed, None, initiator, latest)
        key = self._waiting[number].key

        def unless_outdated() -> object:
            return work(*args) if key is None or self._latest.get(key) == number else None

        self._submit(number, unless_outdated)

    def run_long(
        self,
        work: Callable[..., Any],
        *args: object,
        progressed: Progressed,
        done: Done | None = None,
        failed: Failed | None = None,
        initiator: QObject | None = None,
    ) -> LongTask:
        """Like ``run``; *work* also gets ``progress(done, total)`` and ``cancelled()``."""
        number = self._enter(done, failed, progressed, initiator, "")
        task = LongTask(self, number)
        self._submit(number, lambda: work(*args, progress=task.report, cancelled=task.is_cancelled))
        return task

    @property
    def pending(self) -> int:
        """How many tasks have not answered yet."""
        return len(self._waiting)

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call *then* once, as soon as nothing waits for an answer (maybe at once)."""
        if self._waiting:
            self._when_idle.append(then)
        else:
            then()

    @property
    def is_keeping(self) -> bool:
        """Whether anything runs that may write."""
        return any(one.key is None for one in self._waiting.values())

    def when_kept(self, then: Callable[[], object]) -> None:
        """As ``when_idle``, without waiting for what is only read for a page (``latest``)."""
        if self.is_keeping:
            self._when_kept.append(then)
        else:
            then()

    def forget(self) -> None:
        """Nobody is left to hear any answer; what runs may end as it likes."""
        self._waiting.clear()

    def close(self) -> None:
        """Take no new work, drop what waits, let running work end. Blocks until it has."""
        self._closed = True
        self._waiting.clear()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)

    def _enter(
        self,
        done: Done | None,
        failed: Failed | None,
        progressed: Progressed | None,
        initiator: QObject | None,
        latest: str,
    ) -> int:
        number = next(self._numbers)
        key = (id(initiator), latest) if latest else None
        if key is not None:
            self._latest[key] = number
        page = weakref.ref(initiator) if initiator is not None else None
        self._waiting[number] = _Waiting(done, failed, progressed, page, key)
        return number

    def _pool(self) -> ThreadPoolExecutor:
        """The threads, started with the first task: the first paint needs none."""
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = ThreadPoolExecutor(self._workers, thread_name_prefix="task")
        return self._threads

    def _submit(self, number: int, work: Callable[[], object]) -> None:
        if self._closed:
            self._waiting.pop(number, None)
            return
        future: Future[object] = self._pool().submit(work)
        future.add_done_callback(lambda f: self._announce(number, f))

    def _announce(self, number: int, future: Future[object]) -> None:
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if error is None:
            self.finished.emit(_Outcome(number, future.result(), None))
        else:
            self.finished.emit(_Outcome(number, None, _failure(error)))

    @Slot(object)
    def _on_finished(self, outcome: _Outcome) -> None:
        self._deliver(outcome)
        if not self.is_keeping:
            kept, self._when_kept = self._when_kept, []
            for then in kept:
                then()
        if not self._waiting:
            idle, self._when_idle = self._when_idle, []
            for then in idle:
                then()

    def _deliver(self, outcome: _Outcome) -> None:
        waiting = self._waiting.pop(outcome.number, None)
        if waiting is None:
            return
        if isinstance(outcome.error, BugError) and self._on_bug is not None:
            self._on_bug(outcome.error)
        if not waiting.is_wanted() or self._is_outdated(outcome.number, waiting):
            return
        if outcome.error is None:
            if waiting.done is not None:
                waiting.done(outcome.result)
        elif waiting.failed is not None:
            waiting.failed(outcome.error)

    def _is_outdated(self, number: int, waiting: _Waiting) -> bool:
        if waiting.key is None:
            return False
        if self._latest.get(waiting.key) != number:
            return True
        del self._latest[waiting.key]
        return False

    @Slot(object)
    def _on_stepped(self, step: _Step) -> None:
        waiting = self._waiting.get(step.number)
        if waiting is not None and waiting.progressed is not None and waiting.is_wanted():
            waiting.progressed(step.done, step.total)


def _failure(error: BaseException) -> Failure:
    if isinstance(error, KnownError | BugError):
        return error
    bug = BugError(type(error).__name__)
    bug.__cause__ = error
    return bug
