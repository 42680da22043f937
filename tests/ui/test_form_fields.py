"""Fields by themselves: what is typed against what is stored, in every script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.date_field import DateField, DateTimeField, TimeField
from desktop.ui.fields.entry import (
    parse_date,
    parse_decimal,
    parse_integer,
    parse_time,
    show_date,
    show_number,
)
from desktop.ui.fields.making import FieldKind, make_field
from desktop.ui.fields.markup import directed, is_marked, to_plain, to_rich
from desktop.ui.fields.number_field import NumberField
from desktop.ui.fields.search_field import SearchField
from desktop.ui.fields.text_field import LineField, TextField
from desktop.ui.theme.theme import Theme
from tests.ui.form_desk import press, tap, write

Key = Qt.Key
TODAY = date(2026, 11, 22)
LETTERS = tuple(Choice(code, label, "de") for code, label in (("a", "Apfel"), ("b", "Birne")))


def now() -> datetime:
    return datetime(2026, 11, 22, 8, 46, tzinfo=ZoneInfo("Europe/Berlin"))


def look(language: str = "de") -> PaneLook:
    return PaneLook(LocaleContext(language))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12", "12"), ("٤٥", "45"), ("۷", "7"), ("1 200", "1200"), ("-3", "-3"), ("zwölf", None)],
)
def test_whole_numbers_are_read_in_every_script(typed: str, stored: str | None) -> None:
    assert parse_integer(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1,5", "1.5"), ("1.50", "1.5"), ("٣٫٢٥", "3.25"), (",5", "0.5"), ("1,2,3", None)],
)
def test_decimals_take_comma_and_point(typed: str, stored: str | None) -> None:
    assert parse_decimal(typed) == stored


@pytest.mark.parametrize(
    ("typed", "point", "stored"),
    [
        ("1.234", ",", None), ("1,234", ",", "1.234"), ("1.234,5", ",", "1234.5"),
        ("12.5", ",", "12.5"), ("0.123", ",", "0.123"), ("1.234.567", ",", "1234567"),
        ("1,234", ".", None), ("1,234.5", ".", "1234.5"), ("1.234", "٫", None),
        ("۱۲٬۳۴۵", "٫", "12345"), ("١٬٢٣٤٫٥", "٫", "1234.5"), ("۱٬۲", "٫", None),
    ],
)  # fmt: skip
def test_thousands_are_never_taken_for_decimals(typed: str, point: str, stored: str | None) -> None:
    assert parse_decimal(typed, point) == stored


def test_a_sign_between_thousands_reads_alike_in_whole_numbers_and_decimals() -> None:
    for typed in ("۱۲٬۳۴۵", "١٢٬٣٤٥", "12 345", "12’345"):
        assert parse_integer(typed) == parse_decimal(typed, "٫") == "12345"


def test_a_number_too_long_stays_as_typed_and_is_said_to_be_wrong(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(NumberField(look()))
    assert isinstance(field, NumberField)
    taken: list[str] = []
    field.value_edited.connect(taken.append)
    # The form gives back at once what it holds, as a page does.
    field.value_edited.connect(field.set_value)
    press(field, "4915112345678", Key.Key_Tab)
    assert field.line.text() == field.typed() == "4915112345678"
    assert field.value() == taken[-1] == ""
    assert look().tr.text(field.problem()) == "Diese Zahl ist zu groß."


@pytest.mark.parametrize(
    "field", [lambda: NumberField(look()), lambda: DateField(look(), now)], ids=["number", "date"]
)
def test_half_an_answer_stays_while_the_form_shows_its_state_again(
    placed: Callable[[Field], Field], field: Callable[[], NumberField | DateField]
) -> None:
    shown = placed(field())
    assert isinstance(shown, NumberField | DateField)
    write(shown.line, "1-")
    shown.set_value("")
    assert shown.line.text() == "1-"


def test_half_a_decimal_stays_as_typed_over_a_switch_of_language(
    placed: Callable[[Field], Field],
) -> None:
    context = LocaleContext("de")
    field = placed(NumberField(PaneLook(context), decimal=True))
    assert isinstance(field, NumberField)
    press(field, "3,")
    for language in ("en", "fa", "de"):
        context.switch(language)
        field.relabel()
        assert field.line.text() == field.unkept() == "3,"
    press(field, "5")
    assert field.value() == "3.5"
    context.switch("en")
    field.relabel()
    assert field.line.text() == "3.5"
    assert not field.problem()


def test_a_decimal_with_a_point_before_three_digits_is_asked_about(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(NumberField(look(), decimal=True))
    assert isinstance(field, NumberField)
    press(field, "1.234", Key.Key_Tab)
    assert field.value() == ""
    assert field.line.text() == "1.234"
    assert "1234 oder 1,234" in look().tr.text(field.problem())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("3.12.2026", "2026-12-03"),
        ("03/12/26", "2026-12-03"),
        ("3.12.", "2026-12-03"),
        ("031226", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("٣/١٢/٢٠٢٦", "2026-12-03"),
        ("1.1.85", "1985-01-01"),
        ("31.2.2026", None),
        ("bald", None),
    ],
)
def test_dates_are_read_day_first_in_common_spellings(typed: str, stored: str | None) -> None:
    assert parse_date(typed, TODAY) == stored


@pytest.mark.parametrize(
    ("precision", "stored"),
    [("day", "1961-05-12"), ("month", "1961-05-01"), ("year", "1961-01-01")],
)
def test_no_more_of_a_date_is_kept_than_was_asked(precision: str, stored: str) -> None:
    assert parse_date("12.05.1961", TODAY, precision=precision) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("8", "08:00"), ("846", "08:46"), ("8.46", "08:46"), ("٠٨:٤٦", "08:46"), ("25:00", None)],
)
def test_times_are_read_in_common_spellings(typed: str, stored: str | None) -> None:
    assert parse_time(typed) == stored


def test_values_are_shown_in_the_digits_of_the_pane() -> None:
    assert show_date("2026-12-03", "de", "latn") == "03.12.2026"
    assert show_date("2026-12-03", "ar", "arab") == "٠٣/١٢/٢٠٢٦"
    assert show_number("1.5", "ar", "arab") == "١٫٥"
    assert show_number("1.5", "de", "latn") == "1,5"


def test_labels_show_bold_and_italic_and_no_html_at_all() -> None:
    source = "**Wichtig**: <script>x</script> und *leise* [hier](http://x)"
    assert is_marked(source)
    assert to_rich(source) == (
        "<b>Wichtig</b>: &lt;script&gt;x&lt;/script&gt; und <i>leise</i> hier (http://x)"
    )
    assert to_plain(source) == "Wichtig: <script>x</script> und leise hier"
    assert not is_marked("snake_case_name und 2 * 3 * 4")


def test_the_direction_of_a_label_is_that_of_its_language_not_of_its_first_letter() -> None:
    assert directed("KKG مهم", rtl=True) == "\u200fKKG مهم"
    assert directed("مهم", rtl=True) == "مهم"
    assert directed("Text", rtl=False) == "Text"


def test_only_people_make_a_field_say_that_it_was_edited(
    qtbot: QtBot, placed: Callable[[Field], Field]
) -> None:
    for kind in ("text", "integer", "date", "select1"):
        field = make_field(FieldKind(kind, choices=2), look(), now)
        field.set_choices(LETTERS)
        with qtbot.assertNotEmitted(field.value_edited):
            field.set_value({"integer": "3", "date": "2026-01-02", "select1": "a"}.get(kind, "x"))
            field.relabel()
            field.set_state(FieldState(readonly=True))
        field.deleteLater()


def test_digits_and_letters_pick_a_choice_and_delete_takes_it_back(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(ChoiceField(look()))
    field.set_choices(LETTERS)
    field.focus()
    press(field, "2")
    assert field.value() == "b"
    press(field, "a")
    assert field.value() == "a"
    press(field, Key.Key_Delete)
    assert field.value() == ""


def test_arrows_walk_through_a_single_choice_and_space_ticks_several(
    placed: Callable[[Field], Field],
) -> None:
    one = placed(ChoiceField(look()))
    one.set_choices(LETTERS)
    one.focus()
    press(one, Key.Key_Down)
    assert one.value() == "b"
    several = placed(ChoiceField(look(), multiple=True))
    several.set_choices(LETTERS)
    several.focus()
    press(several, Key.Key_Down, Key.Key_Space)
    assert several.value() == "b"
    press(several, Key.Key_Up, Key.Key_Space)
    assert several.value() == "a b"


def test_pressing_a_chosen_answer_again_takes_it_back(placed: Callable[[Field], Field]) -> None:
    field = placed(ChoiceField(look()))
    assert isinstance(field, ChoiceField)
    field.set_choices(LETTERS)
    field.lay_out()
    tap(field.rows[0])
    assert field.value() == "a"
    tap(field.rows[0])
    assert field.value() == ""


def test_a_readonly_choice_cannot_be_changed(placed: Callable[[Field], Field]) -> None:
    field = placed(ChoiceField(look()))
    assert isinstance(field, ChoiceField)
    field.set_choices(LETTERS)
    field.set_value("a")
    field.set_state(FieldState(readonly=True))
    field.pick("b")
    tap(field.rows[1])
    assert field.value() == "a"


@pytest.mark.qt_log_ignore("does not support")
def test_a_long_list_is_searched_by_any_part_of_the_name(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(make_field(FieldKind("select", choices=40), look(), now))
    assert isinstance(field, SearchField)
    field.set_choices((Choice("ve", "Venezuela", "de"), Choice("sy", "Syrien", "de")))
    write(field.line, "nezu")
    field.commit()
    assert field.value() == "ve"
    write(field.line, "syrien")
    field.commit()
    assert field.value() == "ve sy"
    field.picked.pick("ve")
    assert field.value() == "sy"


def test_a_date_typed_in_arabic_digits_is_stored_in_ascii(
    qtbot: QtBot, placed: Callable[[Field], Field]
) -> None:
    field = placed(DateField(look("ar"), now))
    assert isinstance(field, DateField)
    with qtbot.waitSignal(field.value_edited) as edited:
        write(field.line, "٣/١٢/٢٠٢٦")
    assert edited.args == ["2026-12-03"]
    press(field, Key.Key_Return)
    assert field.line.text() == "٠٣/١٢/٢٠٢٦"


def test_half_a_moment_is_a_problem_and_a_whole_one_is_stored_with_its_offset(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(DateTimeField(look(), now))
    assert isinstance(field, DateTimeField)
    write(field.line, "1.7.2026")
    field.commit()
    assert field.problem() == "Bitte Tag und Uhrzeit eingeben."
    write(field.time_line, "9:05")
    field.commit()
    assert field.value() == "2026-07-01T09:05:00.000+02:00"


def test_now_is_one_press(placed: Callable[[Field], Field]) -> None:
    field = placed(TimeField(look(), now))
    assert isinstance(field, TimeField)
    field.now_button.click()
    assert field.value() == "08:46:00.000+01:00"
    assert field.line.text() == "08:46"


def test_enter_asks_for_the_next_question_but_begins_a_line_in_long_texts(
    qtbot: QtBot, placed: Callable[[Field], Field]
) -> None:
    line = placed(LineField(look()))
    with qtbot.waitSignal(line.moved_on) as moved:
        press(line, Key.Key_Return)
    assert moved.args == [1]
    text = placed(TextField(look()))
    with qtbot.assertNotEmitted(text.moved_on):
        press(text, "a", Key.Key_Return, "b")
    assert text.value() == "a\nb"


def test_the_other_pane_does_not_move_the_cursor_of_the_one_being_typed_in(
    placed: Callable[[Field], Field],
) -> None:
    field = placed(NumberField(look()))
    assert isinstance(field, NumberField)
    write(field.line, "15")
    field.line.setCursorPosition(1)
    field.set_value("15")
    assert field.line.cursorPosition() == 1


def test_sound_says_that_it_waits(theme: Theme, qtbot: QtBot) -> None:
    field = make_field(FieldKind("audio"), look(), now)
    qtbot.addWidget(field)
    field.set_value("alt.jpg")
    assert field.findChildren(QWidget)[0].property("text") == "Hier noch nicht auszufüllen"
    assert field.focus_target() is None
    assert field.value() == "alt.jpg"


def test_a_screen_reader_hears_question_error_and_hint(theme: Theme, qtbot: QtBot) -> None:
    field = LineField(look())
    qtbot.addWidget(field)
    field.set_state(FieldState(error="Fehlt", name="Rufname", description="Wie gerufen"))
    assert field.line.accessibleName() == "Rufname"
    assert field.line.accessibleDescription() == "Fehlt Wie gerufen"
    QTest.keyClicks(field.line, "x")
    assert field.value() == "x"
