"""Where the Tab key goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def is_stop(widget: QWidget) -> bool:
    """Whether the Tab key halts at *widget* now."""
    takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes_tab) and widget.isVisible() and widget.isEnabled()


def next_outside(page: QWidget, start: QWidget, *, forward: bool) -> QWidget | None:
    """The stop before or behind *page* in its window, or None if the page is all there is."""
    widget: QWidget | None = start
    while widget is not None:
        widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
        if widget is None or widget is start:
            return None
        if widget is not page and not page.isAncestorOf(widget) and is_stop(widget):
            return widget
    return None
