"""Pictures and recorded prompts that a form carries, in both windows; nothing touches a disk."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.ui import audio
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_media import choice_picture, media_name, picture_of, prompts_of
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.media_row import CANNOT_PLAY
from tests.support.window_texts import texts
from tests.ui.form_desk import Desk, case_desk, tap

desk = case_desk

HAS_SOUND = audio.can_play()
HOME = "/data/home"


def tone() -> bytes:
    """A tenth of a second of a note, as a WAV file."""
    data = io.BytesIO()
    with wave.open(data, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        samples = (int(9000 * math.sin(at / 3)) for at in range(800))
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return data.getvalue()


def picture() -> bytes:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


MEDIA = {
    "house.png": picture(),
    "flat.png": picture(),
    "home_ar.wav": tone(),
    "flat_ar.wav": tone(),
}


def _text(name: str, words: str, *media: str) -> str:
    return f'<text id="{name}"><value>{words}</value>{"".join(media)}</text>'


def _image(name: str) -> str:
    return f'<value form="image">jr://images/{name}</value>'


def _audio(name: str) -> str:
    return f'<value form="audio">jr://audio/{name}</value>'


FORM = (
    '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">'
    "<h:head><h:title>Bilder</h:title><model><itext>"
    '<translation lang="de">'
    + _text("home", "Wo wohnen Sie?", _image("house.png"))
    + _text("flat", "Wohnung", _image("flat.png"))
    + _text("tent", "Zelt")
    + '</translation><translation lang="ar">'
    + _text("home", "أين تسكن؟", _image("house.png"), _audio("home_ar.wav"))
    + _text("flat", "شقة", _image("flat.png"), _audio("flat_ar.wav"))
    + _text("tent", "خيمة", _image("../../etc/passwd"))
    + "</translation></itext>"
    '<instance><data id="media" version="1"><home/></data></instance>'
    '<bind nodeset="/data/home" type="string"/></model></h:head><h:body>'
    '<select1 ref="/data/home"><label ref="jr:itext(\'home\')"/>'
    "<item><label ref=\"jr:itext('flat')\"/><value>flat</value></item>"
    "<item><label ref=\"jr:itext('tent')\"/><value>tent</value></item>"
    "</select1></h:body></h:html>"
).encode()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> FormPage:
    shown = desk.page(desk.form(FORM, media=MEDIA))
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def client(qtbot: QtBot, desk: Desk, page: FormPage) -> InterpreterWindow:
    page.navigator.go_to(HOME)
    window = InterpreterWindow(page.conversation, page.local_now)
    desk.windows.append(window)
    window.resize(1000, 760)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("jr://images/house.png", "house.png"),
        ("jr://audio/../../etc/passwd", "passwd"),
        ("https://example.org/house.png", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_media_come_from_the_forms_own_package_alone(address: str, name: str) -> None:
    assert media_name(address) == name


def test_pictures_and_prompts_are_those_of_the_language(page: FormPage) -> None:
    session = page.conversation.session
    assert picture_of(session, HOME, "ar") == MEDIA["house.png"]
    assert choice_picture(session, HOME, "flat", "ar") == MEDIA["flat.png"]
    assert choice_picture(session, HOME, "tent", "ar") == b""
    assert prompts_of(session, HOME, "ar") == (MEDIA["home_ar.wav"], MEDIA["flat_ar.wav"])
    assert prompts_of(session, HOME, "de") == (), "no recording in another language"


def test_pictures_stand_at_question_and_choices_in_both_windows(
    qtbot: QtBot, desk: Desk, page: FormPage
) -> None:
    question = page.view.row(HOME)
    assert question is not None
    for side in question.sides:
        assert isinstance(side.field, ChoiceField)
        assert side.field.rows[0].drawing.picture_room() > 0
    window = client(qtbot, desk, page)
    assert window.page.picture.isVisible()
    assert isinstance(window.field, ChoiceField)
    assert window.field.rows[0].drawing.picture_room() > 0


@pytest.mark.skipif(HAS_SOUND, reason="this installation can play")
def test_without_sound_the_worker_alone_is_told_of_the_recording(
    qtbot: QtBot, desk: Desk, page: FormPage
) -> None:
    assert not audio.can_play()
    assert CANNOT_PLAY in texts(page)
    window = client(qtbot, desk, page)
    assert not window.prompt.isVisible()
    assert CANNOT_PLAY not in texts(window)


@pytest.mark.qt_log_level_fail("CRITICAL")
@pytest.mark.skipif(not HAS_SOUND, reason="QtMultimedia is not part of the base installation")
def test_a_prompt_plays_from_memory(
    qtbot: QtBot, desk: Desk, page: FormPage, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    window = client(qtbot, desk, page)
    assert window.prompt.isVisible()
    with qtbot.waitSignal(window.prompt.played, timeout=10_000):
        tap(window.prompt.button)
    assert {p for p in set(tmp_path.rglob("*")) - before if p.suffix == ".wav"} == set()
