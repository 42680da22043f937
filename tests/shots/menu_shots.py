"""Menus in a dialog of their size: a popup cannot be taken with its window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMenu, QWidget


def menus(window: QWidget, *shown: QMenu) -> QDialog:
    """The menus side by side, as they open."""
    holder = QDialog(window)
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    for menu in shown:
        picture = QLabel(holder)
        menu.ensurePolished()
        picture.setPixmap(menu.grab())
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    holder.adjustSize()
    holder.show()
    return holder
