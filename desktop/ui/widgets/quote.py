"""Words in a client's language, quoted: in their own direction and letters, with a quiet bar."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import languages
from desktop.i18n.bidi import isolate_figures, strip_controls
from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import breakable

_BAR = 2
_INSET = tokens.M
_LRM, _RLM = "\u200e", "\u200f"


class QuoteLabel(QLabel):
    """A text that is read from the side its language begins at; its letters stand literally."""

    def __init__(
        self,
        text: str = "",
        language: str = "",
        *,
        size: int = tokens.BODY,
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("tone", tone)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        if language:
            self.show_words(text, language)

    def show_words(self, text: str, language: str) -> None:
        """Show *text* in the direction and font of *language*, whatever letter it begins with."""
        rtl = languages.language(language).is_rtl
        clean = strip_controls(text)
        font = fonts.font(self._size, scale=current_scale(), language=language)
        self.setFont(font)
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute)
        mark = _RLM if rtl else _LRM
        lines = (
            f"{mark}{line}"
            for line in breakable(isolate_figures(clean) if rtl else clean).split("\n")
        )
        self.setText("\n".join(lines))
        self.setAccessibleName(clean)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())


class Quote(QWidget):
    """A QuoteLabel behind a bar at the side its language begins at."""

    def __init__(
        self,
        text: str = "",
        language: str = "",
        *,
        size: int = tokens.BODY,
        tone: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = QuoteLabel(size=size, tone=tone, parent=self)
        box = QVBoxLayout(self)
        box.setSpacing(0)
        box.addWidget(self.label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if language:
            self.show_words(text, language)

    def show_words(self, text: str, language: str) -> None:
        """Quote *text* in *language*."""
        self.label.show_words(text, language)
        rtl = languages.language(language).is_rtl
        before, behind = (0, _INSET) if rtl else (_INSET, 0)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(before, 0, behind, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        rtl = self.label.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - _BAR if rtl else 0
        QPainter(self).fillRect(
            QRect(left, 0, _BAR, self.height()), QColor(current_tokens().strong)
        )
