"""Watching for hands: which events count, in which windows, by which clock."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputMethodEvent,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import idle
from desktop.app.idle import IdleWatch, Limits

pytestmark = pytest.mark.hardening("T11")
Told = list[str]


class Clock:
    """Seconds that go on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(300, 200)
    QLineEdit(made)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def watch(window: QWidget, clock: Clock) -> Iterator[IdleWatch]:
    made = IdleWatch(lambda: Limits(180, 600), clock)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def told(watch: IdleWatch) -> Told:
    found: Told = []
    watch.cover_due.connect(lambda: found.append("cover"))
    watch.lock_due.connect(lambda: found.append("lock"))
    watch.lock_pressed.connect(lambda: found.append("pressed"))
    return found


def after(watch: IdleWatch, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    watch.look()


def test_cover_and_lock_are_told_once_each_in_time(
    watch: IdleWatch, clock: Clock, told: Told
) -> None:
    after(watch, clock, 179)
    assert told == []
    after(watch, clock, 1)
    after(watch, clock, 60)
    assert told == ["cover"]
    after(watch, clock, 360)
    after(watch, clock, 60)
    assert told == ["cover", "lock"]


def test_a_night_asleep_ends_with_the_lock_at_the_first_look(
    watch: IdleWatch, clock: Clock, told: Told
) -> None:
    after(watch, clock, 8 * 3600)
    assert told == ["lock"]


def press_key(window: QWidget) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)


def move_mouse(window: QWidget) -> None:
    QTest.mouseMove(window.windowHandle(), QPoint(20, 20))
    QTest.mouseMove(window.windowHandle(), QPoint(30, 20))


def click(window: QWidget) -> None:
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)


def turn_wheel(window: QWidget) -> None:
    QTest.wheelEvent(window.windowHandle(), QPoint(20, 20), QPoint(0, 120))


def touch(window: QWidget) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(window.windowHandle(), device).press(0, QPoint(20, 20)).commit()


def use_pen(window: QWidget) -> None:
    device = QPointingDevice.primaryPointingDevice()
    at, none = QPointF(20, 20), Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    event = QTabletEvent(
        QEvent.Type.TabletPress, device, at, at, 1, 0, 0, 0, 0, 0, none, button, button
    )
    QApplication.sendEvent(window.windowHandle(), event)


def compose(window: QWidget) -> None:
    """As ibus does for Amharic: nothing but the composed text reaches the program."""
    line = window.findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("ሰ", []))


@pytest.mark.parametrize(
    "hand", [press_key, move_mouse, click, turn_wheel, touch, use_pen, compose]
)
def test_every_hand_counts(
    watch: IdleWatch, clock: Clock, told: Told, window: QWidget, hand: object
) -> None:
    clock.now += 170
    assert callable(hand)
    hand(window)
    QApplication.processEvents()
    after(watch, clock, 170)
    assert told == []
    after(watch, clock, 10)
    assert told == ["cover"]


@pytest.mark.qt_log_ignore("does not support")
@pytest.mark.parametrize("kind", [QDialog, QMenu])
def test_in_windows_that_came_later_too(
    watch: IdleWatch, clock: Clock, told: Told, window: QWidget, kind: type[QWidget], qtbot: QtBot
) -> None:
    later = kind(window)
    later.show()
    qtbot.waitExposed(later)
    after(watch, clock, 170)
    QTest.keyClick(later.windowHandle(), Qt.Key.Key_Shift)
    after(watch, clock, 170)
    assert told == []
    later.close()


def test_what_the_program_does_by_itself_is_no_hand(
    watch: IdleWatch, clock: Clock, told: Told, window: QWidget
) -> None:
    clock.now += 170
    line = window.findChild(QLineEdit)
    assert line is not None
    line.setText("gerade abgeglichen")
    window.resize(320, 220)
    window.setWindowTitle("neu")
    QApplication.processEvents()
    after(watch, clock, 10)
    assert told == ["cover"]


def test_while_held_nothing_counts_and_nothing_is_pressed(
    watch: IdleWatch, clock: Clock, told: Told, window: QWidget
) -> None:
    after(watch, clock, 180)
    watch.is_held = True
    click(window)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    after(watch, clock, 420)
    assert told == ["cover", "lock"]


def test_ctrl_l_is_heard_in_front_of_a_dialog(
    watch: IdleWatch, told: Told, window: QWidget, qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    watch.look()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert told == ["pressed"]
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L)
    assert told == ["pressed"]
    dialog.close()


@pytest.mark.skipif(sys.platform != "linux", reason="names the clock of Linux")
def test_the_clock_goes_on_in_suspend() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= idle.awake_or_not() <= time.clock_gettime(time.CLOCK_BOOTTIME)
