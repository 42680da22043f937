"""Entity lists made of finished forms, and file names that lead nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from desktop.documents.export.csv_writing import CsvFiles, file_names
from desktop.documents.export.entity_lists import EntityLists
from desktop.documents.export.sealing import sealed_paths
from desktop.forms.definition import FormDefinition
from desktop.forms.entities import EntityAction, EntityChange
from tests.unit.forms.filling import begin, xform, xlsform

ROOMS = """
| survey | | | | |
| | type | name | label | save_to | bind::fm:scope |
| | text | room | Room | room | |
| | integer | beds | Beds | beds | |
| | text | worry | Worry | worry | sealed |
| entities | | | | |
| | list_name | label | | |
| | rooms | ${room} | | |
| settings | | | | |
| | form_id | version | namespaces | |
| | rooms_form | 1 | fm="urn:fallmappe:xforms" | |
"""


def rooms() -> FormDefinition:
    return xlsform(ROOMS)


def update(entity: str, base: str, **properties: str) -> EntityChange:
    return EntityChange("rooms", EntityAction.UPDATE, entity, "", properties, base)


def test_a_form_creates_a_row_with_label_and_properties_but_nothing_sealed() -> None:
    lists = EntityLists([rooms()], sealed_paths([rooms()]))
    session = begin(rooms())
    for name, text in (("room", "2.14"), ("beds", "3"), ("worry", "streng vertraulich")):
        session.answer(f"/data/{name}", text)
    (change,) = session.entities()
    lists.enter([change])
    (sheet,) = lists.sheets
    assert sheet.name == "rooms"
    assert [column.header for column in sheet.columns] == [
        "name", "label", "room", "beds", "__version",
    ]  # fmt: skip
    assert list(lists.rows()) == [(0, [change.id, "2.14", "2.14", "3", "1"])]


def test_updates_change_what_they_say_and_count_the_version() -> None:
    lists = EntityLists([rooms()], sealed_paths([rooms()]))
    made = EntityChange("rooms", EntityAction.CREATE, "a", "2.14", {"room": "2.14", "beds": "3"})
    lists.enter([made, update("a", "1", beds="2"), update("a", "2", beds="")])
    assert list(lists.rows()) == [(0, ["a", "2.14", "2.14", "", "3"])]


def test_an_update_of_an_entity_made_elsewhere_goes_on_from_its_version() -> None:
    lists = EntityLists([rooms()], sealed_paths([rooms()]))
    lists.enter([update("b", "41", beds="4"), update("", "1", beds="1")])
    assert list(lists.rows()) == [(0, ["b", "", "", "4", "42"])]


def test_a_list_with_a_dangerous_name_stays_in_its_folder(tmp_path: Path) -> None:
    definition = xform(
        '<q/><meta><entity dataset="../../evil" id="" create="1"><label/></entity></meta>'
    )
    lists = EntityLists([definition], ())
    lists.enter([EntityChange("../../evil", EntityAction.CREATE, "=1", "+x", {})])
    folder = tmp_path / "out"
    folder.mkdir()
    with CsvFiles(folder, lists, bom=False) as output:
        for row in lists.rows():
            output.write(row)
    (written,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written.parent == folder
    with written.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file))[1] == ["'=1", "'+x", "1"]


@pytest.mark.parametrize(
    ("sheets", "names"),
    [
        (("rooms", "Rooms"), ("rooms.csv", "Rooms~2.csv")),
        (("..", "/etc/passwd"), ("_.csv", "_etc_passwd.csv")),
        (("nul", "COM1.x"), ("_nul.csv", "_COM1.x.csv")),
        (("sample-row~1", "شجرة"), ("sample-row~1.csv", "شجرة.csv")),
        (("x" * 200,), ("x" * 80 + ".csv",)),
    ],
)
def test_names_of_files_are_allowed_everywhere(
    sheets: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert file_names(sheets) == names
