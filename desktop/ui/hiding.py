"""Hides all windows but one's own, and keeps hidden what wants to come up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from desktop.ui.alive import is_alive

NEUTRAL_TITLE = "Fallmappe"
_Type = QEvent.Type
_SPEAKING = frozenset({_Type.ToolTip, _Type.WhatsThis, _Type.StatusTip})


class OthersHidden(QObject):
    """Nothing is closed: dialogs stay open, hidden; only menus, lists and tooltips go. GUI thread.

    Titles of hidden windows are neutral: some systems list those too.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._own: list[QWidget] = []
        self._hidden: list[QWidget] = []
        self._titles: dict[QWidget, str] = {}
        self.is_on = False

    def enter(self, *own: QWidget) -> None:
        """Hide all windows but *own* and what belongs to them, and let none come up."""
        self.is_on = True
        self._own = list(own)
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
                self._keep(widget)
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
        titles, self._titles = self._titles, {}
        for widget in hidden:
            if is_alive(widget):
                if widget.windowTitle() == NEUTRAL_TITLE:
                    widget.setWindowTitle(titles[widget])
                widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
                if restore:
                    widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _SPEAKING:
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
            self._keep(widget)
        QTimer.singleShot(0, widget, widget.hide)

    def _keep(self, widget: QWidget) -> None:
        self._hidden.append(widget)
        self._titles[widget] = widget.windowTitle()
        widget.setWindowTitle(NEUTRAL_TITLE)

    def _is_own(self, widget: QWidget) -> bool:
        """Whether it is one's own window or belongs to it, as its calendar does."""
        step: QObject | None = widget
        while step is not None and step not in self._own:
            step = step.parent()
        return step is not None
