"""One document in a grid: its small picture or a sheet with its kind, title, day and origin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon, icon
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column

_WIDTH, _PICTURE = 208, 132
_MARK = 36


class Preview(QWidget):
    """A small picture that fills its frame, or an icon and a word on a quiet ground.

    *is_tall*: it takes all the height there is, at least *height*.
    """

    def __init__(
        self, height: int = _PICTURE, parent: QWidget | None = None, *, is_tall: bool = False
    ) -> None:
        super().__init__(parent)
        self._height, self._is_tall = height, is_tall
        self._image: QImage | None = None
        self._icon, self._word = Icon.DOCUMENT, ""
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding if is_tall else policy.Fixed)
        self.fit()

    def fit(self) -> None:
        """Take the text size again."""
        high = round(self._height * current_scale())
        if self._is_tall:
            self.setMinimumHeight(high)
        else:
            self.setFixedHeight(high)

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self.update()

    def show_mark(self, which: Icon, word: str) -> None:
        """Show what it is instead of a picture."""
        self._image, self._icon, self._word = None, which, word
        self.update()

    @property
    def has_image(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        painter.fillPath(path, QColor(colours.raised))
        if self._image is None:
            self._paint_mark(painter)
            return
        painter.setClipPath(path)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        # Of an upright page the top is shown: the letterhead says what it is.
        is_upright = self._image.height() > self._image.width()
        left = (self.width() - size.width()) // 2
        top = 0 if is_upright else (self.height() - size.height()) // 2
        painter.drawImage(QRect(left, top, size.width(), size.height()), self._image)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawPath(path)

    def _paint_mark(self, painter: QPainter) -> None:
        colours = current_tokens()
        side = round(_MARK * current_scale())
        line = painter.fontMetrics().height() if self._word else 0
        top = (self.height() - side - line) // 2
        spot = QRect((self.width() - side) // 2, top, side, side)
        rtl = self.isRightToLeft()
        icon(self._icon, colours.muted, rtl=rtl).paint(painter, spot)
        if self._word:
            painter.setPen(QColor(colours.muted))
            painter.setLayoutDirection(self.layoutDirection())
            below = QRect(tokens.S, spot.bottom() + 2, self.width() - 2 * tokens.S, line)
            elided = Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(self._word, elided, below.width())
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), shown)


class AttachmentTile(QWidget):
    """Focusable; Enter, Space or a click opens it, arrows go to its neighbours.

    Signals: ``opened()``; ``erase_requested()`` by Delete; ``moved(int, int)`` wishes to go by
    columns and rows.
    """

    opened = Signal()
    erase_requested = Signal()
    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.preview = Preview(parent=self)
        self.title = ElidedLabel(kind="strong")
        self.line = ElidedLabel(kind="small", tone="muted")
        self.origin = ElidedLabel(kind="small", tone="muted")
        box = column(self.preview, self.title, self.line, self.origin, space=2)
        box.setContentsMargins(tokens.S, tokens.S, tokens.S, tokens.S)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._is_near = False

    def sizeHint(self) -> QSize:
        return QSize(round(_WIDTH * current_scale()), super().sizeHint().height())

    def show_words(self, title: str, line: str, origin: str) -> None:
        """Write what stands under the picture."""
        self.title.setText(title)
        self.line.setText(line)
        self.origin.setText(origin)
        self.setAccessibleName(", ".join(part for part in (title, line, origin) if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        elif key == Qt.Key.Key_Delete:
            self.erase_requested.emit()
        elif Qt.Key(key) in steps:
            across, down = steps[Qt.Key(key)]
            self.moved.emit(-across if self.isRightToLeft() else across, down)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._near(is_near=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._near(is_near=False)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = colours.accent_weak if self.hasFocus() else colours.surface
        edge = colours.strong if self._is_near else colours.border
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(edge), 1))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, tokens.RADIUS_CARD, tokens.RADIUS_CARD)

    def _near(self, *, is_near: bool) -> None:
        self._is_near = is_near
        self.update()
