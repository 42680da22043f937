"""What backups there are, whether they hold, and where a second copy of them lies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QWidget

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.backups import BackupRow, BackupService, BackupStatus
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.error_texts import describe
from desktop.ui.file_dialogs import ask_for_folder
from desktop.ui.place_texts import BACKUP_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.backup_words import WORKING, moment_words, size_words, state_words
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import clear, column, line, row
from desktop.ui.widgets.side_row import SideRow

BACKUPS = N_("Sicherungen")
MAKE, BRING_BACK = N_("Jetzt sichern"), N_("Sperren und zurückholen …")
CHOOSE, CHANGE, NO_MORE = N_("Ordner wählen …"), N_("Anderer Ordner …"), N_("Nicht mehr nutzen")
RULE = N_(
    "Einmal am Tag von selbst, verschlüsselt und durch Öffnen geprüft. Aufgehoben werden die "
    "letzten 7 Tage, davor eine Sicherung je Woche, nichts länger als 30 Tage. Nur die letzte "
    "bleibt, bis eine neue gelingt."
)
SECOND = N_("Zweiter Ordner")
NO_SECOND = N_("Keiner. Geht dieser Laptop verloren, sind auch seine Sicherungen weg.")
BY_IT = N_("Von der IT festgelegt.")
THERE = N_("Dort zuletzt angekommen: {when}.")
NOT_YET = N_("Dort liegt noch keine. Ist der Ordner erreichbar, kommt die nächste dorthin.")
LATE = N_("Seit über einer Woche nicht erreichbar. Stick einstecken oder Netzlaufwerk öffnen.")
FULL = N_("Dort ist zu wenig Platz. Platz schaffen oder einen anderen Ordner wählen.")
_WHY = {
    ErrorCode.BACKUP_INCOMPLETE: N_("Dokumente fehlen oder sind beschädigt"),
    ErrorCode.BACKUP_UNREADABLE: N_("gerade nicht lesbar; alles dazu bleibt liegen"),
    ErrorCode.STORE_NEWER: N_("mit einer neueren Fassung des Programms gemacht"),
}
_ROWS_HIGH = 280


class _News(QObject):
    """Carries the service's word from its thread into this one."""

    came = Signal()


