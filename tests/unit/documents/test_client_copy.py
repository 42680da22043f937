"""The client's copy: own answers in both languages, free text as it was said, nothing sealed."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.documents.client_copy import client_copy
from desktop.documents.model import Document, Drawing, RowLook, Style, Words
from desktop.domain.companions import Companions, Declined, Original, Presented, Signature
from desktop.i18n.bidi import strip_controls
from desktop.i18n.context import LocaleContext
from tests.unit.documents.bilingual_sample import DATA, SAID_AT, fresh, given, row_of, said


def copy(
    answers: Mapping[str, str],
    companions: Companions | None = None,
    client: str = "ar",
    *,
    is_draft: bool = False,
) -> Document:
    return client_copy(
        given(answers, companions),
        LocaleContext("de"),
        LocaleContext(client, fallback="de"),
        title=("Probe", "تجربة"),
        is_draft=is_draft,
    )


def seen(document: Document, label: str) -> list[str]:
    """The client's cell, without the marks nobody sees."""
    return [strip_controls(text) for text in said(row_of(document, label), client=True)]


def test_codes_become_words_in_each_language() -> None:
    document = copy({"flat": "yes", "needs": "work school"})
    assert said(row_of(document, "Wohnung?")) == ["Wohnung?", "ja"]
    assert seen(document, "Wohnung?") == ["شقة؟", "نعم"]
    assert seen(document, "Bedarf") == ["الحاجة", "العمل", "المدرسة"]


def test_numbers_take_the_digits_of_each_side() -> None:
    document = copy({"rooms": "12"})
    assert [strip_controls(text) for text in said(row_of(document, "Zimmer"))] == ["Zimmer", "12"]
    assert seen(document, "Zimmer") == ["الغرف", "١٢"]


def test_a_date_comes_with_the_calendar_of_the_reader_on_the_reader_s_side_only() -> None:
    document = copy({"born": "1994-05-03", "since": "2025-03-01"}, client="fa")
    assert said(row_of(document, "Geburtsdatum"))[-1] == "03.05.1994"
    assert "۱۳ اردیبهشت (ثور) ۱۳۷۳ هـ ش" in seen(document, "Geburtsdatum")[-2]
    assert seen(document, "Seit")[1:3] == ["۰۳/۲۰۲۵", "اسفند (حوت) ۱۴۰۳ – فروردین (حمل) ۱۴۰۴ هـ ش"]


def test_free_text_stays_as_it_is_and_is_marked() -> None:
    document = copy({"words": "Ich brauche **Ruhe** und eine_Adresse"})
    worker, client = (
        row_of(document, "In eigenen Worten").worker,
        row_of(document, "In eigenen Worten").client,
    )
    assert worker[1] == Words("Ich brauche \\*\\*Ruhe\\*\\* und eine\\_Adresse", Style.TEXT, "")
    assert client[1] == worker[1]
    assert isinstance(client[2], Words)
    assert client[2].style is Style.NOTICE


def test_own_words_stand_on_the_client_s_side_and_their_rendering_on_the_worker_s() -> None:
    original = Original("أحتاج إلى راحة", "ar", "Arab", "client", SAID_AT, rendered_by="x")
    document = copy({"words": "Ich brauche Ruhe"}, Companions({DATA + "words": original}))
    row = row_of(document, "In eigenen Worten")
    assert row.worker[1:] == (Words("Ich brauche Ruhe", Style.TEXT, "de"),)
    assert row.client[1] == Words("أحتاج إلى راحة", Style.TEXT, "ar")


def test_own_words_that_nobody_rendered_say_so_on_the_worker_s_side() -> None:
    original = Original("أحتاج إلى راحة", "ar", "Arab", "client", SAID_AT)
    document = copy({"words": "أحتاج إلى راحة"}, Companions({DATA + "words": original}))
    row = row_of(document, "In eigenen Worten")
    assert row.worker[1] == Words("أحتاج إلى راحة", Style.TEXT, "ar")
    assert said(row)[-1] == "Noch nicht übersetzt"


def test_a_name_is_isolated_and_not_called_untranslated() -> None:
    row = row_of(copy({"name": "Selam *Tesfay*"}), "Name")
    assert [strip_controls(text) for text in said(row, client=True)] == [
        "الاسم",
        "Selam \\*Tesfay\\*",
    ]
    assert said(row, client=True)[1] != strip_controls(said(row, client=True)[1])


def test_sealed_answers_and_the_worker_s_own_never_leave_on_paper() -> None:
    document = copy({"flat": "yes", "ill": "Diabetes", "view": "wirkt belastet"})
    assert not [text for text in document.texts() if "Diabetes" in text or "belastet" in text]
    assert not [text for text in document.texts() if text in ("Krankheit", "Einschätzung")]


def test_only_what_was_answered_has_a_row_and_legal_texts_always() -> None:
    document = copy({"rooms": "3"})
    plain = [said(row)[0] for row in document.rows if row.look is RowLook.PLAIN]
    assert plain == ["**Freiwillig.** Jederzeit widerrufbar.", "Zimmer"]


def test_entries_of_a_repeat_are_numbered_in_the_digits_of_each_side() -> None:
    session = fresh()
    session.add_repeat(DATA + "child")
    wanted = given({})
    for number, name in enumerate(("Yonas", "Rahel"), 1):
        if number > 1:
            wanted.session.add_repeat(DATA + "child")
        wanted.session.answer(f"{DATA}child[{number}]/called", name)
    document = client_copy(
        wanted, LocaleContext("de"), LocaleContext("ar"), title=("", ""), is_draft=False
    )
    heads = [row for row in document.rows if row.look is RowLook.SECTION]
    assert [said(row) for row in heads][1:] == [["Kind", "Eintrag 1"], ["Kind", "Eintrag 2"]]
    assert "٢" in said(heads[-1], client=True)[1]


def test_a_signature_is_drawn_on_the_client_s_side_with_its_day_on_both() -> None:
    strokes = ((10, 20, 0, 30, 40, 5),)
    signature = Signature(strokes, 300, 90, "ab", "de", SAID_AT)
    document = copy({"sign": "signature-ab.svg"}, Companions(signatures={DATA + "sign": signature}))
    row = row_of(document, "Unterschrift")
    assert Drawing(strokes, 300, 90) in row.client
    assert not [piece for piece in row.worker if isinstance(piece, Drawing)]
    assert said(row) == ["Unterschrift", "Unterschrieben am 22.11.2026"]


def test_what_was_read_aloud_and_what_was_declined_is_on_the_copy() -> None:
    companions = Companions(
        presented={DATA + "rights": Presented("read_aloud", "ar", SAID_AT)},
        declined={DATA + "rooms": Declined("ar", SAID_AT)},
    )
    document = copy({}, companions)
    assert said(document.rows[3])[-1] == "Vorgelesen am 22.11.2026"
    assert said(row_of(document, "Zimmer"))[-1] == "möchte nicht antworten"


def test_an_empty_form_says_so_and_a_draft_is_marked() -> None:
    document = copy({}, is_draft=True)
    marks = [
        piece.text
        for piece in document.rows[0].worker
        if isinstance(piece, Words) and piece.style is Style.NOTICE
    ]
    assert marks == ["Entwurf / nicht geprüft"]
