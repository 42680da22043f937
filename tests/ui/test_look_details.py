"""What a design review found: places, weights and words that must not slip again."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import PaneLook
from desktop.ui.interpreter_window.foot import Foot
from desktop.ui.pages.requests import VISIT_FORM, FormRequest
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.ui.pages_desk import PagesDesk


def test_questions_are_bold_in_the_main_window(desk: PagesDesk, theme: Theme) -> None:
    window = desk.window()
    window.forms.begin(FormRequest(VISIT_FORM, desk.cases[0], None, "ar"))
    desk.settle()
    page = window.forms.page
    assert page is not None
    for look in (Look.LIGHT, Look.DARK):
        theme.wear(Appearance(look, 100))
        rows = [row for row in page.view.rows if row.type != "note"]
        open_sides = [side for row in rows for side in row.sides if not side.is_shut]
        weights = {side.label.font().weight() for side in open_sides}
        assert weights == {tokens.STRONG}


def test_the_buttons_under_a_question_stay_where_they_are(qtbot: QtBot, theme: Theme) -> None:
    for language in ("de", "ar"):
        holder = QWidget()
        qtbot.addWidget(holder)
        look = PaneLook(LocaleContext(language), tokens.CLIENT, is_client=True)
        foot = Foot(look, holder)
        box = QVBoxLayout(holder)
        box.addWidget(foot)
        holder.setLayoutDirection(look.direction)
        holder.resize(1366, 200)
        holder.show()
        foot.relabel()
        foot.fit(1366)
        buttons = (foot.back, foot.again, foot.no_answer)
        places = []
        for onward in (client_texts.SKIP, client_texts.NEXT):
            for can_ask in (True, False):
                foot.show_buttons(again=can_ask, onward=onward, no_answer=can_ask, back=True)
                QApplication.sendPostedEvents()
                row = [button.mapTo(foot, button.rect().center()).x() for button in buttons]
                places.append(row if can_ask else row[:1])
        assert places[0] == places[2]
        assert places[1] == places[3] == places[0][:1]
        order = sorted((*buttons, foot.skip), key=lambda one: one.mapTo(foot, one.pos()).x())
        ends = (order[0], order[-1]) if language == "de" else (order[-1], order[0])
        assert ends == (foot.back, foot.skip)
