"""Names and numbers inside labels, laid out as the screen does (UAX 9 by Qt): always in one piece,
numbers always in the order they are dialled, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from desktop.forms.texts import Text
from desktop.i18n.bidi import has_rtl, strip_controls
from desktop.services.form_wording import plainly, readable
from desktop.ui.fields.markup import directed

LATIN = st.sampled_from(["KKG", "Müller-Lüdenscheidt", "Olena K.", "ADAC (Dresden)", "3. Etage"])
ARABIC = st.sampled_from(["محمد", "آمنة (أم علي)", "عبد الرحمن.", "حسن 7"])
ETHIOPIC = st.sampled_from(["ሰላም", "ኣበበ (2)"])
CYRILLIC = st.sampled_from(["Олена", "Наталія К."])
PHONE = st.from_regex(r"0[1-9][0-9]{1,3}[ /][0-9]{3} [0-9]{2}(-[0-9])?", fullmatch=True)
FILE = st.from_regex(r"[A-Z]{2}-[0-9]{4}", fullmatch=True)
CONTROLS = st.sampled_from(["", "\u202e", "\u2066", "\u200f"])
BEFORE = {True: ["اسم ", "اتصل بـ", "", "(", "رقم: "], False: ["Name: ", "Hat ", "", "(", "Nr. "]}
AFTER = {True: [" هنا؟", ".", ")", "! نعم", " 3 أطفال", ""], False: [" da?", ".", ")", ", 3", ""]}


@pytest.fixture(autouse=True, scope="module")
def fonts(qapp: QApplication) -> QApplication:
    """Lines can only be laid out while there is an application."""
    return qapp


def laid_out(line: str, *, rtl: bool) -> QTextLayout:
    layout = QTextLayout(line)
    option = QTextOption()
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    layout.setTextOption(option)
    layout.beginLayout()
    layout.createLine().setLineWidth(100_000)
    layout.endLayout()
    return layout


def place(layout: QTextLayout, start: int, length: int) -> QRectF:
    """Where these characters stand."""
    found = QRectF()
    for run in layout.glyphRuns(start, length):
        found = found.united(run.boundingRect())
    return found


def in_order(layout: QTextLayout, shown: str, start: int, length: int) -> bool:
    """Whether letters and digits of a piece follow each other from left to right."""
    wanted = [at for at in range(start, start + length) if shown[at].isalnum()]
    across = [place(layout, at, 1).center().x() for at in wanted]
    return across == sorted(across)


def label(before: str, answer: str, after: str, *, rtl: bool) -> tuple[str, int, int]:
    """A label as it is shown, and where in it the answer stands."""
    source = before + answer + after
    places = ((len(before), len(before) + len(answer)),) if answer else ()
    shown = plainly(Text(source, "ar" if rtl else "de", outputs=places))
    clean = strip_controls(answer)
    start = shown.index(clean, len(before))
    return shown, start, len(clean)


@settings(deadline=None, max_examples=150)
@given(st.data(), st.booleans())
def test_a_name_stands_in_one_piece(data: st.DataObject, rtl: bool) -> None:
    names = st.one_of(LATIN, ARABIC, ETHIOPIC, CYRILLIC, PHONE, FILE)
    name = data.draw(CONTROLS) + data.draw(names)
    before, after = (data.draw(st.sampled_from(part[rtl])) for part in (BEFORE, AFTER))
    shown, start, length = label(before, name, after, rtl=rtl)
    layout = laid_out(shown, rtl=rtl)
    whole = place(layout, start, length)
    for at, char in enumerate(shown):
        if start <= at < start + length or char.isspace() or not char.isprintable():
            continue
        middle = place(layout, at, 1).center().x()
        assert not whole.left() + 1 < middle < whole.right() - 1, (shown, char)
    if not has_rtl(name):
        assert in_order(layout, shown, start, length), shown


@settings(deadline=None, max_examples=100)
@given(st.one_of(PHONE, FILE), st.data(), st.booleans())
def test_a_number_is_read_from_left_to_right(figure: str, data: st.DataObject, rtl: bool) -> None:
    before, after = (data.draw(st.sampled_from(part[rtl])) for part in (BEFORE, AFTER))
    shown, start, _ = label(before, figure, after, rtl=rtl)
    layout = laid_out(shown, rtl=rtl)
    assert in_order(layout, shown, start, len(figure)), shown


@settings(deadline=None, max_examples=60)
@given(st.one_of(LATIN, ARABIC, PHONE), st.sampled_from(AFTER[True]))
def test_a_sentence_begins_at_its_own_side_whatever_it_begins_with(name: str, after: str) -> None:
    text = Text(f"{name}{after} هنا", "ar", outputs=((0, len(name)),))
    shown = directed(readable(text), rtl=True)
    layout = laid_out(shown, rtl=True)
    first = place(layout, shown.index(name), len(name))
    last = place(layout, len(shown) - 1, 1)
    assert first.center().x() > last.center().x()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_marks_for_the_eye_are_never_part_of_the_text(answer: str) -> None:
    text = Text(f"a{answer}b", "ar", outputs=((1, 1 + len(answer)),))
    assert strip_controls(plainly(text)) == strip_controls(text.value)
