"""One stop of the round: a line with place, name, language, reason and when last seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import PlannedVisit
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.list_row import ListRow
from desktop.ui.widgets.state_dot import StateDot, delivery_text

MET, NOT_MET, NOTE = "1", "2", "3"
KEY_ACTIONS = {
    MET: (N_("Angetroffen: Hausbesuch beginnen"), Icon.VISIT),
    NOT_MET: (N_("Nicht angetroffen"), Icon.CLOSE),
    NOTE: (N_("Notiz schreiben"), Icon.NOTE),
}


class StopRow(ListRow):
    """Signals: ``acted(str)`` with MET, NOT_MET or NOTE, by key or by its small buttons."""

    acted = Signal(str)

    def __init__(self, stop: PlannedVisit, tr: LocaleContext, now_ms: int) -> None:
        super().__init__()
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
        place = _part(stop.place, "body" if is_done else "strong", tone)
        name = _part(stop.name, "body", tone)
        reason = _part(stop.reason, "body", "muted")
        self._last = _part(last, "small", "muted")
        self._keys = self._build_keys()
        language = QWidget()
        language.setLayout(row(Chip(_first(tr, stop.languages)), None))
        language.setFixedWidth(round(118 * current_scale()))
        self._last_column = self._end(stop)
        box = row(place, name, language, reason, self._last_column, space=tokens.M)
        for at, share in ((0, 30), (1, 18), (3, 24), (4, 22)):
            box.setStretch(at, share)
        box.setContentsMargins(tokens.M, 2, tokens.M, 2)
        self.setLayout(box)
        outcome = tr.label("visit_outcome", stop.outcome)
        parts = (stop.place, stop.name, languages, stop.reason, last, outcome)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._near(is_near=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.text() in KEY_ACTIONS
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.acted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._fit()

    def _fit(self) -> None:
        """Keep room for the three keys in every row, so that the columns stand in line."""
        for button in self._keys.findChildren(IconButton):
            button.ensurePolished()
        self._last_column.setMinimumWidth(self._keys.sizeHint().width())

    def _end(self, stop: PlannedVisit) -> QWidget:
        """The last column: outcome when done, else when last seen; the keys while near."""
        end = QWidget()
        end.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._done = QWidget()
        if stop.outcome:
            words = _part(self._tr.label("visit_outcome", stop.outcome), "small", "")
            dot = StateDot(stop.delivery)
            self._done.setToolTip(delivery_text(stop.delivery, 1, self._tr))
            inner = row(dot, words, space=6)
            inner.setStretch(1, 1)
            self._done.setLayout(inner)
        box = row(self._done, self._last, self._keys, space=tokens.XS)
        box.setStretch(0 if stop.outcome else 1, 1)
        end.setLayout(box)
        return end

    def _build_keys(self) -> QWidget:
        keys = QWidget()
        box = row(space=0)
        for key, (words, which) in KEY_ACTIONS.items():
            button = IconButton(which, tone="accent", role="inner")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setText(key)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            text = self._tr.text(words)
            button.setToolTip(f"{text} ({key})")
            button.setAccessibleName(text)
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            box.addWidget(button)
        keys.setLayout(box)
        return keys

    def _near(self, *, is_near: bool) -> None:
        super()._near(is_near=is_near)
        shows_keys = self.is_current and not self.stop.outcome
        self._keys.setVisible(shows_keys)
        self._last.setVisible(not shows_keys and not self.stop.outcome)
        self._done.setVisible(bool(self.stop.outcome))


def _part(text: str, kind: str, tone: str) -> ElidedLabel:
    label = ElidedLabel(text, kind=kind, tone=tone)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _first(tr: LocaleContext, languages: tuple[str, ...]) -> str:
    if not languages:
        return tr.text(N_("Sprache offen"))
    more = f" +{len(languages) - 1}" if len(languages) > 1 else ""
    return tr.label("language", languages[0]) + more
