"""What is said when a form is refused: where it stands, what it is, and a step that fits both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, Fact, KnownError
from desktop.forms.importer import import_form
from desktop.i18n.context import LocaleContext
from desktop.ui.error_texts import describe
from desktop.ui.widgets.report_words import fault_words
from tests.unit.library.xlsx_files import write_xlsx

Rows = Sequence[Sequence[str]]
HEAD = ("type", "name", "label", "constraint", "calculation", "choice_filter", "repeat_count",
        "parameters", "relevant", "trigger")  # fmt: skip
CHOICES = (("list_name", "name", "label"), ("l", "a", "x"), ("l", "c", "y"))
SPACED = (("list_name", "name", "label"), ("l", "c", "x"), ("l", "a b", "y"))
FIRST = ("text", "first", "Erste")
STEP = "Die genannte Stelle im Formular berichtigen und noch einmal einlesen."
WITHOUT_PLACE = "Die Stelle lässt sich nicht angeben."


def row(kind: str, name: str, label: str = "A", **cells: str) -> tuple[str, ...]:
    return (kind, name, label, *(cells.get(column, "") for column in HEAD[3:]))


# survey below the headings and FIRST, choices, place, part of the reason
MISTAKES: dict[str, tuple[Rows, Rows, str, str]] = {
    "no choices sheet": (
        [row("select_one l", "a")], (), "Zeile 3 · Spalte type", "„l“ fehlt das Blatt choices"
    ),
    "list that is not there": (
        [row("select_one fruit", "a")], CHOICES, "Zeile 3 · Spalte type", "„fruit“ steht nicht"
    ),
    "choice with a space": (
        [row("select_multiple l", "a")], SPACED, "Blatt choices · Zeile 3 · Spalte name", "„a b“"
    ),
    "choice without name": (
        [row("select_one l", "a")], [*CHOICES, ("l", "", "z")],
        "Blatt choices · Zeile 4 · Spalte name", "keinen Namen",
    ),
    "choice twice": (
        [row("select_one l", "a")], [*CHOICES, ("l", "a", "z")],
        "Blatt choices · Zeile 4 · Spalte name", "zweimal",
    ),
    "choices without names": (
        [row("select_one l", "a")], (("list_name", "label"), ("l", "x")),
        "Blatt choices", "fehlt die Spalte name",
    ),
    "randomize": (
        [row("select_one l", "z", parameters="randomize=true"),
         row("select_one l", "a", parameters="randomize=maybe")],
        CHOICES, "Zeile 4 · Spalte parameters", "randomize=maybe",
    ),
    "range": (
        [row("range", "a", parameters="start=1 end=9 step=0")], (),
        "Zeile 3 · Spalte parameters", "step=0",
    ),
    "open bracket": (
        [row("text", "a", constraint="(1 + ", relevant="1 = 1")], (),
        "Zeile 3 · Spalte constraint", "„(1 +“",
    ),
    "open quote": (
        [row("calculate", "a", "", calculation="concat('a")], (),
        "Zeile 3 · Spalte calculation", "„concat('a“",
    ),
    "broken skip logic": (
        [row("text", "a", relevant="${first} = 'x' and")], (),
        "Zeile 3 · Spalte relevant", "„${first} = 'x' and“",
    ),
    "broken filter": (
        [row("select_one l", "a", choice_filter="x = )")], CHOICES,
        "Zeile 3 · Spalte choice_filter", "„x = )“",
    ),
    "broken count": (
        [row("begin_repeat", "r", repeat_count="abc +"), row("text", "a"), row("end_repeat", "")],
        (), "Zeile 3 · Spalte repeat_count", "„abc +“",
    ),
    "reference half written": (
        [row("text", "a", relevant="${first = 1")], (), "Zeile 3 · Spalte relevant", "${name}"
    ),
    "reference to nothing": (
        [row("text", "a", relevant="${nix} = 1")], (), "Zeile 3 · Spalte relevant", "„nix“"
    ),
    "unknown trigger": (
        [row("calculate", "a", "", calculation="1", trigger="${nix}")], (),
        "Zeile 3 · Spalte trigger", "„nix“",
    ),
    "name twice": ([row("text", "first")], (), "Zeile 3 · Spalte name", "„first“ gibt es mehrmals"),
    "name with a space": ([row("text", "a b")], (), "Zeile 3 · Spalte name", "Buchstaben"),
    "name of the program": (
        [row("begin_group", "meta"), row("text", "a"), row("end_group", "")], (),
        "Zeile 3 · Spalte name", "„meta“ ist schon vergeben",
    ),
    "no name": ([row("text", "")], (), "Zeile 3 · Spalte name", "keinen Namen"),
    "no type": ([row("", "a")], (), "Zeile 3 · Spalte type", "Frageart"),
    "no label": ([row("text", "a", "")], (), "Zeile 3 · Spalte label", "„a“ hat keinen Text"),
    "no calculation": (
        [row("calculate", "a", "")], (), "Zeile 3 · Spalte calculation", "Berechnung"
    ),
    "group without end": (
        [row("begin_group", "g"), row("text", "a")], (), "Zeile 3 · Spalte type", "kein Ende"
    ),
    "end without group": ([row("end_group", "")], (), "Zeile 3 · Spalte type", "nicht begonnen"),
    "too few arguments": (
        [row("calculate", "a", "", calculation="substr()")], (),
        "Zeile 3 · Spalte calculation", "„substr“",
    ),
    "hostile pattern": (
        [row("text", "a", constraint="regex(., '(a+)+$')")], (),
        "Zeile 3 · Spalte constraint", "regex",
    ),
}  # fmt: skip


def refused(path: Path) -> KnownError:
    with pytest.raises(KnownError) as caught:
        import_form(path)
    return caught.value


@pytest.mark.parametrize("mistake", MISTAKES)
def test_an_everyday_mistake_is_named_with_its_place(mistake: str, tmp_path: Path) -> None:
    survey, choices, place, reason = MISTAKES[mistake]
    sheets: dict[str, Rows] = {"survey": [HEAD, FIRST, *survey]}
    if choices:
        sheets["choices"] = choices
    error = refused(write_xlsx(tmp_path / "form.xlsx", sheets))

    german = LocaleContext("de")
    assert fault_words(error, german)[0] == (
        place if place.startswith("Blatt") else f"Blatt survey · {place}"
    )
    assert reason in fault_words(error, german)[1]
    assert describe(error, german)[1] == STEP
    english = LocaleContext("en")
    said = (*fault_words(error, english), *describe(error, english))
    assert all(said)
    assert "Blatt" not in said[0]
    assert "place named" in said[-1]


@pytest.mark.parametrize(
    ("sheet", "heading", "written", "column"),
    [
        ("settings", "instance_name", "concat('a", "instance_name"),
        ("settings", "version", "1/2", "version"),
        ("settings", "form_id", "../../f2_visit", "form_id"),
    ],
)
def test_a_fault_in_the_settings_is_placed_there(
    sheet: str, heading: str, written: str, column: str, tmp_path: Path
) -> None:
    sheets: dict[str, Rows] = {"survey": [HEAD, FIRST], sheet: [(heading,), (written,)]}
    words = fault_words(refused(write_xlsx(tmp_path / "f.xlsx", sheets)), LocaleContext("de"))
    assert words[0] == f"Blatt {sheet} · Zeile 2 · Spalte {column}"
    assert words[1]


def test_two_questions_of_one_name_are_told_apart_by_the_expression(tmp_path: Path) -> None:
    survey = [HEAD, row("begin_group", "g"), row("text", "a", constraint=". != ''"),
              row("end_group", ""), row("begin_group", "h"), row("text", "a", constraint=". > ("),
              row("end_group", "")]  # fmt: skip
    error = refused(write_xlsx(tmp_path / "f.xlsx", {"survey": survey}))
    assert error.facts["row"] == 6


@pytest.mark.parametrize("code", [ErrorCode.FORM_INVALID, ErrorCode.FORM_UNSUPPORTED])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_step_points_to_a_place_that_is_not_named(code: ErrorCode, language: str) -> None:
    tr = LocaleContext(language)
    steps = {
        describe(KnownError(code, **facts), tr)[1]
        for facts in PLACELESS
        if not fault_words(KnownError(code, **facts), tr)[0]
    }
    assert len(steps) == 2
    for step in steps:
        assert "genannte" not in step
        assert "named" not in step
    unknown = describe(KnownError(code), LocaleContext("de"))[1]
    assert unknown.startswith(WITHOUT_PLACE)


PLACELESS: tuple[dict[str, Fact], ...] = ({}, {"reason": "several-forms"}, {"position": 3})


def test_a_missing_file_and_a_folder_are_told_from_a_file_that_is_no_form(tmp_path: Path) -> None:
    german = LocaleContext("de")
    for path, reason in ((tmp_path / "gone.xlsx", "keine Datei."), (tmp_path, "Ordner")):
        error = refused(path)
        assert error.code is ErrorCode.FORM_UNREADABLE
        assert describe(error, german)[0].startswith("Die Datei lässt sich nicht lesen.")
        place, fault = fault_words(error, german)
        assert path.name in place
        assert reason in fault
        assert all(fault_words(error, LocaleContext("en")))


@pytest.mark.parametrize(
    "survey", [[], [row("begin_group", "g"), row("end_group", "")], [row("begin_repeat", "r"),
    row("end_repeat", "")]]
)  # fmt: skip
def test_a_form_without_any_question_is_refused(survey: Rows, tmp_path: Path) -> None:
    error = refused(write_xlsx(tmp_path / "f.xlsx", {"survey": [HEAD, *survey]}))
    assert error.code is ErrorCode.FORM_INVALID
    assert fault_words(error, LocaleContext("de"))[1] == "Das Formular hat keine Frage."
    assert fault_words(error, LocaleContext("en"))[1] == "The form has no question."
