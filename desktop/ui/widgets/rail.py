"""The rail: the pages there are, with words where there is room, else with icons."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import ICON_SIZE, Icon, icon
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import scaled
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.mark import Mark


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One page: its key, its action (name and keys) and its icon."""

    key: str
    action: ActionSpec
    icon: Icon


class RailButton(QToolButton):
    """Icon, word and counter, laid out in the direction of reading."""

    def __init__(self, entry: RailEntry, tr: LocaleContext) -> None:
        super().__init__()
        self._entry = entry
        self._tr = tr
        self._count = 0
        self._is_wide = True
        self.setCheckable(True)
        self.setProperty("role", "rail")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tr.bind(self, QToolButton.setText, entry.action.text)
        bind_tooltip(self, tr, entry.action)
        tr.on_switch(self._name)
        self._name()

    def show_count(self, count: int) -> None:
        """Show how many things wait for a person here; nothing for none."""
        self._count = count
        self._name()
        self.update()

    def set_wide(self, is_wide: bool) -> None:
        """Show the word, or only the icon."""
        self._is_wide = is_wide
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tokens.RAIL_NARROW, round(tokens.ROW_LIST * current_scale()))

    def minimumSizeHint(self) -> QSize:
        return QSize(tokens.ROW_LIST, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(t.accent_weak)
            painter.drawRoundedRect(self.rect(), 6, 6)
        elif self.underMouse():
            painter.setBrush(t.raised)
            painter.drawRoundedRect(self.rect(), 6, 6)
        colour = t.accent if self.isChecked() else t.text
        side = scaled(ICON_SIZE)
        lead = max(0, tokens.RAIL_NARROW - 2 * tokens.S - side) // 2
        top = (self.height() - side) // 2
        mark = self._mirrored(QRect(lead, top, side, side))
        icon(self._entry.icon, colour).paint(painter, mark)
        if self._is_wide:
            self._paint_word(painter, colour, lead + side + tokens.M)
        if self._count:
            self._paint_count(painter)

    def _paint_word(self, painter: QPainter, colour: str, start: int) -> None:
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self.isChecked() else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour)
        area = self._mirrored(QRect(start, 0, self.width() - start - 36, self.height()))
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        flags = self.style().visualAlignment(self.layoutDirection(), lead)
        painter.drawText(area, int(flags), self.text())

    def _paint_count(self, painter: QPainter) -> None:
        t = current_tokens()
        font = self.font()
        font.setPixelSize(max(11, round(12 * current_scale())) if self._is_wide else 11)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        words = self._tr.text("{n}", n=self._count)
        size = painter.fontMetrics().height()
        width = max(size, painter.fontMetrics().horizontalAdvance(words) + 10)
        if self._is_wide:
            box = QRect(self.width() - width - tokens.S, (self.height() - size) // 2, width, size)
        else:
            box = QRect(self.width() - width, 1, width, size)
        box = self._mirrored(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.warn)
        painter.drawRoundedRect(box, size / 2, size / 2)
        painter.setPen(t.surface)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _mirrored(self, area: QRect) -> QRect:
        return self.style().visualRect(self.layoutDirection(), self.rect(), area)

    def _name(self) -> None:
        word = self._tr.text(self._entry.action.text)
        count = self._tr.text("{n}", n=self._count) if self._count else ""
        self.setAccessibleName(f"{word} {count}".strip())


class Rail(QFrame):
    """Signals: ``chosen(str)`` the key of the page that was asked for."""

    chosen = Signal(str)

    def __init__(self, entries: tuple[RailEntry, ...], tr: LocaleContext, *below: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        tr.bind(self, QFrame.setAccessibleName, N_("Seiten"))
        self._buttons = {entry.key: RailButton(entry, tr) for entry in entries}
        self._name = PlainLabel("Fallmappe", kind="strong")
        head = row(tokens.XS, Mark(28), self._name, None, space=tokens.M)
        box = column(head, tokens.M, space=tokens.XS)
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            box.addWidget(button)
        box.addStretch(1)
        for widget in below:
            box.addWidget(widget)
        box.setContentsMargins(tokens.S, tokens.M, tokens.S, tokens.M)
        self.setLayout(box)
        self.set_wide(True)

    def show_page(self, key: str) -> None:
        """Mark the page *key*; a key without button marks none."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def show_count(self, key: str, count: int) -> None:
        """Show how many things wait for a person on the page *key*."""
        self._buttons[key].show_count(count)

    def set_wide(self, is_wide: bool) -> None:
        """200 pixels with words, or 56 with icons."""
        wide = round(tokens.RAIL_WIDE * max(1.0, current_scale() * 0.95))
        self.setFixedWidth(wide if is_wide else tokens.RAIL_NARROW)
        self._name.setVisible(is_wide)
        for button in self._buttons.values():
            button.set_wide(is_wide)
