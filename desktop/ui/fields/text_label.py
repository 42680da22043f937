"""A text of a form in one language: its direction, its side, bold and italic only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import languages
from desktop.i18n.bidi import isolate_figures
from desktop.ui.fields.base import PaneLook, direction_of
from desktop.ui.fields.markup import directed, is_marked, to_plain, to_rich
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.widgets.labels import breakable

_SECTION = "§\N{NO-BREAK SPACE}"
_MAY_WRAP = 30
"""Longer ones may take several lines; from right to left Qt then puts the space at the end of a
line before its beginning, unless the text is rich."""


class TextLabel(QLabel):
    """A label, hint or error of the form in one pane; Markdown shows as bold and italic only.

    Its direction is that of the language it is in, its side that of the pane. Words too long for
    any line go on in the next one.
    """

    _shown: tuple[str, str, bool] | None = None

    def __init__(
        self,
        look: PaneLook,
        parent: QWidget,
        *,
        tone: str = "",
        size: int = 0,
        weight: int = tokens.REGULAR,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._size = size
        self._weight = weight
        self.setProperty("tone", tone)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_type(self, size: int, weight: int) -> None:
        """Write in another size (pixels at 100 % text) and weight from now on."""
        if (size, weight) != (self._size, self._weight):
            self._size, self._weight = size, weight
            self._shown = None

    def dress(self) -> None:
        """Take font and side from the pane again, after a switch of language or text size."""
        self._shown = None

    def show_text(self, value: str, language: str, *, star: bool = False) -> None:
        """Show *value*; *star* says that an answer is needed."""
        wanted = (value, language, star)
        if wanted == self._shown:
            return
        self._shown = wanted
        value = value.replace("§ ", _SECTION)
        self._wear()
        rtl = languages.language(language).is_rtl
        self.setLayoutDirection(direction_of(rtl))
        is_right = self._look.tr.is_rtl
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute)
        shown = isolate_figures(value) if rtl else value
        if star or is_marked(value) or (rtl and len(value) > _MAY_WRAP):
            self.setTextFormat(Qt.TextFormat.RichText)
            mark = f'&nbsp;<span style="color:{current_tokens().danger}">*</span>' if star else ""
            self.setText(directed(to_rich(shown), rtl=rtl) + mark)
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(breakable(directed(shown, rtl=rtl)))
        self.setAccessibleName(to_plain(value))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._shown is not None:
            # A style sheet takes the font back when a widget polished alone gets into a window.
            self._wear()

    def _wear(self) -> None:
        wanted = self._look.font(size=self._size, weight=self._weight)
        if self.font() != wanted:
            self.setFont(wanted)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())
