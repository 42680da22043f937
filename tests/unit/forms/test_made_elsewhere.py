"""Constructs that forms made with other tools use: they load, and mean what they mean there."""

from __future__ import annotations

from desktop.forms.load import load_form
from tests.unit.forms.filling import begin, value, xform


def test_a_form_in_a_namespace_of_its_own_with_relative_binds_and_two_models() -> None:
    definition = load_form(
        """
<!-- made by hand -->
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Care</h:title>
    <model>
      <instance><care xmlns="http://example.org/care" id="care">
        <Meta><user/><device/></Meta><!-- a remark -->
        <vitals><age/><ok-2/></vitals>
      </care></instance>
      <bind nodeset="Meta/user" type="xsd:string" jr:preload="context" jr:preloadParams="UserName"/>
      <bind nodeset="Meta/device" jr:preload="property" jr:preloadParams="DeviceID"/>
      <bind nodeset="vitals/age" type="xsd:int" constraint=". &lt; 120"/>
      <bind nodeset="vitals/ok-2" relevant="/care/vitals/age &gt; 5" calculate="../age - 1"/>
      <submission action="http://example.org/nowhere" method="form-data-post"/>
    </model>
    <model><instance><other id="other"><x/></other></instance></model>
  </h:head>
  <h:body><group><label>All</label><input ref="vitals/age"><label>Age</label></input></group>
  </h:body>
</h:html>"""
    )
    session = begin(definition)
    assert (value(session, "/care/Meta/user"), value(session, "/care/Meta/device")) == (
        "jana",
        "laptop-7",
    )
    session.answer("/care/vitals/age", "9")
    assert value(session, "/care/vitals/ok-2") == "8"
    assert [one.reason for one in definition.warnings] == []


def test_names_with_dots_and_rows_with_values_from_the_start() -> None:
    session = begin(
        xform(
            '<rep.x jr:template=""><a/></rep.x><rep.x><a>1</a></rep.x><rep.x><a>2</a></rep.x><n/>',
            '<bind nodeset="/data/n" calculate="sum(/data/rep.x/a)"/>',
            '<group ref="/data/rep.x"><label/><repeat nodeset="/data/rep.x">'
            '<input ref="/data/rep.x/a"/></repeat></group>',
        )
    )
    assert value(session, "/data/n") == "3"


def test_counts_by_relative_paths_in_rows_of_rows() -> None:
    session = begin(
        xform(
            '<count>2</count><r jr:template=""><inner/><s jr:template=""><t/></s></r>',
            '<bind nodeset="/data/count" type="int"/>',
            '<repeat nodeset="/data/r" jr:count=" ../count "><input ref="/data/r/inner"/>'
            '<repeat nodeset="/data/r/s" jr:count=" ../inner "><input ref="/data/r/s/t"/></repeat>'
            "</repeat>",
        )
    )
    session.answer("/data/r[2]/inner", "3")
    rows = session.body()[0].children
    assert [len(row.children[1].children) for row in rows] == [0, 3]


def test_a_list_made_of_rows_beside_the_question_that_asks() -> None:
    session = begin(
        xform(
            "<r><person><no/><name/></person><who/></r>",
            '<bind nodeset="/data/r/person/no" calculate="position(..)"/>',
            '<repeat nodeset="/data/r"><group><repeat nodeset="/data/r/person">'
            '<input ref="/data/r/person/name"/></repeat><select1 ref="/data/r/who">'
            '<itemset nodeset="current()/../person"><value ref="no"/><label ref="name"/></itemset>'
            "</select1></group></repeat>",
        )
    )
    session.add_repeat("/data/r")
    session.add_repeat("/data/r[2]/person")
    session.answer("/data/r[2]/person[2]/name", "Lea")
    assert session.choices("/data/r[1]/who") == ("1",)
    assert session.choices("/data/r[2]/who") == ("1", "2")
    assert session.choice_text("/data/r[2]/who", "2", "de").value == "Lea"


def test_a_scale_with_named_ticks_takes_values_between_them() -> None:
    session = begin(
        xform(
            "<scale/>",
            '<bind nodeset="/data/scale" type="xsd:decimal"/>',
            '<range ref="/data/scale" start="-2.0" end="2.0" step="0.5"><label>Scale</label>'
            '<itemset nodeset="instance(\'ticks\')/root/item"><label ref="label"/>'
            '<value ref="name"/></itemset></range>',
            '<instance id="ticks"><root><item><name>-2.0</name><label>Bad</label></item></root>'
            "</instance>",
        )
    )
    session.answer("/data/scale", "0.5")
    assert value(session, "/data/scale") == "0.5"
    assert session.choice_text("/data/scale", "-2.0", "de").value == "Bad"


def test_the_own_instance_asked_by_its_id_is_the_live_one() -> None:
    definition = load_form(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><h:title>Own</h:title><model><instance id="own"><data id="own"><a/><b/></data>'
        '</instance><bind nodeset="/data/b" calculate="instance(\'own\')/data/a * 2"/></model>'
        '</h:head><h:body><input ref="/data/a"/></h:body></h:html>'
    )
    session = begin(definition)
    session.answer("/data/a", "4")
    assert value(session, "/data/b") == "8"


def test_a_filter_inside_a_row_asks_for_the_answer_of_that_row() -> None:
    session = begin(
        xform(
            "<r><land/><town/></r>",
            "",
            '<repeat nodeset="/data/r"><input ref="/data/r/land"/><select1 ref="/data/r/town">'
            "<itemset nodeset=\"instance('t')/root/item[land = current()/../land]\">"
            '<value ref="name"/><label ref="label"/></itemset></select1></repeat>',
            '<instance id="t"><root><item><name>d</name><label>D</label><land>sn</land></item>'
            "<!-- no spaces --><item><name>w</name><label>W</label><land>at</land></item></root>"
            "</instance>",
        )
    )
    session.add_repeat("/data/r")
    session.answer("/data/r[1]/land", "sn")
    session.answer("/data/r[2]/land", "at")
    assert [session.choices(f"/data/r[{at}]/town") for at in (1, 2)] == [("d",), ("w",)]
