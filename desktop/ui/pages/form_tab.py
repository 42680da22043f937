"""Where the Tab key goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


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


def go_along(page: QWidget, stops: Sequence[QWidget], *, forward: bool) -> bool:
    """Move the keyboard to the next of *stops*, or out of *page* behind the last.

    False if the keyboard is at none of them or there is nowhere to go.
    """
    focused = QApplication.focusWidget()
    if focused is None or focused not in stops:
        return False
    at = stops.index(focused)
    later = stops[at + 1 :] if forward else stops[:at][::-1]
    found = next((stop for stop in later if is_stop(stop)), None)
    found = found or next_outside(page, focused, forward=forward)
    if found is None:
        return False
    reason = Qt.FocusReason.TabFocusReason
    found.setFocus(reason if forward else Qt.FocusReason.BacktabFocusReason)
    return True
