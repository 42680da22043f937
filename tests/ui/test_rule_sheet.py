"""The rule of how long cases are kept: shown in the digits of the language, read in any script."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.retention_rules import RuleRow
from desktop.ui.dialogs.hold_rules import RuleSheet
from tests.ui.pages_desk import PagesDesk


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def sheet(parent: QWidget, desk: PagesDesk, language: str = "de") -> RuleSheet:
    rule = RuleRow("mbe", 12, "Förderrichtlinie")
    return RuleSheet(parent, LocaleContext(language), desk.services, desk.tasks, rule)


@pytest.mark.parametrize(("language", "shown"), [("de", "12"), ("ar", "١٢"), ("fa", "۱۲")])
def test_months_are_shown_in_the_digits_of_the_language(
    parent: QWidget, desk: PagesDesk, language: str, shown: str
) -> None:
    assert sheet(parent, desk, language).months.text() == shown


@pytest.mark.parametrize("typed", ["36", "٣٦", "۳۶", " 36 "])
def test_months_are_read_in_any_script(parent: QWidget, desk: PagesDesk, typed: str) -> None:
    shown = sheet(parent, desk)
    shown.months.setText(typed)
    assert shown.primary.isEnabled()
    assert shown._count() == 36


@pytest.mark.parametrize("typed", ["", "0", "361", "x", "1²", "-1", "1,5"])
def test_what_is_no_number_of_months_cannot_be_saved(
    parent: QWidget, desk: PagesDesk, typed: str
) -> None:
    shown = sheet(parent, desk)
    shown.months.setText(typed)
    assert not shown.primary.isEnabled()
