"""Translators' catalogues: kept in step with the sources, gaps and drafts never hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.forms.library.building import FormText, complete_tables, without_gaps
from desktop.forms.library.catalogues import (
    memory,
    path_of,
    read_entries,
    renew,
    write_template,
)
from desktop.forms.library.checks import catalogue_faults, text_faults
from desktop.forms.library.messages import Message
from desktop.forms.library.plan import NAMES
from desktop.forms.library.tables import read_tables, to_markdown, write_workbook
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.forms.xlsform import compile_xlsform
from desktop.i18n.languages import LANGUAGES
from tests.unit.library.test_shipped_forms import begin

NAME = Message("survey/f9_name/label", "Name von ${f9_call}", "Name of ${f9_call}")
YES = Message("choices/yn/yes", "ja", "yes")
MESSAGES = (Message("settings/title", "Probe", "Trial"), NAME, YES)
SOURCE = """
| survey |
| | type | name | label::Deutsch (de) | label::English (en) |
| | text | f9_call | Rufname | Call name |
| | select_one yn | f9_ok | Einverstanden? | Do you agree? |
| choices |
| | list_name | name | label::Deutsch (de) | label::English (en) |
| | yn | yes | ja | yes |
| | yn | no | nein | no |
| settings |
| | form_title | title_en | form_id | version | name | default_language |
| | Probe | Trial | f1_intake | 1 | data | Deutsch (de) |
"""
"""Called as a shipped form, because the plan says which languages it has."""


def write_po(folder: Path, language: str, entries: str) -> None:
    path = path_of("f1_intake", language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(head + entries, encoding="utf-8")


def entry(message: Message, text: str, *, fuzzy: bool = False) -> str:
    flag = "#, fuzzy\n" if fuzzy else ""
    return f'{flag}msgctxt "{message.context}"\nmsgid "{message.german}"\nmsgstr "{text}"\n\n'


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    (tmp_path / "f1_intake.md").write_text(SOURCE.strip(), encoding="utf-8")
    return tmp_path


def test_an_update_keeps_what_translators_wrote(tmp_path: Path) -> None:
    write_po(tmp_path, "ru", entry(YES, "да") + entry(NAME, "Имя ${f9_call}?", fuzzy=True))

    renew("f1_intake", "ru", MESSAGES, {}, tmp_path)

    found = read_entries("f1_intake", "ru", tmp_path)
    assert list(found) == [message.context for message in MESSAGES]
    assert (found[YES.context].text, found[YES.context].is_draft) == ("да", False)
    assert (found[NAME.context].text, found[NAME.context].is_draft) == ("Имя ${f9_call}?", True)
    assert found["settings/title"].text == ""


def test_a_second_update_changes_nothing(tmp_path: Path) -> None:
    renew("f1_intake", "ku", MESSAGES, {("choices/yn/yes", "ja"): "erê"}, tmp_path)
    first = path_of("f1_intake", "ku", tmp_path).read_bytes()
    renew("f1_intake", "ku", MESSAGES, {}, tmp_path)
    assert path_of("f1_intake", "ku", tmp_path).read_bytes() == first


def test_changed_german_makes_its_translation_a_draft_again(tmp_path: Path) -> None:
    write_po(tmp_path, "tr", entry(YES, "evet"))

    renew("f1_intake", "tr", (replace(YES, german="ja, gern"),), {}, tmp_path)

    found = read_entries("f1_intake", "tr", tmp_path)[YES.context]
    assert (found.text, found.is_draft) == ("evet", True)
    assert found.comments == ("German before: ja",)


def test_the_old_german_goes_with_the_review_and_a_translators_remark_stays(tmp_path: Path) -> None:
    old = "Eine Erlaubnis, die freiwillig ist, lässt sich jederzeit für die Zukunft widerrufen."
    remark = "# see glossary\n"
    write_po(tmp_path, "tr", remark + entry(replace(YES, german=old), "evet"))
    path = path_of("f1_intake", "tr", tmp_path)

    renew("f1_intake", "tr", (YES,), {}, tmp_path)
    first, *second = read_entries("f1_intake", "tr", tmp_path)[YES.context].comments
    assert first == "see glossary"
    assert [line[:28] for line in second] == ["German before: Eine Erlaubni"]

    path.write_text(path.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    renew("f1_intake", "tr", (YES,), {}, tmp_path)
    assert read_entries("f1_intake", "tr", tmp_path)[YES.context].comments == ("see glossary",)


def test_a_gap_is_filled_from_another_form_as_a_draft(tmp_path: Path) -> None:
    write_po(tmp_path, "fr", entry(YES, "oui"))
    known = memory([read_entries("f1_intake", "fr", tmp_path)])

    renew("f2_visit", "fr", MESSAGES, known, tmp_path)

    found = read_entries("f2_visit", "fr", tmp_path)
    assert (found[YES.context].text, found[YES.context].is_draft) == ("oui", True)
    assert found[NAME.context].text == ""


def test_translators_read_the_english_and_the_warning_beside_a_legal_text(tmp_path: Path) -> None:
    legal = replace(NAME, notes=("Legal text: translate exactly.",))
    write_template("f1_intake", (legal,), tmp_path)
    template = (tmp_path / "f1_intake.pot").read_text(encoding="utf-8")
    assert "#. English: Name of ${f9_call}" in template
    assert "#. Legal text" in template


def test_a_language_is_reviewed_when_nothing_is_a_draft_or_missing(trial: Path) -> None:
    form = FormText.read("f1_intake", trial, trial)
    done = "".join(entry(m, "x") for m in form.messages)
    write_po(trial, "ru", done)
    write_po(trial, "tr", done.replace("msgctxt", "#, fuzzy\nmsgctxt", 1))
    write_po(trial, "fr", done[done.index("\n\n") + 2 :])

    form = FormText.read("f1_intake", trial, trial)

    assert form.languages == ("de", "en", "ru", "tr", "fr")
    assert form.drafts == ("tr", "fr")


def test_a_missing_translation_is_left_out_and_falls_back_visibly(trial: Path) -> None:
    write_po(trial, "ar", entry(YES, "نعم"))
    tables = complete_tables(FormText.read("f1_intake", trial, trial))
    compiled = compile_xlsform(to_markdown(tables).encode(), ".md")

    definition = load_form(without_gaps(compiled.xml.decode()))
    session: FormSession = begin(definition)

    assert definition.languages == ("de", "en", "ar")
    assert session.choice_text("/data/f9_ok", "yes", "ar").value == "نعم"
    no = session.choice_text("/data/f9_ok", "no", "ar")
    assert (no.value, no.language, no.missing) == ("nein", "de", True)
    label = session.text("/data/f9_call", "label", "ar")
    assert (label.value, label.missing) == ("Rufname", True)


def test_the_workbook_for_other_programs_holds_every_language(trial: Path) -> None:
    from openpyxl import load_workbook

    write_po(trial, "ar", entry(YES, "نعم"))
    tables = complete_tables(FormText.read("f1_intake", trial, trial))

    write_workbook(tables, trial / "trial.xlsx")

    book = load_workbook(trial / "trial.xlsx")
    rows = [[cell or "" for cell in row] for row in book["choices"].iter_rows(values_only=True)]
    assert rows[0][-1] == "label::العربية (ar)"
    assert rows[1] == ["yn", "yes", "ja", "yes", "نعم"]
    again = compile_xlsform((trial / "trial.xlsx").read_bytes(), ".xlsx")
    assert load_form(again.xml).languages == ("de", "en", "ar")


def test_languages_are_called_in_forms_as_in_the_program() -> None:
    assert {code: LANGUAGES[code].own_name for code in NAMES} == NAMES


def test_reading_and_writing_tables_are_inverse(trial: Path) -> None:
    tables = read_tables(trial / "f1_intake.md")
    assert to_markdown(tables) == SOURCE.lstrip()


@pytest.mark.parametrize(
    ("german", "text", "fault"),
    [
        ("Alter: ${f1_age}", "العمر", "placeholders differ"),
        ("Alter: ${f1_age}", "العمر: ${f1_age}", ""),
        ("**Freiwillig:** gern", "Добровільно: так", "Markdown differs"),
        ("**Freiwillig:** gern", "**Добровільно:** так", ""),
        ("Name", "-", "dash"),
        ("Name", "Ad!", "exclamation"),
        ("Name", "Ad\n", "line break"),
    ],
)
def test_a_translation_keeps_placeholders_and_marks(german: str, text: str, fault: str) -> None:
    found = list(text_faults(german, text, "survey/f1_x/label"))
    assert bool(found) is bool(fault)
    assert all(fault in sentence for sentence in found)


def test_a_catalogue_that_fell_behind_its_source_is_named() -> None:
    form = FormText.read("f1_intake")
    assert list(catalogue_faults(form, "ar")) == []
    behind = replace(form, messages=(*form.messages, NAME))
    assert "not in step" in next(iter(catalogue_faults(behind, "ar")))
