"""One choice as a row that is pressed as a whole.

The rows are real radio buttons and check boxes (so a screen reader names them rightly) with a
drawing of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.choice_drawing import ChoiceDrawing

OnKey = Callable[[QAbstractButton, QKeyEvent], bool]
"""Called with each key pressed at a row; False lets Qt have it."""

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object


class _Row(_Button):
    """What both kinds of button share; the drawing decides on size and looks."""

    drawing: ChoiceDrawing
    on_key: OnKey

    def sizeHint(self) -> QSize:
        return QSize(self.drawing.full_width(), self.drawing.height(100_000))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.drawing.look.hit(), self.drawing.look.hit())

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.on_key(self, event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawing.paint(painter)
        painter.end()


class RadioRow(_Row, QRadioButton):
    """A choice of a select_one; pressing it again takes the answer back (a double click not)."""

    def __init__(self, look: PaneLook, parent: QWidget, on_key: OnKey) -> None:
        super().__init__(parent)
        self.on_key = on_key
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoExclusive(False)
        self.drawing = ChoiceDrawing(self, look, is_round=True)


class CheckRow(_Row, QCheckBox):
    """A choice of a select_multiple, or the one box of an acknowledgement."""

    def __init__(self, look: PaneLook, parent: QWidget, on_key: OnKey) -> None:
        super().__init__(parent)
        self.on_key = on_key
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.drawing = ChoiceDrawing(self, look, is_round=False)


ChoiceRow = RadioRow | CheckRow
