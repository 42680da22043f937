"""What stands in place of all windows while nobody is at the laptop: nothing of any case."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLineEdit, QProgressBar, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.hiding import NEUTRAL_TITLE
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.countdown import Countdown
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, column, row
from desktop.ui.widgets.mark import Mark, window_icon
from desktop.ui.widgets.password_edit import PasswordEdit

COVERED = N_("Fallmappe ist verdeckt")
KEPT = N_("Alles Eingegebene ist noch da.")
GO_ON = N_("Weiterarbeiten")
PASSWORD = N_("Passwort")
PIN_OR_PASSWORD = N_("PIN oder Passwort")
WRONG = N_("Das passt nicht.")
WAIT = N_("Der nächste Versuch geht in {seconds} s.")
UNREADABLE = N_("Das lässt sich gerade nicht prüfen.")
LOCK_INSTEAD = N_("Bitte sperren und neu öffnen.")
LOCK = ActionSpec(N_("Sperren"), "Ctrl+L")
_WIDTH, _MARK, _PLAIN_MARK = 400, 44, 72


class PlainCover(QWidget):
    """A page with the mark alone, for a screen that others look at. Only the program closes
    it, no person can."""

    def __init__(self) -> None:
        super().__init__()
        self._is_done = False
        self.setWindowTitle(NEUTRAL_TITLE)
        self.setWindowIcon(window_icon())
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setLayout(column(None, row(None, self._content(), None), None))

    def take_away(self) -> None:
        """Close and delete it."""
        self._is_done = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._is_done)

    def _content(self) -> QWidget:
        return Mark(_PLAIN_MARK)


class Cover(PlainCover):
    """Asks for the PIN or the password to go on.

    Signals: ``entered(str)`` what was typed; ``lock_requested()``; ``closed()`` the person wants
    to end the program.
    """

    entered = Signal(str)
    lock_requested = Signal()
    closed = Signal()

    def __init__(self, tr: LocaleContext) -> None:
        self._tr = tr
        super().__init__()
        rtl = Qt.LayoutDirection.RightToLeft
        self.setLayoutDirection(rtl if tr.is_rtl else Qt.LayoutDirection.LeftToRight)
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_ticked)
        self._countdown.ended.connect(self.ask)
        add_actions(self, tr, {LOCK: self.lock_requested.emit}, everywhere=True)
        self._ring = FocusRing(self)
        self.ask()

    def offer_pin(self) -> None:
        """Say that the PIN will do."""
        self._name_field(PIN_OR_PASSWORD)

    def ask(self) -> None:
        """Let the person type, from the beginning."""
        self.line.clear()
        for label in (self.mistake, self._step):
            label.hide()
        self.line.setAccessibleDescription("")
        restyle(self.line, "state", "")
        self._set_open(is_open=True)

    def show_wrong(self, wait: float) -> None:
        """Say that it was the wrong one; nothing can be typed for *wait* seconds."""
        self.ask()
        self._say(WRONG)
        if wait > 0:
            self._set_open(is_open=False)
            self._countdown.begin(round(wait + 0.49))

    def show_unreadable(self) -> None:
        """Say that nothing can be compared."""
        self.ask()
        self._say(UNREADABLE)
        self._say_next(LOCK_INSTEAD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.line.clear()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_body"):
            self._fit()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_done:
            self.closed.emit()

    def _content(self) -> QWidget:
        title = PlainLabel(kind="title", wrap=True)
        self._tr.bind(title, PlainLabel.setText, COVERED)
        kept = PlainLabel(tone="muted", wrap=True)
        self._tr.bind(kept, PlainLabel.setText, KEPT)
        words = column(title, kept, space=0)
        head = row(Mark(_MARK), words, space=tokens.M)
        head.setStretch(1, 1)
        self._body = QWidget()
        self._body.setLayout(column(head, tokens.L, self._build_card(), space=0))
        self._fit()
        return self._body

    def _build_card(self) -> QFrame:
        tr = self._tr
        self._label = PlainLabel(kind="strong")
        self.line = PasswordEdit(tr)
        self._label.setBuddy(self.line)
        self._name_field(PASSWORD)
        self.mistake = PlainLabel(kind="strong", tone="danger", wrap=True)
        self._step = PlainLabel(kind="small", tone="muted", wrap=True)
        self.go_on = ActionButton("primary")
        self.go_on.setMinimumHeight(40)
        tr.bind(self.go_on, QAbstractButton.setText, GO_ON)
        self.lock = ActionButton("link", Icon.LOCK)
        tr.bind(self.lock, QAbstractButton.setText, LOCK.text)
        bind_tooltip(self.lock, tr, LOCK)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        tr.bind(self._busy, QProgressBar.setAccessibleName, N_("Schlüssel wird berechnet …"))
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self.line.returnPressed.connect(self._on_go_on)
        self.go_on.clicked.connect(self._on_go_on)
        self.lock.clicked.connect(self.lock_requested)
        return card(
            self._label,
            self.line,
            self.mistake,
            self._step,
            tokens.S,
            self.go_on,
            self._busy,
            row(self.lock, None),
            space=tokens.S,
            margin=tokens.XL,
        )

    def _name_field(self, words: str) -> None:
        self._tr.bind(self._label, PlainLabel.setText, words)
        self._tr.bind(self.line, QLineEdit.setAccessibleName, words)

    def _fit(self) -> None:
        self._body.setFixedWidth(round(_WIDTH * current_scale()))

    def _set_open(self, *, is_open: bool, is_busy: bool = False) -> None:
        for widget in (self.line, self.line.hold, self.go_on):
            widget.setEnabled(is_open)
        self._busy.setVisible(is_busy)
        if is_open:
            self.line.setFocus()

    def _say(self, words: str) -> None:
        self._tr.bind(self.mistake, PlainLabel.setText, words)
        self._tr.bind(self.line, QLineEdit.setAccessibleDescription, words)
        self.mistake.show()
        restyle(self.line, "state", "error")

    def _say_next(self, words: str, **facts: int) -> None:
        self._tr.bind(self._step, PlainLabel.setText, words, **facts)
        self._step.show()

    def _on_ticked(self, left: int) -> None:
        self._say_next(WAIT, seconds=left)

    def _on_go_on(self) -> None:
        typed = self.line.text()
        if not typed:
            self.line.setFocus()
        elif self.line.isEnabled():
            self._set_open(is_open=False, is_busy=True)
            self.entered.emit(typed)
