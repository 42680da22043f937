"""A menu whose entries read in the direction of its window."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QRegion
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the base class, but words begin on the side of the window: the style takes that side
        from the painter, and a painter is left to right in every window.

        A menu that is too long for the screen is left to the base class, which can scroll it.
        """
        if not self.isRightToLeft() or self.sizeHint().height() > self.height():
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle  # its enumerations are not for the first paint

        painter, style, around = QPainter(self), self.style(), QStyleOptionMenuItem()
        painter.setLayoutDirection(self.layoutDirection())
        around.initFrom(self)
        around.menuRect = self.rect()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelMenu, around, painter, self)
        empty = QRegion(self.rect())
        for action in self.actions():
            area = self.actionGeometry(action)
            empty -= QRegion(area)
            if area.isValid() and event.rect().intersects(area):
                self._paint_action(painter, action, area)
        painter.setClipRegion(empty)
        around.menuItemType = QStyleOptionMenuItem.MenuItemType.EmptyArea
        style.drawControl(QStyle.ControlElement.CE_MenuEmptyArea, around, painter, self)

    def _paint_action(self, painter: QPainter, action: QAction, area: QRect) -> None:
        from PySide6.QtWidgets import QStyle

        option = QStyleOptionMenuItem()
        self.initStyleOption(option, action)
        option.rect = area
        self.style().drawControl(QStyle.ControlElement.CE_MenuItem, option, painter, self)
