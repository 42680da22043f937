"""A release open on a desk, and a hand that signs: for the tests of signatures and interpreters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.ui.fields.ink_pad import InkPad
from desktop.ui.fields.signature_field import SignatureField
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_presented import PresentedPart
from tests.support.release_form import FORM_ID, PAGE, bring_release
from tests.support.windows import in_front
from tests.ui.form_desk import Desk

SIG, SIG_WORKER = PAGE + "f4_sig", PAGE + "f4_sig_worker"
VOLUNTARY, WITHDRAW = PAGE + "f4_voluntary", PAGE + "f4_withdraw"
D = TypeVar("D", bound=QDialog)


def open_release(
    desk: Desk, qtbot: QtBot, directory: Path, client: str, unreviewed: tuple[str, ...] = ()
) -> FormPage:
    """The release on the desk's case, filled in but for notes and signature."""
    bring_release(desk.services, directory)
    form = desk.services.visits.begin(FORM_ID, desk.case, None, "de", client)
    page = shown(qtbot, desk.page(replace(form, unreviewed=unreviewed)))
    for name, value in (("f4_categories", "contact housing"), ("f4_purpose", "Deutschkurs")):
        page.conversation.answer(PAGE + name, value, None)
    return page


def shown(qtbot: QtBot, page: FormPage) -> FormPage:
    """The page as a window at the front."""
    page.resize(1166, 1000)
    return in_front(qtbot, page)


def ways(page: FormPage, ref: str) -> PresentedPart:
    """The ticks under a legal note."""
    row = page.view.row(ref)
    assert row is not None
    return next(part for part in row.parts if isinstance(part, PresentedPart))


def read_out(page: FormPage, *refs: str, how: str = "read_aloud") -> None:
    """Tick how each note was presented, in the worker's pane."""
    for ref in refs or (VOLUNTARY, WITHDRAW):
        ways(page, ref).ways[WORKER].ticks[how].click()


def field(page: FormPage, ref: str = SIG, side: int = CLIENT) -> SignatureField:
    """The signature in one pane."""
    row = page.view.row(ref)
    assert row is not None
    found = row.sides[side].field
    assert isinstance(found, SignatureField)
    return found


def dialog(kind: type[D]) -> D:
    """The dialog of that kind that is open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1, found
    return found[0]


def draw(pad: InkPad) -> None:
    """Sign with the mouse: two strokes."""
    for left in (30, 90):
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(left, 60))
        for step in range(1, 9):
            at = QPoint(left + 5 * step, 60 - 20 * (step % 2))
            QTest.mouseMove(pad, at)
            pad.draw(QPointF(at))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(left + 45, 60))
