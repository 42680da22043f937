"""The frame of the dialogs: its parts stay together, whatever the height."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.attachment_ask import ask_to_open
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.screen_room import room_for
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.labels import PlainLabel

MORE = 160


@pytest.fixture(params=[100, 150])
def window(request: pytest.FixtureRequest, qtbot: QtBot, theme: Theme) -> Iterator[QWidget]:
    theme.wear(Appearance(Look.LIGHT, request.param))
    found = QWidget()
    found.resize(1366, 768)
    qtbot.addWidget(found)
    yield found
    theme.wear(Appearance())


@pytest.fixture
def sheet(window: QWidget, qtbot: QtBot, tr: LocaleContext) -> Sheet:
    found = ask_to_open(window, tr, [])
    with qtbot.waitExposed(found):
        found.show()
    return found


def bottom(sheet: Sheet, widget: QWidget) -> int:
    return widget.mapTo(sheet, QPoint(0, widget.height())).y()


def places(sheet: Sheet) -> list[tuple[int, int]]:
    return [(label.y(), label.height()) for label in sheet.findChildren(PlainLabel)]


def test_height_to_spare_goes_between_the_content_and_the_buttons(
    sheet: Sheet, qtbot: QtBot
) -> None:
    before, buttons = places(sheet), bottom(sheet, sheet.primary)
    sheet.resize(sheet.width(), sheet.height() + MORE)
    qtbot.waitUntil(lambda: bottom(sheet, sheet.primary) == buttons + MORE)
    assert places(sheet) == before


def test_a_list_in_the_content_grows_instead(sheet: Sheet, qtbot: QtBot) -> None:
    entries = QListWidget()
    sheet.add(entries)

    def reaches_the_buttons() -> bool:
        return sheet.primary.y() - bottom(sheet, entries) == tokens.L

    sheet.resize(sheet.width(), 600)
    qtbot.waitUntil(reaches_the_buttons)
    before, end = places(sheet), bottom(sheet, entries)
    sheet.resize(sheet.width(), 600 + MORE)
    qtbot.waitUntil(lambda: bottom(sheet, entries) == end + MORE)
    assert reaches_the_buttons()
    assert places(sheet) == before


def test_a_sheet_that_grows_keeps_its_buttons_on_the_screen(sheet: Sheet, qtbot: QtBot) -> None:
    free = room_for(sheet)
    sheet.move(free.right() - sheet.width() - 4, free.bottom() - sheet.height() - 4)
    sheet.resize(sheet.width(), sheet.height() + MORE)
    assert free.contains(sheet.frameGeometry())
    sheet.resize(sheet.width(), free.height() + MORE)
    assert sheet.frameGeometry().top() == free.top(), "what does not fit begins at its title"
