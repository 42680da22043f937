"""A month to pick a day from, in the language, direction and digits of a pane."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.formats import localised_digits
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.calendar_hint import CalendarHint
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.palette import current_tokens
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row

EARLIER = N_("Ein Monat früher")
LATER = N_("Ein Monat später")
_LARGE, _ROOM = 22, QSize(560, 420)
"""In the client window days are touched with a finger."""


class CalendarPopup(QFrame):
    """Opens under a date line; closes when a day is picked, with Esc, or by a click beside."""

    def __init__(self, look: PaneLook, shown: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setLayoutDirection(look.direction)
        self._look = look
        self._locale = QLocale(look.tr.language)
        self.calendar = self._make_calendar(shown)
        self._month = PlainLabel(kind="strong")
        self._month.setFont(look.font(weight=tokens.STRONG))
        self.hint = CalendarHint(look, self)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        earlier, later = IconButton(Icon.BACK), IconButton(Icon.FORWARD)
        for button, name in ((earlier, EARLIER), (later, LATER)):
            button.setAccessibleName(look.tr.text(name))
            button.setToolTip(look.tr.text(name))
        earlier.clicked.connect(self.calendar.showPreviousMonth)
        later.clicked.connect(self.calendar.showNextMonth)
        self.calendar.currentPageChanged.connect(self._name_month)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.S, tokens.S, tokens.S, tokens.S)
        box.addLayout(row(earlier, None, self._month, None, later))
        box.addWidget(self.hint)
        box.addWidget(self.calendar)
        self._name_month()

    def open_below(self, anchor: QWidget) -> None:
        """Show under *anchor*, kept at its leading edge."""
        self.adjustSize()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = anchor.width() - self.width() if rtl else 0
        self.move(anchor.mapToGlobal(QPoint(x, anchor.height() + 4)))
        self.show()
        self.calendar.setFocus()

    def _make_calendar(self, shown: str) -> QCalendarWidget:
        calendar = QCalendarWidget(self)
        calendar.setNavigationBarVisible(False)
        calendar.setLocale(self._locale)
        calendar.setFont(self._look.font(size=_LARGE if self._look.large else tokens.BODY))
        if self._look.large:
            calendar.setMinimumSize(_ROOM)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        t = current_tokens()
        head, weekend = QTextCharFormat(), QTextCharFormat()
        head.setForeground(QColor(t.muted))
        head.setBackground(QColor(t.surface))
        weekend.setForeground(QColor(t.muted))
        calendar.setHeaderTextFormat(head)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, weekend)
        calendar.setSelectedDate(QDate.fromString(shown[:10], Qt.DateFormat.ISODate))
        calendar.clicked.connect(self.close)
        calendar.activated.connect(self.close)
        return calendar

    def _name_month(self) -> None:
        name = self._locale.standaloneMonthName(self.calendar.monthShown())
        year = localised_digits(str(self.calendar.yearShown()), self._look.tr.info.digits)
        self._month.setText(f"{name} {year}")
        first = f"{self.calendar.yearShown():04}-{self.calendar.monthShown():02}-01"
        self.hint.show_date(first, "month")
