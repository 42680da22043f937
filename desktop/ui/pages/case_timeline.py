"""*Verlauf*: one reading column like a letter, newest first, a heading for each day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of, strip_controls
from desktop.i18n.context import LocaleContext
from desktop.services.originals import Standing, standing
from desktop.services.views import TimelineEntry, TimelinePart
from desktop.ui.pages.case_evidence import evidence_of
from desktop.ui.pages.original_fold import OriginalFold, untranslated_quote
from desktop.ui.pages.sealed_fold import SealedFold
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.attachment_words import SEALED, is_picture, shortened, title_of
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.days import long_day
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton, IconButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel, ReadingLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.state_dot import StateMark

_ICONS = {
    "visit": Icon.VISIT,
    "note": Icon.NOTE,
    "form_submission": Icon.FORM,
    "attachment": Icon.ATTACH,
    "erasure": Icon.DELETE,
}
_NOTE_LOOKS = {
    "fact": (Icon.FACT, "muted"),
    "said": (Icon.SAID, "accent"),
    "assessment": (Icon.ASSESSMENT, "info"),
    "conflict": (Icon.CONFLICT, "muted"),
}
_PRINTED = frozenset({"visit", "form_submission"})
_ZONE = ZoneInfo("Europe/Berlin")
_TURN_S = 0.01
_Item = TimelineEntry | tuple[str, str]
"""An entry, or the heading of a day in a year."""


class CaseTimeline(QWidget):
    """Writes entries in the language of the window.

    Signals: ``print_requested(RecordId)`` of an entry that a form belongs to;
    ``attachment_requested(RecordId)`` a document is to be shown.
    """

    print_requested = Signal(object)
    attachment_requested = Signal(object)

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self._tr = tr
        self._language = tr.language
        self._shown: dict[_Item, QWidget] = {}
        self._plan: list[tuple[_Item, Callable[[], QWidget]]] = []
        self._place = 0
        self._turn = QTimer(self, interval=0, singleShot=True)
        self._turn.timeout.connect(self._write_some)
        self._column = column(space=tokens.M)
        self._empty = EmptyState(Icon.NOTE)
        tr.bind(self._empty.sentence, QLabel.setText, N_("Noch nichts im Verlauf."))
        tr.bind(
            self._empty.hint,
            QLabel.setText,
            N_("Der erste Hausbesuch oder die erste Notiz steht dann hier."),
        )
        box = column(self._empty, self._column, None, space=0)
        self.setLayout(box)

    def show_entries(self, entries: Sequence[TimelineEntry], now_ms: int) -> None:
        """Write *entries*, which are sorted newest first.

        What is shown already stays; the rest is made in turns of a few milliseconds, so that
        a long history does not hold up the window.
        """
        self._empty.setVisible(not entries)
        if self._language != self._tr.language:
            self._language, self._shown = self._tr.language, {}
            clear(self._column)
        self._plan = list(self._planned(entries, _day(now_ms)[:4]))
        wanted = {item for item, _ in self._plan}
        for item in [item for item in self._shown if item not in wanted]:
            gone = self._shown.pop(item)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._place = 0
        self._write_some()

    def _planned(
        self, entries: Sequence[TimelineEntry], this_year: str
    ) -> Iterator[tuple[_Item, Callable[[], QWidget]]]:
        day = ""
        for entry in entries:
            if _day(entry.at) != day:
                day = _day(entry.at)
                yield (day, this_year), partial(self._heading, day, this_year)
            yield entry, partial(self._entry, entry)

    def _write_some(self) -> None:
        """Bring the column from its top on in line with the plan, for one turn."""
        until = time.perf_counter() + _TURN_S
        while self._place < len(self._plan) and time.perf_counter() < until:
            item, make = self._plan[self._place]
            widget = self._shown.get(item)
            if widget is None:
                self._shown[item] = widget = make()
            if self._column.indexOf(widget) != self._place:
                self._column.insertWidget(self._place, widget)
            self._place += 1
        if self._place < len(self._plan):
            self._turn.start()

    def _heading(self, day: str, this_year: str) -> QWidget:
        words = long_day(day, self._tr)
        if day[:4] != this_year:
            words = f"{words} {day[:4]}"
        label = PlainLabel(words, kind="section")
        label.setContentsMargins(0, tokens.S, 0, 0)
        return label

    def _entry(self, entry: TimelineEntry) -> QFrame:
        tr = self._tr
        frame = QFrame()
        frame.setProperty("role", "card")
        which = _ICONS.get(entry.kind, Icon.NOTE)
        source = line_of((tr.time(entry.at), entry.author, entry.place), rtl=tr.is_rtl)
        head = row(
            IconLabel(which, "accent"),
            PlainLabel(tr.text(entry.title), kind="strong"),
            PlainLabel(source, tone="muted"),
            None,
            space=tokens.S,
        )
        if entry.language and entry.language != "de":
            head.addWidget(Chip(tr.label("language", entry.language), Icon.LANGUAGE))
        head.addWidget(StateMark(entry.delivery, entry.seen_by, tr))
        if entry.kind in _PRINTED and entry.parts:
            head.addWidget(self._print_button(entry))
        box = column(head, space=tokens.M)
        for part in entry.parts:
            box.addWidget(self._part(part))
        for line in evidence_of(entry, tr):
            box.addWidget(line)
        if entry.attachments:
            box.addWidget(self._files(entry))
        for addendum in entry.addenda:
            box.addWidget(self._addendum(addendum))
        box.setContentsMargins(tokens.L, tokens.M, tokens.L, tokens.L)
        frame.setLayout(box)
        frame.setAccessibleName(f"{tr.text(entry.title)}, {strip_controls(source)}")
        return frame

    def _files(self, entry: TimelineEntry) -> QWidget:
        files = FlowBox()
        for number, attached in entry.attachments:
            which = Icon.PHOTO if is_picture(attached) else Icon.DOCUMENT
            button = ActionButton("quiet", Icon.LOCK if attached.is_sealed else which)
            title = strip_controls(title_of(attached, number, self._tr))
            shown = self._tr.text(SEALED) if attached.is_sealed else title
            button.setText(shortened(shown).replace("&", "&&"))
            record = attached.id
            button.clicked.connect(lambda _on=False, r=record: self.attachment_requested.emit(r))
            files.add(button)
        return self._indented(column(files))

    def _print_button(self, entry: TimelineEntry) -> IconButton:
        button = IconButton(Icon.PRINT, tone="muted")
        name = self._tr.text(N_("Drucken"))
        button.setAccessibleName(f"{name}: {self._tr.text(entry.title)}")
        button.setToolTip(name)
        button.clicked.connect(lambda: self.print_requested.emit(entry.record))
        return button

    def _part(self, part: TimelinePart) -> QWidget:
        if part.sealed:
            return self._indented(column(SealedFold(part, self._part, self._tr)))
        label = self._tr.text(part.label)
        text = self._text(part)
        look = _NOTE_LOOKS.get(part.note_kind)
        if look is not None:
            name = PlainLabel(label, kind="small", tone=look[1])
            head = row(IconLabel(look[0], look[1], 16), name, None, space=6)
            return self._indented(column(head, text, space=2))
        if label:
            name = PlainLabel(label, kind="small", tone="muted", wrap=True)
            return self._indented(column(name, text, space=2))
        return self._indented(column(text, space=2))

    def _indented(self, box: QBoxLayout) -> QWidget:
        indent = 20 + tokens.S
        rtl = self._tr.is_rtl
        box.setContentsMargins(0 if rtl else indent, 0, indent if rtl else 0, 0)
        holder = QWidget()
        holder.setLayout(box)
        return holder

    def _text(self, part: TimelinePart) -> QWidget:
        if part.is_declined:
            return PlainLabel(self._tr.text(part.text), tone="muted", wrap=True)
        if part.original is None:
            return ReadingLabel(part.text)
        if standing(part.original) is Standing.OPEN:
            return untranslated_quote(part.original, self._tr)
        holder = QWidget()
        fold = OriginalFold(part.original, self._tr)
        holder.setLayout(column(ReadingLabel(part.text), fold, space=2))
        return holder

    def _addendum(self, entry: TimelineEntry) -> QWidget:
        tr = self._tr
        source = line_of((tr.time(entry.at), entry.author), rtl=tr.is_rtl)
        title = PlainLabel(tr.text(N_("Nachtrag")), kind="small", tone="muted")
        holder = QWidget()
        box = column(row(title, PlainLabel(source, kind="small", tone="muted"), None))
        for part in entry.parts:
            box.addWidget(self._part(part))
        indent = tokens.XXL
        rtl = tr.is_rtl
        box.setContentsMargins(0 if rtl else indent, 0, indent if rtl else 0, 0)
        holder.setLayout(box)
        return holder


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_ZONE).date().isoformat()
