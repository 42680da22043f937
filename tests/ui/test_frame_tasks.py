"""Work runs off the GUI thread, answers arrive on it, and answers for closed pages are dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.changes import Changes
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.ui.events import Changed, Events, Synced
from desktop.ui.tasks import Failure, Tasks


def test_answer_arrives_on_the_thread_that_asked(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[tuple[str, str]] = []

    def work() -> str:
        return threading.current_thread().name

    def done(worker: str) -> None:
        seen.append((worker, threading.current_thread().name))

    tasks.run(work, done=done)
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker.startswith("task")
    assert here == threading.current_thread().name


def test_known_error_reaches_the_page_as_it_is(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[Failure] = []

    def work() -> None:
        raise KnownError(ErrorCode.DISK_FULL, free=0)

    tasks.run(work, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], KnownError)
    assert seen[0].code is ErrorCode.DISK_FULL


def test_any_other_exception_is_a_bug_and_keeps_its_cause(qtbot: QtBot) -> None:
    bugs: list[BugError] = []
    failed: list[Failure] = []
    tasks = Tasks(on_bug=bugs.append)

    def work() -> None:
        raise ZeroDivisionError

    tasks.run(work, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    tasks.close()
    assert isinstance(bugs[0].__cause__, ZeroDivisionError)
    assert failed == bugs


def test_answer_for_a_page_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    page, gate = QObject(), threading.Event()
    seen: list[object] = []
    tasks.run(gate.wait, done=seen.append, initiator=page)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert seen == []


def test_only_the_newest_search_answers(qtbot: QtBot, tasks: Tasks) -> None:
    page, gate = QObject(), threading.Event()
    seen: list[str] = []

    def search(text: str) -> str:
        gate.wait()
        return text

    for text in ("M", "Mo", "Moh"):
        tasks.run(search, text, done=seen.append, initiator=page, latest="search")
    gate.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert seen == ["Moh"]


def test_an_outdated_question_that_has_not_begun_is_never_asked(qtbot: QtBot, tasks: Tasks) -> None:
    page, gate = QObject(), threading.Event()
    asked: list[int] = []
    for _ in range(3):  # as many as there are threads
        tasks.run(gate.wait)
    for number in range(5):
        tasks.run(asked.append, number, initiator=page, latest="status")
    gate.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert asked == [4]


def test_what_is_only_read_for_a_page_is_not_waited_for_when_all_is_to_be_kept(
    qtbot: QtBot, tasks: Tasks
) -> None:
    page, reading, saving = QObject(), threading.Event(), threading.Event()
    reached: list[str] = []
    tasks.run(reading.wait, initiator=page, latest="view")
    tasks.run(saving.wait)
    tasks.when_kept(lambda: reached.append("kept"))
    tasks.when_idle(lambda: reached.append("idle"))
    assert reached == []
    saving.set()
    qtbot.waitUntil(lambda: reached == ["kept"])
    reading.set()
    qtbot.waitUntil(lambda: reached == ["kept", "idle"])


def test_with_only_reading_under_way_all_is_kept_at_once(qtbot: QtBot, tasks: Tasks) -> None:
    page, reading = QObject(), threading.Event()
    reached: list[str] = []
    seen: list[object] = []
    tasks.run(reading.wait, done=seen.append, initiator=page, latest="view")
    tasks.when_kept(lambda: reached.append("kept"))
    assert reached == ["kept"]
    tasks.forget()
    assert tasks.pending == 0
    reading.set()
    tasks.run(lambda: None, done=lambda _: reached.append("next"))
    qtbot.waitUntil(lambda: reached == ["kept", "next"])
    assert seen == [], "an answer for nobody"


def test_long_work_reports_and_can_be_cancelled(qtbot: QtBot, tasks: Tasks) -> None:
    steps: list[tuple[int, int]] = []
    failed: list[Failure] = []
    go_on = threading.Event()

    def work(*, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        progress(1, 3)
        go_on.wait()
        if cancelled():
            raise KnownError(ErrorCode.CANCELLED)

    task = tasks.run_long(
        work, progressed=lambda done, total: steps.append((done, total)), failed=failed.append
    )
    qtbot.waitUntil(lambda: steps == [(1, 3)])
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], KnownError)
    assert failed[0].code is ErrorCode.CANCELLED


def test_commit_in_another_thread_is_heard_in_the_gui_thread(qtbot: QtBot) -> None:
    listeners: list[Callable[[Changes, object | None], None]] = []
    watchers: list[Callable[[], None]] = []

    def subscribe(listener: Callable[[Changes, object | None], None]) -> Callable[[], None]:
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    def subscribe_sync(listener: Callable[[], None]) -> Callable[[], None]:
        watchers.append(listener)
        return lambda: watchers.remove(listener)

    events = Events(subscribe, subscribe_sync)
    heard: list[tuple[object, str]] = []
    events.changed.connect(lambda news: heard.append((news, threading.current_thread().name)))
    events.synced.connect(lambda news: heard.append((news, threading.current_thread().name)))
    changes = Changes(frozenset({("person", RecordId("p1"))}))

    def announce() -> None:
        listeners[0](changes, None)
        watchers[0]()

    writer = threading.Thread(target=announce, name="writer")
    writer.start()
    writer.join()
    qtbot.waitUntil(lambda: len(heard) == 2)
    here = threading.current_thread().name
    assert heard == [(Changed(changes, None), here), (Synced(), here)]
    events.close()
    assert listeners == []
    assert watchers == []


def test_news_on_its_way_is_dropped_when_the_window_is_shut(qtbot: QtBot) -> None:
    listeners: list[Callable[[], None]] = []

    def subscribe_sync(listener: Callable[[], None]) -> Callable[[], None]:
        listeners.append(listener)
        return lambda: None

    events = Events(lambda listener: lambda: None, subscribe_sync)
    heard: list[object] = []
    events.synced.connect(heard.append)
    listeners[0]()
    events.close()
    qtbot.wait(1)
    assert heard == []
