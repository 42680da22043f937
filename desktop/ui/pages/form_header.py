"""The line on top of a form: what it is, whether the draft is kept, client window, done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_in
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton, IconButton
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import row

FINISH = ActionSpec(N_("Fertig"), "Ctrl+Return")
CLIENT_VIEW = ActionSpec(N_("Ansicht für Klient:in"), "F8")
LEAVE = ActionSpec(N_("Schließen, Entwurf behalten"), "Ctrl+W")
KEPT = N_("Entwurf gespeichert {time}")
NOT_KEPT = N_("Entwurf nicht gespeichert")
SAVING = N_("Wird gespeichert …")


FLAT = 14
"""Inner space of a flat button: its icon, not its ground, is to stand at the margin."""


class FormHeader(QWidget):
    """Signals: ``finish_requested()``, ``client_view_requested()``, ``leave_requested()``."""

    finish_requested = Signal()
    client_view_requested = Signal()
    leave_requested = Signal()

    def __init__(
        self, tr: LocaleContext, title: str, place: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._state: tuple[str, str, int] = ("", "muted", 0)
        self.back = IconButton(Icon.BACK)
        bind_tooltip(self.back, tr, LEAVE)
        tr.bind(self.back, IconButton.setAccessibleName, LEAVE.text)
        self._title, self._place = title, place
        self.title = ElidedLabel(kind="section")
        self.draft = PlainLabel(kind="small", tone="muted")
        self.client_view = ActionButton("", Icon.DEVICE)
        self.finish = ActionButton("")
        for button, spec in ((self.client_view, CLIENT_VIEW), (self.finish, FINISH)):
            tr.bind(button, QPushButton.setText, spec.text)
            bind_tooltip(button, tr, spec)
        self.back.clicked.connect(self.leave_requested)
        self.finish.clicked.connect(self.finish_requested)
        self.client_view.clicked.connect(self.client_view_requested)
        self.tools: list[QWidget] = []
        self._tool_box = row(space=tokens.XS)
        parts = (self.title, self.draft, self._tool_box, self.client_view, self.finish)
        box = row(self.back, *parts, space=tokens.S)
        box.setStretch(1, 1)
        self.setLayout(box)
        tr.on_switch(self._write)
        self._write()

    def add_tool(self, button: QWidget) -> None:
        """Put a quiet button before *Ansicht für Klient:in*."""
        self.tools.append(button)
        self._tool_box.addWidget(button)

    def show_kept(self, at: int) -> None:
        """Say when the draft was kept."""
        self._say(KEPT, "muted", at)

    def show_not_kept(self) -> None:
        """Say that the draft could not be kept."""
        self._say(NOT_KEPT, "danger", 0)

    def show_saving(self) -> None:
        """Say that the form is being stored for good."""
        self._say(SAVING, "muted", 0)

    def _say(self, message: str, tone: str, at: int) -> None:
        self._state = (message, tone, at)
        self._write()

    def _write(self) -> None:
        # The title of a form we ship is a message id; any other comes back as it is.
        place = isolate_in(self._place, rtl=self._tr.is_rtl)
        parts = (self._tr.text(self._title), place)
        self.title.setText(" · ".join(part for part in parts if part))
        message, tone, at = self._state
        restyle(self.draft, "tone", tone)
        facts = {"time": self._tr.time(at)} if at else {}
        self.draft.setText(self._tr.text(message, **facts))
