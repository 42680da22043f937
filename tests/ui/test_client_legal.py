"""A legal text is one however the author of the form wrote *yes*: on the screen and on paper."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from pyxform.xls2xform import convert

from desktop.documents.questions import items
from desktop.i18n import client_texts
from desktop.ui.fields.signature_field import Stage
from desktop.ui.interpreter_window import InterpreterWindow
from tests.ui.form_desk import Desk, case_desk

desk = case_desk

TABLE = """
| survey |
| | type | name | label::Deutsch (de) | label::Arabic (ar) | bind::fm:legal | appearance |
| | note | n | Text | نص | {mark} | |
| | image | sig | Unterschrift | توقيع | | signature |
| settings |
| | form_id | default_language | namespaces |
| | terms | Deutsch (de) | fm="urn:fallmappe:xforms" |
"""


def compiled(mark: str) -> bytes:
    made = convert(xlsform=TABLE.format(mark=mark), file_type=".md", validate=False)
    xform: str = made.xform
    return xform.encode()


@pytest.mark.parametrize("mark", ["yes", "true", "true()", "TRUE"])
def test_the_client_reads_a_legal_text_and_may_sign_then(
    desk: Desk, qtbot: QtBot, mark: str
) -> None:
    page = desk.page(desk.form(compiled(mark)))
    qtbot.addWidget(page)
    talk = page.conversation
    window = InterpreterWindow(talk, page.local_now)
    desk.windows.append(window)
    with qtbot.waitExposed(window):
        window.show()
    talk.move_to("/data/n")
    assert talk.signatures.signing("/data/sig").view().stage is Stage.NOTES
    assert window.skip.text() == talk.client.text(client_texts.HAVE_READ)
    window.skip.click()
    assert talk.companions.presented("/data/n") is not None
    assert talk.signatures.signing("/data/sig").view().stage is Stage.OPEN
    assert [item.is_legal for item in items(talk.session, with_sealed=False)] == [True, False]
