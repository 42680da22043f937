"""Asks how the client is to see the form: on a second screen, or on this device handed over."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row

TITLE = N_("Ansicht für Klient:in")
SECOND_SCREEN = N_("Auf dem zweiten Bildschirm")
SECOND_SCREEN_TEXT = N_("Nur die Frage steht dort, groß. Dieses Fenster bleibt, wo es ist.")
NO_SECOND_SCREEN = N_("Gerade ist kein zweiter Bildschirm angeschlossen.")
HAND_OVER = N_("Gerät übergeben")
HAND_OVER_TEXT = N_(
    "Alles andere ist ausgeblendet, bis die PIN eingegeben wird. Den Wechsel zu anderen "
    "Programmen (Alt+Tab) kann die Fallmappe nicht sperren."
)
CHANGE_PIN = N_("PIN ändern")


class ClientViewDialog(Sheet):
    """Signals: ``second_screen_chosen()``, ``hand_over_chosen()``, ``pin_change_chosen()``; the
    dialog closes with each of them.
    """

    second_screen_chosen = Signal()
    hand_over_chosen = Signal()
    pin_change_chosen = Signal()

    def __init__(
        self, parent: QWidget, tr: LocaleContext, *, has_second_screen: bool, has_pin: bool
    ) -> None:
        super().__init__(parent, tr, TITLE, width=500)
        tr.bind(self.secondary, QPushButton.setText, N_("Abbrechen"))
        self.second_screen = self._way(
            SECOND_SCREEN,
            SECOND_SCREEN_TEXT if has_second_screen else NO_SECOND_SCREEN,
            Icon.SCREEN,
            self.second_screen_chosen,
        )
        self.second_screen.setEnabled(has_second_screen)
        self.content.addSpacing(tokens.M)
        self.hand_over = self._way(HAND_OVER, HAND_OVER_TEXT, Icon.DEVICE, self.hand_over_chosen)
        self.change_pin = ActionButton("link")
        tr.bind(self.change_pin, QPushButton.setText, CHANGE_PIN)
        self.change_pin.clicked.connect(lambda: self._choose(self.pin_change_chosen))
        self.content.addLayout(row(self.change_pin, None))
        self.change_pin.setVisible(has_pin)
        (self.second_screen if has_second_screen else self.hand_over).setFocus()

    def _way(self, words: str, more: str, which: Icon, chosen: SignalInstance) -> ActionButton:
        button = ActionButton("", which)
        button.setMinimumHeight(tokens.ROW_LIST)
        self._tr.bind(button, QPushButton.setText, words)
        self._tr.bind(button, QPushButton.setAccessibleDescription, more)
        button.clicked.connect(lambda: self._choose(chosen))
        text = PlainLabel(kind="small", tone="muted", wrap=True)
        self._tr.bind(text, PlainLabel.setText, more)
        self.add(button, text)
        return button

    def _choose(self, chosen: SignalInstance) -> None:
        self.accept()
        chosen.emit()
