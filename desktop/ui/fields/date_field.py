"""Days, times of day and moments, typed in any common spelling or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.calendar_hint import CalendarHint
from desktop.ui.fields.calendar_popup import CalendarPopup
from desktop.ui.fields.calendar_question import CalendarQuestion
from desktop.ui.fields.day_reading import DayReading, DayRules, read_day
from desktop.ui.fields.entry import (
    is_whole_date,
    parse_time,
    show_date,
    show_time,
    stored_moment,
    stored_time,
)
from desktop.ui.fields.text_field import dress_line, set_line_state
from desktop.ui.theme.icons import ICON_SIZE, Icon
from desktop.ui.widgets.icons import IconButton

Now = Callable[[], datetime]
"""Returns the present moment in the zone in which typed times are meant."""

TIME_EXPECTED = N_("Bitte eine Uhrzeit eingeben.")
MOMENT_INCOMPLETE = N_("Bitte Tag und Uhrzeit eingeben.")
_BETWEEN = "\n"
_HINTS = {
    "day": N_("TT.MM.JJJJ"),
    "month": N_("MM.JJJJ"),
    "year": N_("JJJJ"),
    "time": N_("SS:MM"),
}


class MomentField(Field):
    """Common to days, times and moments: lines, one button for now, a problem in words."""

    def __init__(self, look: PaneLook, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.now = now
        self._value = ""
        self.precision = "day"
        self.is_bounded = False
        self._chosen = ""
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self.hint = CalendarHint(look, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self._row)
        box.addWidget(self.hint)
        self.which = CalendarQuestion(look, self)
        self.which.chosen.connect(self._on_chosen)
        box.addWidget(self.which)
        self._lines: list[QLineEdit] = []
        self.now_button = QPushButton(self)
        self.now_button.setProperty("role", "quiet")
        self.now_button.clicked.connect(self._on_now)

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value == self._value:
            return
        self._value = value
        self._show()
        self._show_hint()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        for line in self._lines:
            set_line_state(line, state)
        self.now_button.setVisible(not state.readonly)

    def relabel(self) -> None:
        super().relabel()
        for line in self._lines:
            dress_line(line, self.look, is_figure=True)
        self.now_button.setFont(self.look.font())
        self.now_button.setMinimumHeight(self.look.hit())
        self._show_hint()
        if not self.unkept():
            self._show()

    def focus_target(self) -> QWidget | None:
        return None if self.state.readonly else self._lines[0]

    def stops(self) -> Sequence[QWidget]:
        return [*self._lines, *self.which.stops(), self.now_button]

    def typed(self) -> str:
        return _BETWEEN.join(line.text() for line in self._lines) if self.problem() else ""

    def set_typed(self, text: str) -> None:
        for line, part in zip(self._lines, text.split(_BETWEEN), strict=False):
            line.setText(part)
            line.setModified(True)
        self._show_hint()

    def unkept(self) -> str:
        texts = [line.text() for line in self._lines]
        is_new = any(line.isModified() for line in self._lines)
        return _BETWEEN.join(texts) if any(texts) and (is_new or self.problem()) else ""

    def _add_line(self, ems: int) -> QLineEdit:
        line = QLineEdit(self)
        line.setMaxLength(40)
        line.textEdited.connect(self._on_typed)
        line.textEdited.connect(lambda _text: self.text_edited.emit())
        line.setProperty("ems", ems)
        self.watch_enter(line)
        self.watch_leaving(line)
        self._lines.append(line)
        self._row.addWidget(line)
        which = (self.which.gregorian, self.which.persian)
        for before, after in pairwise((*self._lines, *which, self.now_button)):
            QWidget.setTabOrder(before, after)
        return line

    def _add_button(self, button: QAbstractButton) -> None:
        """Beside the lines: without an alignment its height would be the most a line may have."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _size_lines(self) -> None:
        for line in self._lines:
            ems = int(line.property("ems"))
            metrics = line.fontMetrics()
            hint = metrics.horizontalAdvance(line.placeholderText())
            inset = line.textMargins().left() + line.textMargins().right()
            line.setFixedWidth(max(metrics.height() * ems // 2, hint + 8) + 24 + inset)

    def _take(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._show_hint()
            self.value_edited.emit(value)

    def _show_hint(self) -> None:
        self.hint.show_date(self._value, self.precision)
        self.which.show_reading(self._day_reading())

    def _day_reading(self) -> DayReading:
        """What the day in the first line means; nothing where no day is typed."""
        text = self._lines[0].text().strip() if self._lines else ""
        if not text or self.state.readonly:
            return DayReading()
        rules = DayRules(self.look.tr.language, self.precision, self.is_bounded)
        return read_day(text, self.now().date(), rules, (self._value[:10], self._chosen))

    def _on_chosen(self, day: str) -> None:
        """The day was chosen of the two that the typed one can be."""
        self._give(day)
        self.text_edited.emit()
        # The button that was pressed is gone.
        left = (line for line in self._lines if not line.text())
        next(left, self._lines[0]).setFocus()

    def _give(self, day: str) -> None:
        """Write a day of the Gregorian calendar into the first line and read it there.

        In this order: whoever hears of the answer may ask at once whether the line is right.
        """
        info = self.look.tr.info
        self._chosen = day
        self._lines[0].setText(show_date(day, info.code, info.digits, precision=self.precision))
        self.commit()

    def _show(self) -> None:
        raise NotImplementedError

    def _on_now(self) -> None:
        raise NotImplementedError

    def _on_typed(self) -> None:
        """A date is read when it is whole, so that half of one does not become an answer."""


class DateField(MomentField):
    """A day; *precision* ``month`` or ``year`` for the appearances month-year and year."""

    def __init__(
        self, look: PaneLook, now: Now, parent: QWidget | None = None, *, precision: str = "day"
    ) -> None:
        super().__init__(look, now, parent)
        self.precision = precision
        self.line = self._add_line(11 if precision == "day" else 8)
        self.calendar_button = IconButton(
            Icon.CALENDAR, tone="accent", size=max(ICON_SIZE, look.size)
        )
        self.calendar_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.calendar_button.clicked.connect(self.open_calendar)
        self._add_button(self.calendar_button)
        self._add_button(self.now_button)
        self._row.addStretch(1)
        self.setFocusProxy(self.line)
        self.relabel()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.calendar_button.setVisible(not state.readonly and self.precision == "day")
        self.now_button.setVisible(not state.readonly and self.precision == "day")

    def relabel(self) -> None:
        super().relabel()
        tr = self.look.tr
        self.line.setPlaceholderText(tr.text(_HINTS[self.precision]))
        self.now_button.setText(tr.text(client_texts.TODAY))
        name = tr.text(N_("Kalender öffnen"))
        self.calendar_button.setAccessibleName(name)
        self.calendar_button.setToolTip(f"{name} (F4)")
        self.calendar_button.setMinimumHeight(self.look.hit())
        self._size_lines()

    def problem(self) -> str:
        return self._day_reading().problem

    def commit(self) -> None:
        self._take(self._day_reading().value)
        self._show_hint()
        if not self.problem():
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4 and not self.state.readonly:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show a month to pick from, in the pane's language and direction."""
        popup = CalendarPopup(self.look, self._value or self.now().date().isoformat(), self)
        popup.calendar.clicked.connect(self._on_picked)
        popup.calendar.activated.connect(self._on_picked)
        popup.open_below(self.line)

    def _on_picked(self, day: QDate) -> None:
        self._give(day.toString(Qt.DateFormat.ISODate))
        self.line.setFocus()

    def _on_typed(self) -> None:
        text = self.line.text().strip()
        if not text or is_whole_date(text):
            self._take(self._day_reading().value)
        self._show_hint()

    def _on_now(self) -> None:
        self._give(self.now().date().isoformat())

    def _show(self) -> None:
        info = self.look.tr.info
        self.line.setText(
            show_date(self._value, info.code, info.digits, precision=self.precision)
            if self._value
            else ""
        )


class TimeField(MomentField):
    """A time of day."""

    def __init__(self, look: PaneLook, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(look, now, parent)
        self.line = self._add_line(6)
        self._add_button(self.now_button)
        self._row.addStretch(1)
        self.setFocusProxy(self.line)
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        self.line.setPlaceholderText(self.look.tr.text(_HINTS["time"]))
        self.now_button.setText(self.look.tr.text(client_texts.NOW))
        self._size_lines()

    def _day_reading(self) -> DayReading:
        return DayReading()

    def problem(self) -> str:
        text = self.line.text().strip()
        return TIME_EXPECTED if text and not parse_time(text) else ""

    def commit(self) -> None:
        now = self.now()
        clock = parse_time(self.line.text())
        if clock != show_time(self._value, "latn"):
            assert now.tzinfo is not None
            self._take(stored_time(clock, now.tzinfo, now.date()) if clock else "")
        if not self.problem():
            self._show()

    def _on_now(self) -> None:
        self.line.setText(f"{self.now():%H:%M}")
        self.commit()

    def _show(self) -> None:
        self.line.setText(show_time(self._value, self.look.tr.info.digits))


class DateTimeField(MomentField):
    """A day and a time; a day alone is not yet an answer."""

    def __init__(self, look: PaneLook, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(look, now, parent)
        self.line = self._add_line(11)
        self.time_line = self._add_line(6)
        self._add_button(self.now_button)
        self._row.addStretch(1)
        self.setFocusProxy(self.line)
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        tr = self.look.tr
        self.line.setPlaceholderText(tr.text(_HINTS["day"]))
        self.time_line.setPlaceholderText(tr.text(_HINTS["time"]))
        self.now_button.setText(tr.text(client_texts.NOW))
        self._size_lines()

    def set_state(self, state: FieldState) -> None:
        super().set_state(state)
        self.time_line.setAccessibleName(f"{state.name} ({self.look.tr.text(client_texts.TIME)})")

    def problem(self) -> str:
        day, clock = self._typed()
        if day and not self._day_reading().value:
            return self._day_reading().problem
        if clock and not parse_time(clock):
            return TIME_EXPECTED
        return MOMENT_INCOMPLETE if bool(day) != bool(clock) else ""

    def commit(self) -> None:
        day, clock = self._day_reading().value, parse_time(self._typed()[1])
        now = self.now()
        assert now.tzinfo is not None
        value = stored_moment(day, clock, now.tzinfo) if day and clock else ""
        if value[:16] != self._value[:16]:
            self._take(value)
        self._show_hint()
        if not self.problem():
            self._show()

    def _typed(self) -> tuple[str, str]:
        return self.line.text().strip(), self.time_line.text().strip()

    def _on_typed(self) -> None:
        self._show_hint()

    def _on_now(self) -> None:
        info = self.look.tr.info
        today = self.now().date().isoformat()
        self.line.setText(show_date(today, info.code, info.digits))
        self.time_line.setText(f"{self.now():%H:%M}")
        self.commit()

    def _show(self) -> None:
        info = self.look.tr.info
        self.line.setText(show_date(self._value, info.code, info.digits) if self._value else "")
        self.time_line.setText(show_time(self._value, info.digits))
