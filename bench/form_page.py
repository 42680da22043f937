"""The form page with its real widgets, off the screen: first page shown, language switched."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QWidget

from bench.line import Line, line
from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.ui.form_desk import Desk
from tests.ui.long_form import long_form

QUESTIONS, PANES, RUNS = 1_000, 2, 9


def run() -> list[Line]:
    """Medians of several pages in one process, the form loaded before, as at a second visit."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme(application)
    tasks = Tasks()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), tasks)
        try:
            gc.collect()
            gc.disable()  # as in the program, which looks for garbage between two events only
            return [_first_page(desk), _switch(desk)]
        finally:
            gc.enable()
            tasks.close()
            desk.close()
            theme.deleteLater()


def _first_page(desk: Desk) -> Line:
    xml = long_form(QUESTIONS)
    questions = 0
    times: list[float] = []
    for _ in range(RUNS + 1):
        form = desk.form(xml)
        started = time.perf_counter()
        page = desk.page(form)
        _show(page)
        times.append(_since(started))
        questions = len(page.view.rows)
        _put_away(page)
    bare = [_bare_page(questions) for _ in range(RUNS)]
    return line(
        f"first page of a form with {QUESTIONS:,} questions in two languages, shown",
        statistics.median(times[1:]),
        statistics.median(bare),
        unit="ms",
        limit_is="as many bare QLabel and QLineEdit in a grid, shown",
        aim="<= 100 ms",
        questions=questions,
        most=round(max(times[1:]), 1),
    )


def _switch(desk: Desk) -> Line:
    page = desk.page(desk.form(long_form(QUESTIONS)))
    _show(page)
    questions = len(page.view.rows)

    def switch(code: str) -> None:
        page.heads.pickers[CLIENT].picked.emit(code)
        QApplication.processEvents()
        page.repaint()

    times = []
    for code in ("de", "ar") * RUNS:
        started = time.perf_counter()
        switch(code)
        times.append(_since(started))
    _put_away(page)
    return line(
        f"another language in one pane of a page with {questions} questions",
        statistics.median(times),
        statistics.median(_relabel(questions) for _ in range(RUNS)),
        unit="ms",
        limit_is="as many bare QLabel given another text and painted",
        aim="<= 50 ms",
        most=round(max(times), 1),
    )


def _bare_page(questions: int) -> float:
    started = time.perf_counter()
    page, _ = _grid(questions)
    _show(page)
    taken = _since(started)
    _put_away(page)
    return taken


def _relabel(questions: int) -> float:
    page, labels = _grid(questions)
    _show(page)
    started = time.perf_counter()
    for number, label in enumerate(labels[::PANES]):
        label.setText(f"سؤال {number}")
    QApplication.processEvents()
    page.repaint()
    taken = _since(started)
    _put_away(page)
    return taken


def _grid(questions: int) -> tuple[QWidget, list[QLabel]]:
    page = QWidget()
    layout = QGridLayout(page)
    labels = []
    for number in range(questions):
        for pane in range(PANES):
            label = QLabel(f"Frage {number}")
            layout.addWidget(label, 2 * number, pane)
            layout.addWidget(QLineEdit(), 2 * number + 1, pane)
            labels.append(label)
    page.resize(1100, 700)
    return page, labels


def _show(widget: QWidget) -> None:
    widget.show()
    QApplication.processEvents()
    widget.repaint()


def _put_away(widget: QWidget) -> None:
    if isinstance(widget, FormPage):
        widget.conversation.close()
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
