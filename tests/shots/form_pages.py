"""Every page of every shipped form in every pair of languages, several pages to a sheet.

``python3 -m tests.shots pages [WORD ...]`` writes ``pages-<form>-<pair>-<number>.png``; a word
such as ``f4_release`` or ``de-ti`` narrows. The answers are those that bring the most questions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop.forms.library.index import PACKAGES
from desktop.i18n.context import LocaleContext
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots.settling import is_wanted, pause
from tests.support.plausible import fill
from tests.ui.form_desk import Desk

WORD = "pages"
PAGE = QSize(1166, 712)
"""What rail and bar leave of 1366 x 768; a longer page is taken whole."""
SHEET = QSize(1560, 1240)
_COLUMNS, _GAP = 2, 12
_SETTLE_MS = 30
PAIRS = (("de", "ar"), ("de", "ti"), ("de", "fa"), ("en", "uk"))
WITHOUT_CLIENT = (("de", "en"), ("en", "de"))
"""Of forms that no client is asked."""
DARK = Appearance(Look.DARK, 150)
_WANTED: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "f4_release": (
        {"f4_task": "new", "f4_for": "my_child", "f4_direction": "mutual"},
        {"f4_task": "withdraw"},
    ),
}


@dataclass(slots=True)
class Sheets:
    """Puts pictures under each other in columns; a full sheet is written, the next begun."""

    out: Path
    name: str
    count: int = 0
    _waiting: list[QPixmap] = field(default_factory=list)

    def add(self, picture: QPixmap) -> None:
        """One more picture, made as wide as a column."""
        width = (SHEET.width() - _GAP) // _COLUMNS
        small = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        if not self._fits([*self._waiting, small]):
            self.write()
        self._waiting.append(small)

    def write(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        places = list(_places(self._waiting))
        height = max(y + one.height() for one, (_, y) in zip(self._waiting, places, strict=True))
        sheet = QPixmap(SHEET.width(), height)
        sheet.fill("#808080")
        painter = QPainter(sheet)
        for one, (x, y) in zip(self._waiting, places, strict=True):
            painter.drawPixmap(x, y, one)
        painter.end()
        self.count += 1
        sheet.save(str(self.out / f"{self.name}-{self.count}.png"))
        self._waiting = []

    def _fits(self, pictures: list[QPixmap]) -> bool:
        return len(pictures) == 1 or all(
            x + one.width() <= SHEET.width()
            for one, (x, _) in zip(pictures, _places(pictures), strict=True)
        )


def _places(pictures: Sequence[QPixmap]) -> Iterator[tuple[int, int]]:
    x, y = 0, 0
    for one in pictures:
        if y and y + one.height() > SHEET.height():
            x, y = x + one.width() + _GAP, 0
        yield x, y
        y += one.height() + _GAP


def render(out: Path, tasks: Tasks, theme: Theme, words: Sequence[str] = ()) -> int:
    """Write the sheets whose name holds one of *words* (none: all); returns how many."""
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), tasks)
        try:
            for form_id, worker, client, look in _wanted_pages():
                tail = "-dark-150" if look is DARK else ""
                name = f"{WORD}-{form_id}-{worker}-{client}{tail}"
                if is_wanted(name, words):
                    theme.wear(look)
                    sheets = Sheets(out, name)
                    for answers in _WANTED.get(form_id, ({},)):
                        _take(desk, sheets, form_id, (worker, client), answers)
                    sheets.write()
                    count += sheets.count
        finally:
            desk.close()
    return count


def _wanted_pages() -> Iterator[tuple[str, str, str, Appearance]]:
    for form in PACKAGES:
        asks_clients = "ar" in form.languages
        for worker, client in PAIRS if asks_clients else WITHOUT_CLIENT:
            yield form.form_id, worker, client, Appearance()
        if asks_clients:
            yield form.form_id, "de", "ar", DARK


def _take(
    desk: Desk, sheets: Sheets, form_id: str, pair: tuple[str, str], answers: Mapping[str, str]
) -> None:
    worker, client = pair
    form = desk.services.visits.begin(form_id, desk.case, None, worker, client)
    page = desk.page(form, LocaleContext(worker))
    fill(page.conversation.session, answers)
    page.resize(PAGE)
    page.show()
    for at, step in enumerate(page.progress.steps):
        if page.progress.is_relevant(step):
            page.resize(PAGE)
            page.navigator.show_step(at)
            sheets.add(_whole(page))
    page.conversation.close()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _whole(page: FormPage) -> QPixmap:
    """The page, so high that nothing has to be scrolled."""
    pause(_SETTLE_MS)
    for _ in range(2):
        hidden = page.scrolled.verticalScrollBar().maximum()
        page.resize(page.width(), page.height() + hidden)
        pause(_SETTLE_MS)
    return page.grab()
