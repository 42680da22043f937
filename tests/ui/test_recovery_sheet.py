"""The recovery sheet: one page with everything on it, nothing about a person, nothing on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.documents.model import Code
from desktop.documents.qr import modules
from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.permits import RecoveryCode
from desktop.services.secrets import sheet_of
from desktop.ui.dialogs.recovery_pages import CodePage, RehearsalPage
from desktop.ui.error_texts import describe
from desktop.ui.printing.output import Paper
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.window_texts import texts

CODE = RecoveryCode(bytes(range(16)), "3F2A-91BC", 1_795_334_700_000)


def shown() -> str:
    return " ".join(sheet_of(CODE).texts())


def test_words_letters_mark_and_date_stand_on_one_page(theme: Theme) -> None:
    said = shown().replace("\u2002", " ").replace("\\", "")
    for number, word in enumerate(CODE.words, 1):
        assert f"{number}. {word}" in said
    for group in CODE.letters.split("-"):
        assert group in said
    assert "3F2A-91BC" in said
    assert "22.11.2026 um 09:05" in said
    assert len(Paper(sheet_of(CODE)).pages) == 1


def test_it_speaks_german_and_english(theme: Theme) -> None:
    said = shown()
    for words in ("Wiederherstellungscode", "Recovery code", "nie zum Laptop", "never with the"):
        assert words in said


def test_the_picture_holds_the_letters(theme: Theme) -> None:
    pieces = [p for row in sheet_of(CODE).rows for p in (*row.worker, *row.client)]
    pictures = [piece for piece in pieces if isinstance(piece, Code)]
    assert [picture.payload for picture in pictures] == [CODE.letters]
    assert pictures[0].modules == modules(CODE.letters)


def test_the_pdf_is_made_in_memory_and_says_nothing_about_a_person(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = Paper(sheet_of(CODE)).pdf()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_is_written_only_where_it_was_asked_for(
    qtbot: QtBot, tasks: Tasks, theme: Theme, tr: LocaleContext, tmp_path: Path
) -> None:
    page = CodePage(tr, tasks, CODE, lambda path, data: path.write_bytes(data))
    qtbot.addWidget(page)
    page.show()
    page.save_to(tmp_path / "blatt.pdf")
    qtbot.waitUntil(page.state.isVisible)
    assert "nicht verschlüsselt" in page.state.text()
    assert [path.name for path in tmp_path.iterdir()] == ["blatt.pdf"]


def test_all_words_can_be_read_in_order_on_the_screen(
    qtbot: QtBot, tasks: Tasks, theme: Theme, tr: LocaleContext
) -> None:
    page = CodePage(tr, tasks, CODE, lambda _path, _data: None)
    qtbot.addWidget(page)
    page.show()
    said = texts(page)
    assert [word for word in said if word in CODE.words] == list(CODE.words)


def test_two_different_words_are_asked_for_and_none_is_shown(
    qtbot: QtBot, theme: Theme, tr: LocaleContext
) -> None:
    asked = set()
    for _ in range(40):
        page = RehearsalPage(tr, CODE)
        qtbot.addWidget(page)
        assert len(set(page.asked)) == 2
        assert list(page.asked) == sorted(page.asked)
        asked |= set(page.asked)
        page.show()
        assert not set(texts(page)) & set(CODE.words)
        assert not page.is_right()
        page.hide()
    assert len(asked) > 7


@pytest.mark.parametrize("language", ["de", "ar", "fa"])
def test_sheet_screen_and_rehearsal_number_the_words_alike(
    qtbot: QtBot, tasks: Tasks, theme: Theme, language: str
) -> None:
    tr = LocaleContext(language)
    code, rehearsal = CodePage(tr, tasks, CODE, lambda _p, _d: None), RehearsalPage(tr, CODE)
    for page in (code, rehearsal):
        qtbot.addWidget(page)
        page.show()
    rehearsal.lines[0].setText("falsch")
    assert not rehearsal.is_right()
    said = "".join(texts(rehearsal)) + rehearsal.lines[0].accessibleName()
    numbers = [str(number) for number in range(1, 15)]
    assert [text for text in texts(code) if text in numbers] == numbers
    assert {digit for digit in said if digit.isdigit()} == set("".join(map(str, rehearsal.asked)))
    for said in describe(KnownError(ErrorCode.RECOVERY_WORD, number=3), tr):
        assert [digit for digit in said if digit.isdigit()] == ["3"]


def test_an_empty_field_is_missing_and_not_wrong(
    qtbot: QtBot, theme: Theme, tr: LocaleContext
) -> None:
    page = RehearsalPage(tr, CODE)
    qtbot.addWidget(page)
    page.lines[1].setText("falsch")
    assert not page.is_right()
    first, second = page.asked
    assert page.mistakes[0].text() == f"Wort {first} fehlt noch."
    assert page.mistakes[1].text() == f"Das ist nicht Wort {second}. Auf dem Blatt nachsehen."
