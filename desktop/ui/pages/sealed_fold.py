"""Protected answers in *Verlauf*: counted, and shown only while somebody wants to read them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import TimelinePart
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row

COUNT = N_("Geschützte Angaben: {n}")
SHOW, HIDE = N_("Anzeigen"), N_("Verbergen")


class SealedFold(QWidget):
    """``Geschützte Angaben: 2`` and a button; *make* writes a paragraph once it is wanted.

    Folded again as soon as the page is left, so that nothing stays open for the next glance.
    """

    def __init__(
        self, part: TimelinePart, make: Callable[[TimelinePart], QWidget], tr: LocaleContext
    ) -> None:
        super().__init__()
        self._part, self._make, self._tr = part, make, tr
        words = tr.text(COUNT, n=int(part.text))
        self.button = IconButton(Icon.OPEN, tone="muted", role="inner")
        self.button.setProperty("tone", "muted")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._on_toggled)
        self._words = words
        name = PlainLabel(words, kind="small", tone="muted")
        head = row(IconLabel(Icon.LOCK, "muted", 16), name, self.button, None, space=6)
        self._inside = column(space=tokens.S)
        self.setLayout(column(head, self._inside, space=tokens.XS))
        self._on_toggled(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Fold."""
        super().hideEvent(event)
        self.button.setChecked(False)

    def _on_toggled(self, is_open: bool) -> None:
        text = self._tr.text(HIDE if is_open else SHOW)
        self.button.setText(text)
        self.button.setAccessibleName(f"{self._words}, {text}")
        self.button.show_icon(Icon.FOLD if is_open else Icon.OPEN, "muted")
        clear(self._inside)
        for part in self._part.sealed if is_open else ():
            self._inside.addWidget(self._make(part))
