"""What a form lacks in the client's language is shown in the worker's, marked, and reads right;
names and numbers in labels stay whole; a label can do no harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from pyxform.xls2xform import convert

from desktop.i18n.bidi import FSI, LRI, PDI
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_question import ERROR_LINE, MARK_LINE, QuestionRow
from desktop.ui.pages.form_repeat import GroupBand
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.ui.form_desk import Desk

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
ON_GERMAN = "Noch nicht übersetzt: hier auf Deutsch"
HOSTILE = (
    "<script>alert(1)</script> <img src='file:///etc/passwd'> ![x](http://y/z.png) "
    "<span style='color:#fff'>weg</span> <a href='x'>y</a>"
)
FORM = f"""
| survey | | | | | | | |
| | type | name | label::D (de) | label::A (ar) | hint::D (de) | hint::A (ar) | constraint | constraint_message::D (de) | constraint_message::A (ar) |
| | begin_group | page | Seite | صفحة | | | | | |
| | text | name | Name | الاسم | | | | | |
| | text | gap | Nur deutsch (3). | | | | | | |
| | text | hinted | Frage | سؤال | Hinweis. | | | | |
| | select_one kind | chosen | Wahl | اختيار | | | | | |
| | integer | age | Alter | العمر | | | . < 5 | Unter fünf. | |
| | note | told | Nur deutscher Text | | | | | | |
| | text | whole | Kennt **${{name}}** das? | هل يعرف ${{name}} هذا. رقم 0351 555 01-2؟ | | | | | |
| | note | bad | {HOSTILE} | {HOSTILE} | | | | | |
| | begin_group | inner | Gruppe | | | | | | |
| | text | last | Ende | النهاية | | | | | |
| | end_group | | | | | | | | |
| | end_group | | | | | | | | |
| choices | | | | | | | | | |
| | list_name | name | label::D (de) | label::A (ar) | | | | | |
| | kind | one | Eins | واحد | | | | | |
| | kind | two | Zwei | | | | | | |
"""  # noqa: E501


@pytest.fixture(scope="module")
def xml() -> bytes:
    result = convert(xlsform=FORM, file_type=".md", validate=False, pretty_print=False)
    return str(result.xform).encode()


@pytest.fixture
def page(
    tmp_path: Path, qtbot: QtBot, theme: Theme, tasks: Tasks, xml: bytes
) -> Iterator[FormPage]:
    desk = Desk(tmp_path, tasks)
    made = desk.page(desk.form(xml))
    qtbot.addWidget(made)
    made.show()
    yield made
    tasks.close()
    desk.close()


def row(page: FormPage, name: str) -> QuestionRow:
    found = page.view.row(f"/data/page/{name}")
    assert found is not None
    return found


def mark(page: FormPage, name: str) -> str:
    label = row(page, name).sides[CLIENT].more.get(MARK_LINE)
    return label.text() if label is not None and not label.isHidden() else ""


def test_a_label_stands_in_the_workers_language_and_direction(page: FormPage) -> None:
    label = row(page, "gap").sides[CLIENT].label
    assert label.text() == "Nur deutsch (3)."
    assert label.layoutDirection() is LTR
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    assert mark(page, "gap") == ON_GERMAN
    assert mark(page, "name") == ""


def test_a_hint_a_choice_and_a_note_are_marked_too(page: FormPage) -> None:
    hinted = row(page, "hinted").sides[CLIENT]
    assert hinted.label.layoutDirection() is RTL
    assert [one.layoutDirection() for one in hinted.more.values() if one.text() == "Hinweis."] == [
        LTR
    ]
    assert mark(page, "hinted") == ON_GERMAN
    field = row(page, "chosen").sides[CLIENT].field
    assert isinstance(field, ChoiceField)
    assert [one.text() or one.accessibleName() for one in field.rows] == ["واحد", "Zwei"]
    assert mark(page, "chosen") == ON_GERMAN
    assert row(page, "told").sides[CLIENT].label.layoutDirection() is LTR
    assert mark(page, "told") == ON_GERMAN


def test_a_message_is_marked_while_it_is_shown(page: FormPage) -> None:
    asked = row(page, "age")
    assert mark(page, "age") == ""
    asked.touched = True
    page.conversation.answer(asked.ref, "9", None)
    asked.show_errors()
    error = asked.sides[CLIENT].more[ERROR_LINE]
    assert (error.text(), error.layoutDirection()) == ("Unter fünf.", LTR)
    assert mark(page, "age") == ON_GERMAN
    page.conversation.answer(asked.ref, "3", None)
    assert mark(page, "age") == ""


def test_a_heading_is_marked_in_the_clients_language(page: FormPage) -> None:
    band = next(one for one in page.view.findChildren(GroupBand) if one.isVisibleTo(page))
    assert band.labels[CLIENT].text() == "Gruppe"
    assert band.labels[CLIENT].layoutDirection() is LTR
    assert "Deutsch" in band.marks[CLIENT].text()
    page.conversation.switch(client="de")
    page.view.relabel(CLIENT)
    assert band.marks[CLIENT].isHidden()


def test_the_clients_window_marks_any_gap(qtbot: QtBot, page: FormPage) -> None:
    window = InterpreterWindow(page.conversation, page.local_now)
    window.show()
    for name, is_marked in (("name", False), ("gap", True), ("hinted", True), ("chosen", True)):
        page.conversation.move_to(f"/data/page/{name}")
        assert window.page.mark.isVisible() is is_marked, name
    page.conversation.move_to("/data/page/gap")
    assert window.question.layoutDirection() is LTR
    window.dismiss()


@pytest.mark.parametrize("typed", ["KKG.", "محمد (7)", "A_B_C *x*", "\u202eevil\u2066", "+49 351"])
def test_a_name_in_a_label_is_whole_and_is_no_markdown(page: FormPage, typed: str) -> None:
    page.conversation.answer("/data/page/name", typed, None)
    clean = typed.replace("\u202e", "").replace("\u2066", "")
    sides = row(page, "whole").sides
    arabic = sides[CLIENT].label.accessibleName()
    assert f"{FSI}{clean}{PDI}" in arabic
    assert f"{LRI}0351 555 01-2{PDI}" in arabic
    german = sides[0].label.text()
    assert "<b>" in german
    assert clean in sides[0].label.accessibleName().replace(FSI, "").replace(PDI, "")
    stored = page.conversation.session.stored_answers()
    assert not any(char in stored["/data/page/name"] for char in (FSI, PDI))


def test_a_hostile_label_is_text_without_colour_picture_or_link(page: FormPage) -> None:
    label = row(page, "bad").sides[CLIENT].label
    shown = label.text()
    assert label.textFormat() is not Qt.TextFormat.AutoText
    for sign in ("<script", "<img", "<a ", "<span style='color"):
        assert sign not in shown
    assert "alert(1)" in label.accessibleName()
    assert "color" not in label.accessibleName()
    assert not label.openExternalLinks()
    assert label.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction


def test_no_label_of_a_form_guesses_what_its_text_is(page: FormPage) -> None:
    for label in page.view.findChildren(QLabel):
        if isinstance(label, TextLabel):
            assert label.textFormat() in (Qt.TextFormat.PlainText, Qt.TextFormat.RichText)
