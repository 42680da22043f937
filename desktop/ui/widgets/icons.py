"""Icons as widgets and on buttons; they follow look and direction of their window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from desktop.ui.theme.icons import GAP, ICON_SIZE, Icon, icon, icon_before_words
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale

_SMALL = 18
_TONES = {"primary": "on_accent", "quiet": "accent", "link": "accent", "danger": "danger"}
"""The colour of an icon in a button of a role."""
_FOLLOWED = {
    QEvent.Type.PaletteChange,
    QEvent.Type.StyleChange,
    QEvent.Type.LayoutDirectionChange,
    QEvent.Type.EnabledChange,
    QEvent.Type.FontChange,
}


def scaled(size: int) -> int:
    """*size* at 100 % text: icons grow as the words beside them do."""
    return round(size * current_scale())


def tone_colour(tone: str) -> str:
    """The colour of a tone (a token's name; empty: text) in the look worn now."""
    return str(getattr(current_tokens(), tone or "text"))


class IconLabel(QWidget):
    """An icon beside words; it says nothing by itself and is silent for screen readers."""

    def __init__(
        self, which: Icon, tone: str = "muted", size: int = ICON_SIZE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._which = which
        self._tone = tone
        self._side = size
        self._fit()

    def show_icon(self, which: Icon, tone: str) -> None:
        """Change drawing and tone."""
        self._which, self._tone = which, tone
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        side = scaled(self._side)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter = QPainter(self)
        icon(self._which, tone_colour(self._tone), rtl=rtl).paint(painter, self.rect())


class IconButton(QToolButton):
    """A flat button with an icon of *size* pixels at 100 % text, with or without words."""

    def __init__(
        self, which: Icon, *, tone: str = "text", role: str = "bar", size: int = ICON_SIZE
    ) -> None:
        super().__init__()
        self._which, self._size = which, size
        self._tone = tone
        self.setProperty("role", role)
        self._draw()

    def show_icon(self, which: Icon, tone: str) -> None:
        """Change drawing and tone."""
        self._which, self._tone = which, tone
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _FOLLOWED:
            self._draw()

    def setToolButtonStyle(self, style: Qt.ToolButtonStyle) -> None:
        super().setToolButtonStyle(style)
        self._draw()

    def _draw(self) -> None:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        colour = tone_colour(self._tone if self.isEnabled() else "strong")
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            side = scaled(self._size)
            gap = scaled(GAP)
            self.setIconSize(QSize(side + gap, side))
            self.setIcon(icon_before_words(self._which, colour, side, gap=gap, rtl=rtl))
        else:
            self.setIconSize(QSize(scaled(self._size), scaled(self._size)))
            self.setIcon(icon(self._which, colour, rtl=rtl))


class ActionButton(QPushButton):
    """A push button of a role (primary, quiet, link, danger or plain), with an icon if wanted.

    Never by itself what Enter presses from elsewhere in a dialog: that says ``setDefault``.
    """

    def __init__(self, role: str = "", which: Icon | None = None) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self._which = which
        self.setProperty("role", role)
        self._tone = _TONES.get(role, "")
        self._draw()

    def set_role(self, role: str) -> None:
        """Take another role from now on."""
        self._tone = _TONES.get(role, "")
        restyle(self, "role", role)
        self._draw()

    def show_icon(self, which: Icon) -> None:
        """Change the drawing."""
        self._which = which
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _FOLLOWED:
            self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon and words are one block in the middle. From right to left the style sets the words
        at the far edge of a wide button, so there it gets only the room of the block.
        """
        spare = self.width() - self.sizeHint().width()
        if self._which is None or not self.isRightToLeft() or spare <= 0:
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        inside = QStyle.SubElement.SE_PushButtonContents
        area = self.style().subElementRect(inside, option, self)
        option.rect = area.adjusted(spare // 2, 0, spare // 2 - spare, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)

    def _draw(self) -> None:
        if self._which is None:
            return
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        tone = self._tone if self.isEnabled() else "muted"
        side = scaled(_SMALL)
        gap = scaled(GAP)
        self.setIconSize(QSize(side + gap, side))
        self.setIcon(icon_before_words(self._which, tone_colour(tone), side, gap=gap, rtl=rtl))
