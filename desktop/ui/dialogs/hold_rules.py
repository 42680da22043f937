"""Sets how long the cases of a programme are kept: for the whole agency, by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.retention import DEFAULT_MONTHS, LONGEST_MONTHS, SHORTEST_MONTHS
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import ascii_digits
from desktop.services.retention_rules import RuleRow
from desktop.ui.dialogs.changed_meanwhile import changed_words
from desktop.ui.dialogs.erase_parts import Notice
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.half_typed import Inputs, standing_in, type_anew, typed_anew
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE = N_("Aufbewahrungsregel")
_SAVE = N_("Regel speichern")
_FOR, _MONTHS, _BASIS = N_("Gilt für"), N_("Monate nach dem Ende"), N_("Grundlage der Regel")
_EXAMPLE = N_("Zum Beispiel: Förderrichtlinie, Beschluss des Trägers")
_ALL = N_("Alle anderen")
_LONGEST = 200


class RuleSheet(Sheet):
    """Closes when the rule is saved."""

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        rule: RuleRow | None,
    ) -> None:
        """*rule*: the one to change, or None for a new one."""
        super().__init__(parent, tr, TITLE, _SAVE)
        self._service, self._tasks = services.retention, tasks
        self.module = Combo()
        self.module.addItem(tr.text(_ALL), "")
        for code in CODE_LISTS["service_module"]:
            self.module.addItem(tr.label("service_module", code), code)
        self.module.setCurrentIndex(max(0, self.module.findData(rule.module if rule else "")))
        self.module.setEnabled(rule is None)
        self.months = QLineEdit(tr.number(rule.months if rule else DEFAULT_MONTHS))
        side = Qt.AlignmentFlag.AlignRight if tr.is_rtl else Qt.AlignmentFlag.AlignLeft
        self.months.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.months.setMaxLength(3)
        self.months.textChanged.connect(self._fit)
        self.basis = QLineEdit(rule.basis if rule else "")
        self.basis.setMaxLength(_LONGEST)
        tr.bind(self.basis, QLineEdit.setPlaceholderText, _EXAMPLE)
        self.notice = Notice(tr)
        self.add(self.notice)
        named = ((_FOR, self.module), (_MONTHS, self.months), (_BASIS, self.basis))
        for words, field in named:
            self.add(self._named(words, field))
        self.primary.clicked.connect(self._save)
        (self.months if rule else self.module).setFocus()
        self._shown = standing_in(self.inputs())

    def inputs(self) -> Inputs:
        return {"module": self.module, "months": self.months, "basis": self.basis}

    def typed(self) -> dict[str, Any] | None:
        """Only what was changed: the rest may be newer when this stands open again."""
        return typed_anew(self.inputs(), self._shown)

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        left = type_anew(self.inputs(), self._shown, kept)
        if left:
            told = [str(left[name]) for name in ("months", "basis") if left.get(name)]
            self.notice.show_words(Icon.INFO, "warn", *changed_words(told, self._tr))

    def _named(self, words: str, field: QComboBox | QLineEdit) -> QWidget:
        label = PlainLabel(kind="small", tone="muted")
        self._tr.bind(label, PlainLabel.setText, words)
        label.setBuddy(field)
        self._tr.bind(field, QWidget.setAccessibleName, words)
        holder = QWidget()
        holder.setLayout(column(label, field, space=tokens.XS))
        return holder

    def _fit(self) -> None:
        self.primary.setEnabled(SHORTEST_MONTHS <= self._count() <= LONGEST_MONTHS)

    def _count(self) -> int:
        """What was typed, in the digits of any script; 0 if it is no number."""
        typed = ascii_digits(self.months.text().strip())
        return int(typed) if typed.isdecimal() else 0

    def _save(self) -> None:
        self._tasks.run(
            self._service.set_rule,
            str(self.module.currentData()),
            self._count(),
            self.basis.text(),
            done=lambda _: self.accept(),
            failed=self.notice.show_error,
            initiator=self,
        )
