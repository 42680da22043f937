"""*Fälle*: the list, search while typing, the keyboard, pages of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.changes import RecordEdit
from desktop.domain.ids import RecordId, new_record_id
from desktop.i18n.context import LocaleContext
from desktop.services.views import CaseRow
from desktop.ui.models.case_list_model import PAGE, CaseListModel, Column
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.ui.pages_desk import PagesDesk, texts


def rows(count: int) -> tuple[CaseRow, ...]:
    return tuple(
        CaseRow(RecordId(f"c{n}"), f"DD-{n}", f"Name {n:04d}", "", (), "", "intake", None, ())
        for n in range(count)
    )


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, tr: LocaleContext) -> None:
    model = CaseListModel(tr, lambda: 0)
    check: Callable[[CaseListModel], None] = qtmodeltester.check
    check(model)
    model.show(rows(30))
    check(model)
    model.show(tuple(reversed(rows(25))))
    assert [model.row_at(at).case for at in range(3)] == ["c24", "c23", "c22"]
    check(model)


def test_a_changed_case_changes_its_row_only(qtbot: QtBot, tr: LocaleContext) -> None:
    model = CaseListModel(tr, lambda: 0)
    before = rows(10)
    model.show(before)
    after = (*before[:4], replace(before[4], place="Haus 3"), *before[5:])
    with (
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.assertNotEmitted(model.rowsInserted),
        qtbot.waitSignal(model.dataChanged) as changed,
    ):
        model.show(after)
    assert changed.args is not None
    assert changed.args[0].row() == changed.args[1].row() == 4


def test_many_cases_come_page_by_page(tr: LocaleContext) -> None:
    model = CaseListModel(tr, lambda: 0)
    model.show(rows(PAGE + 50))
    assert model.rowCount() == PAGE
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 50
    assert not model.canFetchMore(QModelIndex())


def test_search_from_anywhere_narrows_the_list_and_says_why(desk: PagesDesk) -> None:
    window = desk.window()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    QTest.keyClicks(window.search, "mahmud")
    desk.settle()
    table = window.cases.findChild(QTableView)
    assert isinstance(table, QTableView)
    assert table.isVisible()
    assert window.search.hasFocus()
    model = table.model()
    assert model.rowCount() == 1
    assert model.index(0, Column.NAME).data() == "Al-Khatib, Mahmoud"
    assert not table.isColumnHidden(Column.MATCH)
    assert "Mahmoud" in str(model.index(0, Column.MATCH).data())


def test_a_search_without_result_says_what_helps(desk: PagesDesk) -> None:
    window = desk.window()
    window.search.setText("zzzzzzzz")
    desk.settle()
    assert "Nichts gefunden." in texts(window.cases)


def test_more_matches_than_the_list_takes_are_said(desk: PagesDesk) -> None:
    case = desk.cases[0]
    edits = [
        RecordEdit(desk.streams[case], "note", new_record_id(), {"case": case, "text": text})
        for text in ["Termin beim Amt"] * 210 + ["Wohnung besichtigt"]
    ]
    desk.store.write(lambda writer: writer.save(edits)).result()
    window = desk.window()
    window.search.setText("Termin")
    desk.settle()
    assert "1 Fall zu „Termin“. Es gibt noch mehr" in window.cases._head.note.text()
    window.search.setText("Wohnung")
    desk.settle()
    assert window.cases._head.note.text() == "1 Fall zu „Wohnung“"


def test_down_enters_the_list_and_enter_opens_the_case(desk: PagesDesk) -> None:
    window = desk.window()
    window.search.setText("Selam")
    desk.settle()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    table = window.cases.findChild(QTableView)
    assert isinstance(table, QTableView)
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    desk.settle()
    assert window.case.isVisible()
    assert window.case.case == desk.cases[0]
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.cases.isVisible()


def test_escape_clears_the_search_and_then_leaves_it(desk: PagesDesk) -> None:
    window = desk.window()
    window.search.setText("Selam")
    window.search.setFocus()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.search.text() == ""
    desk.settle()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.hasFocus()


@pytest.mark.parametrize("percent", [100, 150])
def test_file_number_and_room_are_whole(
    desk: PagesDesk, theme: Theme, percent: int, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: theme.wear(Appearance(Look.LIGHT, 100)))
    theme.wear(Appearance(Look.LIGHT, percent))
    window = desk.window()
    window.resize(1366, 768)
    window.go("cases")
    desk.settle()
    for words in ("", "mahmoud"):
        window.search.setText(words)
        desk.settle()
        table = window.cases.findChild(QTableView)
        assert isinstance(table, QTableView)
        metrics = table.fontMetrics()
        for column, text in ((Column.NUMBER, "DD-4K50018-70"), (Column.PLACE, "Haus · Zimmer 204")):
            room = table.columnWidth(column) - 2 * tokens.M
            assert not table.isColumnHidden(column)
            assert metrics.horizontalAdvance(text) <= room
        assert table.isColumnHidden(Column.PHASE) == (percent == 150 or bool(words))
