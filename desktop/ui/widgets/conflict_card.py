"""Both values side by side, who wrote them and when; nothing is lost whatever is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.ids import OpId
from desktop.domain.kinds import kind as kind_of
from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of, strip_controls
from desktop.i18n.context import LocaleContext
from desktop.services.views import ConflictCard, ConflictVersion
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.values import shown_value, takes_text

_OTHER = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for *card*: one version (``keep``) or another text."""

    card: ConflictCard
    keep: OpId | None
    other: str | None
    both_as_note: bool


def key_of(card: ConflictCard) -> str:
    """Tells the conflicts of one store apart, before and after a lock."""
    return f"{card.record} {card.unit}"


class ConflictCardWidget(QFrame):
    """Signals: ``resolved(Choice)``; ``postponed()``."""

    resolved = Signal(object)
    postponed = Signal()

    def __init__(
        self, shown: ConflictCard, tr: LocaleContext, now_ms: int, *, has_later: bool = True
    ) -> None:
        super().__init__()
        self._card = shown
        self._tr = tr
        self._now_ms = now_ms
        self.setProperty("role", "card")
        self._choices = QButtonGroup(self)
        self._versions = QVBoxLayout()
        self._versions.setSpacing(tokens.XS)
        for at, version in enumerate(shown.versions):
            self._versions.addWidget(self._build_version(at, version))
        self._other = QLineEdit()
        if takes_text(shown.kind, shown.unit):
            self._versions.addWidget(self._build_other())
        self._both = QCheckBox(tr.text(N_("beide als Notiz festhalten")))
        if shown.case is None:
            self._both.hide()
        self._take = ActionButton("primary")
        self._take.setText(tr.text(N_("Übernehmen")))
        self._take.setEnabled(False)
        self._take.setDefault(True)
        later = ActionButton("quiet")
        later.setText(tr.text(N_("Später")))
        if not has_later:
            later.hide()
        foot = row(self._both, None, later, self._take, space=tokens.S)
        box = column(self._build_head(), tokens.XS, self._versions, tokens.XS, foot)
        box.setContentsMargins(tokens.L, tokens.L, tokens.L, tokens.L)
        self.setLayout(box)
        self._choices.idToggled.connect(self._on_toggled)
        self._other.textEdited.connect(self._on_other_edited)
        self._other.returnPressed.connect(self._take.click)
        self._take.clicked.connect(self._on_take)
        later.clicked.connect(self.postponed)

    @property
    def key(self) -> str:
        """Whose card it is."""
        return key_of(self._card)

    def typed(self) -> list[Any]:
        """What is chosen and typed so far and of which versions, in plain values."""
        offered = sorted(map(_name_of, self._card.versions))
        return [self._chosen_version(), self._other.text(), self._both.isChecked(), offered]

    def take_typed(self, typed: object) -> None:
        """Go on with what ``typed`` told. If more versions have come since, nothing is chosen:
        they would be replaced by a choice that was made without them."""
        match typed:
            case [str(version), str(other), bool(both), list(offered)]:
                self._other.setText(other)
                self._both.setChecked(both)
                if not set(map(_name_of, self._card.versions)) <= set(offered):
                    return
                for button in self._choices.buttons():
                    if self._version_of(self._choices.id(button)) == version:
                        button.setChecked(True)

    def _chosen_version(self) -> str:
        return self._version_of(self._choices.checkedId())

    def _version_of(self, which: int) -> str:
        """The operation that wrote it; what is none of these has a name of its own."""
        if which in (-1, _OTHER):
            return "other" if which == _OTHER else ""
        return _name_of(self._card.versions[which])

    def _build_head(self) -> QWidget:
        tr, shown = self._tr, self._card
        label = tr.text(shown.label)
        title = PlainLabel(label, kind="strong")
        whose = [shown.case_name]
        if shown.happened_at is not None:
            what = tr.text(kind_of(shown.kind).label)
            whose += [what, tr.relative(shown.happened_at, self._now_ms)]
        name = ElidedLabel(line_of(whose, rtl=tr.is_rtl), tone="muted")
        number = len(shown.versions)
        count = tr.text(N_("zwei Fassungen, beide bleiben erhalten"))
        if number != 2:
            count = tr.text(N_("{n} Fassungen, alle bleiben erhalten"), n=number)
        head = QWidget()
        note = ElidedLabel(count, kind="small", tone="muted")
        head.setLayout(row(IconLabel(Icon.CONFLICT, "warn"), title, name, None, note))
        self.setAccessibleName(f"{label} {strip_controls(name.text())}, {count}")
        return head

    def _build_version(self, at: int, version: ConflictVersion) -> QWidget:
        tr = self._tr
        who = tr.text(N_("eigene Fassung")) if version.is_mine else version.author
        when = tr.relative(version.at, self._now_ms)
        source = line_of((who, when), rtl=tr.is_rtl)
        value = shown_value(self._card.kind, self._card.unit, version.value, version.shown, tr)
        value = value or tr.text(N_("(leer)"))
        button = QRadioButton(value.replace("&", "&&"))
        button.setAccessibleName(strip_controls(f"{value}, {source}"))
        self._choices.addButton(button, at)
        holder = QWidget()
        note = PlainLabel(source, tone="muted")
        box = row(button, note, None, space=tokens.L)
        holder.setLayout(box)
        button.setMinimumWidth(180)
        return holder

    def _build_other(self) -> QWidget:
        tr = self._tr
        button = QRadioButton(tr.text(N_("andere:")))
        self._choices.addButton(button, _OTHER)
        self._other.setAccessibleName(tr.text(N_("anderer Wert")))
        self._other.setMaximumWidth(320)
        holder = QWidget()
        holder.setLayout(row(button, self._other, None, space=tokens.M))
        return holder

    def _on_toggled(self, which: int, is_on: bool) -> None:
        if is_on and which == _OTHER:
            self._other.setFocus()
        self._show_ready()

    def _on_other_edited(self) -> None:
        self._choices.button(_OTHER).setChecked(True)
        self._show_ready()

    def _show_ready(self) -> None:
        chosen = self._choices.checkedId()
        is_empty = chosen == _OTHER and not self._other.text().strip()
        self._take.setEnabled(chosen != -1 and not is_empty)

    def _on_take(self) -> None:
        chosen = self._choices.checkedId()
        is_other = chosen == _OTHER
        keep = None if is_other else self._card.versions[chosen].op
        other = self._other.text().strip() if is_other else None
        self._take.setEnabled(False)
        self.resolved.emit(Choice(self._card, keep, other, self._both.isChecked()))


def _name_of(version: ConflictVersion) -> str:
    return f"{version.op.device} {version.op.n}"
