"""Asks before a document is taken in or opened outside: what it means, and whether to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.attachment_words import FINDINGS
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row

OPEN = N_("Öffnen")
ADD = N_("Trotzdem hinzufügen")


class AttachmentAskDialog(Sheet):
    """Signals: ``accepted()`` when the person goes on. *findings* are codes of ``FINDINGS``."""

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        title: str,
        sentences: Sequence[str],
        primary: str,
        findings: Sequence[str] = (),
    ) -> None:
        super().__init__(parent, tr, title, primary)
        for found in findings:
            if found in FINDINGS:
                words = PlainLabel(tr.text(FINDINGS[found]), kind="strong", wrap=True)
                line = row(IconLabel(Icon.WARNING, "warn"), words, space=tokens.S)
                line.setStretch(1, 1)
                self.add(line)
        for sentence in sentences:
            self.add(PlainLabel(tr.text(sentence), wrap=True))
        self.primary.clicked.connect(self.accept)
        self.secondary.setFocus()


def ask_to_add(parent: QWidget, tr: LocaleContext, findings: Sequence[str]) -> AttachmentAskDialog:
    """Ask whether a PDF that holds more than pages is to be taken in."""
    title = N_("Das PDF enthält mehr als nur Seiten")
    sentences = (
        N_(
            "Hier wird davon nichts ausgeführt. Beim Öffnen in einem anderen Programm könnte das "
            "passieren."
        ),
        N_("Nur hinzufügen, wenn bekannt ist, von wem die Datei kommt."),
    )
    return AttachmentAskDialog(parent, tr, title, sentences, ADD, findings)


def ask_to_open(parent: QWidget, tr: LocaleContext, findings: Sequence[str]) -> AttachmentAskDialog:
    """Explain what opening outside means."""
    title = N_("In einem anderen Programm öffnen")
    sentences = (
        N_("Öffnen entschlüsselt eine Kopie; sie wird beim Sperren gelöscht."),
        N_("Was in dem anderen Programm gespeichert wird, liegt außerhalb der Fallmappe."),
    )
    return AttachmentAskDialog(parent, tr, title, sentences, OPEN, findings)
