"""The glossary beside the form: words of the question first, both languages, search, Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.glossary_panel import GlossaryPanel
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.labels import PlainLabel
from tests.support.windows import in_front
from tests.ui.form_desk import Desk, case_desk

desk = case_desk


STATUS = "/data/f1_page_residence/f1_status"


def panel(qtbot: QtBot, client: str = "ar", width: int = 300) -> GlossaryPanel:
    made = GlossaryPanel(LocaleContext("de"), LocaleContext(client, fallback="de"))
    qtbot.addWidget(made)
    made.resize(width, 600)
    made.show()
    return made


def first(made: GlossaryPanel) -> list[str]:
    return [entry.worker.term for entry in made.shown()[:2]]


def words(made: GlossaryPanel) -> list[PlainLabel]:
    """What stands there or will when Qt has laid it out: all that nobody has hidden."""
    shown_or_hidden = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    labels = made.findChildren(PlainLabel)
    return [one for one in labels if not (one.isHidden() and one.testAttribute(shown_or_hidden))]


def test_words_of_the_question_stand_first_and_all_others_below(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.show_for(["Läuft eine Frist?", "Bescheid vom Jobcenter"])
    assert [entry.worker.term for entry in made.shown()[:3]] == ["Frist", "Bescheid", "Jobcenter"]
    assert len(made.shown()) == 60
    assert "In dieser Frage" in [label.text() for label in words(made)]


def test_each_side_has_its_own_direction(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.show_for(["Frist"])
    sides = {label.text(): label.layoutDirection() for label in words(made)}
    assert sides["Frist"] == Qt.LayoutDirection.LeftToRight
    assert sides["موعد نهائي"] == Qt.LayoutDirection.RightToLeft


def test_search_finds_in_both_languages_and_says_when_there_is_nothing(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.show_for([])
    made.search.setText("قسيمة علاج")
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert first(made)[:1] == ["Behandlungsschein"]
    made.search.setText("xyzzy")
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert made.shown() == ()
    assert "Kein Wort gefunden." in [label.text() for label in words(made)]


def test_drafts_are_marked_and_languages_without_glossary_too(qtbot: QtBot) -> None:
    marked = panel(qtbot, "ti")
    marked.show_for([])
    assert "Übersetzung: Entwurf, nicht geprüft" in [label.text() for label in words(marked)]
    missing = panel(qtbot, "so")
    missing.show_for([])
    assert "Noch nicht übersetzt" in [label.text() for label in words(missing)]


def test_a_switch_of_the_client_s_language_changes_that_side(qtbot: QtBot) -> None:
    client = LocaleContext("ar")
    made = GlossaryPanel(LocaleContext("de"), client)
    qtbot.addWidget(made)
    made.show()
    made.show_for(["Frist"])
    client.switch("uk")
    assert "кінцевий строк" in [label.text() for label in words(made)]


def test_f7_opens_it_at_the_question_and_esc_goes_back_there(
    desk: Desk, qtbot: QtBot, theme: Theme
) -> None:
    page = wide(desk.open(form_id="f1_intake"), qtbot, 1300)
    page.navigator.go_to(STATUS)
    QTest.keyClick(page, Qt.Key.Key_F7)
    made = page.paper.panel
    assert made is not None
    assert page.side.panel is made
    assert made.search.hasFocus()
    assert first(made)[0] == "Aufenthaltsstatus"
    QTest.keyClick(made.search, Qt.Key.Key_Escape)
    assert not page.paper.is_glossary_open
    assert not page.side.isVisible()
    assert page.conversation.current == STATUS


def test_another_question_brings_its_own_words(desk: Desk, qtbot: QtBot) -> None:
    page = wide(desk.open(form_id="f1_intake"), qtbot, 1300)
    page.navigator.go_to(STATUS)
    page.paper.toggle_glossary()
    page.navigator.go_to("/data/f1_page_family/f1_arrived_dd")
    made = page.paper.panel
    assert made is not None
    assert first(made)[0] == "Zuweisung"


def test_on_a_narrow_page_it_lies_over_the_panes_instead_of_squeezing_them(
    desk: Desk, qtbot: QtBot, theme: Theme
) -> None:
    theme.wear(Appearance(Look.LIGHT, 150))
    try:
        page = wide(desk.open(form_id="f1_intake"), qtbot, 1166)
        before = page.scrolled.width()
        page.paper.toggle_glossary()
        assert page.scrolled.width() == before
        over = page.paper.over
        assert over.isVisible()
        assert page.rect().contains(over.geometry())
        assert over.width() <= page.width() * 0.61
        page.paper.toggle_glossary()
        assert not over.isVisible()
    finally:
        theme.wear(Appearance(Look.LIGHT, 100))


def test_it_changes_its_place_with_the_width_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    page = wide(desk.open(form_id="f1_intake"), qtbot, 1300)
    page.paper.toggle_glossary()
    assert page.side.panel is page.paper.panel
    page.resize(900, 700)
    qtbot.waitUntil(lambda: page.paper.over.panel is page.paper.panel)
    assert not page.side.isVisible()
    page.resize(1300, 700)
    qtbot.waitUntil(lambda: page.side.panel is page.paper.panel)
    assert not page.paper.over.isVisible()


def wide(page: FormPage, qtbot: QtBot, width: int) -> FormPage:
    """The page shown in that width, with the keyboard."""
    page.resize(width, 700)
    in_front(qtbot, page)
    page.first_focus()
    return page
