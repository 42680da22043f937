"""One stop of the round: a line with place, name, language, reason and when last seen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import PlannedVisit
from desktop.ui.pages.stop_widths import StopWidths
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import BETWEEN, ElidedLabel, PlaceLabel, literal
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.list_row import ListRow
from desktop.ui.widgets.state_dot import StateDot, delivery_text

MET, NOT_MET, NOTE = "1", "2", "3"
KEY_ACTIONS = {
    MET: (N_("Angetroffen: Hausbesuch beginnen"), Icon.VISIT),
    NOT_MET: (N_("Nicht angetroffen"), Icon.CLOSE),
    NOTE: (N_("Notiz schreiben"), Icon.NOTE),
}
_LANGUAGE = 118
"""Width of the column of languages at 100 % text."""


class StopRow(ListRow):
    """Signals: ``acted(str)`` with MET, NOT_MET or NOTE, by key or by its small buttons.

    Every part is born with its parent: Qt dresses a widget anew each time it gets another one.
    """

    acted = Signal(str)

    def __init__(
        self, stop: PlannedVisit, tr: LocaleContext, now_ms: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.stop = stop
        self._tr = tr
        is_done = bool(stop.outcome)
        tone = "muted" if is_done else ""
        languages = tr.list_of([tr.label("language", code) for code in stop.languages])
        seen = stop.last_visit_at
        last = (
            tr.text(N_("zuletzt {when}"), when=tr.relative(seen, now_ms))
            if seen
            else tr.text(N_("noch nie besucht"))
        )
        weight = "body" if is_done else "strong"
        self._place = PlaceLabel(stop.place, kind=weight, tone=tone, parent=self)
        self._name = ElidedLabel(stop.name, tone=tone, parent=self)
        language = QWidget(self)
        spoken = Chip(_first(tr, stop.languages), parent=language, yields=True)
        language.setLayout(row(spoken, None))
        language.setFixedWidth(round(_LANGUAGE * current_scale()))
        self._reason = ElidedLabel(stop.reason, tone="muted", parent=self)
        self._keys: QWidget | None = None
        parts = (self._place, self._name, language, self._reason, self._end(last))
        box = row(*parts, space=tokens.M)
        box.setStretch(4, 1)
        box.setContentsMargins(tokens.M, 2, tokens.M, 2)
        self.setLayout(box)
        outcome = tr.label("visit_outcome", stop.outcome)
        said = (stop.place, stop.name, languages, stop.reason, last, outcome)
        self.setAccessibleName(", ".join(part for part in said if part))

    def wanted(self) -> StopWidths:
        """What shows everything in full."""
        scale = current_scale()
        place, name, reason = (
            min(part.sizeHint().width(), round(most * scale))
            for part, most in ((self._place, 320), (self._name, 160), (self._reason, 150))
        )
        room = self.stop.place.rpartition(BETWEEN)[2]
        least = self._place.fontMetrics().horizontalAdvance(f"\u2026{BETWEEN}{room}")
        fixed = round(_LANGUAGE * scale) + _keys_width(scale)
        return StopWidths(place, name, reason, least, fixed)

    def share(self, place: int, name: int, reason: int) -> None:
        """Take these widths in pixels; a *reason* of 0 hides it."""
        self._place.setFixedWidth(place)
        self._name.setFixedWidth(name)
        self._reason.setFixedWidth(reason)
        self._reason.setVisible(reason > 0)
        self.setToolTip("" if reason else literal(self.stop.reason))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.text() in KEY_ACTIONS
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.acted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _end(self, last: str) -> QWidget:
        """The last column: outcome when done, else when last seen; the keys while near.

        All rows keep room for the three keys, so that the columns stand in line.
        """
        stop, end = self.stop, QWidget(self)
        end.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        end.setMinimumWidth(_keys_width(current_scale()))
        if stop.outcome:
            self._said = QWidget(end)
            words = _part(self._said, self._tr.label("visit_outcome", stop.outcome), "small", "")
            self._said.setToolTip(delivery_text(stop.delivery, 1, self._tr))
            inner = row(StateDot(stop.delivery, self._said), words, space=6)
            inner.setStretch(1, 1)
            self._said.setLayout(inner)
        else:
            self._said = _part(end, last, "small", "muted")
        self._end_box = row(self._said, space=tokens.XS)
        self._end_box.setStretch(0, 1)
        end.setLayout(self._end_box)
        return end

    def _build_keys(self) -> QWidget:
        keys = QWidget(self)
        box = row(space=0)
        for key, (words, which) in KEY_ACTIONS.items():
            button = _key_button(key, which)
            text = self._tr.text(words)
            button.setToolTip(f"{text} ({key})")
            button.setAccessibleName(text)
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            box.addWidget(button)
        box.addStretch(1)
        keys.setLayout(box)
        return keys

    def _near(self, *, is_near: bool) -> None:
        super()._near(is_near=is_near)
        if self.stop.outcome:
            return
        if self.is_current and self._keys is None:
            self._keys = self._build_keys()
            self._end_box.addWidget(self._keys)
        if self._keys is not None:
            self._keys.setVisible(self.is_current)
        self._said.setVisible(not self.is_current)


def _key_button(key: str, which: Icon) -> IconButton:
    button = IconButton(which, tone="accent", role="inner")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setText(key)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


@lru_cache(maxsize=8)
def _keys_width(scale: float) -> int:
    """What the three keys of a row take at a text size, measured on keys that nobody sees."""
    width = 0
    for key, (_, which) in KEY_ACTIONS.items():
        button = _key_button(key, which)
        button.ensurePolished()
        width += button.sizeHint().width()
    return width


def _part(parent: QWidget, text: str, kind: str, tone: str) -> ElidedLabel:
    label = ElidedLabel(text, kind=kind, tone=tone, parent=parent)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _first(tr: LocaleContext, languages: tuple[str, ...]) -> str:
    if not languages:
        return tr.text(N_("Sprache offen"))
    more = f" +{tr.number(len(languages) - 1)}" if len(languages) > 1 else ""
    return tr.label("language", languages[0]) + more
