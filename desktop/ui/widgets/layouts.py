"""Boxes without margins and with spaces from the tokens."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.theme import tokens

Item = QWidget | QLayout | int | None
"""A widget, a layout, a fixed space in pixels, or None for the stretch."""


def column(*items: Item, space: int = tokens.S, margin: int = 0) -> QVBoxLayout:
    """Return a vertical box with *items*."""
    box = QVBoxLayout()
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(space)
    _fill(box, items)
    return box


def row(*items: Item, space: int = tokens.S, margin: int = 0) -> QHBoxLayout:
    """Return a box in the direction of reading with *items*."""
    box = QHBoxLayout()
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(space)
    _fill(box, items)
    return box


def card(*items: Item, space: int = tokens.S, margin: int = tokens.L) -> QFrame:
    """Return a card that holds *items* in a column."""
    frame = QFrame()
    frame.setProperty("role", "card")
    frame.setLayout(column(*items, space=space, margin=margin))
    return frame


def line(parent: QWidget | None = None) -> QFrame:
    """Return a hairline in the border colour."""
    frame = QFrame(parent)
    frame.setProperty("role", "line")
    return frame


def clear(box: QLayout) -> None:
    """Take everything out of *box* and delete it."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()


def _fill(box: QBoxLayout, items: Iterable[Item]) -> None:
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
