"""The first window: asks for the password and says in words why a store does not open.

Imports only PySide6, theme, widgets without data, and i18n, so that it paints at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.layouts import card, column, row
from desktop.ui.widgets.mark import Mark, window_icon, window_title
from desktop.ui.widgets.password_hold import hold_to_read
from desktop.ui.widgets.text_size_switch import TextSizeSwitch

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QHideEvent

    from desktop.ui.theme.theme import Theme
    from desktop.ui.widgets.countdown import Countdown
    from desktop.ui.widgets.fault_card import FaultCard

_WIDTH = 400
_FAULT_WIDTH = 500
"""Of what keeps the store from opening: sentences, a step and up to three ways on."""
_AFTER_PAINT_MS = 60
INITIALS = N_("Kürzel")
FORGOTTEN = N_("Passwort vergessen")
BRING_BACK = N_("Sicherung zurückholen")
WAIT = N_("Der nächste Versuch geht in {seconds} s.")
WHO_FIRST = N_("Zuerst das eigene Kürzel eingeben.")
WRONG_OR_UNKNOWN = N_("Kürzel und Passwort passen nicht zusammen.")


class UnlockWindow(QWidget):
    """Asks for the password, shows that keys are being derived, or why nothing can be opened.

    Signals: ``unlock_requested(str)`` the password; ``forgotten()`` the password is not known any
    more; ``restore_requested()`` a backup is to be brought back; ``retry_requested()`` look at
    the store again; ``go_on_requested(ErrorCode)`` open it in spite of that; ``closed()`` the
    person gave up.
    """

    unlock_requested = Signal(str)
    forgotten = Signal()
    restore_requested = Signal()
    retry_requested = Signal()
    go_on_requested = Signal(object)
    closed = Signal()

    def __init__(
        self,
        tr: LocaleContext,
        *,
        demo_password: str = "",
        place: str = "",
        theme: Theme | None = None,
    ) -> None:
        super().__init__()
        self._tr, self._theme = tr, theme
        self._is_edited = False
        self.setProperty("role", "page")
        self.setWindowTitle(window_title(place))
        self._fault_page: FaultCard | None = None
        self._countdown: Countdown | None = None
        self._build(demo_password, place)
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._finish)
        tr.on_switch(self._follow_direction)
        self._follow_direction()
        self.resize(760, 600)
        self._password.setFocus()

    @property
    def initials(self) -> str:
        """Whose store is to be opened; empty where nobody is asked."""
        return self._initials.text().strip()

    def ask_initials(self) -> None:
        """Ask for the initials, too: several workers share this laptop."""
        self._who.show()
        self._initials.setFocus()

    def show_wrong_password(self, seconds: int = 0) -> None:
        """Say under the field that the password does not fit; what was typed is selected.

        The next try is possible in *seconds*.
        """
        self._set_busy(busy=False)
        from desktop.ui.error_texts import ERROR_TEXTS

        text = ERROR_TEXTS[ErrorCode.WRONG_PASSWORD]
        sentence = WRONG_OR_UNKNOWN if self._who.isVisibleTo(self) else text.sentence
        self._tr.bind(self._mistake, PlainLabel.setText, sentence)
        self._tr.bind(self._mistake_step, PlainLabel.setText, text.step)
        self._mistake.show()
        self._mistake_step.show()
        restyle(self._password, "state", "error")
        self._tr.bind(self._password, QLineEdit.setAccessibleDescription, sentence)
        self._password.setFocus()
        self._password.selectAll()
        if seconds:
            self.show_wait(seconds)

    def show_wait(self, seconds: int) -> None:
        """Count down to the next try; typing is possible meanwhile."""
        from desktop.ui.error_texts import ERROR_TEXTS
        from desktop.ui.widgets.countdown import Countdown

        self._set_busy(busy=False)
        if not self._mistake.isVisibleTo(self):
            sentence = ERROR_TEXTS[ErrorCode.TRY_LATER].sentence
            self._tr.bind(self._mistake, PlainLabel.setText, sentence)
            self._mistake.show()
        if self._countdown is None:
            self._countdown = Countdown(self)
            self._countdown.ticked.connect(self._on_ticked)
            self._countdown.ended.connect(self._on_waited)
        self._open.setEnabled(False)
        self._is_edited = False
        restyle(self._mistake_step, "tone", "muted")
        self._mistake_step.show()
        self._countdown.begin(seconds)
        self._password.setFocus()

    def show_progress(self) -> None:
        """Show that keys are being derived; the field is closed for so long."""
        self._set_busy(busy=True)

    def show_error(self, error: Exception) -> None:
        """Show a fault of store or key file instead of the password; WRONG_PASSWORD stays there."""
        code = error.code if isinstance(error, KnownError) else None
        facts = error.facts if isinstance(error, KnownError) else {}
        if code is ErrorCode.WRONG_PASSWORD:
            self.show_wrong_password(int(facts.get("seconds") or 0))
            return
        if code is ErrorCode.TRY_LATER:
            self.show_wait(int(facts.get("seconds") or 0))
            return
        self._set_busy(busy=False)
        page = self._fault_page = self._fault_page or self._build_fault()
        page.show_fault(error)
        self._pages.setCurrentWidget(page)
        self._fit_width()
        self._hint.hide()
        page.first_focus()

    def show_password(self, why: str = "") -> None:
        """Ask for the password, as at the beginning, or again: *why* is a message id."""
        self._set_busy(busy=False)
        self._forget_mistake()
        if why:
            self._tr.bind(self._mistake_step, PlainLabel.setText, why)
            self._mistake_step.show()
        self._password.clear()
        self._pages.setCurrentWidget(self._password_page)
        self._fit_width()
        self._hint.setVisible(self._has_hint)
        (self._initials if self._who.isVisibleTo(self) else self._password).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind the open store nothing of the password is kept."""
        if not event.spontaneous():
            self._password.clear()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)

    def _finish(self) -> None:
        """What the first paint does not wait for."""
        from desktop.ui.widgets.focus_ring import FocusRing

        self.setWindowIcon(window_icon())
        self._ring = FocusRing(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_body"):
            self._fit_width()
        super().changeEvent(event)

    def _fit_width(self) -> None:
        is_fault = self._fault_page is not None and self._pages.currentWidget() is self._fault_page
        self._body.setFixedWidth(round((_FAULT_WIDTH if is_fault else _WIDTH) * current_scale()))

    def _build(self, demo_password: str, place: str) -> None:
        name = PlainLabel("Fallmappe", kind="title")
        where = PlainLabel(place, tone="muted")
        if not place:
            where.hide()
        self._password_page = self._build_password()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._password_page)
        head = row(Mark(44), column(name, where, space=0), None, space=tokens.M)
        self._body = QWidget()
        self._hint = self._build_hint(demo_password)
        self._has_hint = bool(demo_password)
        self._body.setLayout(column(head, tokens.L, self._pages, tokens.L, self._hint, space=0))
        self._fit_width()
        self._language = LanguageSwitch(self._tr)
        top = row(None, self._language)
        if self._theme is not None:
            top.insertWidget(1, TextSizeSwitch(self._theme, self._tr))
        outer = column(top, None, row(None, self._body, None), None, None)
        outer.setContentsMargins(tokens.L, tokens.M, tokens.L, tokens.L)
        self.setLayout(outer)

    def _build_password(self) -> QFrame:
        tr = self._tr
        label = PlainLabel(kind="strong")
        tr.bind(label, PlainLabel.setText, N_("Passwort"))
        self._password = QLineEdit()
        self._hold = hold_to_read(self._password, tr)
        label.setBuddy(self._password)
        tr.bind(self._password, QLineEdit.setAccessibleName, N_("Passwort"))
        self._build_said()
        self._open = QPushButton()
        self._open.setProperty("role", "primary")
        self._open.setMinimumHeight(40)
        tr.bind(self._open, QAbstractButton.setText, N_("Öffnen"))
        self._forgot = QPushButton()
        self._forgot.setProperty("role", "link")
        tr.bind(self._forgot, QAbstractButton.setText, FORGOTTEN)
        self._bring_back = QPushButton()
        self._bring_back.setProperty("role", "link")
        tr.bind(self._bring_back, QAbstractButton.setText, BRING_BACK)
        self._bring_back.clicked.connect(self._on_bring_back_clicked)
        page = card(
            self._build_who(),
            label,
            self._password,
            self._mistake,
            self._mistake_step,
            tokens.S,
            self._open,
            self._busy,
            self._busy_text,
            tokens.XS,
            row(self._forgot, None),
            row(self._bring_back, None),
            space=tokens.S,
            margin=tokens.XL,
        )
        self._forgot.clicked.connect(self._on_forgot_clicked)
        self._password.textEdited.connect(self._on_edited)
        self._password.returnPressed.connect(self._on_open_clicked)
        self._open.clicked.connect(self._on_open_clicked)
        self._forget_mistake()
        self._set_busy(busy=False)
        return page

    def _build_who(self) -> QWidget:
        """Nothing of the person before is kept in it: each start asks anew."""
        label = PlainLabel(kind="strong")
        self._initials = QLineEdit()
        self._initials.setMaxLength(64)
        label.setBuddy(self._initials)
        self._tr.bind(label, PlainLabel.setText, INITIALS)
        self._tr.bind(self._initials, QLineEdit.setAccessibleName, INITIALS)
        self._initials.returnPressed.connect(lambda: self._password.setFocus())
        self._initials.textEdited.connect(self._forget_mistake)
        self._who = QWidget()
        box = column(label, self._initials, space=tokens.S)
        box.setContentsMargins(0, 0, 0, tokens.S)
        self._who.setLayout(box)
        self._who.hide()
        return self._who

    def _build_said(self) -> None:
        """What is said below the field: a mistake, or that the key is being derived."""
        self._mistake = PlainLabel(kind="strong", tone="danger", wrap=True)
        self._mistake_step = PlainLabel(kind="small", tone="muted", wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy_text = PlainLabel(kind="small", tone="muted")
        words = N_("Schlüssel wird berechnet …")
        self._tr.bind(self._busy_text, PlainLabel.setText, words)
        self._tr.bind(self._busy, QProgressBar.setAccessibleName, words)

    def _build_hint(self, demo_password: str) -> QWidget:
        hint = PlainLabel(kind="small", tone="muted", wrap=True)
        self._tr.bind(hint, PlainLabel.setText, N_("Vorführung mit erfundenen Daten. Passwort:"))
        password = PlainLabel(demo_password, kind="strong")
        if demo_password:
            by_mouse = QtCore.Qt.TextInteractionFlag.TextSelectableByMouse
            password.setTextInteractionFlags(by_mouse)
        place = QWidget()
        place.setLayout(column(hint, password, space=0))
        if not demo_password:
            place.hide()
        return place

    def _build_fault(self) -> FaultCard:
        from desktop.ui.widgets import fault_card

        page = fault_card.FaultCard(self._tr)
        page.add_way(BRING_BACK, fault_card.BRING_BACK, self._on_bring_back_clicked)
        page.retry_requested.connect(self.retry_requested)
        page.go_on_requested.connect(self.go_on_requested)
        page.left.connect(self.close)
        self._pages.addWidget(page)
        return page

    def _set_busy(self, *, busy: bool) -> None:
        fields = (self._initials, self._password, self._hold, self._open)
        for widget in (*fields, self._forgot, self._bring_back):
            widget.setEnabled(not busy)
        # The space is kept, so that nothing jumps when the key is derived.
        self._busy.setVisible(busy)
        self._busy_text.setVisible(busy)

    def _follow_direction(self) -> None:
        if self._tr.is_rtl == self.isRightToLeft():
            return
        way = QtCore.Qt.LayoutDirection
        self.setLayoutDirection(way.RightToLeft if self._tr.is_rtl else way.LeftToRight)

    @Slot(int)
    def _on_ticked(self, seconds: int) -> None:
        self._tr.bind(self._mistake_step, PlainLabel.setText, WAIT, seconds=seconds)

    @Slot()
    def _on_waited(self) -> None:
        self._open.setEnabled(True)
        self._forget_mistake()
        if not self._is_edited:
            self._password.selectAll()

    @Slot()
    def _on_forgot_clicked(self) -> None:
        if self._is_known_who():
            self.forgotten.emit()

    @Slot()
    def _on_bring_back_clicked(self) -> None:
        if self._is_known_who():
            self.restore_requested.emit()

    def _is_known_who(self) -> bool:
        """Whether initials were typed where they are needed; else asks for them in words."""
        if not self._who.isVisibleTo(self._password_page) or self.initials:
            return True
        if self._pages.currentWidget() is not self._password_page:
            self.show_password()
        if self._countdown is None or not self._countdown.is_running:
            self._forget_mistake()
            self._tr.bind(self._mistake, PlainLabel.setText, WHO_FIRST)
            self._mistake.show()
        restyle(self._initials, "state", "error")
        self._initials.setFocus()
        return False

    @Slot()
    def _on_edited(self) -> None:
        self._is_edited = True
        self._forget_mistake()

    def _forget_mistake(self) -> None:
        restyle(self._initials, "state", "")
        if self._countdown is not None and self._countdown.is_running:
            return
        self._mistake.hide()
        self._mistake_step.hide()
        self._password.setAccessibleDescription("")
        restyle(self._password, "state", "")

    @Slot()
    def _on_open_clicked(self) -> None:
        typed = self._password.text()
        if not self._open.isEnabled():
            restyle(self._mistake_step, "tone", "warn")  # the wait, which was overlooked
            return
        if not self._is_known_who():
            return
        if typed:
            self.unlock_requested.emit(typed)
        else:
            self._password.setFocus()
