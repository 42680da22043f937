"""What the keyboard is at: a ring around it, and Enter presses it if it is a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

from desktop.ui.alive import is_alive
from desktop.ui.theme.palette import current_tokens

_OFF, _PEN = 2, 2
_OWN_FOCUS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
"""Inputs show focus by their border, lists by their row."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.Scroll,
}


class FocusRing(QWidget):
    """Lies over one window and follows its focus; two pixels of accent, two pixels off the widget,
    shown once the keyboard is used.

    Qt lets Enter press a button in some desktops and in dialogs only, and there it may press
    another one; with the ring it presses the one with the focus, in every window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self._ring = QRectF()
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self._on_focus_changed(None, application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._place()
        elif watched is self._around and event.type() == QEvent.Type.KeyPress:
            return _presses(watched, event)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_tokens().accent), _PEN))
        painter.drawRoundedRect(self._ring, 8, 8)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            # Rows of a list are deleted and made anew while the ring remembers them.
            if is_alive(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        window = self._window
        if new is None or new.window() is not window or isinstance(new, _OWN_FOCUS):
            self._around = None
        else:
            self._around = new
            step: QWidget | None = new
            while step is not None and step is not window:
                step.installEventFilter(self)
                self._watched.append(step)
                step = step.parentWidget()
        self._place()

    def _place(self) -> None:
        if self._around is not None and not is_alive(self._around):
            self._around = None
        around, window = self._around, self._window
        wanted = (
            around is not None
            and around.isVisible()
            and window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        )
        if around is None or not wanted:
            self.hide()
            return
        more = _OFF + _PEN
        ring = QRect(around.mapTo(window, QPoint(0, 0)), around.size()).adjusted(
            -more, -more, more, more
        )
        shown = ring & self._room(around, window)
        self._ring = QRectF(ring.translated(-shown.topLeft())).adjusted(1, 1, -1, -1)
        self.setGeometry(shown)
        self.raise_()
        self.show()
        self.update()

    def _room(self, around: QWidget, window: QWidget) -> QRect:
        """The part of the window that no scrolled ancestor hides."""
        room = window.rect()
        step = around.parentWidget()
        while step is not None and step is not window:
            if step.objectName() == "qt_scrollarea_viewport":
                room &= QRect(step.mapTo(window, QPoint(0, 0)), step.size())
            step = step.parentWidget()
        return room


def _presses(watched: QObject, event: QEvent) -> bool:
    """Whether *event* was Enter on a button, which is pressed by it; held down only once."""
    if not isinstance(watched, QPushButton | QToolButton) or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in _ENTER or held != Qt.KeyboardModifier.NoModifier:
        return False
    if not event.isAutoRepeat():
        watched.click()
    return True
