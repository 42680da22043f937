"""Loading: what is wrong with a form is found before anybody fills it."""

from __future__ import annotations

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.load import load_form
from tests.unit.forms.filling import begin, value, xform, xlsform


def test_a_cycle_is_named_when_the_form_is_loaded() -> None:
    with pytest.raises(KnownError) as caught:
        xform(
            "<a/><b/><c/>",
            '<bind nodeset="/data/a" calculate="/data/b + 1"/>'
            '<bind nodeset="/data/b" calculate="/data/c + 1"/>'
            '<bind nodeset="/data/c" calculate="/data/a + 1"/>',
        )
    assert caught.value.code is ErrorCode.FORM_CYCLE
    assert caught.value.facts["node"] == "/data/a > /data/b > /data/c > /data/a"


def test_a_total_over_its_own_rows_is_a_cycle() -> None:
    with pytest.raises(KnownError) as caught:
        xform(
            "<row><a/></row><total/>",
            '<bind nodeset="/data/row/a" calculate="/data/total + 1"/>'
            '<bind nodeset="/data/total" calculate="sum(/data/row/a)"/>',
            '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
        )
    assert caught.value.code is ErrorCode.FORM_CYCLE


def test_conditions_may_look_at_each_other() -> None:
    session = begin(
        xform(
            "<a>1</a><b/>",
            """<bind nodeset="/data/a" relevant="/data/b != 'x'"/>"""
            """<bind nodeset="/data/b" relevant="/data/a != 'x'"/>""",
            '<input ref="/data/a"/><input ref="/data/b"/>',
        )
    )
    session.answer("/data/a", "x")
    assert not session.state("/data/b").relevant


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("1 +", "expected a value"),
        ("/data/a[", "expected a value"),
        ("cht:difference(1, 2)", "unknown-function"),
        ("selected(/data/a)", "wrong-arguments"),
        ("'open", "text without end"),
        ("(" * 200 + "1" + ")" * 200, "nested too deeply"),
        ("1" + " + 1" * 5000, "nested too deeply"),
    ],
)
def test_a_broken_expression_names_its_question(expression: str, reason: str) -> None:
    quoted = expression.replace('"', "&quot;")
    with pytest.raises(KnownError) as caught:
        xform("<a/><b/>", f'<bind nodeset="/data/b" calculate="{quoted}"/>')
    assert caught.value.code is ErrorCode.FORM_INVALID
    assert caught.value.facts["node"] == "/data/b"
    assert caught.value.facts["reason"] == reason


def test_a_broken_action_is_found_when_the_form_is_loaded() -> None:
    with pytest.raises(KnownError) as caught:
        xform("<a/>", '<setvalue event="odk-instance-first-load" ref="/data/a" value="1 +"/>')
    assert caught.value.facts["node"] == "/data/a"
    definition = xform("<a/>", '<setvalue event="odk-instance-first-load" ref="/data/b"/>')
    assert [(one.reason, one.node) for one in definition.warnings] == [("unbound", "/data/b")]


def test_a_function_never_reached_is_only_a_warning() -> None:
    definition = xform(
        "<a/>", """<bind nodeset="/data/a" calculate="if(true(), 'x', vendor:area(.))"/>"""
    )
    assert [(one.reason, one.node) for one in definition.warnings] == [
        ("unknown-function vendor:area()", "/data/a")
    ]
    assert value(begin(definition), "/data/a") == "x"


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<h:html",
        "<html><head/></html>",
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        "<a>" * 200 + "</a>" * 200,
    ],
)
def test_what_is_no_form_is_refused(xml: str) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(xml)
    assert caught.value.code in (ErrorCode.FORM_INVALID, ErrorCode.FORM_TOO_LARGE)