class BackupsDialog(Sheet):
    """Signal: ``restore_wanted()``: a backup is to be brought back, which begins with a lock."""

    restore_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        tasks: Tasks,
        backups: BackupService,
        now: Callable[[], int],
    ) -> None:
        super().__init__(parent, tr, BACKUPS, width=620)
        self._tasks, self._backups, self._now = tasks, backups, now
        self._is_making = False
        self._news = _News(self)
        self._news.came.connect(self._read, Qt.ConnectionType.QueuedConnection)
        self._leave = backups.subscribe(self._news.came.emit)
        self.message = PlainLabel(kind="small", tone="danger", wrap=True)
        self.message.hide()
        self.add(self._head(), self._list(), line(), self._second(), self.message)
        self.bring_back = ActionButton("", Icon.UNDO)
        tr.bind(self.bring_back, QAbstractButton.setText, BRING_BACK)
        self.bring_back.clicked.connect(self._on_bring_back)
        self.buttons.insertWidget(0, self.bring_back)
        self.finished.connect(lambda _: self._leave())
        self._read()

    def _head(self) -> QWidget:
        self._icon = IconLabel(Icon.BACKUP, "muted", 28)
        self.state = PlainLabel(kind="strong", wrap=True)
        rule = PlainLabel(kind="small", tone="muted", wrap=True)
        self._tr.bind(rule, PlainLabel.setText, RULE)
        self.make = ActionButton("primary")
        self._tr.bind(self.make, QAbstractButton.setText, MAKE)
        self.make.clicked.connect(self._on_make)
        words = row(self._icon, self.state, space=tokens.M)
        words.setStretch(1, 1)
        words.addWidget(self.make)
        holder = QWidget()
        holder.setLayout(column(words, rule, space=tokens.S))
        return holder

    def _list(self) -> QWidget:
        self._rows = column(space=0)
        inner = QWidget()
        inner.setProperty("role", "scroll")
        inner.setLayout(column(self._rows, None, space=0))
        self._scroll = QScrollArea()
        self._tr.bind(self._scroll, QWidget.setAccessibleName, BACKUPS)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._scroll.hide()
        return self._scroll

    def _second(self) -> QWidget:
        title = PlainLabel(kind="strong")
        self._tr.bind(title, PlainLabel.setText, SECOND)
        self.place = ElidedLabel()
        self.arrived = PlainLabel(kind="small", tone="muted", wrap=True)
        self.choose, self.no_more = ActionButton("", Icon.FOLDER), ActionButton("quiet")
        self._tr.bind(self.no_more, QAbstractButton.setText, NO_MORE)
        self.choose.clicked.connect(self._on_choose)
        self.no_more.clicked.connect(lambda: self._take(None))
        holder = QWidget()
        holder.setLayout(
            column(
                title,
                self.place,
                self.arrived,
                row(self.choose, self.no_more, None),
                space=tokens.XS,
            )
        )
        return holder

    @Slot()
    def _read(self) -> None:
        self._tasks.run(self._look, done=self._on_read, failed=self._on_failed, initiator=self)

    def _look(self) -> tuple[BackupStatus, tuple[BackupRow, ...]]:
        return self._backups.status(), self._backups.rows()

    def _on_read(self, found: tuple[BackupStatus, tuple[BackupRow, ...]]) -> None:
        status, rows = found
        which, tone, words = state_words(status, self._tr, self._now())
        self._icon.show_icon(which, tone)
        self.state.setText(words)
        self._show_making(is_making=status.is_running)
        self._show_second(status)
        self._show_rows(rows, checked=False)
        if rows and not status.is_running:
            self._run(lambda: tuple(map(self._backups.check, rows)), self._on_checked)

    def _on_checked(self, rows: tuple[BackupRow, ...]) -> None:
        self._show_rows(rows, checked=True)

    def _show_rows(self, rows: tuple[BackupRow, ...], *, checked: bool) -> None:
        """One line for a backup that lies well in both places."""
        clear(self._rows)
        lines: list[list[BackupRow]] = []
        for one in rows:
            last = lines[-1][-1] if lines else None
            is_twin = last is not None and last.created_at == one.created_at
            if is_twin and last is not None and one.fault is last.fault is None:
                lines[-1].append(one)
            else:
                lines.append([one])
        for places in lines:
            self._rows.addWidget(self._row(places, checked=checked))
        self._scroll.setVisible(bool(rows))
        scale = current_scale()
        # The larger the text, the more of the screen the rest needs.
        high = min(len(lines) * tokens.ROW_LIST * 1.35 * scale, _ROWS_HIGH / scale**1.3)
        self._scroll.setFixedHeight(round(high) + tokens.S)
        self._refit()

    def _row(self, places: list[BackupRow], *, checked: bool) -> SideRow:
        tr, one = self._tr, places[0]
        if len(places) > 1:
            where = N_("hier und im zweiten Ordner")
        else:
            where = N_("im zweiten Ordner") if one.is_second else N_("auf diesem Laptop")
        moment = moment_words(one.created_at, tr) if one.created_at else one.path.name
        if one.fault is not None:
            which, tone, state = Icon.WARNING, "danger", _WHY.get(one.fault, N_("beschädigt"))
        elif checked:
            which, tone, state = Icon.SENT, "ok", N_("geprüft")
        else:
            which, tone, state = Icon.BACKUP, "muted", N_("wird geprüft")
        size = size_words(one.size, tr)
        shown = SideRow(which, tone, moment, tr.row_of((tr.text(state), size, tr.text(where))))
        shown.setCursor(Qt.CursorShape.ArrowCursor)
        return shown

    def _show_second(self, status: BackupStatus) -> None:
        tr, second = self._tr, status.second
        self.place.setText(str(second) if second is not None else tr.text(NO_SECOND))
        if second is None:
            arrived = ""
        elif status.is_second_full:
            arrived = tr.text(FULL)
        elif status.is_second_late:
            arrived = tr.text(LATE)
        elif status.second_at is None:
            arrived = tr.text(NOT_YET)
        else:
            arrived = tr.text(THERE, when=tr.relative(status.second_at, self._now()))
        if status.is_second_fixed:
            arrived = f"{tr.text(BY_IT)} {arrived}"
        self.arrived.setText(arrived)
        self.arrived.setVisible(bool(arrived))
        tr.bind(self.choose, QAbstractButton.setText, CHOOSE if second is None else CHANGE)
        self.choose.setVisible(not status.is_second_fixed)
        self.no_more.setVisible(second is not None and not status.is_second_fixed)

    @Slot()
    def _on_make(self) -> None:
        if self._is_making:
            return
        self._show_making(is_making=True)
        self.message.hide()
        self._tasks.run(
            self._backups.make,
            done=lambda _: self._read(),
            failed=self._on_not_made,
            initiator=self,
        )

    def _show_making(self, *, is_making: bool) -> None:
        """The button stays where the keyboard is: switched off it would hand that on to the next
        one, and a second press would do something else."""
        self._is_making = is_making
        self.make.set_role("" if is_making else "primary")
        self._tr.bind(self.make, QAbstractButton.setText, WORKING if is_making else MAKE)

    def _on_not_made(self, error: Failure) -> None:
        """What happened stands above as the state; here is what to do."""
        self._show_making(is_making=False)
        self._say(describe(error, self._tr, BACKUP_TEXTS)[1])
        self._read()

    @Slot()
    def _on_choose(self) -> None:
        ask_for_folder(self, self._tr, CHOOSE, self._take)

    def _take(self, folder: Path | None) -> None:
        self.message.hide()

        def take() -> None:
            self._backups.choose_folder(folder)
            self._backups.bring_to_second()

        self._run(take, lambda _: self._read())

    @Slot()
    def _on_bring_back(self) -> None:
        self.accept()
        self.restore_wanted.emit()

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        self._tasks.run(work, done=done, failed=self._on_failed, initiator=self)

    def _on_failed(self, error: Failure) -> None:
        self._show_making(is_making=False)
        self._say(" ".join(describe(error, self._tr, BACKUP_TEXTS)))

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        self._refit()

    def _refit(self) -> None:
        QTimer.singleShot(0, self, partial(fit, self))
