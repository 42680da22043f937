"""Brings an open release to the states of signing, interpreter and pledge that pictures show."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.companions import Interpreting, Presented
from desktop.services.signing import legal_refs
from desktop.ui.dialogs.pledge_dialog import PledgeDialog
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.fields.ink_pad import InkPad
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_presented import PresentedPart

SIG = "/data/f4_page_sign/f4_sig"
_PURPOSE = "/data/f4_page_what/f4_purpose_text"
_ANSWERS = {
    "/data/f4_page_start/f4_task": "new",
    "/data/f4_page_who/f4_for": "myself",
    "/data/f4_page_who/f4_org": "Jobcenter",
    "/data/f4_page_who/f4_person_or_role": "Frau Seidel",
    "/data/f4_page_who/f4_direction": "one_way",
    "/data/f4_page_what/f4_categories": "contact language_job",
    _PURPOSE: "Deutschkurs",
    "/data/f4_page_what/f4_occasion": "once",
    "/data/f4_page_understood/f4_copy": "yes",
}


def release(page: FormPage) -> None:
    """Filled in so far that it can be read out."""
    for ref, value in _ANSWERS.items():
        page.conversation.answer(ref, value, None)
    today = page.local_now().date().isoformat()
    for ref in ("/data/f4_page_what/f4_valid_to", "/data/f4_page_sign/f4_date"):
        page.conversation.answer(ref, today, None)


def reading(page: FormPage) -> None:
    """Two notes are read out, the others wait."""
    release(page)
    refs = legal_refs(page.conversation.session)
    page.navigator.go_to(refs[0])
    for ref, how in zip(refs, ("read_aloud", "read_by_client"), strict=False):
        row = page.view.row(ref)
        assert row is not None
        for part in row.parts:
            if isinstance(part, PresentedPart):
                part.choose(how)


def notes_wait(page: FormPage) -> None:
    """At the signature, nothing read out yet."""
    release(page)
    page.navigator.go_to(SIG)


def draft_language(page: FormPage) -> None:
    """All read out, in a language that cannot be signed."""
    notes_wait(page)
    talk = page.conversation
    for ref in legal_refs(talk.session):
        entry = Presented("read_aloud", talk.client.language, talk.now())
        talk.companions.set_presented(ref, entry)


def pad(page: FormPage) -> QWidget:
    """The large pad, drawn on."""
    draft_language(page)
    signing = page.conversation.signatures.signing(SIG)
    signing.choose("de")
    signing.ask(page)
    dialog = _open(SignatureDialog)
    assert isinstance(dialog, SignatureDialog)
    _draw(dialog.pad)
    return dialog


def signed(page: FormPage) -> None:
    """Signed in German."""
    dialog = pad(page)
    assert isinstance(dialog, SignatureDialog)
    dialog.primary.click()


def broken(page: FormPage) -> None:
    """Signed, then the purpose was changed; the interpreter's pledge is missing."""
    signed(page)
    page.conversation.answer(_PURPOSE, "Ausbildung", None)
    page.interpreter.take(_interpreter(page))


def interpreter(page: FormPage) -> QWidget:
    """Who interprets, with a pledge that is missing."""
    release(page)
    page.interpreter.take(_interpreter(page))
    return page.interpreter.open()


def relative(page: FormPage) -> QWidget:
    """A relative interprets: the warning and the reason."""
    release(page)
    said = replace(_interpreter(page), role="family", family_reason="Niemand sonst erreichbar")
    page.interpreter.take(said)
    return page.interpreter.open()


def pledge(page: FormPage) -> QWidget:
    """The pledge side by side."""
    release(page)
    page.interpreter.take(_interpreter(page))
    page.interpreter.open_pledge()
    dialog = _open(PledgeDialog)
    assert isinstance(dialog, PledgeDialog)
    _draw(dialog.pad)
    return dialog


def blocked(page: FormPage) -> None:
    """The client's view waits for the pledge."""
    reading(page)
    page.interpreter.take(_interpreter(page))
    page.show_client_window()


def _interpreter(page: FormPage) -> Interpreting:
    begun = page.conversation.now() - 23 * 60_000
    return Interpreting("pool", page.conversation.client.language, "", "Abebe Girma", "", begun)


def _open(kind: type[QWidget]) -> QWidget:
    windows = QApplication.topLevelWidgets()
    return next(one for one in windows if isinstance(one, kind) and one.isVisible())


def _draw(pad: InkPad) -> None:
    """Something like a name, in the middle of the pad whatever its size."""
    size = min(pad.height() / 80, pad.width() / 440)
    for word, length in enumerate((46, 60)):
        for step in range(length):
            x = size * (70 + 190 * word + step * 2.6)
            y = pad.height() / 2 + size * (
                22 * math.sin(step / 3 + word) + 9 * math.cos(step / 1.3)
            )
            (pad.draw if step else pad.begin)(QPointF(x, y))
        pad.end()
