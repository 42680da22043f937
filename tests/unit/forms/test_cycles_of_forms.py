"""Circles of expressions: the true ones are refused by name, the others are none."""

from __future__ import annotations

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from tests.unit.forms.filling import begin, value, xform

ROWS = '<repeat nodeset="/data/r"><input ref="/data/r/in"/></repeat>'


def _bind(path: str, **expressions: str) -> str:
    written = " ".join(f'{name}="{text}"' for name, text in expressions.items())
    return f'<bind nodeset="/data/{path}" {written}/>'


TRUE_CYCLES = {
    "two calculations": (
        "<a/><b/>",
        _bind("a", calculate="/data/b + 1") + _bind("b", calculate="/data/a + 1"),
        "",
        {"/data/a", "/data/b"},
    ),
    "three in a ring": (
        "<a/><b/><c/>",
        _bind("a", calculate="/data/b")
        + _bind("b", calculate="/data/c")
        + _bind("c", calculate="/data/a"),
        "",
        {"/data/a", "/data/b", "/data/c"},
    ),
    "shown because of what it becomes": (
        "<a/><b/>",
        _bind("a", relevant="/data/b = 1", calculate="3") + _bind("b", calculate="/data/a"),
        "",
        {"/data/a", "/data/b"},
    ),
    "a group shown because of an answer inside it": (
        "<g><a/></g>",
        _bind("g", relevant="/data/g/a = 1"),
        '<group ref="/data/g"><input ref="/data/g/a"/></group>',
        {"/data/g", "/data/g/a"},
    ),
    "a group shown because of a calculation inside it": (
        "<g><h><a/></h></g><b/>",
        _bind("g", relevant="/data/b = 1") + _bind("b", calculate="/data/g/h/a * 2"),
        "",
        {"/data/g", "/data/g/h/a", "/data/b"},
    ),
    "two repeats that sum each other up": (
        "<r><in/><x/></r><s><y/></s>",
        _bind("r/x", calculate="sum(/data/s/y)") + _bind("s/y", calculate="sum(/data/r/x)"),
        ROWS + '<repeat nodeset="/data/s"/>',
        {"/data/r/x", "/data/s/y"},
    ),
    "each row a share of the total": (
        "<r><in/><x/></r><t/>",
        _bind("r/x", calculate="/data/t * 2") + _bind("t", calculate="sum(/data/r/x)"),
        ROWS,
        {"/data/r/x", "/data/t"},
    ),
    "each row the sum of all rows": (
        "<r><in/><x/></r>",
        _bind("r/x", calculate="sum(../../r/x)"),
        ROWS,
        {"/data/r/x"},
    ),
    "as many rows as the rows say": (
        "<r><in/></r><t/>",
        _bind("t", calculate="sum(/data/r/in)"),
        '<repeat nodeset="/data/r" jr:count="/data/t"><input ref="/data/r/in"/></repeat>',
        {"/data/r", "/data/t"},
    ),
    "one row more than there are": (
        "<r><in/></r>",
        "",
        ROWS.replace("><", ' jr:count="count(/data/r) + 1"><', 1),
        {"/data/r"},
    ),
}


@pytest.mark.parametrize("shape", TRUE_CYCLES)
def test_a_true_cycle_is_refused_and_names_its_questions(shape: str) -> None:
    instance, binds, body, nodes = TRUE_CYCLES[shape]
    with pytest.raises(KnownError) as caught:
        xform(instance, binds, body)
    assert caught.value.code is ErrorCode.FORM_CYCLE
    named = str(caught.value.facts["node"]).split(" > ")
    assert set(named) >= nodes or nodes >= set(named)
    assert named[0] == named[-1]
    assert set(named) & nodes


@pytest.mark.parametrize(
    "before",
    [
        "indexed-repeat(/data/r/y, /data/r, position(..) - 1)",
        "/data/r[position() = position(current()/..) - 1]/y",
        "../preceding-sibling::r[1]/y",
    ],
)
def test_the_row_before_is_no_cycle_even_through_another_column(before: str) -> None:
    definition = xform(
        "<r><in/><x/><y/></r>",
        _bind("r/x", calculate=f"coalesce({before}, 0)")
        + _bind("r/y", calculate="../x + coalesce(../in, 0)"),
        ROWS,
    )
    session = begin(definition)
    for at in (1, 2, 3):
        if at > 1:
            session.add_repeat("/data/r")
        session.answer(f"/data/r[{at}]/in", str(at))
    assert [value(session, f"/data/r[{at}]/y") for at in (1, 2, 3)] == ["1", "3", "6"]
    session.answer("/data/r[1]/in", "5")
    assert value(session, "/data/r[3]/y") == "10"
    assert not session.recompute()


def test_a_list_filtered_by_a_calculation_about_its_own_answer_is_no_cycle() -> None:
    definition = xform(
        "<a/><none/>",
        _bind("none", calculate="selected(/data/a, 'none')"),
        '<select ref="/data/a"><itemset nodeset="instance(\'l\')/root/item'
        "[name = 'none' or /data/none != 'true']\"><value ref=\"name\"/></itemset></select>",
        '<instance id="l"><root><item><name>x</name></item><item><name>none</name></item>'
        "</root></instance>",
    )
    session = begin(definition)
    session.answer("/data/a", "x none")
    assert session.choices("/data/a") == ("none",)
    assert value(session, "/data/a") == "none"
    assert not session.recompute()


def test_one_more_row_whenever_the_last_one_says_so() -> None:
    last = "indexed-repeat(/data/r/in, /data/r, count(/data/r))"
    definition = xform(
        "<r><in/></r>",
        "",
        f'<repeat nodeset="/data/r" jr:count="if(count(/data/r) = 0 or {last} = \'more\', '
        'count(/data/r) + 1, count(/data/r))"><input ref="/data/r/in"/></repeat>',
    )
    session = begin(definition)
    session.answer("/data/r[1]/in", "more")
    session.answer("/data/r[2]/in", "more")
    assert len(session.body()[0].children) == 3
    session.answer("/data/r[3]/in", "enough")
    assert len(session.body()[0].children) == 3


def test_a_value_kept_by_itself_is_no_cycle() -> None:
    session = begin(xform("<a/>", _bind("a", calculate="if(/data/a = '', uuid(), /data/a)")))
    made = value(session, "/data/a")
    assert made
    assert not session.recompute()
    assert value(session, "/data/a") == made
