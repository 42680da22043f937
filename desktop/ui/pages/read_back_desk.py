"""Reads the answers back from the worker's page: a sheet over it, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QFrame, QScrollArea, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of
from desktop.services.companions import Presented
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.fields.base import PaneLook, direction_of
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.read_back_page import Halves, Lines
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, line, row

if TYPE_CHECKING:
    from desktop.ui.pages.form_page import FormPage

READ = ActionSpec(N_("Zusammenfassung vorlesen"), "F9")
TITLE = N_("Zusammenfassung")
HELP = N_("Jede Zeile führt zu ihrer Frage, falls etwas nicht stimmt.")
TO_FORM = N_("Zurück zum Formular")
TO_SUMMARY = N_("Zurück zur Zusammenfassung")
CORRECTING = N_("Nach der Berichtigung weiterlesen.")
WAS_PRESENTED = N_("Zuletzt {how} auf {language}, {time}")
_WAYS = {"read_aloud": client_texts.READ_ALOUD, "read_by_client": client_texts.READ_BY_CLIENT}
_EDGE = 32


class ReadBackDialog(QDialog):
    """As large as the window below it; the client window is not blocked by it.

    Signals: ``question_requested(str)`` to correct an answer; ``presented(str)`` how the summary
    was brought to the client.
    """

    question_requested = Signal(str)
    presented = Signal(str)

    def __init__(self, conversation: FormConversation, tr: LocaleContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr, self._talk = tr, conversation
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setLayoutDirection(direction_of(tr.is_rtl))
        tr.bind(self, QDialog.setWindowTitle, TITLE)
        looks = (
            (WORKER, PaneLook(conversation.worker)),
            (CLIENT, PaneLook(conversation.client, tokens.SECTION, is_client=True)),
        )
        self.lines = Lines(conversation, looks)
        self.lines.question_requested.connect(self._on_question)
        self.back = ActionButton("", Icon.BACK)
        self.read_by_client = ActionButton()
        self.read_aloud = ActionButton("primary")
        self.state = PlainLabel(tone="muted", wrap=True)
        self._build()
        self._bind()
        self._fit(parent.window())
        self._ring = FocusRing(self)
        self.lines.first_focus()

    def _build(self) -> None:
        title, help_ = PlainLabel(kind="section"), PlainLabel(tone="muted", wrap=True)
        self._tr.bind(title, PlainLabel.setText, TITLE)
        self._tr.bind(help_, PlainLabel.setText, HELP)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        holder.setLayout(column(Halves(self.lines), None, space=0))
        area.setWidget(holder)
        foot = row(self.back, self.state, self.read_by_client, self.read_aloud, space=tokens.M)
        foot.setStretch(1, 1)
        box = column(title, help_, tokens.S, area, line(), foot, space=tokens.S)
        box.setStretchFactor(area, 1)
        box.setContentsMargins(tokens.XL, tokens.L, tokens.XL, tokens.L)
        self.setLayout(box)

    def _bind(self) -> None:
        for button, words in (
            (self.back, TO_FORM),
            (self.read_by_client, client_texts.READ_BY_CLIENT),
            (self.read_aloud, client_texts.READ_ALOUD),
        ):
            self._tr.bind(button, _set_capital, words)
            button.setAutoDefault(False)
        self.back.clicked.connect(self.reject)
        self.read_aloud.clicked.connect(lambda: self._on_presented("read_aloud"))
        self.read_by_client.clicked.connect(lambda: self._on_presented("read_by_client"))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.read_aloud.click)
        entry = self._talk.companions.read_back
        self.state.setText(presented_words(entry, self._tr, self._talk.now()))

    def _fit(self, window: QWidget) -> None:
        self.resize(max(640, window.width() - 2 * _EDGE), max(400, window.height() - 2 * _EDGE))

    def _on_question(self, ref: str) -> None:
        self.accept()
        self.question_requested.emit(ref)

    def _on_presented(self, how: str) -> None:
        self.presented.emit(how)
        self.accept()


class ReadBackDesk(QObject):
    """Opens the sheet, keeps that it was read, and leads back to it after a correction."""

    def __init__(self, page: FormPage, tr: LocaleContext) -> None:
        super().__init__(page)
        self._page, self._talk, self._tr = page, page.conversation, tr
        self.dialog: ReadBackDialog | None = None
        self.button = ActionButton("", Icon.SAID)
        tr.bind(self.button, QAbstractButton.setText, READ.text)
        bind_tooltip(self.button, tr, READ)
        self.button.clicked.connect(self.open)
        self.notice = Banner(tr)
        page.notices.put(self.notice)

    def open(self) -> None:
        """Show the summary as the answers stand now."""
        self.notice.hide()
        self.dialog = ReadBackDialog(self._talk, self._tr, self._page)
        self.dialog.question_requested.connect(self._on_question)
        self.dialog.presented.connect(self._on_presented)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    def _on_closed(self) -> None:
        self.dialog = None

    def _on_question(self, ref: str) -> None:
        self._page.navigator.go_to(ref)
        self.notice.show_words(
            "info",
            self._tr.text(CORRECTING),
            action=self._tr.text(TO_SUMMARY),
            on_action=self.open,
        )

    def _on_presented(self, how: str) -> None:
        language = self._talk.client.language
        self._talk.companions.set_read_back(Presented(how, language, self._talk.now()))


def presented_words(entry: Presented | None, tr: LocaleContext, now: int) -> str:
    """``Zuletzt vorgelesen auf Arabisch, heute 09:12``; empty while nobody did."""
    if entry is None:
        return ""
    how = tr.text(_WAYS.get(entry.how, client_texts.READ_ALOUD))
    name = tr.text(language_of(entry.language).german_name)
    return tr.text(WAS_PRESENTED, how=how, language=name, time=tr.relative(entry.at, now))


def _set_capital(button: QAbstractButton, words: str) -> None:
    """Words of the client's catalogue begin small there; on a button of the page they do not."""
    button.setText(words[:1].upper() + words[1:])
