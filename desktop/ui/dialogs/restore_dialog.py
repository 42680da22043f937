"""Brings a backup back, before anything is unlocked: choose one, confirm with the password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.backups_restore import Restorable, Restored
from desktop.ui.dialogs.password_line import PasswordLine
from desktop.ui.dialogs.restore_rows import Examine, RestoreRows
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_for_files, ask_for_folder
from desktop.ui.place_texts import RESTORE_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.backup_words import size_words
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.one_page import OnePage
from desktop.ui.widgets.said_label import SaidLabel
from desktop.ui.widgets.side_row import SideRow

TITLE = N_("Sicherung zurückholen")
BRING_BACK, OPEN, OTHER = N_("Zurückholen"), N_("Öffnen"), N_("Andere Sicherung")
NEXT = N_("Weiter")
FOLDER, FILE = N_("Ordner wählen …"), N_("Datei wählen …")
WHICH = N_("Welcher Stand soll zurück? Vor dem Bestätigen ändert sich nichts.")
NONE = N_(
    "Auf diesem Gerät liegt keine Sicherung. Liegt eine auf einem Stick oder Netzlaufwerk, den "
    "Ordner wählen."
)
NONE_THERE = N_("Dort liegt keine Sicherung.")
SHARED = N_(
    "Auf diesem Gerät arbeiten mehrere: Die eigenen Sicherungen erscheinen nach dem Passwort. Für "
    "eine auf Stick oder Netzlaufwerk den Ordner wählen."
)
OPENS_WITH = N_("Danach öffnet sich dieser Stand mit dem Kürzel „{initials}“.")
GONE = N_(
    "Was danach gespeichert wurde, fehlt dann auf diesem Laptop. Was schon gesendet war, kommt mit "
    "dem Abgleich zurück."
)
SAVED = N_("Hier zuletzt gespeichert: {when}.")
STAYS = N_("Der jetzige Datenspeicher bleibt bis zur nächsten Sicherung daneben liegen.")
ENROL = N_(
    "Danach ist der Laptop ein neues Gerät: Bis die IT es anmeldet, wird ohne Abgleich gearbeitet."
)
PASSWORD = N_(
    "Passwort, das heutige oder das vom Tag der Sicherung, oder der Wiederherstellungscode"
)
WORKING = N_("Wird geprüft und zurückgeholt …")
MISSING = N_("Die Sicherung ist zurück, aber nicht alle ihre Bilder und Dateien lagen dabei.")

Find = Callable[[Path | None], tuple[Restorable, ...]]
BringBack = Callable[[Path, str], Restored]
Proved = tuple[tuple[Restorable, ...], int | None]


class Shared(NamedTuple):
    """Several workers have this laptop: ``prove`` takes the secret of the one with ``initials``
    and returns their backups and when their store was saved last; ``wrong``, a message id, is
    what is said of a wrong one."""

    prove: Callable[[str], Proved]
    initials: str
    wrong: str


class RestoreDialog(Sheet):
    """*find* lists the backups, also of a folder or file that was chosen; *bring_back* puts one
    in place. Both run in a thread of *tasks*. *saved_at*: when the store here was written last.
    *examine* looks a backup over, see ``RestoreRows``. With *shared* nothing of this laptop is
    shown before the secret was right.

    Signals: ``restored(str)``: it is in place and opens with this password;
    ``restored_by_code(str)``: it is in place, and with this code a password has to be chosen.
    """

    restored = Signal(str)
    restored_by_code = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        tasks: Tasks,
        find: Find,
        bring_back: BringBack,
        *,
        saved_at: int | None,
        now: Callable[[], int],
        shared: Shared | None = None,
        examine: Examine | None = None,
    ) -> None:
        super().__init__(parent, tr, TITLE, BRING_BACK, width=560)
        self._shared, self._is_secret = shared, shared is not None
        self._tasks, self._find, self._bring_back = tasks, find, bring_back
        self._saved_at, self._now, self._examine = saved_at, now, examine
        self._chosen: Restorable | None = None
        self._is_by_code = False
        self.message = SaidLabel(tr)
        self.pages = OnePage()
        self._first, self._second, self._last = self._list(), self._confirm(), self._end()
        for page in (self._first, self._second, self._last):
            self.pages.add(page)
        self.working = PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(self.working, PlainLabel.setText, WORKING)
        self.working.hide()
        self.add(self.pages, self.working, self.message)
        self.primary.clicked.connect(self._on_primary)
        for line in (self.proof, self.password):
            line.entered.connect(self.primary.click)
        self._show_first()
        if self._is_secret:
            self._on_found(())
            self.proof.line.setFocus()
        else:
            self._look(None)

    def rows(self) -> list[SideRow]:
        """The lines of the list, in order."""
        return self._rows.findChildren(SideRow)

    def _list(self) -> QWidget:
        self.which = PlainLabel(kind="small", tone="muted", wrap=True)
        self._rows = RestoreRows(self._tr, self._tasks, self._examine)
        self._rows.chosen.connect(self._on_chosen)
        self.folder = self._quiet(FOLDER, Icon.FOLDER)
        self.file = self._quiet(FILE, Icon.BACKUP)
        self.folder.clicked.connect(self._on_folder)
        self.file.clicked.connect(self._on_file)
        self.proof = PasswordLine(self._tr, PASSWORD)
        if not self._is_secret:
            self.proof.hide()
        elsewhere = row(self.folder, self.file, None, space=tokens.XL)
        page = QWidget()
        page.setLayout(column(self.which, self.proof, self._rows, elsewhere))
        return page

    def _show_first(self) -> None:
        words = NEXT if self._is_secret else BRING_BACK
        self._tr.bind(self.primary, QAbstractButton.setText, words)
        self.primary.setVisible(self._is_secret)
        self.pages.show_page(self._first)

    def _confirm(self) -> QWidget:
        self.what = PlainLabel(kind="strong", wrap=True)
        self.password = PasswordLine(self._tr, PASSWORD)
        self.other = self._quiet(OTHER, Icon.BACK)
        self.other.clicked.connect(self._on_other)
        self._facts = column(space=tokens.S)
        page = QWidget()
        page.setLayout(
            column(
                self.what,
                self._facts,
                tokens.S,
                self.password,
                row(self.other, None),
                None,
                space=tokens.S,
            )
        )
        return page

    def _tell(self) -> None:
        """What it means, as far as it may be known yet."""
        clear(self._facts)
        facts = [self._fact(Icon.CLOCK, GONE)]
        if self._saved_at is not None:
            when = self._tr.relative(self._saved_at, self._now())
            facts += [self._fact(Icon.HERE, SAVED, when=when), self._fact(Icon.BACKUP, STAYS)]
        facts.append(self._fact(Icon.DEVICE, ENROL))
        if self._shared is not None:
            facts.append(self._fact(Icon.PERSON, OPENS_WITH, initials=self._shared.initials))
        for fact in facts:
            self._facts.addWidget(fact)

    def _end(self) -> QWidget:
        said = PlainLabel(wrap=True)
        self._tr.bind(said, PlainLabel.setText, MISSING)
        page = QWidget()
        page.setLayout(column(said))
        return page

    def _fact(self, which: Icon, words: str, **facts: object) -> QWidget:
        text = PlainLabel(kind="small", wrap=True)
        self._tr.bind(text, PlainLabel.setText, words, **facts)
        line = QWidget()
        box = row(IconLabel(which), text, space=tokens.M)
        box.setStretch(1, 1)
        line.setLayout(box)
        return line

    def _quiet(self, words: str, which: Icon) -> ActionButton:
        button = ActionButton("link", which)
        button.setAutoDefault(False)
        self._tr.bind(button, QAbstractButton.setText, words)
        return button

    def _look(self, place: Path | None) -> None:
        self.message.unsay()
        done = self._on_found if place is None else self._on_looked
        self._tasks.run(self._find, place, done=done, failed=self._on_failed, initiator=self)

    def _on_proved(self, proved: Proved) -> None:
        self._set_busy(busy=False)
        found, self._saved_at = proved
        self._is_secret = False
        self.password.line.setText(self.proof.line.text())
        self.proof.clear()
        self.proof.hide()
        self._show_first()
        self._on_found(found)

    def _on_looked(self, found: tuple[Restorable, ...]) -> None:
        self._on_found(found)
        if not found:
            self.message.say_text(NONE_THERE)

    def _on_found(self, found: tuple[Restorable, ...]) -> None:
        nothing = SHARED if self._is_secret else NONE
        self._tr.bind(self.which, PlainLabel.setText, WHICH if found else nothing)
        self._rows.show_rows(found)
        self._refit()
        if self._is_secret and not found:
            self.proof.line.setFocus()
            return
        (self._rows.first() or self.folder).setFocus()

    def _on_chosen(self, one: Restorable) -> None:
        self._chosen = one
        self.what.setText(self._tr.text(N_("Stand: {moment}"), moment=self._rows.moment(one)))
        self.message.unsay()
        self._tell()
        self._tr.bind(self.primary, QAbstractButton.setText, BRING_BACK)
        self.primary.show()
        self.pages.show_page(self._second)
        self._refit()
        self.password.line.setFocus()
        self.password.line.selectAll()

    @Slot()
    def _on_other(self) -> None:
        self.message.unsay()
        if self._shared is None or self._is_secret:
            self.password.clear()
        self._show_first()
        self._refit()

    @Slot()
    def _on_folder(self) -> None:
        ask_for_folder(self, self._tr, FOLDER, self._look)

    @Slot()
    def _on_file(self) -> None:
        kind = (N_("Sicherungen"), "*.fmb")
        ask_for_files(
            self, self._tr, FILE, kind, lambda paths: self._look(paths[0]), accept=N_("Wählen")
        )

    @Slot()
    def _on_primary(self) -> None:
        if self.pages.current is self._last:
            self._finish()
            return
        line = self._asking.line
        if not line.text():
            line.setFocus()
            return
        self.message.unsay()
        self._set_busy(busy=True)
        if self._shared is not None and self.pages.current is self._first:
            self._run(partial(self._shared.prove, line.text()), self._on_proved)
            return
        assert self._chosen is not None
        self._rows.stop()
        self._run(partial(self._bring_back, self._chosen.path, line.text()), self._on_back)

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        self._tasks.run(work, done=done, failed=self._on_failed, initiator=self)

    @property
    def _asking(self) -> PasswordLine:
        return self.proof if self.pages.current is self._first else self.password

    def _on_back(self, back: Restored) -> None:
        self._set_busy(busy=False)
        self._is_by_code = back.is_by_code
        if not back.missing:
            self._finish()
            return
        self._tr.bind(self.primary, QAbstractButton.setText, OPEN)
        self.secondary.hide()
        self.pages.show_page(self._last)
        self._refit()
        self.primary.setFocus()

    def _finish(self) -> None:
        typed = self.password.line.text()
        self.password.clear()
        self.accept()
        (self.restored_by_code if self._is_by_code else self.restored).emit(typed)

    def _on_failed(self, error: Failure) -> None:
        self._set_busy(busy=False)
        size = 0 if self._chosen is None else self._chosen.size
        needed = size_words(size, self._tr)
        is_password = isinstance(error, KnownError) and error.code is ErrorCode.WRONG_PASSWORD
        if is_password and self._shared is not None:
            self._asking.show_mistake(partial(self._tr.text, self._shared.wrong))
        elif is_password:
            self._asking.show_mistake(lambda: " ".join(describe(error, self._tr)))
        else:
            say = partial(describe, error, self._tr, RESTORE_TEXTS, size=needed)
            self.message.say(lambda: " ".join(say()))
        code = error.code if isinstance(error, KnownError) else None
        if code is ErrorCode.BACKUP_DAMAGED and self._chosen is not None:
            self._rows.found_damaged(self._chosen)
        self._refit()

    def _set_busy(self, *, busy: bool) -> None:
        self.working.setVisible(busy)
        lines, elsewhere = (self.password, self.proof), (self.folder, self.file)
        for widget in (self.primary, self.secondary, self.other, *lines, *elsewhere):
            widget.setEnabled(not busy)
        self._refit()

    def reject(self) -> None:
        """Not while something is being put in place: that takes seconds."""
        if self.secondary.isEnabled():
            self._rows.stop()
            super().reject()

    def _refit(self) -> None:
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as the page that is shown: the layouts have not heard of it by themselves."""
        page = self.pages.current
        for one in (page, self.pages, self):
            box = None if one is None else one.layout()
            if one is not None and box is not None:
                box.invalidate()
                one.updateGeometry()
        fit(self)
