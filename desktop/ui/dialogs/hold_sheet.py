"""The end of a case, how long it is kept after that, and what puts its erasure off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.form_mapping import berlin_now
from desktop.services.retention import CaseRetention
from desktop.ui.dialogs.changed_meanwhile import changed_words
from desktop.ui.dialogs.erase_parts import Notice
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.date_field import DateField
from desktop.ui.half_typed import (
    Inputs,
    changed_in,
    only,
    standing_in,
    type_anew,
    typed_anew,
)
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.retention_words import period_words

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE = N_("Ende und Aufbewahrung")
_SAVE = N_("Speichern")
_END, _REASON, _UNTIL = N_("Fall beendet am"), N_("Grund"), N_("Ausgesetzt bis (leer: offen)")
_HOLD = N_("Löschsperre: Löschung aussetzen")
_WHY = N_(
    "Zum Beispiel ein laufendes Verfahren. Solange das gilt, kann niemand den Fall löschen."
    " Der Grund ist für alle sichtbar, die den Fall sehen."
)
_OPEN = N_("Der Fall ist offen. Die Aufbewahrung beginnt mit seinem Ende.")
_DUE = N_("Zur Löschung vorgelegt ab {day}. Gelöscht wird nur, wenn es jemand bestätigt.")
_WIDTH = 520
_LONGEST = 300
_HELD = ("hold", "reason", "until")
"""What is one value in the store."""


class HoldSheet(Sheet):
    """Signals: ``saved()``."""

    saved = Signal()

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        case: RecordId,
        *,
        holding: bool = False,
        now: Callable[[], datetime] = berlin_now,
    ) -> None:
        """*holding*: begin with the hold switched on, as after *Zurückstellen*."""
        super().__init__(parent, tr, TITLE, _SAVE, width=_WIDTH)
        self._service, self._tasks, self._case = services.retention, tasks, case
        self._holding = holding
        self._begun: Mapping[str, Any] = {}
        self._known: CaseRetention | None = None
        self._shown: Mapping[str, Any] = {}
        look = PaneLook(tr)
        self.end, self.until = DateField(look, now), DateField(look, now)
        self.hold = QCheckBox()
        tr.bind(self.hold, QAbstractButton.setText, _HOLD)
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        self._name = ElidedLabel(tone="muted")
        self._period = PlainLabel(tone="muted", wrap=True)
        self.notice = Notice(tr)
        self._details = QWidget()
        why = PlainLabel(kind="small", tone="muted", wrap=True)
        tr.bind(why, PlainLabel.setText, _WHY)
        self._details.setLayout(
            column(
                why, *self._named(_REASON, self.reason), *self._named(_UNTIL, self.until),
                space=tokens.XS,
            )
        )  # fmt: skip
        self.add(self._name, self.notice, tokens.XS, *self._named(_END, self.end), self._period)
        self.add(tokens.S, self.hold, self._details)
        self.hold.toggled.connect(self._fit)
        self.hold.clicked.connect(self._on_hold)
        self.reason.textChanged.connect(self._fit)
        self.primary.clicked.connect(self._save)
        self.enter_in(self.end, self.until)
        self.primary.setEnabled(False)
        self._details.hide()
        self._read()

    def _read(self) -> None:
        self._tasks.run(
            self._service.of_case, self._case,
            done=self._on_known, failed=self._on_failed, initiator=self,
        )  # fmt: skip

    def _named(self, words: str, field: QWidget) -> tuple[QWidget, QWidget]:
        label = PlainLabel(kind="small", tone="muted")
        self._tr.bind(label, PlainLabel.setText, words)
        label.setBuddy(field)
        if isinstance(field, Field):
            field.set_state(FieldState(name=self._tr.text(words)))
        else:
            self._tr.bind(field, QWidget.setAccessibleName, words)
        return label, field

    def _on_known(self, known: CaseRetention) -> None:
        tr = self._tr
        self._known = known
        self._name.setText(known.name)
        self.end.set_value(known.closed_on)
        self.reason.setText(known.hold_reason)
        self.until.set_value(known.hold_until)
        self.hold.setChecked(self._holding or bool(known.hold_reason))
        rule = period_words(known.period, tr)
        due = tr.text(_DUE, day=tr.date(known.due_on)) if known.due_on else tr.text(_OPEN)
        self._period.setText(f"{rule} {due}")
        self._fit()
        (self.reason if self.hold.isChecked() else self.end).setFocus()
        self._shown = standing_in(self.inputs())
        self._go_on()

    def inputs(self) -> Inputs:
        return {"end": self.end, "hold": self.hold, "reason": self.reason, "until": self.until}

    def typed(self) -> dict[str, Any] | None:
        """Only what was changed here: the rest may be newer when this stands open again."""
        known = self._known
        return {**self._begun} if known is None else typed_anew(self.inputs(), self._shown)

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        """Beside what is stored, once that is read, and never over what changed meanwhile."""
        self._begun = kept
        if self._known is not None:
            self._go_on()

    def _go_on(self) -> None:
        begun, self._begun = self._begun, {}
        left = type_anew(self.inputs(), self._shown, begun, _HELD)
        if left:
            days = [left[name] for name in ("end", "until") if name in left]
            read = [unkept or (self._tr.date(day) if day else "") for day, unkept in days]
            told = [text for text in (left.get("reason", ""), *read) if text]
            self.notice.show_words(Icon.INFO, "warn", *changed_words(told, self._tr))
        self._fit()

    def unsaved(self) -> dict[str, Any] | None:
        """The reason alone."""
        kept = only(self.typed() or {}, "reason")
        return kept if changed_in(kept).get("reason") else None

    def _on_hold(self, is_held: bool) -> None:
        """Asked first is why, since nothing can be saved without it."""
        if is_held:
            self.reason.setFocus()

    def _fit(self) -> None:
        self._details.setVisible(self.hold.isChecked())
        is_complete = not self.hold.isChecked() or bool(self.reason.text().strip())
        self.primary.setEnabled(self._known is not None and is_complete)
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        box = self.layout()
        assert box is not None
        box.activate()
        self.resize(self.width(), box.totalHeightForWidth(self.width()))

    def _save(self) -> None:
        for day in (self.end, self.until):
            day.commit()
        if self._known is None or self.end.problem() or self.until.problem():
            return
        self.primary.setEnabled(False)
        self._tasks.run(
            self._write,
            self._known,
            self.end.value(),
            (self.reason.text(), self.until.value()) if self.hold.isChecked() else None,
            done=self._on_saved,
            failed=self._on_failed,
            initiator=self,
        )

    def _write(self, known: CaseRetention, end: str, hold: tuple[str, str] | None) -> None:
        """Only what changed; runs off the GUI thread."""
        if hold is not None and hold != (known.hold_reason, known.hold_until):
            self._service.hold(self._case, *hold, seen=known)
        if hold is None and known.hold_reason:
            self._service.release(self._case, seen=known)
        if end != known.closed_on:
            self._service.close(self._case, end, seen=known)

    def _on_saved(self, _: None) -> None:
        self.saved.emit()
        self.accept()

    def _on_failed(self, error: Failure) -> None:
        self.notice.show_error(error)
        if isinstance(error, KnownError) and error.code is ErrorCode.CHANGED_MEANWHILE:
            self._begun = self.typed() or {}
            self._read()
        self._fit()
