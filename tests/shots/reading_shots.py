"""Pictures of own words and their rendering: in the form, on the work list, in the journal, read
back before closing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Original, plain_entry
from desktop.domain.ids import new_record_id
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.path import StopKind
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.original_fold import OriginalFold
from desktop.ui.pages.read_back_page import ReadBackView
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots.settling import is_wanted, settle
from tests.support.agency_server import wall_ms
from tests.ui.form_desk import ARRIVAL, TOPICS, Desk

PAGE, WINDOW = (1166, 712), (1366, 768)
PAIRS = (("de", "ar"), ("de", "ti"), ("de", "fa"), ("en", "uk"))
LOOKS = (("", Appearance()), ("-dark", Appearance(Look.DARK, 150)))
_TOPIC = TOPICS + "f2_topic[1]/"
_SAID = {
    "ar": ("النافذة في غرفة الأطفال لا تغلق، اتصلنا بالرقم 0351 555 01.", "أمي"),
    "ti": ("መስኮት ናይ ቆልዑ ክፍሊ ክንዓጽዎ ኣይንኽእልን ኢና።", "ኣደይ"),
    "fa": ("پنجرهٔ اتاق بچه‌ها بسته نمی‌شود.", "مادرم"),
    "uk": ("Вікно в дитячій кімнаті не зачиняється.", "мама"),
}
_RENDERED = {
    "de": ("Das Fenster im Kinderzimmer schließt nicht.", "Mutter"),
    "en": ("The window of the children's room does not close.", "Mother"),
}


class Stand:
    """A worker's desk of its own for these pictures; nothing of it stays."""

    def __init__(self, out: Path, tasks: Tasks, theme: Theme, words: Sequence[str]) -> None:
        self._out, self._tasks, self._theme, self._words = out, tasks, theme, words
        self._folder = tempfile.TemporaryDirectory()
        self.desk = Desk(Path(self._folder.name), tasks)
        self.count = 0

    def close(self) -> None:
        """Forget everything."""
        self.desk.close()
        self._folder.cleanup()

    def take(self, name: str, show: Callable[[], Iterator[QWidget]]) -> None:
        """Take a picture in both looks, if the name is wanted."""
        for tail, appearance in LOOKS:
            if not is_wanted(name + tail, self._words):
                continue
            self._theme.wear(appearance)
            for widget in show():
                settle(self._tasks)
                widget.grab().save(str(self._out / f"{name}{tail}.png"))
                self.count += 1
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def visit(self, worker: str, client: str) -> FormPage:
        """A visit in the middle: one text rendered, one changed since, one open."""
        page = self.desk.open(client=client)
        page.resize(*PAGE)
        page.show()
        page.activateWindow()
        talk = page.conversation
        talk.switch(worker=worker)
        talk.session.answer(ARRIVAL + "f2_outcome", "met")
        talk.session.answer(TOPICS + "f2_topics", "health housing")
        if not talk.is_seen(_TOPIC + "f2_fact"):
            talk.session.add_repeat(TOPICS + "f2_topic")
        talk.session.answer(_TOPIC + "f2_topic_domain", "housing")
        (said, who), (rendered, mother) = _SAID[client], _RENDERED[worker]
        talk.originals.write(ARRIVAL + "f2_entry_by", CLIENT, who, None)
        talk.originals.write(ARRIVAL + "f2_entry_by", WORKER, mother, None)
        talk.originals.write(_TOPIC + "f2_fact", CLIENT, said, None)
        talk.originals.write(_TOPIC + "f2_said", WORKER, rendered, None)
        talk.originals.write(_TOPIC + "f2_said", CLIENT, said, None)
        talk.session.answer("/data/f2_page_agreed/f2_minutes", "45")
        talk.session.answer("/data/f2_page_agreed/f2_next_visit", "2026-12-03")
        settle(self._tasks)
        return page

    def drop(self, page: FormPage) -> None:
        """Close a form without a trace."""
        page.conversation.close()
        page.close()
        page.deleteLater()

    def form(self, worker: str, client: str) -> Iterator[QWidget]:
        """The form at texts with an original."""
        page = self.visit(worker, client)
        page.navigator.go_to(_TOPIC + "f2_said")
        page.navigator.go_to(_TOPIC + "f2_fact")
        yield page
        self.drop(page)

    def summary(self, worker: str, client: str) -> Iterator[QWidget]:
        """The sheet over the form."""
        page = self.visit(worker, client)
        page.read_back.open()
        dialog = page.read_back.dialog
        assert dialog is not None
        yield dialog
        dialog.reject()
        self.drop(page)

    def client_summary(self, worker: str, client: str) -> Iterator[QWidget]:
        """The same in the client's window."""
        page = self.visit(worker, client)
        page.conversation.move_to(ARRIVAL + "f2_entry_by")
        window = InterpreterWindow(page.conversation, page.local_now, summary=ReadBackView)
        window.resize(*WINDOW)
        window.show()
        while window.stop.kind is not StopKind.SUMMARY:
            window.foot.onward_pressed.emit()
        yield window
        window.dismiss()
        self.drop(page)

    def store(self) -> None:
        """Finished visits with own words in several states."""
        for at, (code, (said, who)) in enumerate(_SAID.items()):
            topic = "/data/f2_page_topics/f2_topic[0192f3a4]"
            now = wall_ms() + at * 60_000
            done = Original(who, code, "Zyyy", "client", now, "x", now + 1)
            changed = Original(said, code, "Zyyy", "client", now, "x", now - 1)
            values: dict[str, Value] = {
                "case": self.desk.case,
                "form_id": "f2_visit",
                "form_version": "1",
                "finished_at": now,
                "client_language": code,
                "answers//data/f2_page_arrival/f2_outcome": "met",
                "answers//data/f2_page_arrival/f2_entry_by": "Mutter",
                "originals//data/f2_page_arrival/f2_entry_by": plain_entry(done),
                "answers//data/f2_page_topics/f2_topics": "housing",
                f"answers/{topic}": "1",
                f"answers/{topic}/f2_topic_domain": "housing",
                f"answers/{topic}/f2_fact": said if at % 2 else _RENDERED["de"][0],
                f"originals/{topic}/f2_fact": plain_entry(
                    Original(said, code, "Zyyy", "client", now) if at % 2 else changed
                ),
            }
            self._save(RecordEdit(self.desk.stream, "form_submission", new_record_id(), values))

    def _save(self, edit: RecordEdit) -> None:
        self.desk.store.write(lambda writer: writer.save([edit])).result()

    def window(self, language: str) -> MainWindow:
        """A window of the whole program."""
        tr = LocaleContext(language)
        window = MainWindow(self.desk.services, self._tasks, self._theme, tr)
        window.resize(*WINDOW)
        window.show()
        window.activateWindow()
        settle(self._tasks)
        return window

    def today(self, language: str) -> Iterator[QWidget]:
        """Heute with the work list."""
        window = self.window(language)
        yield window
        self._shut(window)

    def journal(self, language: str) -> Iterator[QWidget]:
        """Verlauf with an original unfolded."""
        window = self.window(language)
        window.open_case(self.desk.case)
        window.case.show_timeline()
        settle(self._tasks)
        folds = window.findChildren(OriginalFold)
        folds[0].button.click()
        yield window
        self._shut(window)

    def editor(self, language: str) -> Iterator[QWidget]:
        """The editor of one line."""
        window = self.window(language)
        waiting = self.desk.services.renderings.waiting("de")
        arabic = next(row for row in waiting if row.language == "ar")
        task = self.desk.services.renderings.open(arabic, "de")
        dialog = RenderingDialog(window, LocaleContext(language), task)
        dialog.show()
        yield dialog
        dialog.close()
        self._shut(window)

    def _shut(self, window: MainWindow) -> None:
        window.shut()
        window.deleteLater()
        settle(self._tasks)


def render(out: Path, tasks: Tasks, theme: Theme, words: Sequence[str] = ()) -> int:
    """Write the pictures whose name holds one of *words* (none: all); returns how many."""
    stand = Stand(out, tasks, theme, words)
    try:
        for worker, client in PAIRS:
            pair = f"{worker}-{client}"
            stand.take(f"reading-form-{pair}", partial(stand.form, worker, client))
            stand.take(f"reading-summary-{pair}", partial(stand.summary, worker, client))
            stand.take(f"reading-client-{pair}", partial(stand.client_summary, worker, client))
        stand.store()
        for language in ("de", "ar"):
            stand.take(f"reading-today-{language}", partial(stand.today, language))
            stand.take(f"reading-journal-{language}", partial(stand.journal, language))
            stand.take(f"reading-editor-{language}", partial(stand.editor, language))
    finally:
        stand.close()
    return stand.count
