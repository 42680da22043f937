"""Writes a note to the journal of a case: what was seen, what was said, what one thinks of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import row

KINDS = ("fact", "said", "assessment")
_WIDTH = 640


@dataclass(frozen=True, slots=True)
class Note:
    """What was written: kind and language are codes."""

    kind: str
    language: str
    text: str

    @classmethod
    def from_plain(cls, parts: object) -> Note | None:
        """The note that ``dataclasses.asdict`` made *parts* of, or None."""
        if not isinstance(parts, dict) or parts.get("kind") not in KINDS:
            return None
        language, text = parts.get("language"), parts.get("text")
        if not isinstance(language, str) or not isinstance(text, str):
            return None
        return cls(parts["kind"], language, text)


class NoteDialog(Sheet):
    """Signals: ``noted(Note)`` when saved; ``put_aside(Note)`` when closed with text in it."""

    noted = Signal(object)
    put_aside = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        *,
        name: str,
        languages: tuple[str, ...] = (),
        begun: Note | None = None,
    ) -> None:
        super().__init__(parent, tr, N_("Notiz"), N_("Notiz speichern"), width=_WIDTH)
        self.add(ElidedLabel(name, tone="muted"), tokens.XS)
        self._kinds = QButtonGroup(self)
        self.add(self._build_kinds())
        self._text = QPlainTextEdit()
        self._text.setMinimumHeight(180)
        self._text.setTabChangesFocus(True)
        tr.bind(self._text, QPlainTextEdit.setAccessibleName, N_("Text der Notiz"))
        self.add(tokens.XS, self._text, tokens.XS)
        self._language = self._build_language(languages)
        label = PlainLabel(tone="muted")
        tr.bind(label, PlainLabel.setText, N_("Sprache der Notiz"))
        label.setBuddy(self._language)
        self.add(row(label, self._language, None))
        self._restore(begun)
        self._text.textChanged.connect(self._on_text_changed)
        self.primary.clicked.connect(self._on_save)
        self.rejected.connect(self._on_rejected)
        self._on_text_changed()
        self._text.setFocus()

    def _build_kinds(self) -> QWidget:
        holder = QWidget()
        box = QGridLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setHorizontalSpacing(tokens.L)
        for at, kind in enumerate(KINDS):
            button = QRadioButton(holder)
            self._tr.bind(button, QAbstractButton.setText, CODE_LISTS["note_kind"][kind])
            self._kinds.addButton(button, at)
        buttons = self._kinds.buttons()
        room = sum(button.sizeHint().width() + tokens.L for button in buttons)
        columns = len(buttons) if room <= _WIDTH - 2 * tokens.XL else 2
        for at, shown in enumerate(buttons):
            box.addWidget(shown, *divmod(at, columns))
        box.setColumnStretch(columns, 1)
        self._kinds.button(0).setChecked(True)
        self._tr.bind(holder, QWidget.setAccessibleName, N_("Art der Notiz"))
        return holder

    def _build_language(self, languages: tuple[str, ...]) -> QComboBox:
        choice = Combo()
        first = tuple(dict.fromkeys(("de", self._tr.language, *languages)))
        known = CODE_LISTS["language"]
        for code in (*first, *(code for code in known if code not in first)):
            choice.addItem(self._tr.label("language", code), code)
        self._tr.bind(choice, QComboBox.setAccessibleName, N_("Sprache der Notiz"))
        return choice

    def _restore(self, begun: Note | None) -> None:
        if begun is None:
            return
        self._text.setPlainText(begun.text)
        self._kinds.button(KINDS.index(begun.kind)).setChecked(True)
        self._language.setCurrentIndex(self._language.findData(begun.language))

    def note(self) -> Note:
        """What is written by now."""
        language = str(self._language.currentData())
        return Note(KINDS[self._kinds.checkedId()], language, self._text.toPlainText())

    def _on_text_changed(self) -> None:
        self.primary.setEnabled(bool(self._text.toPlainText().strip()))

    def _on_save(self) -> None:
        self.noted.emit(self.note())
        self.accept()

    def _on_rejected(self) -> None:
        note = self.note()
        if note.text.strip():
            self.put_aside.emit(note)
