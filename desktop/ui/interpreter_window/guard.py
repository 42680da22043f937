"""While the device is with the client, nothing of the program but the client's window is there."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.hiding import OthersHidden

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


class ClientGuard(OthersHidden):
    """Hides every other window, and keeps hidden what wants to come up; GUI thread.

    Blocked for the whole program: tooltips, context menus, shortcuts, clipboard and print keys,
    the middle mouse button (it pastes), drag and drop, quitting. What the operating system itself
    offers, such as its own switching between programs, is out of reach.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _NEVER:
            return True
        if kind is _Type.Quit:
            application = QApplication.instance()
            return not (isinstance(application, QGuiApplication) and application.isSavingSession())
        return brings_text(event) or super().eventFilter(watched, event)
