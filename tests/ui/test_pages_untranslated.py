"""The work list of what nobody has translated: on Heute, in the case, and its editor."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Original, plain_entry
from desktop.domain.ids import RecordId, new_record_id
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.original_fold import OriginalFold
from desktop.ui.pages.translation_list import FirstWords, UntranslatedRow
from desktop.ui.theme.theme import Theme
from tests.support.agency_server import wall_ms
from tests.ui.pages_desk import PagesDesk, texts

PATH = "/data/f2_page_topics/f2_topic[0192f3a4]/f2_said"
SAID = "لا نستطيع إغلاق النافذة، رقم 0351 555 01."


def say(desk: PagesDesk, case: RecordId, text: str = SAID, language: str = "ar") -> RecordId:
    """A finished visit in which the client said *text* and nobody rendered it."""
    record = new_record_id()
    values: dict[str, Value] = {
        "case": case,
        "form_id": "f2_visit",
        "form_version": "1",
        "finished_at": wall_ms(),
        "client_language": language,
        f"answers/{PATH}": text,
        f"originals/{PATH}": plain_entry(Original(text, language, "Arab", "client", wall_ms())),
    }
    edit = RecordEdit(desk.streams[case], "form_submission", record, values)
    desk.store.write(lambda writer: writer.save([edit])).result()
    return record


def shown(window: MainWindow) -> list[UntranslatedRow]:
    return [row for row in window.findChildren(UntranslatedRow) if row.isVisible()]


def dialog(window: MainWindow) -> RenderingDialog:
    return next(one for one in window.findChildren(RenderingDialog) if one.isVisible())


def test_a_line_leads_to_the_editor_and_goes_when_it_is_rendered(desk: PagesDesk) -> None:
    record = say(desk, desk.cases[1])
    window = desk.window()
    assert "Noch nicht übersetzt" in texts(window)
    (line,) = shown(window)
    assert line.accessibleName() == "Mahmoud, Hausbesuchsprotokoll · Sagt Klient:in, Arabisch"
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.settle()
    editor = dialog(window)
    assert editor.quote.accessibleName() == SAID
    assert editor.quote.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert not editor.primary.isEnabled()
    QTest.keyClicks(editor.text, "Das Fenster geht nicht zu.")
    QTest.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert shown(window) == []
    assert "Noch nicht übersetzt" not in texts(window)
    stored = desk.store.read().get("form_submission", record)
    assert stored.answers[PATH] == "Das Fenster geht nicht zu."


def test_what_was_typed_and_put_aside_is_there_again(desk: PagesDesk) -> None:
    say(desk, desk.cases[1])
    window = desk.window()
    for expected in ("", "Halb fertig"):
        shown(window)[0].opened.emit()
        desk.settle()
        editor = dialog(window)
        assert editor.text.toPlainText() == expected
        editor.text.setPlainText("Halb fertig")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        desk.settle()


def test_the_case_lists_its_own_and_a_pulled_one_comes_up(desk: PagesDesk) -> None:
    say(desk, desk.cases[0], "ቆጸራ", "ti")
    window = desk.window()
    window.open_case(desk.cases[1])
    desk.settle()
    assert shown(window) == []
    say(desk, desk.cases[1])
    desk.settle()
    (line,) = shown(window)
    assert line.accessibleName() == "Sagt Klient:in, Hausbesuchsprotokoll, Arabisch"


def test_many_lines_are_counted_and_none_pushes_the_page(desk: PagesDesk) -> None:
    for at in range(9):
        say(desk, desk.cases[1], f"{SAID} {at}")
    window = desk.window()
    assert len(shown(window)) == 6
    assert "und 3 weitere" in texts(window)


def test_first_words_are_cut_at_the_end_of_reading_without_foreign_marks(theme: Theme) -> None:
    label = FirstWords("ab\u202e\u2066cd\nef", "ar")
    assert label.text() == "\u200fabcd ef"
    narrow = label.elided(label.fontMetrics(), 30)
    assert narrow.endswith("\u200f")
    assert FirstWords("متى?", "de").text().startswith("\u200e")


def test_the_journal_folds_the_original_below_its_rendering(
    theme: Theme, tr: LocaleContext, qtbot: QtBot
) -> None:
    rendered = Original(SAID, "ar", "Arab", "client", 1, rendered_by="x", rendered_at=2)
    fold = OriginalFold(rendered, tr)
    qtbot.addWidget(fold)
    fold.show()
    assert fold.button.text() == "Original (Arabisch)"
    assert fold.quote.isHidden()
    QTest.keyClick(fold.button, Qt.Key.Key_Space)
    assert fold.quote.isVisible()
    assert fold.quote.label.accessibleName() == SAID
    changed = OriginalFold(replace(rendered, at=9), tr)
    assert changed.button.text() == "Original geändert (Arabisch)"


def test_the_journal_says_what_is_not_translated(desk: PagesDesk) -> None:
    case = desk.cases[1]
    topic = PATH.rpartition("/")[0]
    values: dict[str, Value] = {
        "case": case,
        "form_id": "f2_visit",
        "form_version": "1",
        "answers//data/f2_page_arrival/f2_outcome": "met",
        "answers//data/f2_page_topics/f2_topics": "housing",
        f"answers/{topic}": "1",
        f"answers/{topic}/f2_topic_domain": "housing",
        f"answers/{PATH}": SAID,
        f"originals/{PATH}": plain_entry(Original(SAID, "ar", "Arab", "client", wall_ms())),
    }
    edit = RecordEdit(desk.streams[case], "form_submission", new_record_id(), values)
    desk.store.write(lambda writer: writer.save([edit])).result()
    window = desk.window()
    window.open_case(case)
    window.case.show_timeline()
    desk.settle()
    assert "Original (Arabisch) · noch nicht übersetzt" in texts(window)
