"""*Dokumente*: pictures, scans and PDFs of a case as a grid; more come by dialog, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QWidget

from desktop.domain.attachment import Attached
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import AttachmentRow
from desktop.services.views import Saved
from desktop.ui.dialogs.attachment_dialog import AttachmentDialog
from desktop.ui.dialogs.open_sheets import OpenSheets
from desktop.ui.pages.attachment_intake import AttachmentIntake
from desktop.ui.place_texts import ADDING_TEXTS
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.attachment_tile import AttachmentTile
from desktop.ui.widgets.attachment_words import (
    DAMAGED,
    NOT_HERE,
    SEALED,
    WORKING,
    brief_of,
    title_of,
)
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.intake_words import Outcome, intake_words
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.picture_sources import has_any, shown_image

if TYPE_CHECKING:
    from desktop.services.attachments import AttachmentService

ADD = N_("Hinzufügen …")
DROP = N_("Oder Dateien hierher ziehen, oder Strg+V.")
_Loaded = dict[RecordId, QImage | None]


class CaseDocuments(QWidget):
    """Shows the documents of one case at a time.

    Signals: ``erase_requested(RecordId)`` somebody wants one erased; who may and how is decided
    elsewhere.
    """

    erase_requested = Signal(object)

    def __init__(
        self,
        attachments: AttachmentService,
        tasks: Tasks,
        tr: LocaleContext,
        banner: Banner,
        sheets: OpenSheets,
    ) -> None:
        super().__init__()
        self._sheets = sheets
        sheets.lead("document", lambda key: self.open(RecordId(key)))
        self._attachments, self._tasks, self._tr, self._banner = attachments, tasks, tr, banner
        self._case: RecordId | None = None
        self._rows: tuple[AttachmentRow, ...] = ()
        self._images: _Loaded = {}
        self.tiles: dict[RecordId, AttachmentTile] = {}
        self.intake = AttachmentIntake(self, attachments, tasks, tr)
        self.intake.taken.connect(self._on_taken)
        self.intake.ended.connect(self._on_ended)
        self.intake.busy.connect(lambda busy: self._on_busy(busy=busy))
        self._build()
        self.setAcceptDrops(True)

    def _build(self) -> None:
        tr = self._tr
        self.add_button = ActionButton("", Icon.ADD)
        self.first_button = ActionButton("primary", Icon.ADD)
        for button in (self.add_button, self.first_button):
            tr.bind(button, QAbstractButton.setText, ADD)
            button.clicked.connect(self.choose)
        self._hint = PlainLabel(tone="muted")
        tr.bind(self._hint, QLabel.setText, DROP)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        tr.bind(self._bar, QProgressBar.setAccessibleName, WORKING)
        self._working = PlainLabel(kind="small", tone="muted")
        tr.bind(self._working, QLabel.setText, WORKING)
        self.empty = EmptyState(Icon.PHOTO, self.first_button)
        tr.bind(self.empty.sentence, QLabel.setText, N_("Noch keine Dokumente in diesem Fall."))
        tr.bind(
            self.empty.hint,
            QLabel.setText,
            N_(
                "Fotos, Scans und PDF hierher ziehen, mit Strg+V einfügen oder auswählen. Bilder"
                " werden ohne Ort und Kameradaten gespeichert, alles verschlüsselt."
            ),
        )
        self._grid = FlowBox(self, space=tokens.M)
        self._head = QWidget()
        self._head.setLayout(row(self.add_button, self._hint, None, space=tokens.M))
        self._frame = column(
            self._head, self._working, self._bar, self._grid, self.empty, None, space=tokens.M
        )
        self.setLayout(self._frame)
        self._on_busy(busy=False)
        self._show()

    # show

    def show_case(self, case: RecordId) -> None:
        """Show the documents of *case*; what is there is read anew."""
        if case != self._case:
            self._case, self._rows = case, ()
            self._images.clear()
            self._show()
        self._tasks.run(
            self._attachments.of_case,
            case,
            done=lambda rows: self._on_rows(case, rows),
            failed=self._banner.show_error,
            initiator=self,
            latest="rows",
        )

    def _on_rows(self, case: RecordId, rows: tuple[AttachmentRow, ...]) -> None:
        if case != self._case:
            return
        self._rows = rows
        there = {one.record for one in rows}
        self._images = {one: image for one, image in self._images.items() if one in there}
        self._show()
        self._load_missing()
        self._sheets.reopen()

    def _load_missing(self) -> None:
        """Small pictures are decrypted when somebody looks, not with every case."""
        rows = self._rows if self.isVisible() else ()
        wanted = [one for one in rows if self._is_seen(one) and one.record not in self._images]
        if wanted:
            self._tasks.run(
                self._load_images,
                tuple(wanted),
                done=self._on_images,
                failed=self._banner.show_error,
                initiator=self,
            )

    def _is_seen(self, one: AttachmentRow) -> bool:
        return one.is_picture and one.is_here and not one.attached.is_sealed

    def _load_images(self, rows: Sequence[AttachmentRow]) -> _Loaded:
        """In a task: the small pictures; None for one that cannot be read."""
        loaded: _Loaded = {}
        for one in rows:
            try:
                loaded[one.record] = shown_image(self._attachments.thumbnail(one.attached))
            except Exception:
                loaded[one.record] = None
        return loaded

    def _on_images(self, loaded: _Loaded) -> None:
        self._images |= loaded
        self._show()

    def _show(self) -> None:
        wanted = {one.record for one in self._rows}
        for gone in [record for record in self.tiles if record not in wanted]:
            self._grid.take(self.tiles.pop(gone))
        if list(self.tiles) != [r.record for r in self._rows if r.record in self.tiles]:
            for tile in self.tiles.values():
                self._grid.take(tile)
            self.tiles.clear()
        fresh = [one for one in self._rows if one.record not in self.tiles]
        if fresh and self.tiles:
            # New ones come first: the grid is made anew in its order.
            for tile in self.tiles.values():
                self._grid.take(tile)
            self.tiles.clear()
        for one in self._rows:
            if one.record not in self.tiles:
                self.tiles[one.record] = self._tile(one)
            self._write(self.tiles[one.record], one)
        has_any_row = bool(self._rows)
        self._grid.setVisible(has_any_row)
        self._head.setVisible(has_any_row)
        self.empty.setVisible(not has_any_row and self._case is not None)

    def _tile(self, one: AttachmentRow) -> AttachmentTile:
        tile = AttachmentTile(self._grid)
        record = one.record
        tile.opened.connect(lambda: self.open(record))
        tile.erase_requested.connect(lambda: self.erase_requested.emit(record))
        tile.moved.connect(lambda across, down: self._move(record, across, down))
        self._grid.add(tile)
        return tile

    def _write(self, tile: AttachmentTile, one: AttachmentRow) -> None:
        tr, attached = self._tr, one.attached
        title = title_of(attached, one.number, tr)
        line = brief_of(attached, tr)
        origin = tr.text(one.source) if one.source else one.author
        if attached.is_sealed:
            tile.preview.show_mark(Icon.LOCK, "")
            tile.show_words(tr.text(SEALED), line, origin)
            return
        tile.show_words(title, line, origin)
        image = self._images.get(one.record)
        if not one.is_here:
            tile.preview.show_mark(Icon.BROKEN, tr.text(NOT_HERE))
        elif image is not None:
            tile.preview.show_image(image)
        elif one.record in self._images:
            tile.preview.show_mark(Icon.BROKEN, tr.text(DAMAGED))
        else:
            tile.preview.show_mark(Icon.PHOTO if one.is_picture else Icon.DOCUMENT, "")

    # go

    def first_focus(self) -> None:
        """Put the keyboard on the newest document, or on the button that adds the first."""
        first = next(iter(self.tiles.values()), None)
        target = first or (self.add_button if self._rows else self.first_button)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, record: RecordId) -> AttachmentDialog | None:
        """Show one document in full, the others of the case beside it; None if it is not here.

        A protected one is shown alone: nobody comes to it by turning the page.
        """
        wanted = next((one for one in self._rows if one.record == record), None)
        if wanted is None:
            return None
        beside = [one for one in self._rows if not one.attached.is_sealed]
        rows = [wanted] if wanted.attached.is_sealed else beside
        at = rows.index(wanted)
        dialog = AttachmentDialog(self, self._tr, self._attachments, self._tasks, rows, at)
        dialog.erase_requested.connect(self.erase_requested)
        dialog.open()
        self._sheets.stands("document", dialog, record)
        return dialog

    def _move(self, record: RecordId, across: int, down: int) -> None:
        tiles = list(self.tiles.values())
        here = self.tiles[record]
        if across:
            at = tiles.index(here) + across
            found = tiles[at] if 0 <= at < len(tiles) else None
        else:
            side = [t for t in tiles if (t.y() - here.y()) * down > 0]
            found = min(side, key=lambda tile: _distance(tile, here), default=None)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    # add

    def choose(self) -> None:
        """Ask for files of this case."""
        if self._case is not None:
            self.intake.choose(self._case)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Take in files or a picture from the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if self._case is None or not self.intake.bring_mime(self._case, mime):
            words = self._tr.text(N_("In der Zwischenablage ist kein Bild und keine Datei."))
            self._banner.show_words("info", words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._case is not None and has_any(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._invite(drop=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._invite(drop=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._invite(drop=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self._case is not None:
            self.intake.bring_mime(self._case, event.mimeData())

    def _invite(self, *, drop: bool) -> None:
        """Say while something is dragged over the page that it can be let go here."""
        words = N_("Hier loslassen.") if drop else DROP
        self._tr.bind(self._hint, QLabel.setText, words)
        for label in (self._hint, self.empty.hint):
            restyle(label, "tone", "accent" if drop else "muted")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load_missing()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for tile in self.tiles.values():
                tile.preview.fit()

    def _on_busy(self, *, busy: bool) -> None:
        self._bar.setVisible(busy)
        self._working.setVisible(busy)
        self.add_button.setEnabled(not busy)
        self.first_button.setEnabled(not busy)

    def _on_ended(self, _case: str, outcomes: tuple[Outcome, ...]) -> None:
        told = intake_words(outcomes, self._tr)
        if told is not None:
            self._banner.show_words(*told)

    def _on_taken(self, place: str, attached: Attached) -> None:
        case = RecordId(place)
        self._tasks.run(
            self._attachments.add,
            case,
            attached,
            done=lambda saved: self._on_added(case, saved),
            failed=lambda error: self._banner.show_error(error, ADDING_TEXTS),
            initiator=self,
        )

    def _on_added(self, case: RecordId, _saved: Saved) -> None:
        if case == self._case:
            self.show_case(case)


def _distance(one: QWidget, other: QWidget) -> tuple[int, int]:
    return abs(one.y() - other.y()), abs(one.x() - other.x())
