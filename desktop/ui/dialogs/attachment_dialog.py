"""One document of a case after the other, in full: decrypted into memory and shown from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QStackedWidget, QWidget

from desktop.domain.attachment import MOST_TITLE
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import AttachmentRow
from desktop.ui.dialogs.attachment_ask import ask_to_open
from desktop.ui.dialogs.changed_meanwhile import changed_words
from desktop.ui.dialogs.sheet import CLOSE, Sheet
from desktop.ui.error_texts import describe
from desktop.ui.half_typed import Inputs, type_anew, typed_anew
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.attachment_tile import Preview
from desktop.ui.widgets.attachment_words import FINDINGS, day_of, sort_of, sort_parts, title_of
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.icons import ActionButton, IconButton
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.picture_sources import shown_image
from desktop.ui.widgets.picture_view import PictureView

if TYPE_CHECKING:
    from desktop.services.attachments import AttachmentService

OPEN_OUTSIDE = N_("In anderem Programm öffnen …")
TITLE = N_("Titel")
ERASE = N_("Löschen …")
_WIDTH, _SHARE = 640, 0.9


def open_outside(path: Path) -> bool:
    """Hand a file to the program the system has for it; False if there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class AttachmentDialog(Sheet):
    """Its window title never names what is shown.

    Signals: ``renamed(RecordId)``; ``erase_requested(RecordId)`` somebody wants one erased, and
    this dialog is closing.
    """

    renamed = Signal(object)
    erase_requested = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        attachments: AttachmentService,
        tasks: Tasks,
        rows: Sequence[AttachmentRow],
        at: int = 0,
        opener: Callable[[Path], bool] = open_outside,
        *,
        may_rename: bool = True,
    ) -> None:
        super().__init__(parent, tr, N_("Dokument"), width=_WIDTH)
        self._attachments, self._tasks, self._opener = attachments, tasks, opener
        self._rows, self._at = list(rows), at
        self.banner = Banner(tr)
        self.title = QLineEdit()
        self.title.setMaxLength(MOST_TITLE)
        tr.bind(self.title, QLineEdit.setAccessibleName, TITLE)
        self.details = ElidedLabel(kind="small", tone="muted")
        self.findings = PlainLabel(kind="small", tone="warn", wrap=True)
        self.picture = PictureView()
        self.mark = Preview(is_tall=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self.mark)
        self._make_tools()
        self.outside = ActionButton("link", Icon.OUTSIDE)
        tr.bind(self.outside, QAbstractButton.setText, OPEN_OUTSIDE)
        self.outside.clicked.connect(self.open_outside)
        self.erase = ActionButton("danger")
        tr.bind(self.erase, QAbstractButton.setText, ERASE)
        self.erase.clicked.connect(self._on_erase)
        tr.bind(self.secondary, QAbstractButton.setText, CLOSE)
        self.buttons.insertWidget(0, self.outside)
        self.buttons.insertWidget(1, self.erase)
        self.add(self.banner, self.title, self._stack, self.findings, self.details)
        for part in (self.title, self.erase):
            part.setVisible(may_rename)
        self.content.setStretchFactor(self._stack, 1)
        self._layout_stretch()
        self.title.editingFinished.connect(self._on_title_left)
        self.title.returnPressed.connect(self._rename)
        self.picture.stepped.connect(self.step)
        self._bind_keys()
        self._size_to(parent)
        self._show()
        self.picture.setFocus()

    def _make_tools(self) -> None:
        tools = (
            (Icon.ZOOM_OUT, N_("Kleiner"), lambda: self.picture.zoom(-1)),
            (Icon.FIT, N_("Ganz zeigen"), self.picture.fit),
            (Icon.ZOOM_IN, N_("Größer"), lambda: self.picture.zoom(1)),
            (Icon.TURN, N_("Drehen"), self.picture.turn),
            (Icon.BACK, N_("Vorheriges"), lambda: self.step(-1)),
            (Icon.FORWARD, N_("Nächstes"), lambda: self.step(1)),
        )
        self.tools = [self._tool(*tool) for tool in tools]
        self.place = PlainLabel(kind="small", tone="muted")
        self.head.addStretch(1)
        steps = row(self.tools[4], self.place, self.tools[5], space=tokens.XS)
        self.head.addLayout(row(*self.tools[:4], space=tokens.XS))
        self.head.addLayout(steps)

    def _tool(self, which: Icon, name: str, slot: Callable[[], object]) -> IconButton:
        button = IconButton(which, tone="muted")
        self._tr.bind(button, QAbstractButton.setAccessibleName, name)
        self._tr.bind(button, QAbstractButton.setToolTip, name)
        button.clicked.connect(lambda: slot())
        return button

    def _bind_keys(self) -> None:
        for key, slot in (("PgDown", lambda: self.step(1)), ("PgUp", lambda: self.step(-1))):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(slot)

    def _layout_stretch(self) -> None:
        box = self.layout()
        assert box is not None
        box.setStretchFactor(self.content, 1)  # type: ignore[attr-defined]

    def _size_to(self, parent: QWidget) -> None:
        window = parent.window()
        wide = max(round(_WIDTH * current_scale()), round(window.width() * _SHARE))
        self.resize(min(wide, window.width()), round(window.height() * _SHARE))

    @property
    def row(self) -> AttachmentRow:
        """The document shown."""
        return self._rows[self._at]

    def inputs(self) -> Inputs:
        return {"title": self.title}

    def typed(self) -> dict[str, Any] | None:
        """Of the title only what somebody typed over the one that was shown."""
        return {**typed_anew(self.inputs(), self._shown()), "at": self.row.record}

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        """The document turned to last, and its title as it was typed and not saved yet."""
        records = [row.record for row in self._rows]
        if kept.get("at") not in records:
            return
        self.step(records.index(kept["at"]) - self._at)
        left = type_anew(self.inputs(), self._shown(), kept)
        self.title.setModified(self.title.text() != self.row.attached.title)
        if left:
            self.banner.show_words("warn", *changed_words([str(left["title"])], self._tr))

    def _shown(self) -> dict[str, Any]:
        return {"title": self.row.attached.title}

    def step(self, by: int) -> None:
        """Go to the next or last document; stays at the ends."""
        wanted = self._at + by
        if 0 <= wanted < len(self._rows):
            self._rename()
            self._at = wanted
            self._show()

    def _show(self) -> None:
        row, tr = self.row, self._tr
        neutral = title_of(replace(row.attached, title=""), row.number, tr)
        self.title.setPlaceholderText(neutral)
        self.title.setText(row.attached.title)
        self.title.setModified(False)
        parts = [*sort_parts(row.attached, tr), day_of(row.attached, tr)]
        parts += [tr.text(row.source) if row.source else "", row.author]
        self.details.setText(line_of(parts, rtl=tr.is_rtl))
        found = [tr.text(FINDINGS[code]) for code in row.attached.findings if code in FINDINGS]
        self.findings.setText(" ".join(found))
        self.findings.setVisible(bool(found))
        several = len(self._rows) > 1
        here = tr.text(N_("{n} von {all}"), n=self._at + 1, all=len(self._rows))
        self.place.setText(here if several else "")
        self.tools[4].setEnabled(self._at > 0)
        self.tools[5].setEnabled(self._at < len(self._rows) - 1)
        for tool in self.tools[4:]:
            tool.setVisible(several)
        for tool in self.tools[:4]:
            tool.setVisible(row.is_picture)
        self.banner.hide()
        self.outside.setEnabled(True)
        self.picture.show_image(None)
        self.picture.setAccessibleName(title_of(row.attached, row.number, self._tr))
        self._stack.setCurrentIndex(0 if row.is_picture else 1)
        self.mark.show_mark(Icon.DOCUMENT, sort_of(row.attached, tr))
        if row.is_picture:
            self._load(row)

    def _load(self, row: AttachmentRow) -> None:
        def read() -> QImage:
            image = shown_image(self._attachments.content(row.attached))
            if image is None:
                raise KnownError(ErrorCode.ATTACHMENT_DAMAGED, file=row.attached.original.name)
            return image

        self._tasks.run(
            read,
            done=lambda image: self._on_image(row.record, image),
            failed=self._on_failed,
            initiator=self,
            latest="picture",
        )

    def _on_image(self, record: RecordId, image: QImage) -> None:
        if self.row.record == record:
            self.picture.show_image(image)

    def _on_failed(self, error: Failure) -> None:
        sentence, _step = describe(error, self._tr)
        self.mark.show_mark(Icon.BROKEN, sentence)
        self._stack.setCurrentIndex(1)
        self.outside.setEnabled(False)
        self.banner.show_error(error)

    def _on_title_left(self) -> None:
        """Not when the cover or another program takes the keyboard: half a title is none."""
        if self.focusWidget() is not self.title:
            self._rename()

    def _rename(self) -> None:
        row, typed = self.row, self.title.text()
        if not self.title.isModified() or typed.strip() == row.attached.title:
            return
        self.title.setModified(False)
        at = self._at

        def done(_saved: object) -> None:
            self._rows[at] = replace(row, attached=replace(row.attached, title=typed.strip()))
            self.renamed.emit(row.record)

        self._tasks.run(
            self._attachments.rename,
            row.record,
            typed,
            done=done,
            failed=self.banner.show_error,
            initiator=self,
        )

    def _on_erase(self) -> None:
        record = self.row.record
        self.reject()
        self.erase_requested.emit(record)

    def done(self, result: int) -> None:
        self._rename()
        super().done(result)

    def open_outside(self) -> None:
        """Open a decrypted copy in another program; the first time it is said what that means."""
        findings = self.row.attached.findings
        if self._attachments.is_opening_explained and not findings:
            self._open_copy()
            return
        asked = ask_to_open(self, self._tr, findings)
        asked.accepted.connect(self._open_copy)
        asked.open()

    def _open_copy(self) -> None:
        row = self.row
        self._tasks.run(
            self._attachments.open_copy,
            row.attached,
            row.number,
            done=self._on_copied,
            failed=self.banner.show_error,
            initiator=self,
        )

    def _on_copied(self, path: Path) -> None:
        if not self._opener(path):
            self.banner.show_error(KnownError(ErrorCode.ATTACHMENT_NO_VIEWER))
