"""Forms made for Kobo and ODK come in unchanged, and what is not used is named with its row."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.environment import Environment
from desktop.forms.form_files import MAX_MEDIA_BYTES
from desktop.forms.import_report import Finding, Gap, Reason
from desktop.forms.importer import ImportedForm, import_form
from desktop.forms.library import shipped_forms
from desktop.forms.session import FormSession
from desktop.services.form_mapping import BERLIN, berlin_now
from tests.unit.library.xls_files import write_xls
from tests.unit.library.xlsx_files import CHOICES, SETTINGS, SURVEY, write_xlsx

Sheets = Mapping[str, Sequence[Sequence[str]]]
YES_NO = (("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No"))
FRUIT = (
    ("list_name", "name", "label::English", "label::Français", "$kuid"),
    ("fruit", "apple", "Apple", "Pomme", "a1"),
    ("fruit", "pear", "Pear", "Poire", "a2"),
    ("fruit", "plum", "Plum", "Prune", "a3"),
)


def read_in(directory: Path, survey: Sequence[Sequence[str]], **more: Sequence[Sequence[str]]
) -> ImportedForm:  # fmt: skip
    sheets: dict[str, Sequence[Sequence[str]]] = {"survey": survey, **more}
    return import_form(write_xlsx(directory / "kobo.xlsx", sheets))


def refused(directory: Path, survey: Sequence[Sequence[str]], **more: Sequence[Sequence[str]]
) -> KnownError:  # fmt: skip
    with pytest.raises(KnownError) as caught:
        read_in(directory, survey, **more)
    return caught.value


def filling(form: ImportedForm) -> FormSession:
    return FormSession(form.definition, environment=Environment(BERLIN, now=berlin_now))


def test_a_download_from_kobo_with_its_own_columns(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label::English", "label::Français", "$kuid", "$given_name",
         "kobo--locking-profile", "required", "_isRepeat"),
        ("start", "start", "", "", "x1", "", "", "", ""),
        ("text", "who ", " Who is it? ", "Qui est-ce ?", "x2", "", "lock1", "true", ""),
        ("select_one fruit", "", "Which one?", "", "x3", "which", "", "", ""),
        ("", "", "", "", "", "", "", "", ""),
        ("note", "thanks", "“Thank you” — it’s done", "-", "x4", "", "", "", ""),
    )  # fmt: skip
    settings = (
        ("form_title", "form_id", "version", "default_language", "style", "kobo--lock_all", "foo"),
        ("Fruit", "aBc123", "2 (2024-01-01 10:00:00)", "English", "pages", "", "bar"),
    )
    form = read_in(tmp_path, survey, choices=FRUIT, settings=settings)
    assert form.definition.version == "2 (2024-01-01 10:00:00)"
    assert form.definition.languages == ("en", "fr")
    assert form.definition.default_language == "en"
    assert form.definition.pages
    session = filling(form)
    assert session.text("/data/who", "label", "en").value == "Who is it?"
    assert session.choices("/data/which") == ("apple", "pear", "plum")
    assert session.choice_text("/data/which", "pear", "fr").value == "Poire"
    assert session.text("/data/thanks", "label", "fr").missing
    french = next(one for one in form.report.languages if one.code == "fr")
    assert french.missing == 2
    assert Gap("/data/which", "Which one?") in french.gaps
    assert form.report.findings == ()


def test_a_ranking_of_kobo_becomes_questions_that_exclude_each_other(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label::English", "label::Français", "kobo--rank-items",
         "kobo--rank-constraint-message", "required"),
        ("text", "before", "Before", "Avant", "", "", ""),
        ("begin_rank", "best", "Best fruit", "Meilleur fruit", "fruit", "Choose another", "true"),
        ("rank__level", "first", "First", "Premier", "", "", ""),
        ("rank__level", "second", "Second", "Deuxième", "", "", ""),
        ("end_rank", "", "", "", "", "", ""),
        ("geotrace", "way", "Way", "Chemin", "", "", ""),
    )  # fmt: skip
    form = read_in(tmp_path, survey, choices=FRUIT)
    session = filling(form)
    session.answer("/data/best/first", "pear")
    session.answer("/data/best/second", "pear")
    broken = {one.ref for one in session.violations(final=False)}
    assert broken, "the same fruit twice"
    session.answer("/data/best/second", "plum")
    assert not session.violations(final=False)
    assert [one.row for one in form.report.findings] == [7], "counted as the author counts"


def test_a_rating_table_of_kobo_becomes_one_choice_a_line(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label", "kobo--score-choices", "required"),
        ("begin score", "trust", "How much do you agree?", "yn", "true"),
        ("score__row", "safe", "I feel safe", "", ""),
        ("score__row", "heard", "I am heard", "", ""),
        ("end score", "", "", "", ""),
    )
    form = read_in(tmp_path, survey, choices=YES_NO)
    session = filling(form)
    for name in ("safe", "heard"):
        state = session.state(f"/data/trust/{name}")
        assert (state.type, state.required) == ("select1", True)
        assert "list-nolabel" in state.appearance


def test_a_fault_in_a_form_with_a_ranking_names_the_row_of_the_sheet(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label", "kobo--rank-items", "relevant"),
        ("begin_rank", "best", "Best", "yn", ""),
        ("rank__level", "first", "First", "", ""),
        ("end_rank", "", "", "", ""),
        ("text", "why", "Why", "", "${nowhere} = 1"),
    )
    error = refused(tmp_path, survey, choices=YES_NO)
    assert (error.code, error.facts["row"]) == (ErrorCode.FORM_INVALID, 5)


@pytest.mark.parametrize(
    ("row", "reason", "column", "found"),
    [
        (("begin_kobomatrix", "m", "Matrix", ""), "kobo-matrix", "type", "begin_kobomatrix"),
        (("select_one_external cities", "c", "City", ""), "external", "type",
         "select_one_external cities"),
        (("dance", "d", "Dance", ""), "unknown-type", "type", "dance"),
        (("calculate", "c", "", "cht:age-in-months(${a})"), "function", "calculation",
         "cht:age-in-months"),
        (("calculate", "c", "", "teleport(${a})"), "function", "calculation", "teleport"),
    ],
)  # fmt: skip
def test_what_cannot_be_left_out_is_refused_with_sheet_row_column_and_reason(
    tmp_path: Path, row: Sequence[str], reason: str, column: str, found: str
) -> None:
    survey = (("type", "name", "label", "calculation"), ("text", "a", "A", ""), row)
    error = refused(tmp_path, survey, choices=YES_NO)
    assert error.code is ErrorCode.FORM_UNSUPPORTED
    facts = error.facts
    assert (facts["sheet"], facts["row"], facts["column"]) == ("survey", 3, column)
    assert (facts["reason"], facts["found"]) == (reason, found)


def test_what_a_phone_tells_about_its_owner_stays_empty_and_is_named(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label", "appearance", "relevant"),
        ("phonenumber", "phone", "", "", ""),
        ("simserial", "sim", "", "", ""),
        ("audit", "audit", "", "", ""),
        ("start-geopoint", "where", "", "", ""),
        ("text", "code", "Code", "ex:org.example.scan(a='b')", "${phone} = ''"),
        ("select_one yn", "spot", "Spot", "map", ""),
        ("barcode", "tag", "Tag", "", ""),
    )
    form = read_in(tmp_path, survey, choices=YES_NO)
    assert {(one.row, one.column, one.reason) for one in form.report.findings} == {
        (2, "type", Reason.PRIVACY),
        (3, "type", Reason.PRIVACY),
        (4, "type", Reason.SENSOR),
        (5, "type", Reason.SENSOR),
        (6, "appearance", Reason.APP),
        (7, "appearance", Reason.MAP),
    }
    session = filling(form)
    assert session.state("/data/phone").value == ""
    assert session.state("/data/code").relevant


def test_an_excel_97_workbook_comes_in_like_a_new_one(tmp_path: Path) -> None:
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    old = import_form(write_xls(tmp_path / "w.xls", sheets))
    new = import_form(write_xlsx(tmp_path / "w.xlsx", sheets))
    assert old.xml == new.xml
    assert old.report == new.report


def test_languages_written_by_name_alone_are_known(tmp_path: Path) -> None:
    survey = (
        ("type", "name", "label::Deutsch", "label::العربية", "label::Klingon", "hint::Deutsch"),
        ("text", "a", "Frage", "سؤال", "Qapla", "Hinweis"),
    )
    form = read_in(tmp_path, survey)
    assert set(form.definition.languages) == {"de", "ar", "Klingon"}
    assert [(one.reason, one.found) for one in form.report.findings] == [
        (Reason.LANGUAGE, "Klingon")
    ]
    assert filling(form).text("/data/a", "hint", "de").value == "Hinweis"


def test_an_xform_names_its_languages_the_same_way(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(shipped_forms()[1].xml.replace(b'lang="English (en)"', b'lang="English"'))
    assert b'lang="English"' in path.read_bytes()
    assert "en" in import_form(path).definition.languages


TABLE_FORM = (
    ("type", "name", "label", "calculation", "media::image"),
    ("select_one_from_file towns.csv", "town", "Town", "", "coat.png"),
    ("calculate", "people", "", "pulldata('towns', 'people', 'name', ${town})", ""),
)
TOWNS = "name,label,people\ndd,Dresden,560000\nl,Leipzig,600000\n"


def test_a_table_beside_the_form_comes_along(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text(TOWNS)
    (tmp_path / "unasked.csv").write_text("name\nsecret\n")
    form = read_in(tmp_path, TABLE_FORM)
    assert list(form.media) == ["towns.csv"]
    session = filling(form)
    assert session.choices("/data/town") == ("dd", "l")
    session.answer("/data/town", "l")
    assert session.state("/data/people").value == "600000"
    assert form.report.files == ("towns.csv",)
    assert [(one.reason, one.found) for one in form.report.findings] == [(Reason.FILE, "coat.png")]


def test_a_table_of_a_german_excel_comes_along(tmp_path: Path) -> None:
    semicolons = "\ufeff" + TOWNS.replace(",", ";").replace("Dresden", '"Dresden, Neustadt"')
    (tmp_path / "towns.csv").write_text(semicolons, encoding="utf-8")
    session = filling(read_in(tmp_path, TABLE_FORM))
    assert session.choices("/data/town") == ("dd", "l")
    assert session.choice_text("/data/town", "dd", "de").value == "Dresden, Neustadt"


def test_a_table_in_another_code_page_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.replace("Leipzig", "Görlitz").encode("cp1252"))
    error = refused(tmp_path, TABLE_FORM)
    assert (error.code, error.facts) == (
        ErrorCode.FORM_INVALID,
        {"reason": "encoding", "file": "towns.csv"},
    )


def test_a_table_that_did_not_come_along_is_named(tmp_path: Path) -> None:
    form = read_in(tmp_path, TABLE_FORM)
    missing = {one.found for one in form.report.findings if one.reason is Reason.FILE}
    assert missing == {"towns.csv", "coat.png"}


def test_an_archive_brings_form_tables_and_pictures(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "towns.xlsx", {"survey": TABLE_FORM})
    whole = tmp_path / "download.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(path, "towns/towns.xlsx")
        archive.writestr("towns/media/towns.csv", TOWNS)
        archive.writestr("towns/media/coat.png", b"\x89PNG...")
        archive.writestr("__MACOSX/towns/._towns.xlsx", b"junk")
        archive.writestr("towns/media/virus.exe", b"MZ")
    form = import_form(whole)
    assert set(form.media) == {"towns.csv", "coat.png"}
    assert form.report.findings == ()


def test_a_link_beside_the_form_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    (secret / "towns.csv").write_text(TOWNS)
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "towns.csv").symlink_to(secret / "towns.csv")
    form = read_in(beside, TABLE_FORM)
    assert form.media == {}


def test_files_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "coat.png").write_bytes(bytes(MAX_MEDIA_BYTES + 1))
    error = refused(tmp_path, TABLE_FORM)
    assert (error.code, error.facts["what"]) == (ErrorCode.FORM_TOO_LARGE, "media")


def test_a_key_of_another_server_is_left_out(tmp_path: Path) -> None:
    settings = (
        ("form_id", "version", "public_key", "submission_url"),
        ("x", "1", "MIIBIjANBgkq", "https://example.org/s"),
    )
    form = read_in(tmp_path, SURVEY[:2], settings=settings)
    assert b"MIIB" not in form.xml
    assert b"example.org" not in form.xml
    assert form.report.findings == (
        Finding(Reason.ENCRYPTION, "settings", 2, "public_key", "", "public_key"),
        Finding(Reason.ENCRYPTION, "settings", 2, "submission_url", "", "submission_url"),
    )
