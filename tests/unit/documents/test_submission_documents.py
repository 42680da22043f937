"""OpenRosa submissions: what is pruned, what a record is called, and that they read back equal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.documents.export.sealing import sealed_paths
from desktop.documents.export.submission import Submission, instance_id
from desktop.documents.export.submission_reading import read_submission
from desktop.documents.export.submission_xml import (
    own_namespaces,
    relevant_paths,
    submission_xml,
)
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from tests.unit.documents.export_samples import (
    by_position,
    changed,
    family,
    fill,
    form,
    submission,
)
from tests.unit.forms.filling import begin, xlsform

ODD = "=1+1\r\n\t<b>&amp; ]]> \u0645\u0631\u062d\u0628\u0627 \u1230\u120b\u121d 'x' \"y\""


def document(session: FormSession, one: Submission | None = None) -> str:
    made = one or submission(session)
    definition = session.definition
    return submission_xml(
        made, definition, relevant=relevant_paths(session), sealed=sealed_paths([definition])
    ).decode()


def test_a_family_reads_back_as_it_was_but_for_what_is_sealed() -> None:
    session = family()
    read = read_submission(document(session), form())
    expected = by_position(session.stored_answers())
    del expected["/data/worry"]
    expected["/data/meta/instanceID"] = submission(session).instance
    assert by_position(read.answers) == expected
    assert (read.form_id, read.version, read.unknown) == ("sample", "7", 0)


def test_what_was_not_asked_is_left_out_and_what_was_left_open_stays_empty() -> None:
    session = fill(form(), {"visit/ill": "no", "visit/why": "Post"})
    xml = document(session)
    assert "<illness" not in xml
    assert "<topics/>" in xml
    assert "<child><name/><school><place/></school></child>" in xml


def test_an_answer_that_skip_logic_would_hide_is_written_because_it_was_stored() -> None:
    session = fill(form(), {"visit/ill": "yes", "visit/illness": "Husten"})
    merged = changed(submission(session), ill="no")
    assert "<illness>Husten</illness>" in document(session, merged)


def test_sealed_questions_never_leave() -> None:
    xml = document(family())
    assert "vertraulich" not in xml
    assert "<worry" not in xml


def test_what_is_calculated_from_a_sealed_answer_is_sealed_too() -> None:
    definition = xlsform(
        """
| survey | | | | |
| | type | name | label | calculation | bind::fm:scope |
| | text | worry | Worry | | sealed |
| | text | room | Room | | |
| | calculate | told | | concat('x ', ${worry}) | |
| | calculate | retold | | concat('y ', ${told}) | |
| | calculate | other | | concat('z ', ${room}) | |
| settings | | | | |
| | form_id | version | instance_name | namespaces |
| | leaky | 1 | concat(${room}, ${retold}) | fm="urn:fallmappe:xforms" |
"""
    )
    session = begin(definition)
    session.answer("/data/worry", "vertraulich")
    session.answer("/data/room", "2.14")
    xml = document(session)
    assert "vertraulich" not in xml
    assert "<other>z 2.14</other>" in xml
    assert "told" not in xml
    assert "instanceName" not in xml


@pytest.mark.parametrize("text", [ODD, "  two  ", "\r", "a\rb\r\nc\nd"])
def test_texts_of_every_kind_read_back_unchanged(text: str) -> None:
    one = changed(submission(family()), why=text)
    read = read_submission(document(family(), one), form())
    assert read.answers["/data/visit/why"] == text


def test_what_xml_cannot_hold_is_replaced_and_the_document_still_reads() -> None:
    one = changed(submission(family()), why="a\x00b\x0bc\ud800d\uffffe")
    read = read_submission(document(family(), one), form())
    assert read.answers["/data/visit/why"] == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_a_record_that_was_changed_names_the_one_before() -> None:
    record = RecordId("0192f3a4c5d6700080000000000000aa")
    first, second = instance_id(record), instance_id(record, "laptop/9")
    assert first == "uuid:0192f3a4-c5d6-7000-8000-0000000000aa"
    assert second == instance_id(record, "laptop/9") != first
    one = replace(submission(family()), instance=second, previous=first, edits=1)
    xml = document(family(), one)
    assert f"<instanceID>{second}</instanceID><deprecatedID>{first}</deprecatedID>" in xml
    assert "deprecatedID" not in document(family())


def test_the_name_of_an_attachment_stands_where_the_answer_stands() -> None:
    one = replace(submission(family()), answers={"/data/sign": "signature-1.svg"})
    xml = submission_xml(
        one, form(), relevant=(), sealed=(), files={"/data/sign": "signature-1-2.svg"}
    ).decode()
    assert "<sign>signature-1-2.svg</sign>" in xml


def test_an_entity_is_written_with_its_id_and_versions() -> None:
    definition = xlsform(
        """
| survey | | | | |
| | type | name | label | save_to |
| | text | room | Room | room |
| entities | | | | |
| | list_name | label | | |
| | rooms | ${room} | | |
| settings | | | | |
| | form_id | version | | |
| | rooms_form | 1 | | |
"""
    )
    session = begin(definition)
    session.answer("/data/room", "2.14")
    xml = document(session)
    change = session.entities()[0]
    assert f'id="{change.id}"' in xml
    assert 'dataset="rooms"' in xml
    assert 'create="1"' in xml
    assert "<label>2.14</label>" in xml
    read = read_submission(xml, definition)
    again = begin(definition, read.answers)
    assert again.entities() == session.entities()


FOREIGN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
<h:title>F</h:title><model><instance><survey xmlns="https://example.org/s" id="f" orx:version="3">
<q/><orx:meta><orx:instanceID/></orx:meta></survey></instance><bind nodeset="/survey/q"/></model>
</h:head><h:body/></h:html>"""


def test_root_element_namespaces_id_and_version_are_those_of_the_form() -> None:
    definition = load_form(FOREIGN)
    session = begin(definition)
    names = own_namespaces(FOREIGN)
    assert names == {"/survey": "https://example.org/s"}
    xml = submission_xml(
        submission(session),
        definition,
        relevant=relevant_paths(session),
        sealed=(),
        namespaces=names,
    ).decode()
    root = xml.splitlines()[1]
    assert root.startswith('<survey xmlns="https://example.org/s" ')
    for part in ('xmlns:orx="http://openrosa.org/xforms"', 'id="f"', 'orx:version="3"', "<q/>"):
        assert part in root
    assert "<orx:instanceID>uuid:" in root
    assert read_submission(xml, definition).form_id == "f"


def test_another_forms_document_and_broken_ones_are_refused() -> None:
    other = document(family()).replace('id="sample"', 'id="else"')
    for text in (other, "<data id='sample'>", "<!DOCTYPE data []><data id='sample'/>"):
        with pytest.raises(KnownError) as caught:
            read_submission(text, form())
        assert caught.value.code is ErrorCode.FORM_INVALID
