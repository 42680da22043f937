"""Both panes of every shipped form stand line by line, whatever languages they are in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from pyxform.xls2xform import convert

from desktop.forms.environment import Environment
from desktop.forms.library import shipped_forms
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_heads import pane_codes
from desktop.ui.pages.form_question import QuestionRow
from desktop.ui.pages.form_repeat import GroupBand, InstanceBand
from desktop.ui.pages.form_step_view import StepView, scrolled
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look

ZONE = ZoneInfo("Europe/Berlin")
FORMS = {form.form_id: form for form in shipped_forms()}
SIZES = ((1100, 100), (900, 150))
"""Width of the panes and percent of text: the smallest laptop, plain and enlarged."""

WORD = "Aufenthaltsgestattungsverlängerungsantragsformularausfüllhilfe"
LONG = f"""
| survey | | | | | |
| | type | name | label::D (de) | label::T (ti) | label::A (ar) |
| | text | one | {WORD} | ሓደ | واحد |
| | text | two | Kurz | {"ስድራቤት ናይ ቆልዑ ክፍሊ " * 6} | {"العائلة والأطفال " * 6} |
| | select_multiple kind | three | {WORD} {WORD} | ሰለስተ | ثلاثة |
| | note | four | # {WORD}<br>**fett** | ኣርባዕተ | أربعة |
| choices | | | | | |
| | list_name | name | label::D (de) | label::T (ti) | label::A (ar) |
| | kind | a | {WORD} | ሀ | {"العائلة والأطفال " * 4} |
| | kind | b | B | {"ስድራቤት " * 9} | ب |
| | kind | c | {WORD} {WORD} | ሐ | ج |
"""


def now() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


def conversation(xml: bytes) -> FormConversation:
    """A form with one instance of every repeat."""
    definition = load_form(xml)
    session = FormSession(definition, environment=Environment(time_zone=ZONE))
    talk = FormConversation(session, LocaleContext("de"), LocaleContext("ar", fallback="de"))
    waiting = list(session.body())
    while waiting:
        node = waiting.pop()
        if node.kind == "repeat" and not node.children and node.can_add:
            session.add_repeat(node.ref)
        waiting.extend(node.children)
    return talk


def lay_out(view: StepView) -> None:
    """Give every question its place, also those that skip logic hides."""
    for row in view.rows:
        row.setVisible(True)
    for _ in range(12):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def top(widget: QWidget, within: QWidget) -> int:
    return widget.mapTo(within, QPoint(0, 0)).y()


def crooked(row: QuestionRow) -> Iterator[str]:
    """What does not stand beside its translation, by more than a pixel, or is cut off."""
    worker, client = row.sides
    for label in (worker.label, client.label):
        if label.height() + 1 < label.heightForWidth(label.width()):
            yield f"{row.ref} cut off"
    if top(worker.field, row) < top(worker.label, row) + worker.label.height():
        yield f"{row.ref} field over label"
    if client.is_shut:
        return
    if abs(top(worker.label, row) - top(client.label, row)) > 1:
        yield f"{row.ref} label"
    if abs(top(worker.field, row) - top(client.field, row)) > 1:
        yield f"{row.ref} field"
    if isinstance(worker.field, ChoiceField) and isinstance(client.field, ChoiceField):
        pairs = zip(worker.field.rows, client.field.rows, strict=True)
        for at, (one, other) in enumerate(pairs):
            if abs(top(one, row) - top(other, row)) > 1:
                yield f"{row.ref} choice {at}"


@pytest.mark.parametrize("form_id", sorted(FORMS))
@pytest.mark.parametrize(("width", "percent"), SIZES)
def test_rows_and_choices_align_in_every_pair_of_languages(
    form_id: str, width: int, percent: int, qtbot: QtBot, theme: Theme
) -> None:
    wrong = wrong_places(FORMS[form_id].xml, width, percent, qtbot, theme)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(("width", "percent"), [*SIZES, (640, 150)])
def test_a_word_without_end_and_tall_letters_align_too(
    width: int, percent: int, qtbot: QtBot, theme: Theme
) -> None:
    result = convert(xlsform=LONG, file_type=".md", validate=False, pretty_print=False)
    wrong = wrong_places(str(result.xform).encode(), width, percent, qtbot, theme)
    assert wrong == [], "\n".join(wrong)


def wrong_places(xml: bytes, width: int, percent: int, qtbot: QtBot, theme: Theme) -> list[str]:
    """All that is crooked in a form, in every pair of its languages."""
    theme.wear(Appearance(Look.LIGHT, percent))
    talk = conversation(xml)
    looks = (
        PaneLook(talk.worker),
        PaneLook(talk.client, tokens.SECTION, is_client=True),
    )
    view = StepView(talk, looks, LocaleContext("de"), now)
    area = scrolled(view)
    qtbot.addWidget(area)
    area.resize(width, 700)
    area.show()
    workers, clients = pane_codes(talk.session.definition.languages)
    wrong: list[str] = []
    for step in talk.steps:
        view.show_step(step)
        for worker in workers:
            talk.switch(worker=worker)
            view.relabel(WORKER)
            for client in clients:
                talk.switch(client=client)
                view.relabel(CLIENT)
                lay_out(view)
                pair = f"{worker}+{client}"
                wrong += [f"{pair} {what}" for row in view.rows for what in crooked(row)]
                for band in view.findChildren(GroupBand):
                    if not isinstance(band, InstanceBand):
                        tops = [top(label, band) for label in band.labels]
                        wrong += [f"{pair} {band.node.ref}"] * (abs(tops[0] - tops[1]) > 1)
    theme.wear(Appearance())
    return wrong
