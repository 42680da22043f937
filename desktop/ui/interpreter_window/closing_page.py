"""The last thing a client sees: thanks, and that the device is to be given back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.layouts import column, row

_EM = 20
_TITLE = 44


class ClosingPage(QWidget):
    """Shown at the end of the form, and as a cover while the program is being locked."""

    def __init__(self, look: PaneLook, parent: QWidget, *, is_handed_over: bool) -> None:
        super().__init__(parent)
        self._look, self._is_handed_over = look, is_handed_over
        self.title = TextLabel(look, self, size=_TITLE, weight=tokens.STRONG)
        self.text = TextLabel(look, self)
        self._lines = QWidget()
        self._lines.setLayout(column(self.title, self.text, space=tokens.L))
        self.setLayout(column(None, row(None, self._lines, None), None, None, margin=tokens.XL))

    def write(self) -> None:
        """Write the words in the client's language."""
        tr = self._look.tr
        words = client_texts.GIVE_BACK if self._is_handed_over else client_texts.ALL_DONE
        for label, message in ((self.title, client_texts.THANK_YOU), (self.text, words)):
            label.dress()
            label.show_text(tr.text(message), tr.language)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        room = max(320, self.window().width() - 3 * tokens.XXL)
        self._lines.setFixedWidth(min(round(_EM * tokens.CLIENT * current_scale()), room))
