"""A box to choose one of a few words; what is chosen begins where the window begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class ChoiceBox(QComboBox):
    """Takes the width it is given, at least *letters*; longer words end in an ellipsis."""

    def __init__(self, letters: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(_SHRINKS)
        self.setMinimumContentsLength(letters)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.isRightToLeft():
            super().paintEvent(event)
            return
        # Qt draws the chosen words of a styled box at the left, and from left to right.
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        painter.drawComplexControl(box, option)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        area = self.style().subControlRect(box, option, field, self)
        text = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, area.width()
        )
        flags = Qt.AlignmentFlag
        painter.drawItemText(
            area,
            int(flags.AlignRight | flags.AlignAbsolute | flags.AlignVCenter),
            self.palette(),
            self.isEnabled(),
            text,
            QPalette.ColorRole.Text,
        )
