"""Tables as Central and Kobo give them out."""

from __future__ import annotations

from dataclasses import replace

from desktop.documents.export.central import CentralLayout
from desktop.documents.export.kobo import KoboLayout
from desktop.documents.export.labels import Labels
from desktop.documents.export.layout import Layout
from desktop.documents.export.records import RecordReader
from desktop.documents.export.sealing import sealed_paths, sealed_questions
from desktop.documents.export.submission import Submission
from desktop.documents.export.tables import form_tables, known_paths
from desktop.domain.companions import Original
from desktop.forms.definition import FormDefinition
from desktop.services.companions import stored_path_of
from tests.unit.documents.export_samples import TABLE, family, fill, form, submission
from tests.unit.forms.filling import xform, xlsform

KEY = "uuid:00000000-0000-7000-8000-000000000001"


def central(
    *definitions: FormDefinition, originals: bool = False, declined: bool = False
) -> CentralLayout:
    forms = definitions or (form(),)
    tables = form_tables(forms, notes=True, sealed=sealed_paths(forms))
    reader = RecordReader(tables, known_paths(forms))
    return CentralLayout("sample", tables, reader, originals=originals, declined=declined)


def kobo(language: str = "", *, originals: bool = False, declined: bool = False) -> KoboLayout:
    tables = form_tables([form()], notes=False, sealed=sealed_paths([form()]))
    reader = RecordReader(tables, known_paths([form()]))
    labels = Labels(language)
    return KoboLayout("sample", tables, reader, labels, originals=originals, declined=declined)


def written(layout: Layout, *submissions: Submission) -> dict[str, list[dict[str, str]]]:
    """Sheet name -> rows by heading."""
    found: dict[str, list[dict[str, str]]] = {sheet.name: [] for sheet in layout.sheets}
    for one in submissions:
        for place, cells in layout.rows(one):
            sheet = layout.sheets[place]
            headings = [column.header for column in sheet.columns]
            found[sheet.name].append(dict(zip(headings, cells, strict=True)))
    return found


def test_central_names_columns_by_groups_and_joins_tables_by_keys() -> None:
    found = written(central(), submission(family()))
    assert list(found) == ["sample", "sample-child", "sample-school"]
    record = found["sample"][0]
    assert list(record)[:4] == ["SubmissionDate", "visit-why", "visit-degrees", "visit-rent"]
    assert list(record)[-10:] == [
        "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected",
        "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
    ]  # fmt: skip
    assert record["SubmissionDate"] == "2026-11-23T08:00:00.000Z"
    assert record["visit-topics"] == "school work"
    assert (record["home-Latitude"], record["home-Accuracy"]) == ("51.05", "5")
    assert record["KEY"] == record["meta-instanceID"] == KEY
    assert [row["KEY"] for row in found["sample-child"]] == [f"{KEY}/child[1]", f"{KEY}/child[2]"]
    assert {row["PARENT_KEY"] for row in found["sample-child"]} == {KEY}
    schools = [row for row in found["sample-school"] if row["place"]]
    assert [row["place"] for row in schools] == ["Asmara", "Dresden"]
    assert {row["PARENT_KEY"] for row in schools} == {f"{KEY}/child[1]"}
    assert schools[1]["KEY"].startswith(f"{KEY}/child[1]/school[")


def test_kobo_numbers_rows_over_the_whole_file_and_splits_choices() -> None:
    two = [submission(family(), 1), submission(family(), 2)]
    found = written(kobo(), *two)
    assert list(found) == ["sample", "child", "school"]
    assert [row["_index"] for row in found["sample"]] == ["1", "2"]
    children = found["child"]
    assert [(row["_index"], row["_parent_index"]) for row in children] == [
        ("1", "1"), ("2", "1"), ("3", "2"), ("4", "2"),
    ]  # fmt: skip
    assert {row["_parent_table_name"] for row in children} == {"sample"}
    assert {row["_parent_table_name"] for row in found["school"]} == {"child"}
    assert children[2]["_submission__uuid"] == two[1].uuid
    record = found["sample"][0]
    assert (record["visit/topics/work"], record["visit/topics/school"]) == ("1", "1")
    assert record["_submission_time"] == "2026-11-23T08:00:00"
    assert record["__version__"] == "7"


def test_a_question_that_was_not_answered_has_empty_choices_not_zeros() -> None:
    without = submission(fill(form(), {"visit/why": "Post"}))
    one = submission(fill(form(), {"visit/topics": "work"}))
    rows = written(kobo(), without, one)["sample"]
    assert [row["visit/topics/work"] for row in rows] == ["", "1"]
    assert [row["visit/topics/school"] for row in rows] == ["", "0"]


def test_headings_and_choices_in_the_chosen_language() -> None:
    german = written(kobo("de"), submission(family()))["sample"][0]
    assert german["Besuch/Krank?"] == "ja"
    assert german["Besuch/Themen"] == "Schule, Arbeit"
    assert german["Besuch/Themen/Arbeit"] == "1"
    arabic = written(kobo("ar"), submission(family()))["sample"][0]
    assert "\u0646\u0639\u0645" in arabic.values()
    missing = written(kobo("ti"), submission(family()))["sample"][0]
    assert missing.keys() == german.keys()


