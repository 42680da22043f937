"""The sheet before the talk: every question in both languages, room to write, no answers."""

from __future__ import annotations

from desktop.documents.model import Box, Document, Kind, Room, RowLook, Style, Words
from desktop.documents.preparation import preparation_sheet
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from tests.unit.documents.bilingual_sample import LONG, fresh, row_of, said
from tests.unit.forms.filling import begin, xlsform


def sheet(session: FormSession | None = None, *, is_draft: bool = False) -> Document:
    return preparation_sheet(
        session or fresh(),
        LocaleContext("de"),
        LocaleContext("ar"),
        title=("Probe", "تجربة"),
        is_draft=is_draft,
    )


def test_a_question_stands_beside_its_translation_with_its_hint_and_boxes() -> None:
    row = row_of(sheet(), "Bedarf")
    assert said(row) == ["Bedarf", "Mehrere möglich", "Arbeit", "Schule"]
    assert said(row, client=True) == ["الحاجة", "عدة خيارات", "العمل", "المدرسة"]
    assert [piece.language for piece in row.client if isinstance(piece, Box)] == ["ar", "ar"]


def test_there_is_room_to_write_on_both_sides() -> None:
    document = sheet()
    assert row_of(document, "Name").worker[-1] == Room(1)
    assert row_of(document, "Name").client[-1] == Room(1)
    assert row_of(document, "In eigenen Worten").client[-1] == Room(3)


def test_legal_texts_stand_whole() -> None:
    row = row_of(sheet(), "**Freiwillig.** Jederzeit widerrufbar.")
    assert row.worker == (Words("**Freiwillig.** Jederzeit widerrufbar.", Style.LEGAL, "de"),)
    assert row.client == (Words("طوعي. يمكن سحبه.", Style.LEGAL, "ar"),)


def test_what_is_for_the_worker_alone_is_not_printed() -> None:
    assert not [text for text in sheet().texts() if "Einschätzung" in text]


def test_a_summary_of_answers_is_no_question() -> None:
    assert not [text for text in sheet().texts() if text.startswith("Angaben:")]


def test_what_a_legal_text_takes_from_answers_is_a_gap_to_write_in() -> None:
    table = (
        "| survey | | | | | |\n"
        "| | type | name | label::Deutsch (de) | relevant | bind::fm:legal |\n"
        "| | text | who | Wer? | | |\n"
        "| | note | legal | Ich, ${who}, entbinde. | ${who} != '' | yes |\n"
        "| settings | |\n| | namespaces |\n"
        '| | fm="urn:fallmappe:xforms" |\n'
    )
    row = sheet(begin(xlsform(table))).rows[-1]
    gap = "\u2026" * 6
    assert said(row) == [f"Ich, {gap}, entbinde.", "Nur wenn es zutrifft"]


def test_a_question_that_may_not_come_says_so() -> None:
    assert "Nur wenn es zutrifft" in said(row_of(sheet(), "Krankheit"))
    assert "Nur wenn es zutrifft" not in said(row_of(sheet(), "Name"))


def test_a_repeat_is_read_once_and_says_so_and_its_group_goes_on_below() -> None:
    document = sheet()
    looks = [(said(row)[0], row.look) for row in document.rows if row.look is RowLook.SECTION]
    assert [name for name, _ in looks] == ["Beginn", "Kind", "Beginn"]
    assert len(said(row_of(document, "Kind"))) == 2
    assert row_of(document, "Rufname").worker[-1] == Room(1)


def test_a_missing_translation_shows_the_other_language_and_is_marked_once() -> None:
    row = row_of(sheet(), LONG)
    words = [piece for piece in row.client if isinstance(piece, Words)]
    assert (words[0].text, words[0].language) == (LONG, "de")
    assert [piece.style for piece in words].count(Style.GAP) == 1


def test_a_draft_is_marked_in_both_columns() -> None:
    head = sheet(is_draft=True).rows[0]
    for cell in (head.worker, head.client):
        assert [p for p in cell if isinstance(p, Words) and p.style is Style.NOTICE]
    calm = sheet().rows[0]
    assert not [p for p in calm.worker if isinstance(p, Words) and p.style is Style.NOTICE]


def test_long_lists_are_left_to_the_screen() -> None:
    choices = "\n".join(f"| | many | c{at} | Wert {at} |" for at in range(40))
    table = (
        "| survey | | | |\n| | type | name | label::Deutsch (de) |\n"
        "| | select_one many | pick | Land |\n"
        f"| choices | | | |\n| | list_name | name | label::Deutsch (de) |\n{choices}\n"
    )
    row = row_of(sheet(begin(xlsform(table))), "Land")
    assert not [piece for piece in row.worker if isinstance(piece, Box)]
    assert row.worker[-1] == Room(1)


def test_the_document_knows_its_languages_and_names_only_its_kind() -> None:
    document = sheet()
    assert (document.worker_language, document.client_language) == ("de", "ar")
    assert (document.kind, document.title) == (Kind.PREPARATION, "Gesprächsvorbereitung")
