"""The head of a case that stays while one reads: who, where, how far, what is urgent, what next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.views import CaseView
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.chips import URGENT_ICONS, Chip
from desktop.ui.widgets.days import age
from desktop.ui.widgets.icons import IconButton, IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel, literal
from desktop.ui.widgets.layouts import clear, column, row

BACK = ActionSpec(N_("Zurück"), "Alt+Left")
_YIELDING = (Icon.LANGUAGE, Icon.PLACE)


class CaseHeader(QWidget):
    """Writes a CaseView in the language of the window; *actions* stand at the far end.

    Signals: ``back_requested()``.
    """

    back_requested = Signal()

    def __init__(self, tr: LocaleContext, *actions: QWidget) -> None:
        super().__init__()
        self._tr = tr
        self._name = ElidedLabel(kind="title")
        self._call_name = PlainLabel(kind="section", tone="muted")
        self._chips = row(space=tokens.S)
        self._next_icon = IconLabel(Icon.NEXT, "accent", 18)
        self._next = ElidedLabel()
        back = IconButton(Icon.BACK, tone="muted")
        tr.bind(back, IconButton.setAccessibleName, N_("Zurück"))
        bind_tooltip(back, tr, BACK)
        back.clicked.connect(self.back_requested)
        title = row(back, self._name, self._call_name, None, *actions, space=tokens.S)
        next_step = row(self._next_icon, self._next)
        next_step.setStretch(1, 1)
        box = column(title, tokens.XS, self._chips, next_step, space=tokens.XS)
        box.setContentsMargins(tokens.XL, tokens.L, tokens.XL, tokens.S)
        self.setLayout(box)

    def show_case(self, view: CaseView, today: str) -> None:
        """Write *view*; ages are counted on *today* (ISO)."""
        tr = self._tr
        self._name.setText(view.name or tr.text(N_("noch ohne Namen")))
        has_call_name = bool(view.call_name) and view.call_name not in view.name
        self._call_name.setText(f"({view.call_name})" if has_call_name else "")
        self._call_name.setVisible(has_call_name)
        self._show_chips(view, today)
        self._next.setText(tr.text(N_("Als Nächstes: {step}"), step=view.next_step))
        for part in (self._next, self._next_icon):
            part.setVisible(bool(view.next_step))

    def _show_chips(self, view: CaseView, today: str) -> None:
        tr = self._tr
        clear(self._chips)
        years = age(view.birth_date, today)
        number = isolate_ltr(view.number) if tr.is_rtl else view.number
        facts = [
            (number, Icon.CASES),
            (tr.ntext("{n} Jahr", "{n} Jahre", years) if years is not None else "", Icon.PERSON),
            (tr.list_of([tr.label("language", c) for c in view.languages]), Icon.LANGUAGE),
            (view.place, Icon.PLACE),
            (tr.label("case_phase", view.phase), Icon.FORM),
        ]
        for words, which in facts:
            if words:
                self._chips.addWidget(Chip(words, which, yields=which in _YIELDING))
        for code in view.urgent:
            if code != "nothing":
                which = URGENT_ICONS.get(code, Icon.URGENT)
                self._chips.addWidget(Chip(tr.label("urgency", code), which, "warn"))
        if view.closed_on:
            words = tr.text(N_("beendet {day}"), day=tr.date(view.closed_on))
            self._chips.addWidget(Chip(words, Icon.CHECK))
        if view.hold_reason:
            self._chips.addWidget(self._hold_chip(view))
        self._chips.addStretch(1)

    def _hold_chip(self, view: CaseView) -> Chip:
        tr = self._tr
        chip = Chip(tr.text(N_("Löschsperre")), Icon.PARKED, "info")
        why = view.hold_reason
        if view.hold_until:
            day = tr.date(view.hold_until)
            why = tr.text(N_("Ausgesetzt bis {day}: {reason}"), day=day, reason=why)
        chip.setToolTip(literal(why))
        chip.setAccessibleDescription(why)
        return chip
