"""The way back in when the password is forgotten: the printed code, then a new password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.password_strength import SHORTEST, Judgement, judge
from desktop.services.permits import Permit
from desktop.services.secrets import look_at, suggest_password
from desktop.ui.dialogs.new_password import NewPassword
from desktop.ui.dialogs.recovery_pages import sheet_number
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.error_texts import describe
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.one_page import OnePage
from desktop.ui.widgets.said_label import SaidLabel

TITLE = N_("Passwort vergessen")
NEXT, OPEN = N_("Weiter"), N_("Öffnen")
CODE = N_("Code vom Wiederherstellungsblatt")
HOW = N_(
    "Die 14 Wörter oder die 32 Zeichen der Reihe nach eingeben. Von jedem Wort genügen die ersten "
    "vier Buchstaben."
)
MARK = N_("Auf dem Blatt muss die Kennung {mark} stehen.")
WORDS_SO_FAR = N_("{count} von {total} Wörtern")
LETTERS_SO_FAR = N_("{count} von {total} Zeichen")
UNKNOWN = N_("Wort {number} steht nicht in der Wortliste.")
MAYBE = N_("Wort {number} steht nicht in der Wortliste. Vielleicht: {word}")
NO_CODE, HAVE_CODE = N_("Kein Code zur Hand?"), N_("Code eingeben")
WITHOUT = N_(
    "Ohne Passwort und ohne Code öffnet niemand diese Daten, auch nicht die IT. Die Stelle kann "
    "den Laptop neu einrichten; dann kommt vom Server zurück, was schon gesendet war."
)
LOST = N_(
    "Was noch nicht gesendet war, ist dann verloren. Wie viel das ist, steht nur in den "
    "verschlossenen Daten."
)
KEEP = N_("Den Ordner nicht löschen lassen: Taucht Passwort oder Blatt wieder auf, öffnet er sich.")
STAYS = N_(
    "Die Daten bleiben, wie sie sind, und der Code bleibt gültig. War das Blatt in fremden Händen, "
    "danach unter „Ansicht“ einen neuen Code drucken."
)


class RecoveryDialog(Sheet):
    """*open_code* turns what was typed into a permit; *mark* tells which sheet is needed.

    Signal: ``recovered(str)``, the new password, when it holds.
    """

    recovered = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        tasks: Tasks,
        open_code: Callable[[str], Permit],
        *,
        mark: str = "",
        shortest: int = SHORTEST,
    ) -> None:
        super().__init__(parent, tr, TITLE, NEXT, width=540)
        self._tasks, self._open_code, self._shortest = tasks, open_code, shortest
        self._permit: Permit | None = None
        self.code = QPlainTextEdit()
        self.new = NewPassword(tr, self._judge, suggest_password)
        self.so_far = PlainLabel(kind="small", tone="muted", wrap=True)
        self.message = SaidLabel(tr)
        self.pages = OnePage()
        self._last = self._password_page()
        for page in (self._code_page(mark), self._last):
            self.pages.add(page)
        self.add(self.pages, self.message)
        self.primary.clicked.connect(self._on_next)
        self.new.entered.connect(self.primary.click)
        self.code.textChanged.connect(self._on_typed)
        self._on_typed()
        tr.on_switch(self._count)
        fit(self)
        self.code.setFocus()

    def go_on_with(self, code: str) -> None:
        """As if *code* had been typed."""
        self.code.setPlainText(code)
        self.primary.click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on; a code has no lines."""
        if watched is self.code and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and is_enter and not event.modifiers():
                self.primary.click()
                return True
        return super().eventFilter(watched, event)

    def _judge(self, password: str) -> Judgement:
        return judge(password, shortest=self._shortest)

    def _code_page(self, mark: str) -> QWidget:
        label, how = PlainLabel(kind="strong"), PlainLabel(kind="small", tone="muted", wrap=True)
        which = PlainLabel(kind="small", tone="muted", wrap=True)
        self._tr.bind(label, PlainLabel.setText, CODE)
        self._tr.bind(how, PlainLabel.setText, HOW)
        self._tr.bind(which, PlainLabel.setText, MARK, mark=mark)
        if not mark:
            which.hide()
        label.setBuddy(self.code)
        self._tr.bind(self.code, QPlainTextEdit.setAccessibleName, CODE)
        self.code.setTabChangesFocus(True)
        self.code.setFixedHeight(self.code.fontMetrics().lineSpacing() * 4 + 16)
        self.code.installEventFilter(self)
        self.no_code = ActionButton("link")
        self.no_code.setAutoDefault(False)
        self.no_code.setCheckable(True)
        self._tr.bind(self.no_code, QAbstractButton.setText, NO_CODE)
        self.no_code.toggled.connect(self._on_no_code)
        self.honest = QWidget()
        texts = [PlainLabel(kind="small", wrap=True) for _ in range(3)]
        for text, words in zip(texts, (WITHOUT, LOST, KEEP), strict=True):
            self._tr.bind(text, PlainLabel.setText, words)
        self.honest.setLayout(column(*texts))
        self.honest.hide()
        self._typing, page = QWidget(), QWidget()
        self._typing.setLayout(
            column(how, which, tokens.XS, label, self.code, self.so_far, space=tokens.XS)
        )
        page.setLayout(column(self._typing, self.honest, row(self.no_code, None)))
        return page

    def _password_page(self) -> QWidget:
        stays = PlainLabel(kind="small", tone="muted", wrap=True)
        self._tr.bind(stays, PlainLabel.setText, STAYS)
        page = QWidget()
        page.setLayout(column(stays, tokens.S, self.new, None))
        return page

    @Slot()
    def _on_typed(self) -> None:
        self.message.unsay()
        self._count()

    def _count(self) -> None:
        found = look_at(self.code.toPlainText())
        if found.unknown:
            words = MAYBE if found.nearest else UNKNOWN
            said = self._tr.text(words, number=sheet_number(found.unknown), word=found.nearest)
        else:
            words = WORDS_SO_FAR if found.is_words else LETTERS_SO_FAR
            said = self._tr.text(words, count=found.count, total=found.total)
        restyle(self.so_far, "tone", "danger" if found.unknown else "muted")
        self.so_far.setText(said)

    @Slot(bool)
    def _on_no_code(self, is_asked: bool) -> None:
        self.honest.setVisible(is_asked)
        self._typing.setVisible(not is_asked)
        self.primary.setVisible(not is_asked)
        self._tr.bind(self.no_code, QAbstractButton.setText, HAVE_CODE if is_asked else NO_CODE)
        # The pages learn of it in the next round of events only.
        QTimer.singleShot(0, self, partial(fit, self))

    @Slot()
    def _on_next(self) -> None:
        self.message.unsay()
        if self._permit is None:
            self._run(self._open_code, self.code.toPlainText(), done=self._on_permitted)
            return
        password = self.new.password()
        if password is not None:
            self._run(self._set_password, password, done=self._on_set)

    def _run(self, work: Callable[[str], object], text: str, done: Callable[..., object]) -> None:
        self.primary.setEnabled(False)
        self._tasks.run(work, text, done=done, failed=self._on_failed, initiator=self)

    def _set_password(self, password: str) -> str:
        """In a thread of ``Tasks``."""
        assert self._permit is not None
        self._permit.set_password(password, shortest=self._shortest)
        return password

    def _on_permitted(self, permit: Permit) -> None:
        self.primary.setEnabled(True)
        self._permit = permit
        self.code.clear()
        self.pages.show_page(self._last)
        self._tr.bind(self.primary, QAbstractButton.setText, OPEN)
        QTimer.singleShot(0, self, partial(fit, self))
        self.new.first.setFocus()

    def _on_set(self, password: str) -> None:
        self.recovered.emit(password)
        self.accept()

    def _on_failed(self, error: Failure) -> None:
        self.primary.setEnabled(True)
        self.message.say(lambda: " ".join(describe(error, self._tr)))
