"""Rows of *Aufbewahrung*: a case that is due, a rule, an erasure that was carried out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QWidget

from desktop.domain.erasure import WHOLE_CASE
from desktop.domain.retention import DueState
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.erasure import ErasureRow
from desktop.services.retention import DueRow
from desktop.services.retention_rules import RuleRow
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.retention_words import months_words, rule_words

VIEW, PUT_OFF, CHANGE_HOLD = N_("Ansehen"), N_("Zurückstellen …"), N_("Ändern …")
_DUE = N_("fällig seit {day}")
_SOON = N_("fällig ab {day}")
_FACTS = N_("beendet {closed} · {due} · {months} ({rule})")
_HELD, _HELD_UNTIL = N_("Ausgesetzt: {reason}"), N_("Ausgesetzt bis {day}: {reason}")
_ALL, _ALL_OTHERS = N_("Alle Programme"), N_("Alle anderen")
_IGNORED = N_("Zählt nicht: nicht von der Administration festgelegt.")
_IGNORED_BY = N_("Zählt nicht: von {name}, nicht von der Administration festgelegt.")


class DueLine(QWidget):
    """One case. Signals: ``opened()``; ``put_off()``; ``ticked()`` when chosen or not."""

    opened = Signal()
    put_off = Signal()
    ticked = Signal()

    def __init__(self, due: DueRow, tr: LocaleContext) -> None:
        super().__init__()
        self.due = due
        self.box = QCheckBox()
        self.box.setAccessibleName(due.name)
        self.box.toggled.connect(self.ticked)
        name = ElidedLabel(due.name, kind="strong")
        number = PlainLabel(isolate_ltr(due.number), kind="small", tone="muted")
        words = column(row(name, number, None, space=tokens.S), space=2)
        words.addWidget(PlainLabel(_facts(due, tr), kind="small", tone="muted", wrap=True))
        if due.hold_reason:
            words.addWidget(PlainLabel(_hold(due, tr), kind="small", tone="info", wrap=True))
        view, later = ActionButton("quiet"), ActionButton("quiet")
        tr.bind(view, QAbstractButton.setText, VIEW)
        is_held = due.state is DueState.HELD
        # As wide as the longer of the two: the buttons of all lines stand in one column.
        later.setText(max((tr.text(PUT_OFF), tr.text(CHANGE_HOLD)), key=len))
        later.setMinimumWidth(later.sizeHint().width())
        tr.bind(later, QAbstractButton.setText, CHANGE_HOLD if is_held else PUT_OFF)
        view.clicked.connect(self.opened)
        later.clicked.connect(self.put_off)
        box = row(self.box, words, view, later, space=tokens.S)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.S, tokens.S)
        self.setLayout(box)
        self.box.setVisible(due.state is DueState.DUE)


class RuleLine(QWidget):
    """One rule of the agency. Signals: ``change_requested()``."""

    change_requested = Signal()

    def __init__(
        self, rule: RuleRow, tr: LocaleContext, *, may_change: bool, is_only: bool
    ) -> None:
        super().__init__()
        general = tr.text(_ALL if is_only else _ALL_OTHERS)
        name = tr.label("service_module", rule.module) if rule.module else general
        words = column(PlainLabel(name, kind="strong"), space=2)
        if rule.basis:
            words.addWidget(PlainLabel(rule.basis, kind="small", tone="muted", wrap=True))
        if rule.is_ignored:
            text = tr.text(_IGNORED_BY, name=rule.author) if rule.author else tr.text(_IGNORED)
            words.addWidget(PlainLabel(text, kind="small", tone="warn", wrap=True))
        months = PlainLabel(months_words(rule.months, tr))
        box = row(words, months, space=tokens.M)
        box.setStretch(0, 1)
        if may_change:
            change = ActionButton("quiet")
            kept = change.sizePolicy()
            kept.setRetainSizeWhenHidden(True)  # the months stand in one column
            change.setSizePolicy(kept)
            if rule.is_ignored:
                change.hide()
            tr.bind(change, QAbstractButton.setText, CHANGE_HOLD)
            change.setAccessibleName(f"{tr.text(CHANGE_HOLD)} {name}")
            change.clicked.connect(self.change_requested)
            box.addWidget(change)
        box.setContentsMargins(tokens.M, tokens.S, tokens.S, tokens.S)
        self.setLayout(box)


class LogLine(QWidget):
    """One erasure: number, what and why, who and when; no name of a client."""

    def __init__(self, erased: ErasureRow, tr: LocaleContext, now_ms: int) -> None:
        super().__init__()
        number = PlainLabel(isolate_ltr(erased.number), kind="strong")
        what = tr.label("erasure_scope", erased.what)
        if erased.records and erased.what == WHOLE_CASE:
            count = tr.ntext("{n} Eintrag", "{n} Einträge", erased.records)
            what = f"{what} ({count})"
        ground = tr.label("erasure_ground", erased.ground) if erased.ground else ""
        why = " · ".join(part for part in (what, ground, erased.reason) if part)
        when = tr.relative(erased.at, now_ms) if erased.at else ""
        who = " · ".join(part for part in (when, erased.staff_name) if part)
        words = column(row(number, None, PlainLabel(who, kind="small", tone="muted")), space=2)
        words.addWidget(PlainLabel(why, kind="small", tone="muted", wrap=True))
        if erased.late:
            words.addWidget(PlainLabel(_late(erased, tr), kind="small", tone="warn", wrap=True))
        sign = column(IconLabel(Icon.DELETE, "muted"), None, space=0)
        box = row(sign, words, space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        self.setLayout(box)


def _facts(due: DueRow, tr: LocaleContext) -> str:
    text = _SOON if due.state is DueState.SOON else _DUE
    return tr.text(
        _FACTS,
        closed=tr.date(due.closed_on),
        due=tr.text(text, day=tr.date(due.due_on)),
        months=months_words(due.period.months, tr),
        rule=rule_words(due.period, tr),
    )


def _hold(due: DueRow, tr: LocaleContext) -> str:
    if due.hold_until:
        return tr.text(_HELD_UNTIL, day=tr.date(due.hold_until), reason=due.hold_reason)
    return tr.text(_HELD, reason=due.hold_reason)


def _late(erased: ErasureRow, tr: LocaleContext) -> str:
    return tr.ntext(
        "{n} Eintrag von diesem Laptop kam später und ging mit.",
        "{n} Einträge von diesem Laptop kamen später und gingen mit.",
        erased.late,
    )
