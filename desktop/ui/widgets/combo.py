"""A combo box whose text begins where its window begins to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox


class Combo(QComboBox):
    """With a style sheet Qt draws the text on the left even from right to left."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        lead = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        option.textAlignment = QStyle.visualAlignment(self.layoutDirection(), lead)
