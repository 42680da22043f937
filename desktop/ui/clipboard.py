"""What is copied out of the program: marked as secret, and gone after a minute.

Programs that keep a history of the clipboard leave out what carries these marks: KDE looks for
x-kde-passwordManagerHint; Windows for ExcludeClipboardContentFromMonitorProcessing and, for its
history and cloud, CanIncludeInClipboardHistory and CanUploadToCloudClipboard.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.domain.wording import N_
from desktop.i18n.bidi import strip_controls
from desktop.ui.actions import keys_text
from desktop.ui.alive import is_alive
from desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from desktop.i18n.context import LocaleContext

SECONDS: Final = 60
"""So long after copying, what was copied is taken back."""
HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
}
_MARK: Final = "application/x-fallmappe-copy"
_OURS: Final = os.urandom(16)
"""Tells a copy of this process from one of any other; means nothing outside."""
_MODES: Final = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
_SILENT: Final = frozenset({"offscreen", "minimal"})
"""Platforms that never say whose the content of their clipboard is."""
_BREAK, _PARAGRAPH = "\u200b", "\u2029"
_ACTIONS: Final = {
    "edit-undo": N_("Rückgängig"),
    "edit-redo": N_("Wiederholen"),
    "edit-cut": N_("Ausschneiden"),
    "edit-copy": N_("Kopieren"),
    "edit-paste": N_("Einfügen"),
    "edit-delete": N_("Löschen"),
    "select-all": N_("Alles markieren"),
}
_Writable = QLineEdit | QPlainTextEdit | QTextEdit
_Owns = Callable[[QClipboard.Mode], bool]


def put(text: str, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
    """Copy *text* with all marks; the only way into the clipboard. GUI thread."""
    data = QMimeData()
    data.setText(text)
    for name, value in HINTS.items():
        data.setData(name, value)
    data.setData(_MARK, _OURS + os.urandom(8))
    QGuiApplication.clipboard().setMimeData(data, mode)


def _mark(mode: QClipboard.Mode) -> bytes:
    """What tells the copy that is there now from all others; empty if it is none of ours."""
    data = QGuiApplication.clipboard().mimeData(mode)
    found = bytes(data.data(_MARK).data()) if data is not None else b""
    return found if found.startswith(_OURS) else b""


def is_ours(mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> bool:
    """Whether this process copied what is in the clipboard now."""
    return bool(_mark(mode))


def _owns(mode: QClipboard.Mode) -> bool:
    clipboard = QGuiApplication.clipboard()
    if QGuiApplication.platformName() in _SILENT:
        return is_ours(mode)
    is_main = mode is QClipboard.Mode.Clipboard
    return clipboard.ownsClipboard() if is_main else clipboard.ownsSelection()


class ClipboardCare(QObject):
    """Marks what any widget copies and takes it back after *seconds*. GUI thread.

    Copying by key or menu is done here for whatever widget has the focus, so that nothing lies in
    the clipboard unmarked even for a moment. What gets there in any other way, such as by marking
    words under X11, is marked as soon as Qt reports it. ``timers`` run once for each kind of
    clipboard; *owns* says whether this process put there what is in one.
    """

    def __init__(
        self,
        tr: LocaleContext,
        parent: QObject | None = None,
        *,
        seconds: float = SECONDS,
        owns: _Owns = _owns,
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._owns = owns
        self._watched: list[QWidget] = []
        self._timed: dict[QClipboard.Mode, bytes] = {}
        self.timers = {mode: QTimer(self) for mode in _MODES}
        for mode, timer in self.timers.items():
            timer.setSingleShot(True)
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.setInterval(round(seconds * 1000))
            timer.timeout.connect(lambda mode=mode: self._take_back(mode))
        QGuiApplication.clipboard().changed.connect(self._changed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self._focus_changed(None, QApplication.focusWidget())

    def clear(self) -> None:
        """Take back at once what is still ours."""
        for mode in _MODES:
            self._take_back(mode)

    def _take_back(self, mode: QClipboard.Mode) -> None:
        self.timers[mode].stop()
        clipboard = QGuiApplication.clipboard()
        if mode is QClipboard.Mode.Selection and not clipboard.supportsSelection():
            return
        if self._owns(mode) and is_ours(mode):
            clipboard.clear(mode)

    def _changed(self, mode: QClipboard.Mode) -> None:
        if mode not in self.timers or not self._owns(mode):
            return
        mark = _mark(mode)
        if mark:
            if self._timed.get(mode) != mark:
                self._timed[mode] = mark
                self.timers[mode].start()
            return
        data = QGuiApplication.clipboard().mimeData(mode)
        if data is not None and data.formats():
            put(data.text(), mode)

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        for widget in filter(is_alive, self._watched):
            widget.removeEventFilter(self)
        self._watched = []
        if isinstance(now, QAbstractSpinBox | QComboBox):
            self._watched = [now, *now.findChildren(QLineEdit)]
        elif isinstance(now, _Writable | QLabel | QAbstractItemView):
            self._watched = [now]
        for widget in self._watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_cut = event.matches(QKeySequence.StandardKey.Cut)
            if is_cut or event.matches(QKeySequence.StandardKey.Copy):
                return isinstance(watched, QWidget) and copy_from(watched, cut=is_cut)
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            return self._menu(watched, event)
        return False

    def _menu(self, widget: QWidget, event: QContextMenuEvent) -> bool:
        if widget.contextMenuPolicy() is not Qt.ContextMenuPolicy.DefaultContextMenu:
            return False
        menu = self.menu_for(widget)
        if menu is None:
            return False
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
        return True

    def menu_for(self, widget: QWidget) -> QMenu | None:
        """The menu of a text: Qt's own, in the window's language, copying through here."""
        if isinstance(widget, QLabel):
            menu = Menu(widget)
            action = menu.addAction(self._tr.text(_ACTIONS["edit-copy"]))
            action.setEnabled(widget.hasSelectedText())
            action.triggered.connect(lambda: copy_from(widget))
            return menu
        if not isinstance(widget, _Writable):
            return None
        menu, standard = Menu(widget), widget.createStandardContextMenu()
        standard.setParent(menu, standard.windowFlags())  # the actions are its own
        for action in standard.actions():
            menu.addAction(action)
            name = action.objectName()
            if name in _ACTIONS:
                keys = action.text().partition("\t")[2]
                words = self._tr.text(_ACTIONS[name])
                action.setText(f"{words}\t{keys_text(keys, self._tr)}" if keys else words)
            elif not action.isSeparator():
                action.setVisible(False)
            if name in ("edit-copy", "edit-cut"):
                action.triggered.disconnect()
                is_cut = name == "edit-cut"
                action.triggered.connect(lambda _=False, cut=is_cut: copy_from(widget, cut=cut))
        return menu


def copy_from(widget: QWidget, *, cut: bool = False) -> bool:
    """Copy, or cut, what is marked in *widget*; False if nothing is, or nothing may be taken."""
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        line = widget.findChild(QLineEdit)
        return line is not None and copy_from(line, cut=cut)
    text = _marked(widget)
    if not text:
        return False
    put(text)
    if cut and isinstance(widget, _Writable) and not widget.isReadOnly():
        if isinstance(widget, QLineEdit):
            widget.del_()
        else:
            widget.textCursor().removeSelectedText()
    return True


def _marked(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        is_plain = widget.echoMode() is QLineEdit.EchoMode.Normal
        return widget.selectedText() if is_plain else ""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.textCursor().selection().toPlainText()
    if isinstance(widget, QAbstractItemView):
        return str(widget.currentIndex().data() or "")
    if isinstance(widget, QLabel):
        shown = widget.selectedText().replace(_BREAK, "").replace(_PARAGRAPH, "\n")
        return strip_controls(shown)
    return ""
