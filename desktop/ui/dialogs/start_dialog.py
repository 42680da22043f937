"""Begins a form with someone whose language is not known yet: asks for it first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import PlainLabel


class StartDialog(Sheet):
    """Signals: ``language_chosen(str)`` a code of the form's languages."""

    language_chosen = Signal(str)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, *, title: str, languages: tuple[str, ...]
    ) -> None:
        super().__init__(parent, tr, title, N_("Beginnen"), width=440)
        label = PlainLabel()
        tr.bind(label, PlainLabel.setText, N_("Sprache der Klient:in"))
        self._list = QListWidget()
        self._list.setProperty("role", "choices")
        height = round(tokens.ROW_LIST * current_scale())
        for code in sorted(languages, key=lambda code: code == "en"):
            known = language(code)
            words = tr.label("language", code)
            shown = known.own_name if words == known.own_name else f"{known.own_name}   {words}"
            item = QListWidgetItem(shown)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setSizeHint(QSize(0, height))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setFixedHeight(min(7, len(languages)) * height + tokens.M)
        tr.bind(self._list, QListWidget.setAccessibleName, N_("Sprache der Klient:in"))
        label.setBuddy(self._list)
        self.add(label, self._list)
        self._list.itemActivated.connect(self._on_begin)
        self.primary.clicked.connect(self._on_begin)
        self._list.setFocus()

    def _on_begin(self) -> None:
        item = self._list.currentItem()
        if item is not None and self.isVisible():
            self.language_chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
            self.accept()
