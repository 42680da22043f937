"""A menu whose entries read in the direction of its window."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStyleOptionMenuItem

from desktop.i18n.bidi import as_rtl

_KEYS = "\t"
"""Before the keys of an entry."""


class Menu(QMenu):
    """Its actions keep their words as they are; marks of direction are added while painting."""

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        super().initStyleOption(option, action)
        if self.isRightToLeft():
            words, tab, keys = str(option.text).partition(_KEYS)
            option.text = as_rtl(words) + tab + keys
