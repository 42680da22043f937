"""What the client sees while somebody signs on the worker's screen: that it takes a moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_signatures import SignatureDesk
from desktop.ui.theme import tokens
from desktop.ui.widgets.layouts import column


class WaitingPage(QWidget):
    """Covers *pages* as long as a pad to sign on is open: no answer may change under it."""

    def __init__(self, look: PaneLook, desk: SignatureDesk, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._look, self._pages = look, pages
        self._covered: QWidget | None = None
        self.text = TextLabel(look, self, weight=tokens.STRONG)
        self.setLayout(column(None, self.text, None, None, margin=tokens.XL))
        pages.addWidget(self)
        desk.pad_shown.connect(self.cover)

    def cover(self, on: bool) -> None:
        """Show this page instead of the one shown now, or that one again."""
        if on and self._covered is None:
            self._covered = self._pages.currentWidget()
            tr = self._look.tr
            self.text.dress()
            self.text.show_text(tr.text(client_texts.PLEASE_WAIT), tr.language)
            self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._pages.setCurrentWidget(self)
        elif not on and self._covered is not None:
            covered, self._covered = self._covered, None
            if self._pages.currentWidget() is self:
                self._pages.setCurrentWidget(covered)
