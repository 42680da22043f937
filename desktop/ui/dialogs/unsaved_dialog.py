"""What was typed last cannot be kept (disk full, ...): stay, or close and lose it knowingly."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.widgets.labels import PlainLabel

CLOSE, LOCK = N_("Trotzdem schließen"), N_("Trotzdem sperren")


class UnsavedDialog(Sheet):
    """Signal: ``leave_chosen()``; Esc and the other button stay with the form."""

    leave_chosen = Signal()

    def __init__(self, parent: QWidget, tr: LocaleContext, *, is_locking: bool = False) -> None:
        """*is_locking*: what is put off is a lock, otherwise the end of the program."""
        super().__init__(parent, tr, N_("Nicht alles ist gesichert"), N_("Zurück zum Formular"))
        text = PlainLabel(wrap=True)
        tr.bind(
            text,
            PlainLabel.setText,
            N_(
                "Was zuletzt eingetippt wurde, ließ sich nicht speichern. Alles Frühere ist "
                "sicher. Platz auf dem Laptop schaffen, dann speichert die Fallmappe von selbst."
            ),
        )
        self.add(text)
        tr.bind(self.secondary, QAbstractButton.setText, LOCK if is_locking else CLOSE)
        self.secondary.setProperty("role", "danger")
        self.primary.clicked.connect(self.reject)
        self.secondary.clicked.disconnect(self.reject)
        self.secondary.clicked.connect(self._on_leave)

    @property
    def safe(self) -> QWidget:
        return self.primary

    def _on_leave(self) -> None:
        self.leave_chosen.emit()
        self.accept()
