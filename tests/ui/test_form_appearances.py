"""Types and appearances of XLSForm: each gets the field that a form's author means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_drawing import Shape
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.entry import parse_date, parse_decimal, parse_integer
from desktop.ui.fields.filter_field import FilterField
from desktop.ui.fields.making import FieldKind, make_field
from desktop.ui.fields.mapped_field import MappedField
from desktop.ui.fields.picture import read_picture
from desktop.ui.fields.place_field import PlaceField, parse_place
from desktop.ui.fields.range_field import RangeField
from desktop.ui.fields.rank_field import RankField
from desktop.ui.fields.search_field import SearchField
from desktop.ui.fields.text_field import LineField
from desktop.ui.theme import tokens
from tests.ui.form_desk import press, tap, write

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WORDS = ("Apfel", "Birne", "Clementine", "Dattel", "Erdbeere")
FRUIT = tuple(Choice(word[0].lower(), word, "de") for word in WORDS)
MANY = tuple(Choice(f"c{n}", f"Land {n}", "de") for n in range(200))
Place = Callable[[Field], Field]


def now() -> datetime:
    return datetime(2026, 11, 22, 8, 46, tzinfo=ZoneInfo("Europe/Berlin"))


def look(language: str = "de", size: int = tokens.BODY) -> PaneLook:
    return PaneLook(LocaleContext(language), size, size == tokens.CLIENT)


def select(*appearance: str, kind: str = "select1", size: int = tokens.BODY) -> Field:
    field = make_field(FieldKind(kind, frozenset(appearance), 5), look(size=size), now)
    field.set_choices(FRUIT)
    return field


def lines(field: Field) -> list[int]:
    """How many choices stand in each line."""
    assert isinstance(field, ChoiceField)
    field.lay_out()
    tops = [row.y() for row in field.rows]
    return [tops.count(top) for top in sorted(set(tops))]


def test_a_range_is_typed_slid_and_stepped_and_empty_until_then(placed: Place) -> None:
    kind = FieldKind("range", parameters={"start": "1", "end": "5", "step": "0.5"})
    field = placed(make_field(kind, look(), now))
    assert isinstance(field, RangeField)
    assert field.value() == ""
    press(field, "2,5")
    assert field.value() == "2.5"
    press(field, Key.Key_Up)
    assert field.value() == "3"
    field.slider.setFocus()
    QTest.keyClick(field.slider, Key.Key_Right)
    assert field.value() == "3.5"
    assert field.line.text() == "3,5"


@pytest.mark.parametrize("typed", ["9", "2,3", "viel"])
def test_a_number_beside_the_steps_of_a_range_is_a_problem(placed: Place, typed: str) -> None:
    kind = FieldKind("range", parameters={"start": "1", "end": "5", "step": "0.5"})
    field = placed(make_field(kind, look(), now))
    press(field, typed)
    assert field.problem()


def test_a_rank_is_moved_by_keys_and_buttons_and_stored_as_a_whole(placed: Place) -> None:
    field = placed(make_field(FieldKind("rank"), look(), now))
    assert isinstance(field, RankField)
    field.set_choices(FRUIT)
    field.focus()
    assert field.value() == ""
    QTest.keyClick(field.rows[0], Key.Key_Down, CTRL)
    assert field.value() == "b a c d e"
    press(field, "5")
    assert field.value() == "b c d e a"
    tap(field.rows[1].up)
    assert field.value() == "c b d e a"
    press(field, Key.Key_Delete)
    assert field.value() == ""
    tap(field.keep)
    assert field.value() == "a b c d e"


def test_a_rank_is_shown_as_it_was_stored(placed: Place) -> None:
    field = placed(make_field(FieldKind("rank"), look("ar"), now))
    assert isinstance(field, RankField)
    field.set_choices(FRUIT)
    field.set_value("d a b c e")
    assert [row.label.text() for row in field.rows][:2] == ["Dattel", "Apfel"]
    assert field.rows[0].place.text() == "١"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("51.0504, 13.7373", "51.0504 13.7373 0 0"),
        ("51,0504 13,7373", "51.0504 13.7373 0 0"),
        ("٥١٫٠٥ ١٣٫٧٤", "51.05 13.74 0 0"),
        ("51°03′N 13°44′O", "51.05 13.7333333 0 0"),
        ("33.5 S 70.6 W", "-33.5 -70.6 0 0"),
        ("geo:51.05,13.74?z=12", "51.05 13.74 0 0"),
        ("Hauptstraße 5", None),
        ("95 13", None),
    ],
)
def test_a_place_is_read_as_maps_write_it(typed: str, stored: str | None) -> None:
    assert parse_place(typed) == stored


def test_an_address_where_a_place_is_asked_stays_as_typed_and_is_a_problem(placed: Place) -> None:
    field = placed(make_field(FieldKind("geopoint"), look(), now))
    assert isinstance(field, PlaceField)
    press(field, "Elbweg 3")
    assert field.value() == ""
    assert field.typed() == "Elbweg 3"
    assert "Breite und Länge" in look().tr.text(field.problem())


def test_a_barcode_is_a_line_that_a_scanner_types_into(placed: Place) -> None:
    field = placed(make_field(FieldKind("barcode"), look(), now))
    press(field, "4006381333931")
    assert field.value() == "4006381333931"


def test_numbers_typed_as_text_keep_leading_zeros_in_ascii(placed: Place) -> None:
    kind = FieldKind("text", frozenset({"numbers"}))
    field = placed(make_field(kind, look("fa"), now))
    assert isinstance(field, LineField)
    QTest.keyClicks(field.line, "0")
    write(field.line, "۳۵۱")
    field._on_edited()
    assert field.value() == "0351"
    field.set_value("0352")
    assert field.line.text() == "۰۳۵۲"


@pytest.mark.parametrize(
    ("typed", "stored"), [("፳፭", "25"), ("፪፻፶", "250"), ("፲፱፻፺፰", "1998"), ("፼", "10000")]
)
def test_ethiopic_numbers_are_read(typed: str, stored: str) -> None:
    assert parse_integer(typed) == stored
    assert parse_decimal(typed) == stored


def test_an_ethiopic_day_is_read() -> None:
    assert parse_date("፭.፲፩.2025", now().date()) == "2025-11-05"


@pytest.mark.parametrize(
    ("appearance", "expected"),
    [("columns-1", [1] * 5), ("columns-2", [2, 2, 1]), ("columns-5", [5])],
)
def test_columns_n_are_so_many(placed: Place, appearance: str, expected: list[int]) -> None:
    assert lines(placed(select(appearance))) == expected


def test_packed_choices_follow_each_other_like_words(placed: Place) -> None:
    field = placed(select("columns-pack"))
    assert isinstance(field, ChoiceField)
    assert sum(lines(field)) == 5
    assert lines(field)[0] >= 3
    widths = {row.width() for row in field.rows}
    assert len(widths) > 1, "each is as wide as its word"


def test_a_scale_stands_in_one_line_with_the_marks_over_the_words(placed: Place) -> None:
    field = placed(select("likert"))
    assert isinstance(field, ChoiceField)
    assert lines(field) == [5]
    assert {row.drawing.shape for row in field.rows} == {Shape.STACK}
    press(field, "2", Key.Key_Right)
    assert field.value() == "c"


def test_a_scale_without_room_stands_as_rows(placed: Place) -> None:
    field = placed(select("likert"))
    assert isinstance(field, ChoiceField)
    field.resize(150, 300)
    assert lines(field) == [1] * 5
    assert {row.drawing.shape for row in field.rows} == {Shape.ROW}


def test_a_table_has_one_line_of_words_over_lines_of_marks(placed: Place) -> None:
    head, line = placed(select("label")), placed(select("list-nolabel"))
    assert isinstance(head, ChoiceField)
    assert isinstance(line, ChoiceField)
    assert lines(head) == lines(line) == [5]
    assert [row.x() for row in head.rows] == [row.x() for row in line.rows]
    assert head.focus_target() is None
    assert line.rows[3].accessibleName() == "Dattel", "marks have names all the same"
    tap(line.rows[3])
    assert line.value() == "d"


def test_in_the_client_window_the_same_choices_are_large_rows(placed: Place) -> None:
    for appearance in ("likert", "list-nolabel", "columns-3"):
        field = placed(select(appearance, size=tokens.CLIENT))
        assert isinstance(field, ChoiceField)
        assert lines(field) == [1] * 5
        assert all(row.height() >= 56 for row in field.rows)
        assert {row.drawing.shape for row in field.rows} == {Shape.ROW}


def test_quick_leads_on_with_the_pick_but_not_with_arrows(placed: Place, qtbot: QtBot) -> None:
    field = placed(select("quick"))
    assert isinstance(field, ChoiceField)
    with qtbot.waitSignal(field.moved_on):
        tap(field.rows[1])
    with qtbot.assertNotEmitted(field.moved_on):
        press(field, Key.Key_Down)


@pytest.mark.qt_log_ignore("does not support")
@pytest.mark.parametrize("appearance", ["minimal", "autocomplete", "search"])
def test_small_and_searched_lists_are_typed_into(placed: Place, appearance: str) -> None:
    field = placed(select(appearance))
    assert isinstance(field, SearchField)
    press(field, "clem", Key.Key_Return)
    assert field.value() == "c"


def test_a_long_list_in_the_client_window_is_narrowed_without_a_popup(placed: Place) -> None:
    kind = FieldKind("select1", choices=200)
    field = placed(make_field(kind, look(size=tokens.CLIENT), now))
    assert isinstance(field, FilterField)
    field.set_choices(MANY)
    assert len(field.found.rows) == 12
    press(field, "Land 18")
    assert [row.drawing.choice.value for row in field.found.rows][:2] == ["c18", "c180"]
    tap(field.found.rows[0])
    assert field.value() == "c18"
    assert field.found.rows[0].isChecked()
    assert field.line.completer() is None


def test_a_picture_to_pick_from_falls_back_to_a_list_and_says_so(placed: Place) -> None:
    field = placed(select("image-map"))
    assert isinstance(field, MappedField)
    assert field.note.text() == "Hier als Liste statt als Bild"
    tap(field.choices.rows[2])
    assert field.value() == "c"


def picture(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_choices_show_their_pictures_in_both_sizes(placed: Place) -> None:
    shown = (Choice("a", "Apfel", "de", picture(200, 200)), *FRUIT[1:])
    for size, height in ((tokens.BODY, 56), (tokens.CLIENT, 112)):
        field = placed(select(size=size))
        field.set_choices(shown)
        assert isinstance(field, ChoiceField)
        field.lay_out()
        assert field.rows[0].height() >= height
        assert field.rows[0].drawing.picture_room() > height
        assert field.rows[1].drawing.picture_room() == 0


@pytest.mark.parametrize("data", [b"", b"kein Bild", picture(10, 10)[:20]])
def test_what_is_no_picture_is_not_shown(data: bytes) -> None:
    assert read_picture(data, 100) is None


def test_a_picture_that_would_fill_the_memory_is_not_unpacked() -> None:
    data = bytearray(picture(8, 8))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    assert read_picture(bytes(data), 100) is None


def test_all_fields_can_be_made_read_only(placed: Place) -> None:
    for kind in ("range", "rank", "geopoint", "barcode"):
        field = placed(make_field(FieldKind(kind), look(), now))
        field.set_choices(FRUIT)
        field.set_state(FieldState(readonly=True))
        assert field.focus_target() is None
