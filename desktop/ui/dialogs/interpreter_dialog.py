"""Who interprets: role, language, name, pledge of confidentiality, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of
from desktop.services.companions import Interpreting
from desktop.services.interpreting import (
    DIALECTS,
    FAMILY,
    NONE,
    PledgeRow,
    PledgeState,
    same_name,
)
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.fields.base import FieldState, PaneLook
from desktop.ui.fields.date_field import TimeField
from desktop.ui.half_typed import Inputs
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

TITLE, SAVE = N_("Sprachmittlung"), N_("Übernehmen")
READ_AND_SIGN = N_("Jetzt lesen und unterschreiben")
PLEDGE_MISSING = N_("Verpflichtung zur Verschwiegenheit fehlt")
PLEDGE_EXPIRED = N_("Verpflichtung abgelaufen am {date}")
PLEDGE_VALID = N_("Verpflichtung gültig bis {date}")
FAMILY_WARNING = N_(
    "Angehörige und Bekannte, vor allem Kinder, sollen nicht dolmetschen, wenn es um Gesundheit, "
    "Gewalt oder Rechte geht. Nur wenn es nicht anders geht, und mit Begründung."
)
REASON = N_("Warum trotzdem")
WRONG_ORDER = N_("Das Ende liegt vor dem Beginn.")
LANGUAGE, DIALECT, NAME = N_("Sprache"), N_("Dialekt"), N_("Name")
BEGIN, END = N_("Beginn"), N_("Ende")


@dataclass(frozen=True, slots=True)
class InterpreterFacts:
    """What the dialog may offer and asks: codes of languages, pledges, how a pledge stands."""

    languages: Sequence[str]
    client_language: str
    pledges: Callable[[], Sequence[PledgeRow]]
    state: Callable[[Interpreting], PledgeState]
    now: Callable[[], datetime]


class InterpreterDialog(Sheet):
    """Signals: ``chosen(Interpreting)``; ``pledge_wanted(str)`` for the person of that name, who
    is to read and sign now (``pledges_changed`` when that is done)."""

    chosen = Signal(object)
    pledge_wanted = Signal(str)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, said: Interpreting, facts: InterpreterFacts
    ) -> None:
        super().__init__(parent, tr, TITLE, SAVE, width=640)
        self._said, self._facts = said, facts
        self.roles = QButtonGroup(self)
        self.add(self._build_roles())
        self.more = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.M)
        grid.setVerticalSpacing(tokens.S)
        grid.setColumnStretch(1, 1)
        self.warning = self._build_warning()
        self.reason = QLineEdit(said.family_reason)
        self.language, self.dialect, self.name = Combo(), Combo(), Combo()
        look = PaneLook(tr)
        self.begin, self.end = (TimeField(look, facts.now) for _ in range(2))
        self.more.setLayout(column(self.warning, grid, self._build_pledge(), space=tokens.M))
        self._fill()
        rows = (
            (REASON, self.reason), (LANGUAGE, self.language), (DIALECT, self.dialect),
            (NAME, self.name), (BEGIN, self.begin), (END, self.end),
        )  # fmt: skip
        self._labels = [self._place(grid, at, *each) for at, each in enumerate(rows)]
        self.order = PlainLabel(tone="danger")
        tr.bind(self.order, PlainLabel.setText, WRONG_ORDER)
        self.add(tokens.XS, self.more, self.order)
        self._bind()
        self._show_state()
        self._checked().setFocus()

    def inputs(self) -> Inputs:
        roles = {f"role {button.property('code')}": button for button in self.roles.buttons()}
        return {
            **roles,
            "language": self.language,
            "dialect": self.dialect,
            "name": self.name,
            "reason": self.reason,
            "begin": self.begin,
            "end": self.end,
        }

    # build

    def _build_roles(self) -> QWidget:
        flow = FlowBox(space=tokens.L)
        wanted = self._said.role or NONE
        for at, (code, words) in enumerate(CODE_LISTS["interpreter_role"].items()):
            button = QRadioButton()
            button.setProperty("code", code)
            self._tr.bind(button, QAbstractButton.setText, words)
            button.setChecked(code == wanted)
            self.roles.addButton(button, at)
            flow.add(button)
        self._tr.bind(flow, QWidget.setAccessibleName, N_("Wer dolmetscht"))
        return flow

    def _build_warning(self) -> QWidget:
        words = PlainLabel(wrap=True)
        self._tr.bind(words, PlainLabel.setText, FAMILY_WARNING)
        sign = IconLabel(Icon.WARNING, "warn")
        box = row(sign, words, space=tokens.M)
        box.setStretch(1, 1)
        box.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(box)
        return holder

    def _build_pledge(self) -> QWidget:
        self._pledge_icon = IconLabel(Icon.INFO, "muted")
        self.pledge = PlainLabel(wrap=True)
        self.sign = ActionButton("quiet", Icon.EDIT)
        self._tr.bind(self.sign, QAbstractButton.setText, READ_AND_SIGN)
        box = row(self._pledge_icon, self.pledge, self.sign)
        box.setStretch(1, 1)
        self._pledge_row = QWidget()
        self._pledge_row.setLayout(box)
        return self._pledge_row

    def _fill(self) -> None:
        said, tr = self._said, self._tr
        code = said.language or self._facts.client_language
        for each in dict.fromkeys((code, *self._facts.languages)):
            self.language.addItem(tr.text(language_of(each).german_name), each)
        self.language.setCurrentIndex(self.language.findData(code))
        for combo in (self.dialect, self.name):
            combo.setEditable(True)
            combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._fill_dialects()
        self.dialect.setEditText(said.dialect)
        self._fill_names(said.name)
        for field, at in ((self.begin, said.started_at), (self.end, said.ended_at)):
            field.set_value(self._clock(at))

    def _place(self, grid: QGridLayout, at: int, name: str, widget: QWidget) -> PlainLabel:
        label = PlainLabel(tone="muted")
        self._tr.bind(label, PlainLabel.setText, name)
        if isinstance(widget, TimeField):
            widget.set_state(FieldState(name=self._tr.text(name)))
            label.setBuddy(widget.focusProxy() or widget)
        else:
            self._tr.bind(widget, QWidget.setAccessibleName, name)
            label.setBuddy(widget)
        grid.addWidget(label, at, 0)
        grid.addWidget(widget, at, 1)
        return label

    def _bind(self) -> None:
        self.roles.idToggled.connect(self._show_state)
        self.name.editTextChanged.connect(self._show_state)
        self.reason.textChanged.connect(self._show_state)
        self.language.currentIndexChanged.connect(self._fill_dialects)
        for field in (self.begin, self.end):
            field.value_edited.connect(self._show_state)
        self.sign.clicked.connect(lambda: self.pledge_wanted.emit(self.said().name))
        self.primary.clicked.connect(self._on_save)
        self.enter_in(self.begin, self.end)

    # show

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit(self)

    def pledges_changed(self, name: str) -> None:
        """Somebody of that name has signed: that is the interpreter."""
        self._fill_names(name)
        self._show_state()

    def _fill_names(self, name: str) -> None:
        self.name.clear()
        self.name.addItems([one.name for one in self._facts.pledges()])
        self.name.setEditText(name)

    def said(self) -> Interpreting:
        """What is entered now."""
        role = str(self._checked().property("code"))
        if role == NONE:
            return Interpreting(role=NONE)
        started = self._instant(self.begin.value(), self._said.started_at)
        ended = self._instant(self.end.value(), self._said.ended_at or started)
        return replace(
            self._said,
            role=role,
            language=str(self.language.currentData()),
            dialect=" ".join(self.dialect.currentText().split()),
            name=" ".join(self.name.currentText().split()),
            started_at=started,
            ended_at=ended,
            family_reason=self.reason.text().strip() if role == FAMILY else "",
        )

    def _checked(self) -> QAbstractButton:
        found = self.roles.checkedButton() or self.roles.button(0)
        assert found is not None
        return found

    def _show_state(self) -> None:
        said = self.said()
        is_family = said.role == FAMILY
        self.more.setVisible(said.role != NONE)
        self.warning.setVisible(is_family)
        self.reason.setVisible(is_family)
        self._labels[0].setVisible(is_family)
        self._show_pledge(said)
        is_wrong = said.ended_at is not None and said.ended_at < (said.started_at or 0)
        self.order.setVisible(is_wrong)
        self.primary.setEnabled(not is_wrong and bool(said.family_reason or not is_family))
        fit(self)

    def _show_pledge(self, said: Interpreting) -> None:
        state = self._facts.state(said)
        self._pledge_row.setVisible(state is not PledgeState.NOT_NEEDED)
        self.sign.setVisible(not state.is_fine)
        is_valid = state is PledgeState.VALID
        tone = "ok" if is_valid else "warn"
        self._pledge_icon.show_icon(Icon.SENT if is_valid else Icon.WARNING, tone)
        restyle(self.pledge, "tone", tone)
        found = (one for one in self._facts.pledges() if same_name(one.name, said.name))
        until = next((one.valid_until for one in found), "")
        date = self._tr.date(until) if until else ""
        words = {PledgeState.VALID: PLEDGE_VALID, PledgeState.EXPIRED: PLEDGE_EXPIRED}
        self.pledge.setText(self._tr.text(words.get(state, PLEDGE_MISSING), date=date))

    def _fill_dialects(self) -> None:
        typed = self.dialect.currentText()
        self.dialect.clear()
        for words in DIALECTS.get(str(self.language.currentData()), ()):
            self.dialect.addItem(self._tr.text(words))
        self.dialect.setEditText(typed)

    def _on_save(self) -> None:
        for field in (self.begin, self.end):
            field.commit()
        said = self.said()
        found = (one for one in self._facts.pledges() if same_name(one.name, said.name))
        valid = next((one.pledge for one in found if one.is_valid), "")
        needs = self._facts.state(said) is PledgeState.VALID
        self.chosen.emit(replace(said, pledge=valid if needs else ""))
        self.accept()

    # times

    def _clock(self, at: int | None) -> str:
        """The time of day as a TimeField keeps it; empty for none."""
        if at is None:
            return ""
        zone = self._facts.now().tzinfo
        return datetime.fromtimestamp(at / 1000, zone).strftime("%H:%M:00.000%z")

    def _instant(self, value: str, near: int | None) -> int | None:
        """That time of day on the day of *near*, or today."""
        if not value:
            return None
        now = self._facts.now()
        day = now if near is None else datetime.fromtimestamp(near / 1000, now.tzinfo)
        hour, minute = int(value[:2]), int(value[3:5])
        start = day.replace(hour=0, minute=0, second=0, microsecond=0)
        moment = start + timedelta(hours=hour, minutes=minute)
        return int(moment.timestamp() * 1000)
