"""A picture to look at: fitted or larger, turned, moved by mouse, wheel and keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.theme.palette import current_tokens

_STEP, _MOST = 1.25, 4.0


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_tokens().raised))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.image)


class PictureView(QScrollArea):
    """Shows one picture. Keys: + and - , 0 fits, R turns, arrows move or go on.

    Signals: ``stepped(int)`` Left or Right while everything is seen: another picture is wanted.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole: QImage | None = None
        self._zoom = 0.0
        self._grip: QPoint | None = None
        self._canvas = _Canvas()
        self.setWidget(self._canvas)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMinimumHeight(160)

    def show_image(self, image: QImage | None) -> None:
        """Show another picture, fitted; None shows an empty ground."""
        self._whole = self._canvas.image = image
        self._zoom = 0.0
        self._fit()

    @property
    def image(self) -> QImage | None:
        """The picture as it is turned now."""
        return self._canvas.image

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._zoom or self._fitting()

    @property
    def is_fitted(self) -> bool:
        """Whether all of it is seen."""
        return self._zoom == 0.0

    def zoom(self, by: int) -> None:
        """Larger (+1), smaller (-1)."""
        wanted = self.scale * (_STEP if by > 0 else 1 / _STEP)
        self._zoom = 0.0 if wanted <= self._fitting() else min(wanted, _MOST)
        self._fit()

    def fit(self) -> None:
        """Show all of it."""
        self._zoom = 0.0
        self._fit()

    def turn(self) -> None:
        """Turn what is shown by a quarter, clockwise; what is stored stays as it is."""
        if self._canvas.image is not None:
            self._canvas.image = self._canvas.image.transformed(QTransform().rotate(90))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key is Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key is Qt.Key.Key_0:
            self.fit()
        elif key is Qt.Key.Key_R:
            self.turn()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.is_fitted:
            self.stepped.emit(1 if key is Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit() if not self.is_fitted else self.zoom(1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.position().toPoint()
        self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        moved = event.position().toPoint() - self._grip
        self._grip = event.position().toPoint()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - moved.x())
        down.setValue(down.value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def _fitting(self) -> float:
        image = self._canvas.image
        if image is None or image.isNull():
            return 1.0
        room = QRect(QPoint(0, 0), self.maximumViewportSize()).size()
        return min(1.0, room.width() / image.width(), room.height() / image.height())

    def _fit(self) -> None:
        image = self._canvas.image
        size = QSize(0, 0)
        if image is not None:
            scale = self.scale
            size = QSize(max(1, int(image.width() * scale)), max(1, int(image.height() * scale)))
        self._canvas.resize(size)
        self._canvas.update()
        bar = Qt.ScrollBarPolicy
        policy = bar.ScrollBarAlwaysOff if self.is_fitted else bar.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
