"""The sheet behind F1: what keys do on this page and everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import ActionSpec, keys_text
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row


class ShortcutsDialog(Sheet):
    """Two lists: the page, then the window."""

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        of_page: Iterable[ActionSpec],
        of_window: Iterable[ActionSpec],
    ) -> None:
        super().__init__(parent, tr, N_("Tasten"), width=640)
        self.add(
            row(
                self._list(N_("Auf dieser Seite"), of_page),
                self._list(N_("Überall"), of_window),
                space=tokens.XXL,
            )
        )

    def _list(self, title: str, specs: Iterable[ActionSpec]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.M)
        grid.setVerticalSpacing(tokens.S)
        heading = PlainLabel(self._tr.text(title), kind="strong")
        grid.addWidget(heading, 0, 0, 1, 2)
        for at, spec in enumerate(specs, start=1):
            grid.addWidget(Chip(keys_text(spec.keys, self._tr)), at, 0)
            grid.addWidget(PlainLabel(self._tr.text(spec.text), wrap=True), at, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        holder = QWidget()
        holder.setLayout(grid)
        return holder
