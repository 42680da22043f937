"""While the device is with the client, nothing of the program but the client's window is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from desktop.ui.alive import is_alive

_Type = QEvent.Type
_NEVER = frozenset(
    {
        _Type.ToolTip,
        _Type.WhatsThis,
        _Type.StatusTip,
        _Type.HelpRequest,
        _Type.ContextMenu,
        _Type.Shortcut,
    }
)
_DROPS = frozenset({_Type.DragEnter, _Type.DragMove, _Type.DragLeave, _Type.Drop})
_BUTTONS = frozenset({_Type.MouseButtonPress, _Type.MouseButtonRelease, _Type.MouseButtonDblClick})
_INPUT = frozenset(
    {
        _Type.KeyPress,
        _Type.MouseButtonPress,
        _Type.MouseMove,
        _Type.Wheel,
        _Type.TouchBegin,
        _Type.TouchUpdate,
        _Type.TabletPress,
        _Type.TabletMove,
        _Type.InputMethod,
    }
)
_KEYS = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.Print,
    QKeySequence.StandardKey.Close,
    QKeySequence.StandardKey.Quit,
    QKeySequence.StandardKey.HelpContents,
)


def _is_clipboard_key(event: QKeyEvent) -> bool:
    """Whether a key copies, cuts or pastes (or does something else no client needs)."""
    return any(event.matches(key) for key in _KEYS)


def brings_text(event: QEvent) -> bool:
    """Whether *event* could bring in text from elsewhere, or take some out.

    Keys of the clipboard, drag and drop, and the middle button, with which X11 pastes what was
    selected last in any program: Qt does so when the button is let go.
    """
    kind = event.type()
    if kind is _Type.KeyPress and isinstance(event, QKeyEvent):
        return _is_clipboard_key(event)
    if kind in _BUTTONS and isinstance(event, QMouseEvent):
        return event.button() == Qt.MouseButton.MiddleButton
    return kind in _DROPS


class Sealing(QObject):
    """Keeps ``brings_text`` away from a widget and all there is or will be inside; GUI thread."""

    def seal(self, widget: QWidget) -> None:
        """Watch *widget* and its children, those made later too."""
        for each in (widget, *widget.findChildren(QWidget)):
            each.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is _Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget):
                self.seal(child)
        return brings_text(event)


class ClientGuard(QObject):
    """Hides every other window, and keeps hidden what wants to come up; GUI thread.

    Blocked for the whole program: tooltips, context menus, shortcuts, clipboard and print keys,
    the middle mouse button (it pastes), drag and drop, quitting. *seconds* is a clock; the time of
    the last touch or key stands in ``last_input``. What the operating system itself offers, such
    as its own switching between programs, is out of reach.
    """

    def __init__(self, window: QWidget, seconds: Callable[[], float]) -> None:
        super().__init__(window)
        self._window = window
        self._seconds = seconds
        self._hidden: list[QWidget] = []
        self.last_input = seconds()
        self.is_on = False

    def enter(self) -> None:
        """Hide all other windows and let none come up."""
        self.is_on = True
        self.last_input = self._seconds()
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            following = QApplication.activePopupWidget()
            popup = following if following is not popup else None
        QToolTip.hideText()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and not self._is_own(widget):
                self._hidden.append(widget)
                widget.hide()

    def leave(self, *, restore: bool) -> None:
        """Let go; with *restore* what was there before, or wanted to come up, is shown."""
        if not self.is_on:
            return
        self.is_on = False
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        hidden, self._hidden = self._hidden, []
        for widget in hidden:
            if is_alive(widget):
                widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
                if restore:
                    widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT:
            self.last_input = self._seconds()
        if kind in _NEVER:
            return True
        if kind is _Type.Quit:
            application = QApplication.instance()
            return not (isinstance(application, QGuiApplication) and application.isSavingSession())
        if brings_text(event):
            return True
        if kind is _Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._keep_down(watched)
        return False

    def _keep_down(self, widget: QWidget) -> None:
        """The event comes before the window is put on the screen: it never is."""
        if self._is_own(widget):
            return
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        if widget not in self._hidden:
            self._hidden.append(widget)
        QTimer.singleShot(0, widget, widget.hide)

    def _is_own(self, widget: QWidget) -> bool:
        """Whether it is the client's window or belongs to it, as its calendar does."""
        step: QObject | None = widget
        while step is not None and step is not self._window:
            step = step.parent()
        return step is not None
