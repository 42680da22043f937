"""An original below its rendering: folded where one is there, open while it is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.companions import Original
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language
from desktop.services.originals import Standing, standing
from desktop.ui.pages.original_row import CAPTIONS, OriginalHead
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.quote import Quote


def untranslated_quote(original: Original, tr: LocaleContext) -> QWidget:
    """The client's words where a rendering will stand, marked as not translated."""
    head = OriginalHead()
    head.show_standing(original.language, standing(original), tr)
    holder = QWidget()
    holder.setLayout(column(Quote(original.text, original.language, tone=""), head, space=2))
    return holder


class OriginalFold(QWidget):
    """``Original (Arabisch)``: a press shows the client's words, another hides them."""

    def __init__(self, original: Original, tr: LocaleContext) -> None:
        super().__init__()
        found = standing(original)
        name = tr.text(language(original.language).german_name)
        self._tone = "muted" if found is Standing.RENDERED else "warn"
        self.quote = Quote(original.text, original.language, tone="")
        self.quote.hide()
        self.button = IconButton(Icon.OPEN, tone=self._tone, role="inner")
        self.button.setProperty("tone", self._tone)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setText(tr.text(CAPTIONS[found], language=name))
        self.button.setCheckable(True)
        self.button.toggled.connect(self._on_toggled)
        self.setLayout(column(row(self.button, None), self.quote, space=tokens.XS))

    def _on_toggled(self, is_open: bool) -> None:
        self.quote.setVisible(is_open)
        self.button.show_icon(Icon.FOLD if is_open else Icon.OPEN, self._tone)
