"""Lists beside a form: CSV, XML and GeoJSON files, filters over long lists, hostile files."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.model import tables
from tests.unit.forms.filling import begin, value, xform, xlsform

TOWNS = """
| survey | | | | |
| | type | name | label | calculation | choice_filter | parameters |
| | select_one_from_file {file} | town | Stadt | | {filter} | value=code label=name |
| | calculate | people | | pulldata('{stem}', 'people', 'code', ${{town}}) | | |
"""


def _towns(file: str, data: bytes, choice_filter: str = "") -> FormDefinition:
    stem = file.partition(".")[0]
    return xlsform(TOWNS.format(file=file, stem=stem, filter=choice_filter), {file: data})


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_between_commas_semicolons_or_tabs(mark: str) -> None:
    lines = ["code,name,people", 'DD,"Dresden",563311', "L,Leipzig"]
    data = "\r\n".join(line.replace(",", mark) for line in lines).encode("utf-8-sig")
    session = begin(_towns("towns.csv", data))
    assert session.choices("/data/town") == ("DD", "L")
    session.answer("/data/town", "DD")
    assert value(session, "/data/people") == "563311"
    session.answer("/data/town", "L")
    assert value(session, "/data/people") == "", "a cell that is not there is empty"


def test_places_from_a_map_file() -> None:
    town = {"code": "D", "name": "Dresden", "people": 563311, "gone": None}
    river = {"code": "E", "name": "Elbe"}
    features = [
        {"properties": town, "geometry": {"type": "Point", "coordinates": [13.74, 51.05]}},
        {
            "id": 7,
            "properties": river,
            "geometry": {"type": "LineString", "coordinates": [[13, 51], [14, 52]]},
        },
    ]
    definition = xform(
        "<a/><b/><c/>",
        "<bind nodeset=\"/data/a\" calculate=\"instance('m')/root/item[code = 'D']/geometry\"/>"
        '<bind nodeset="/data/b" calculate="instance(\'m\')/root/item[id = 7]/geometry"/>'
        '<bind nodeset="/data/c" calculate="count(instance(\'m\')/root/item/gone)"/>',
        "",
        '<instance id="m" src="jr://file/m.geojson"/>',
        {"m.geojson": json.dumps({"features": features}).encode()},
    )
    session = begin(definition)
    assert value(session, "/data/a") == "51.05 13.74 0 0"
    assert value(session, "/data/b") == "51 13 0 0; 52 14 0 0"
    assert value(session, "/data/c") == "0"


def test_an_xml_file_is_asked_by_path() -> None:
    definition = xlsform(
        """
| survey | | | | |
| | type | name | label | calculation |
| | xml-external | prices | | |
| | calculate | bread | | instance('prices')/root/item[name = 'bread']/price |
""",
        {"prices.xml": b"<root><item><name>bread</name><price>3</price></item></root>"},
    )
    assert value(begin(definition), "/data/bread") == "3"


def test_a_file_that_is_not_there_is_said_and_the_form_works_without_it() -> None:
    definition = xlsform(TOWNS.format(file="towns.csv", stem="towns", filter=""))
    assert [(one.reason, one.node) for one in definition.warnings] == [
        ("missing-file", "towns.csv")
    ]
    assert begin(definition).choices("/data/town") == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.csv", b"\xff\xfe\x00", ErrorCode.FORM_INVALID),
        ("t.csv", b'code,name\n"' + b"x" * 200_000, ErrorCode.FORM_INVALID),
        ("t.geojson", b"[" * 100_000, ErrorCode.FORM_INVALID),
        ("t.geojson", b'{"features": [{"geometry": {"type": "Cube"}}]}', ErrorCode.FORM_INVALID),
        ("t.geojson", b'{"features": 3}', ErrorCode.FORM_INVALID),
    ],
)
def test_a_broken_file_is_refused(name: str, data: bytes, code: ErrorCode) -> None:
    with pytest.raises(KnownError) as caught:
        xform("<a/>", "", "", f'<instance id="t" src="jr://file/{name}"/>', {name: data})
    assert caught.value.code is code
    assert caught.value.facts["file"] == name


@pytest.mark.parametrize(
    "data",
    [
        b"a\n" + b"1\n" * (tables.MAX_TABLE_ROWS + 2),
        b",".join(b"c%d" % at for at in range(2_000)) + b"\n" + b"1\n" * 300,
        b"a" * (tables.MAX_TABLE_BYTES + 1),
    ],
    ids=["rows", "cells", "bytes"],
)
def test_a_huge_table_is_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        xform("<a/>", "", "", '<instance id="t" src="jr://file-csv/t.csv"/>', {"t.csv": data})
    assert caught.value.code is ErrorCode.FORM_TOO_LARGE


_ROWS = "".join(
    f"<item><name>t{at}</name>"
    + (f"<land>{'abc'[at % 3]}</land>" if at % 7 else "")
    + f"<n>{at % 5}</n>{'<n>9</n>' if at % 11 == 0 else ''}</item>"
    for at in range(60)
)
_CONDITIONS = st.sampled_from(
    [
        "land = /data/a",
        "/data/a = land",
        "land != /data/a",
        "n = /data/b",
        "n > /data/b",
        "n = 2",
        "not(land)",
        "land = /data/none",
        "land = /data/x",
        "selected('a c', land)",
        "starts-with(name, 't1')",
        "land = /data/a or n = 3",
        "land = 'b' or land = /data/a",
        "/data/a = 'a'",
        "n = string-length(land)",
        "boolean(n[2])",
        "land = current()/../a",
        "count(n) = 2",
        "string(land) = ''",
        "string-length() > 6",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    conditions=st.lists(_CONDITIONS, min_size=1, max_size=3),
    are_joined=st.booleans(),
    tail=st.sampled_from(["", "[2]", "[last()]", "[position() < 3]"]),
)
def test_a_filter_over_a_table_finds_what_asking_each_row_finds(
    conditions: list[str], are_joined: bool, tail: str
) -> None:
    joined = " and ".join(f"({one})" for one in conditions)
    written = f"[{joined}]" if are_joined else "".join(f"[{one}]" for one in conditions)
    written = (written + tail).replace("<", "&lt;")
    binds = "".join(
        f'<bind nodeset="/data/{target}" '
        f"calculate=\"join(' ', instance('l')/root/{step}{written}/name)\"/>"
        for target, step in (("fast", "item"), ("slow", "*"))
    )
    session = begin(
        xform(
            "<a>a</a><b>2</b><x>a</x><x>b</x><fast/><slow/>",
            binds,
            "",
            f'<instance id="l"><root>{_ROWS}</root></instance>',
        )
    )
    assert value(session, "/data/fast") == value(session, "/data/slow")