def test_a_table_beside_the_form_is_looked_up() -> None:
    table = """
| survey | | | | |
| | type | name | label | calculation |
| | csv-external | houses | | |
| | text | code | Haus | |
| | calculate | street | | pulldata('houses', 'street', 'code', ${code}) |
| | select_one_from_file houses.csv | house | Haus | |
"""
    csv = "code,street,name,label\nh1,Hauptstr. 1,h1,Haus 1\nh2,Am Hang 2,h2,Haus 2\n"
    session = begin(xlsform(table, {"houses.csv": csv.encode()}))
    session.answer("/data/code", "h2")
    assert value(session, "/data/street") == "Am Hang 2"
    assert session.choices("/data/house") == ("h1", "h2")
    assert session.choice_text("/data/house", "h2", "").value == "Haus 2"


def test_a_missing_table_is_named() -> None:
    table = """
| survey | | | |
| | type | name | label |
| | select_one_from_file houses.csv | house | Haus |
"""
    definition = xlsform(table)
    assert [(one.reason, one.node) for one in definition.warnings] == [
        ("missing-file", "houses.csv")
    ]


def test_head_and_style_are_read() -> None:
    definition = xlsform("""
| survey | | | | |
| | type | name | label::English (en) | label::Deutsch (de) |
| | text | q | Name | Name |
| settings | | | | | |
| | form_title | form_id | version | style | default_language |
| | Talk | talk | 3 | pages | Deutsch (de) |
""")
    assert (definition.form_id, definition.version, definition.title) == ("talk", "3", "Talk")
    assert definition.pages
    assert set(definition.languages) == {"de", "en"}
    assert definition.default_language == "de"


def _named(form_id: str, version: str) -> str:
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f'<h:head><h:title>F</h:title><model><instance><data id="{form_id}" version="{version}">'
        "<a/></data></instance></model></h:head><h:body/></h:html>"
    )


@pytest.mark.parametrize(
    "form_id",
    [
        "",
        ".",
        "..",
        "../f2_visit",
        "a/../b",
        "a\\..",
        " a",
        "x" * 250,
        "a&#10;",
        "a\u202eb",
        "a\u200b",
    ],
)
def test_an_id_that_could_mean_something_else_is_refused(form_id: str) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(_named(form_id, "1"))
    assert (caught.value.code, caught.value.facts["node"]) == (ErrorCode.FORM_INVALID, "id")


@pytest.mark.parametrize("version", ["1/2", "x" * 101, "1;2", "..\\2", "\u00b2"])
def test_a_version_that_could_mean_something_else_is_refused(version: str) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(_named("form", version))
    assert (caught.value.code, caught.value.facts["node"]) == (ErrorCode.FORM_INVALID, "version")


@pytest.mark.parametrize(
    "form_id",
    ["http://x.org/form/7", "getodk.org:all-widgets", "Erst gespräch", "\u0627", "x" * 249],
)
def test_ids_of_other_programs_are_kept(form_id: str) -> None:
    assert load_form(_named(form_id, "1")).form_id == form_id


def _of_namespace(attributes: str) -> str:
    return _named("", "1").replace('<data id=""', f"<data {attributes}")


def test_a_form_without_an_id_is_called_as_its_namespace() -> None:
    own = "http://openrosa.org/formdesigner/5B1B5A1B"
    assert load_form(_of_namespace(f'xmlns="{own}"')).form_id == own
    assert load_form(_of_namespace(f'xmlns="{own}" id="named"')).form_id == "named"


@pytest.mark.parametrize("attributes", ["", 'xmlns="http://www.w3.org/2002/xforms"'])
def test_the_namespace_of_all_forms_is_no_id(attributes: str) -> None:
    with pytest.raises(KnownError) as caught:
        load_form(_of_namespace(attributes))
    assert caught.value.facts["reason"] == "not-an-id"


@pytest.mark.parametrize("version", ["", "2026-11-22 10:00", "1.0.3+b_2"])
def test_plain_ids_and_versions_are_kept(version: str) -> None:
    definition = load_form(_named("f1.intake_v-2", version))
    assert (definition.form_id, definition.version) == ("f1.intake_v-2", version)
