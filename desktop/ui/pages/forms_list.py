"""The list of forms: title, version, standing, languages; one row a version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import FormEntry, FormStanding, FormVersion
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.palette import current_tokens
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import card, clear, column, row
from desktop.ui.widgets.list_row import ListRow

_MARKS = {
    FormStanding.SHIPPED: (Icon.FORM, "muted"),
    FormStanding.PUBLISHED: (Icon.FORM, "accent"),
    FormStanding.LOCAL: (Icon.DRAFT, "info"),
    FormStanding.RETIRED: (Icon.PARKED, "muted"),
    FormStanding.UNDERWAY: (Icon.UNDERWAY, "info"),
    FormStanding.REFUSED: (Icon.CERTIFICATE, "danger"),
}
_STANDINGS = {
    FormStanding.SHIPPED: N_("gehört zum Programm"),
    FormStanding.PUBLISHED: N_("veröffentlicht"),
    FormStanding.LOCAL: N_("Entwurf, nur auf diesem Laptop"),
    FormStanding.RETIRED: N_("zurückgezogen"),
    FormStanding.UNDERWAY: N_("noch nicht ganz angekommen"),
    FormStanding.REFUSED: N_("nicht vertrauenswürdig"),
}
_BAR = 3
_DATED = re.compile(r"(\d{4})(\d{2})(\d{2})\d{2}")
"""A version as XLSForm advises to write it: the day, then a count within the day."""


def standing_words(form: FormVersion, tr: LocaleContext) -> str:
    """What a version is to this laptop."""
    return tr.text(_STANDINGS[form.standing])


def standing_mark(form: FormVersion) -> tuple[Icon, str]:
    """Icon and tone of a version."""
    return _MARKS[form.standing]


def version_words(form: FormVersion, tr: LocaleContext) -> str:
    """*Fassung 3*, or the day of a version that is one."""
    found = _DATED.fullmatch(form.version)
    if found:
        try:
            day = date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
        else:
            return tr.text(N_("Fassung vom {date}"), date=tr.date(day.isoformat()))
    return tr.text(N_("Fassung {version}"), version=form.version or tr.text(N_("ohne Nummer")))


class FormListRow(ListRow):
    """One version; the chosen one has a bar at its leading edge."""

    def __init__(self, entry: FormEntry, tr: LocaleContext, *, is_chosen: bool) -> None:
        super().__init__()
        self.entry = entry
        self._is_chosen = is_chosen
        form = entry.form
        title = ElidedLabel(tr.text(form.title), kind="strong")
        facts = [] if _is_usual(entry) else [version_words(form, tr), standing_words(form, tr)]
        if entry.answers:
            facts.append(tr.ntext("{n} ausgefüllt", "{n} ausgefüllt", entry.answers))
        elif not facts:
            facts.append(tr.text(N_("Noch nicht ausgefüllt")))
        note = ElidedLabel(" · ".join(facts), kind="small", tone="muted")
        box = row(IconLabel(*standing_mark(form)), column(title, note, space=0), space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        box.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(box)
        chosen = tr.text(N_("gewählt")) if is_chosen else ""
        spoken = (tr.text(form.title), *facts, chosen)
        self.setAccessibleName(", ".join(part for part in spoken if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_chosen:
            super().paintEvent(event)
        else:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current_tokens().accent_weak))
            painter.drawRoundedRect(self.rect(), 6, 6)
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            at = self.width() - _BAR if rtl else 0
            bar = QRect(at, tokens.S, _BAR, self.height() - 2 * tokens.S)
            painter.fillRect(bar, QColor(current_tokens().accent))


def _is_usual(entry: FormEntry) -> bool:
    """Whether a form came with the program and is offered, which need not be said of each."""
    return entry.is_offered and entry.form.standing is FormStanding.SHIPPED


class FormsList(QWidget):
    """Forms that can be begun, then everything else.

    Signals: ``chosen(FormEntry)``.
    """

    chosen = Signal(object)

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self._tr = tr
        self._box = column(space=tokens.M)
        self.setLayout(self._box)

    @property
    def rows(self) -> list[FormListRow]:
        """The rows from top to bottom."""
        return [one for one in self.findChildren(FormListRow) if not one.isHidden()]

    def focus_chosen(self) -> None:
        """Put the keyboard on the chosen version."""
        for one in self.rows:
            if one._is_chosen:
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_entries(self, entries: Sequence[FormEntry], chosen: tuple[str, str] | None) -> None:
        """Write the list anew; the keyboard stays in it if it was there."""
        had_focus = any(one.hasFocus() for one in self.rows)
        clear(self._box)
        offered = [entry for entry in entries if entry.is_offered]
        rest = [entry for entry in entries if not entry.is_offered]
        for title, part in (
            (N_("Zum Ausfüllen"), offered),
            (N_("Frühere Fassungen und Zurückgezogenes"), rest),
        ):
            if part:
                heading = PlainLabel(self._tr.text(title), kind="section")
                lines = [self._row(entry, chosen) for entry in part]
                self._box.addWidget(heading)
                self._box.addWidget(card(*lines, space=0, margin=tokens.S))
                self._box.addSpacing(tokens.M)
        self._box.addStretch(1)
        if had_focus:
            self.focus_chosen()

    def _row(self, entry: FormEntry, chosen: tuple[str, str] | None) -> FormListRow:
        made = FormListRow(entry, self._tr, is_chosen=entry.form.key == chosen)
        made.opened.connect(lambda: self.chosen.emit(entry))
        return made
