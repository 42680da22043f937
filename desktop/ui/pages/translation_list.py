"""*Noch nicht übersetzt*: the lines of the work list, and what opening one of them does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLayout, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n import languages
from desktop.i18n.bidi import PDI, isolate_figures, open_isolates, strip_controls
from desktop.i18n.context import LocaleContext
from desktop.services.originals import Standing
from desktop.services.untranslated import RenderingTask, Untranslated
from desktop.services.views import Saved
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.fields.markup import directed
from desktop.ui.pages.original_row import CAPTIONS
from desktop.ui.pages.side_rows import section
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.list_row import ListRow

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE = N_("Noch nicht übersetzt")
_LRM, _RLM = "\u200e", "\u200f"
_Key = tuple[RecordId, str]
"""Submission and path."""
MOST = 6
"""So many lines at a time; the rest is counted and comes up as these are done."""


class FirstWords(ElidedLabel):
    """One line of an original, in its own letters and direction, at the side of the list."""

    def __init__(self, text: str, code: str) -> None:
        rtl = languages.language(code).is_rtl
        clean = " ".join(strip_controls(text).split())
        super().__init__(directed(isolate_figures(clean) if rtl else clean, rtl=rtl))
        self._mark = _RLM if rtl else _LRM
        self.setFont(fonts.font(tokens.BODY, scale=current_scale(), language=code))

    def elided(self, metrics: QFontMetrics, width: int) -> str:
        """As an ElidedLabel does; the mark keeps ellipsis and full stop at the end of reading."""
        cut = super().elided(metrics, width)
        return cut + PDI * open_isolates(cut) + self._mark


class UntranslatedRow(ListRow):
    """Whose words, where they stand, how they begin; inside a case it is clear whose."""

    def __init__(self, shown: Untranslated, tr: LocaleContext, *, in_case: bool = False) -> None:
        super().__init__()
        name, where = shown.question, tr.text(shown.form_title)
        if not in_case:
            name, where = shown.name or tr.text(N_("noch ohne Namen")), f"{where} · {name}"
        head = row(
            ElidedLabel(name, kind="strong"),
            _language_chip(shown, tr),
            space=tokens.S,
        )
        head.setStretch(0, 1)
        body = column(
            head,
            ElidedLabel(where, kind="small", tone="muted"),
            FirstWords(shown.text, shown.language),
            space=2,
        )
        box = row(IconLabel(Icon.SAID, "muted"), body, space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        box.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(box)
        self.setAccessibleName(f"{name}, {where}, {tr.label('language', shown.language)}")


def _language_chip(shown: Untranslated, tr: LocaleContext) -> Chip:
    name = tr.label("language", shown.language)
    if shown.standing is not Standing.CHANGED:
        return Chip(name, Icon.LANGUAGE)
    return Chip(tr.text(CAPTIONS[Standing.CHANGED], language=name), Icon.LANGUAGE, "warn")


def untranslated_section(
    rows: Sequence[Untranslated],
    tr: LocaleContext,
    opened: Callable[[Untranslated], object],
    *,
    in_case: bool = False,
) -> QWidget:
    """The heading with its lines; *opened* is called with the one that is chosen."""
    lines = []
    for shown in rows[:MOST]:
        line = UntranslatedRow(shown, tr, in_case=in_case)
        line.opened.connect(lambda at=shown: opened(at))
        lines.append(line)
    more = len(rows) - MOST
    note = tr.ntext("und eine weitere", "und {n} weitere", more) if more > 0 else ""
    made = section(tr.text(TITLE), *lines)
    if note:
        layout = made.layout()
        if layout is not None:
            layout.addWidget(PlainLabel(note, kind="small", tone="muted"))
    return made


class TranslationDesk(QObject):
    """Reads the work list for one page and renders what is opened from it (GUI thread).

    Signals: ``listed()`` when ``rows`` were read anew. What was typed and put aside stands in the
    editor again when the same line is opened.
    """

    listed = Signal()

    def __init__(
        self, page: QWidget, services: Services, tasks: Tasks, tr: LocaleContext, banner: Banner
    ) -> None:
        super().__init__(page)
        self._page, self._services, self._tasks = page, services, tasks
        self._tr, self._banner = tr, banner
        self._aside: dict[tuple[RecordId, str], str] = {}
        self._rendering: tuple[RenderingDialog, _Key] | None = None
        self._reopening: tuple[_Key, int] | None = None
        self.rows: tuple[Untranslated, ...] = ()

    def remembered(self) -> list[list[Any]]:
        """What was put aside: submission, path and text of each; with the cursor what is open."""
        kept: dict[_Key, list[Any]] = {key: [*key, text] for key, text in self._aside.items()}
        if self._reopening is not None:
            key, cursor = self._reopening
            kept[key] = [*key, self._aside.get(key, ""), cursor]
        if self._rendering is not None and is_alive(self._rendering[0]):
            dialog, key = self._rendering
            kept[key] = [*key, dialog.text.toPlainText(), dialog.text.textCursor().position()]
        return list(kept.values())

    def return_to(self, kept: object) -> None:
        """Put aside again what ``remembered`` gave; what was open is, once its line is listed."""
        for entry in kept if isinstance(kept, list) else []:
            match entry:
                case [str(submission), str(path), str(text), *cursor]:
                    key = RecordId(submission), path
                    if text:
                        self._aside[key] = text
                    if cursor and isinstance(cursor[0], int):
                        self._reopening = key, cursor[0]
        self._reopen()

    def load(self, case: RecordId | None = None) -> None:
        """Read the list, of one case or of all."""
        language = languages.worker_language(self._tr.language)
        self._tasks.run(
            self._services.renderings.waiting,
            language,
            case,
            done=self._on_listed,
            failed=self._banner.show_error,
            initiator=self,
            latest="untranslated",
        )

    def open(self, shown: Untranslated) -> None:
        """Open one line as it stands now."""
        language = languages.worker_language(self._tr.language)
        self._tasks.run(
            self._services.renderings.open,
            shown,
            language,
            done=self._show,
            failed=self._banner.show_error,
            initiator=self,
        )

    def _show(self, task: RenderingTask) -> None:
        begun = self._aside.pop(_key(task), "")
        dialog = RenderingDialog(self._page, self._tr, task, begun=begun)
        dialog.rendered.connect(lambda text: self._save(task, text))
        dialog.put_aside.connect(lambda text: self._put_aside(task, text))
        dialog.finished.connect(self._on_closed)
        self._rendering = dialog, _key(task)
        dialog.open()
        if self._reopening is not None and self._reopening[0] == _key(task):
            cursor = dialog.text.textCursor()
            cursor.setPosition(min(self._reopening[1], dialog.text.document().characterCount() - 1))
            dialog.text.setTextCursor(cursor)
            self._reopening = None

    def _on_closed(self) -> None:
        self._rendering = None

    def _reopen(self) -> None:
        wanted = None if self._reopening is None else self._reopening[0]
        for shown in self.rows:
            if (shown.submission, shown.path) == wanted:
                self.open(shown)

    def _put_aside(self, task: RenderingTask, text: str) -> None:
        self._aside[_key(task)] = text

    def _save(self, task: RenderingTask, text: str) -> None:
        def failed(error: Failure) -> None:
            self._put_aside(task, text)
            self._banner.show_error(error)

        def done(saved: Saved) -> None:
            self._banner.show_words(
                "ok",
                self._tr.text(N_("Übersetzung gespeichert.")),
                action=self._tr.text(N_("Rückgängig")),
                on_action=lambda: self._undo(task, saved),
            )

        self._tasks.run(
            self._services.renderings.save, task, text, done=done, failed=failed, initiator=self
        )

    def _undo(self, task: RenderingTask, saved: Saved) -> None:
        self._tasks.run(
            self._services.renderings.undo,
            task,
            saved,
            failed=self._banner.show_error,
            initiator=self,
        )

    def _on_listed(self, rows: tuple[Untranslated, ...]) -> None:
        if rows != self.rows:
            self.rows = rows
            self.listed.emit()
            self._reopen()


def _key(task: RenderingTask) -> _Key:
    return task.row.submission, task.row.path
