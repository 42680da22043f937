"""*Abgleich*: one sentence, then what is only here, underway or parked; devices folded below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QWidget

from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.services.backups import BackupStatus
from desktop.services.views import ConflictCard, DeviceRow, ParkedRow, SyncStatus, UnsentRow
from desktop.sync.state import SyncState
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.events import Changed, Events
from desktop.ui.pages.page_head import PageHead
from desktop.ui.pages.resolving import ResolvingPage
from desktop.ui.pages.side_rows import SideRow, conflict_row, section
from desktop.ui.pages.sync_halted import parked_section, restored_card
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.backup_words import state_words
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, clear, column, row
from desktop.ui.widgets.status_words import is_halted, page_words
from desktop.ui.widgets.two_columns import ScrollColumn

SYNC_NOW = ActionSpec(N_("Jetzt abgleichen"), "F5")
_MOST = 50
"""So many entries are listed; the rest is counted."""
_WIDTH = 820

_LISTS = {
    "here": (N_("Nur auf diesem Laptop"), Icon.HERE, "warn"),
    "underway": (N_("Unterwegs"), Icon.UNDERWAY, "info"),
}
_REASONS = {
    "here": N_("Gesendet wird von selbst, sobald der Server erreichbar ist."),
    "underway": N_("Gesendet, die Quittung des Servers steht noch aus."),
}
_NOT_ENROLLED = N_("Gesendet wird von selbst, sobald die IT dieses Gerät angemeldet hat.")
_HALTED = N_("Gesendet wird, sobald behoben ist, was oben steht.")


@dataclass(frozen=True, slots=True)
class SyncView:
    """What the page shows, read in one go; *names* of the cases that are named."""

    status: SyncStatus
    unsent: tuple[UnsentRow, ...]
    parked: tuple[ParkedRow, ...]
    devices: tuple[DeviceRow, ...]
    conflicts: tuple[ConflictCard, ...]
    names: Mapping[RecordId, str]
    backups: BackupStatus


class SyncPage(ResolvingPage):
    """Reads status, lists and devices; the exchange itself runs elsewhere.

    Signal: ``backups_wanted()``.
    """

    backups_wanted = Signal()
    ACTIONS = (SYNC_NOW,)
    _view: SyncView | None = None

    def follow(self, events: Events) -> None:
        """Refresh with every step of the exchange."""
        events.synced.connect(self._on_synced)

    def first_focus(self) -> None:
        self._now_button.setFocus()

    def show_devices(self) -> None:
        """Unfold the list of devices."""
        self._fold.setChecked(True)

    def _listed(self) -> Sequence[ConflictCard]:
        return () if self._view is None else self._view.conflicts

    def _build(self) -> None:
        super()._build()
        tr = self._tr
        self._now_button = ActionButton("primary", Icon.SYNC)
        tr.bind(self._now_button, QAbstractButton.setText, SYNC_NOW.text)
        bind_tooltip(self._now_button, tr, SYNC_NOW)
        self._now_button.clicked.connect(self._on_sync_now)
        add_actions(self, tr, {SYNC_NOW: self._on_sync_now})
        self._cancel = ActionButton("")
        tr.bind(self._cancel, QAbstractButton.setText, N_("Abbrechen"))
        self._cancel.clicked.connect(self._on_cancel)
        self._head = PageHead(self._now_button, width=_WIDTH)
        tr.bind(self._head.title, QLabel.setText, N_("Abgleich"))
        self._fold = ActionButton("quiet", Icon.OPEN)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._show_devices)
        self._lists, self._device_list = column(space=tokens.XL), column(space=0)
        self._backups = column(space=0)
        body = QWidget()
        body.setLayout(
            column(
                self._build_sentence(),
                self._lists,
                self._backups,
                row(self._fold, None),
                self._device_list,
                None,
                space=tokens.XL,
            )
        )
        banner = row(self.banner)
        banner.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.M)
        self.setLayout(column(self._head, banner, ScrollColumn(body, width=_WIDTH), space=0))

    def _build_sentence(self) -> QWidget:
        self._icon = IconLabel(Icon.SYNC, "muted", 28)
        self._sentence = PlainLabel(kind="section", wrap=True)
        self._step = PlainLabel(tone="muted", wrap=True)
        self._clock = PlainLabel(tone="warn", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._progress = PlainLabel(kind="small", tone="muted")
        running = row(self._progress, None, self._cancel)
        words = column(self._sentence, self._step, self._clock, self._bar, running)
        box = row(self._icon, words, space=tokens.L)
        box.setStretch(1, 1)
        return card(box, margin=tokens.XL)

    def _load(self) -> None:
        self._run(self._read, done=self._on_loaded, latest="read")

    def _read(self) -> SyncView:
        sync = self._services.sync
        unsent = sync.unsent()
        return SyncView(
            status=sync.status(),
            unsent=unsent,
            parked=sync.parked(),
            devices=sync.devices(),
            conflicts=self._services.conflicts.all(),
            names=self._names(unsent[:_MOST]),
            backups=self._services.backups.status(),
        )

    def _names(self, unsent: Sequence[UnsentRow]) -> dict[RecordId, str]:
        names: dict[RecordId, str] = {}
        for case in {entry.case for entry in unsent if entry.case is not None}:
            try:
                names[case] = self._services.cases.view(case).name
            except KnownError:
                continue
        return names

    def _is_touched(self, news: Changed) -> bool:
        return bool(news.changes)

    def _on_loaded(self, view: SyncView) -> None:
        self._view = view
        self._show()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        self._show_sentence(view.status)
        clear(self._lists)
        if view.status.asks_about_restored_server:
            self._lists.addWidget(restored_card(view.status, self._tr, self._on_accept))
        if view.parked:
            self._lists.addWidget(
                parked_section(view.parked, self._tr, self._on_retry, self._open_case)
            )
        for where in _LISTS:
            rows = [entry for entry in view.unsent if entry.where == where]
            if rows:
                self._lists.addWidget(self._unsent_section(where, rows, view))
        if view.conflicts:
            self._lists.addWidget(self._conflict_section(view.conflicts))
        clear(self._backups)
        self._backups.addWidget(self._backup_section(view.backups))
        self._show_devices()
        self.sheets.reopen()

    def _backup_section(self, status: BackupStatus) -> QWidget:
        which, tone, words = state_words(status, self._tr, self._now())
        shown = SideRow(which, tone, self._tr.text(N_("Sicherungen")), words)
        shown.opened.connect(self.backups_wanted)
        return card(shown, space=0, margin=tokens.S)

    def _show_sentence(self, status: SyncStatus) -> None:
        tr = self._tr
        shown = page_words(status, tr, self._now())
        self._icon.show_icon(shown.icon, shown.tone)
        self._sentence.setText(shown.words)
        self._step.setText(shown.step)
        self._step.setVisible(bool(shown.step))
        off = status.clock_off_minutes
        self._clock.setText(
            tr.ntext(
                "Die Uhr dieses Geräts geht {n} Minute falsch. Bitte stellen.",
                "Die Uhr dieses Geräts geht {n} Minuten falsch. Bitte stellen.",
                abs(off),
            )
        )
        self._clock.setVisible(abs(off) >= 2)
        is_running = status.state is SyncState.SYNCING
        done, total = status.progress or (0, 0)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._progress.setText(
            tr.text(N_("{done} von {total} Sendungen"), done=done, total=total) if total else ""
        )
        for part in (self._bar, self._progress, self._cancel):
            part.setVisible(is_running)
        self._now_button.setEnabled(not is_running)
        # While a person has to decide or to do something first, this is not what leads on.
        is_led_on = not (status.asks_about_restored_server or is_halted(status))
        self._now_button.set_role("primary" if is_led_on else "")

    def _unsent_section(self, where: str, rows: Sequence[UnsentRow], view: SyncView) -> QWidget:
        tr, names, status = self._tr, view.names, view.status
        title, which, tone = _LISTS[where]
        lines = []
        for unsent in rows[:_MOST]:
            name = names.get(unsent.case, "") if unsent.case else ""
            what = " · ".join(part for part in (tr.text(unsent.title), name) if part)
            when = tr.relative(unsent.saved_at, self._now())
            shown = SideRow(which, tone, what, when)
            shown.opened.connect(lambda case=unsent.case: self._open_case(case))
            lines.append(shown)
        count = tr.text("{n}", n=len(rows))
        note = tr.text(self._reason(where, status))
        holder = section(f"{tr.text(title)} ({count})", *lines, note=note)
        if len(rows) > _MOST:
            more = tr.ntext("und {n} weiterer", "und {n} weitere", len(rows) - _MOST)
            box = holder.layout()
            assert box is not None
            box.addWidget(PlainLabel(more, kind="small", tone="muted"))
        return holder

    def _reason(self, where: str, status: SyncStatus) -> str:
        """Why it is still there; never another reason than the sentence at the top gives."""
        if where == "here" and status.state is SyncState.NEW_DEVICE:
            return _NOT_ENROLLED
        return _HALTED if where == "here" and is_halted(status) else _REASONS[where]

    def _conflict_section(self, conflicts: Sequence[ConflictCard]) -> QWidget:
        lines = []
        for conflict in conflicts:
            shown = conflict_row(conflict, self._tr)
            shown.opened.connect(lambda at=conflict: self._open_conflict(at))
            lines.append(shown)
        return section(self._tr.text(N_("Konflikte")), *lines)

    def _show_devices(self, _checked: object = None) -> None:
        tr, is_open = self._tr, self._fold.isChecked()
        devices = self._view.devices if self._view is not None else ()
        self._fold.setText(tr.ntext("{n} Gerät", "{n} Geräte", len(devices)))
        self._fold.setVisible(bool(devices))
        self._fold.show_icon(Icon.FOLD if is_open else Icon.OPEN)
        clear(self._device_list)
        if not is_open or not devices:
            return
        lines = []
        for device in devices:
            who = device.person or tr.text(N_("unbekannt"))
            if device.is_this:
                who = tr.text(N_("{person} (dieses Gerät)"), person=who)
            heard = device.last_seen_at
            when = (
                tr.text(N_("zuletzt gehört {when}"), when=tr.relative(heard, self._now()))
                if heard
                else tr.text(N_("noch nichts gehört"))
            )
            lines.append(SideRow(Icon.DEVICE, "muted", who, f"{when} · {device.device[:8]}"))
        self._device_list.addWidget(card(*lines, space=0, margin=tokens.S))

    def _on_synced(self, _news: object) -> None:
        self.refresh()

    def _on_sync_now(self) -> None:
        self._run(self._services.sync.now)

    def _on_cancel(self) -> None:
        self._run(self._services.sync.cancel)

    def _on_retry(self) -> None:
        self._run(self._services.sync.retry_parked)

    def _on_accept(self) -> None:
        self._run(self._services.sync.accept_restored_server)