def test_original_words_stand_beside_the_rendering_only_when_asked_for() -> None:
    one = submission(family())
    spoken = Original("\u1215\u121b\u121d", "ti", "Ethi", "client", 1)
    one = replace(one, originals={"/data/visit/illness": spoken})
    assert "visit/illness_original" not in written(kobo(), one)["sample"][0]
    for found, name in (
        (written(kobo(originals=True), one), "visit/illness"),
        (written(central(originals=True), one), "visit-illness"),
    ):
        record = found["sample"][0]
        assert record[name] == "Fieber"
        assert record[f"{name}_original"] == spoken.text
        assert record[f"{name}_original_language"] == "ti"
        assert record[name.replace("illness", "why") + "_original"] == ""
        assert name.replace("illness", "phone") + "_original" not in record


def test_what_was_declined_is_named_in_its_row_only_when_asked_for() -> None:
    session = family()
    session.answer("/data/visit/degrees", "")
    session.answer("/data/child[2]/name", "")
    second = stored_path_of(session, "/data/child[2]/name")
    said = {"/data/visit/degrees", "/data/visit/why", "/data/worry", second}
    one = replace(submission(session), declined=frozenset(said))
    assert "_declined" not in written(kobo(), one)["sample"][0]
    found = written(kobo("de", declined=True), one)
    assert found["sample"][0]["_declined"] == "visit/degrees", "no answer given later, none sealed"
    assert [row["_declined"] for row in found["child"]] == ["", "name"]
    found = written(central(declined=True), one)
    assert found["sample"][0]["DeclinedByClient"] == "visit-degrees"
    assert [row["DeclinedByClient"] for row in found["sample-child"]] == ["", "name"]


def test_sealed_questions_have_no_column_and_are_counted() -> None:
    for layout in (central(), kobo()):
        found = written(layout, submission(family()))
        text = repr(found)
        assert "vertraulich" not in text
        assert "worry" not in text
    assert sealed_questions(form()) == 1


def test_a_sealed_group_or_repeat_takes_all_in_it_along() -> None:
    table = TABLE.replace(
        "| | begin_repeat | child | Kind | طفل | | | | |",
        "| | begin_repeat | child | Kind | طفل | | | sealed | |",
    )
    assert table != TABLE
    definition = xlsform(table)
    assert [sheet.name for sheet in central(definition).sheets] == ["sample"]
    assert sealed_questions(definition) == 3


def test_what_one_version_seals_no_version_gives_out() -> None:
    unsealed = xlsform(
        TABLE.replace(" | sealed | | |", " | | | |").replace("| sample | 7 |", "| sample | 8 |")
    )
    assert sealed_questions(unsealed) == 0
    for versions in ((unsealed, form()), (form(), unsealed)):
        text = repr(written(central(*versions), submission(family())))
        assert "vertraulich" not in text


def test_versions_share_one_table_and_no_answer_is_lost() -> None:
    later = xlsform(
        TABLE.replace("| | text | why | Anlass |", "| | text | reason | Grund |")
        .replace("${why}", "${reason}")
        .replace("| sample | 7 |", "| sample | 8 |")
    )
    old, new = submission(family()), submission(fill(later, {"visit/reason": "Krise"}), 2)
    rows = written(central(later, form()), old, new)["sample"]
    assert [row["visit-why"] for row in rows] == ["Termin", ""]
    assert [row["visit-reason"] for row in rows] == ["", "Krise"]
    assert [row["FormVersion"] for row in rows] == ["7", "8"]


def test_answers_no_version_has_a_place_for_are_counted() -> None:
    tables = form_tables([form()], notes=False, sealed=sealed_paths([form()]))
    reader = RecordReader(tables, known_paths([form()]))
    one = submission(family())
    reader.read(replace(one, answers={**one.answers, "/data/gone": "1", "/data/worry": "2"}))
    assert reader.unplaced == 1


def test_repeats_of_one_name_get_files_of_their_own() -> None:
    definition = xform(
        "<a><row><x/></row></a><b><row><y/></row></b>",
        body="".join(
            f'<group ref="/data/{group}/row"><repeat nodeset="/data/{group}/row">'
            f'<input ref="/data/{group}/row/{name}"/></repeat></group>'
            for group, name in (("a", "x"), ("b", "y"))
        ),
    )
    layout = central(definition)
    assert [sheet.name for sheet in layout.sheets] == ["sample", "sample-row~1", "sample-row~2"]
    one = submission(fill(definition, {"a/row[1]/x": "1", "b/row[1]/y": "2"}))
    found = written(layout, one)
    assert found["sample-row~1"][0]["KEY"] == f"{KEY}/a/row[1]"
    assert found["sample-row~2"][0]["y"] == "2"
