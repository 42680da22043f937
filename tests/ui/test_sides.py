"""From right to left everything begins at the right: entries, wide buttons, lines, links."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.i18n.bidi import LRI, PDI, isolate
from desktop.ui.pages.form_errors import Problem, ProblemLink
from desktop.ui.theme.icons import Icon, icon_before_words
from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.menu import Menu

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
WORD = "المزامنة"


def inked(image: QImage, area: QRect) -> list[int]:
    """The columns of *area* in which something is drawn on its ground, in pixels from its left."""
    ground = image.pixelColor(area.topLeft())
    return [
        x - area.left()
        for x in range(area.left(), area.right() + 1)
        if any(_differs(image.pixelColor(x, y), ground) for y in range(area.top(), area.bottom()))
    ]


def _differs(one: QColor, other: QColor) -> bool:
    return abs(one.lightness() - other.lightness()) > 60


@pytest.mark.parametrize(("direction", "is_right"), [(RTL, True), (LTR, False)])
def test_a_short_entry_begins_where_the_long_one_does(
    direction: Qt.LayoutDirection, is_right: bool, qtbot: QtBot, theme: Theme
) -> None:
    menu = Menu()
    qtbot.addWidget(menu)
    menu.setLayoutDirection(direction)
    short, long = menu.addAction("Kurz"), menu.addAction("Ein viel längerer Eintrag im Menü")
    menu.resize(menu.sizeHint())
    image = menu.grab().toImage()
    inner = menu.rect().adjusted(8, 0, -8, 0)
    found = []
    for action in (short, long):
        place = menu.actionGeometry(action)
        columns = inked(image, QRect(inner.left(), place.top(), inner.width(), place.height()))
        found.append(columns[-1] if is_right else columns[0])
    assert abs(found[0] - found[1]) <= 3


@pytest.mark.parametrize("direction", [RTL, LTR])
def test_icon_and_words_of_a_wide_button_are_one_block_in_its_middle(
    direction: Qt.LayoutDirection, qtbot: QtBot, theme: Theme
) -> None:
    button = ActionButton("", Icon.DEVICE)
    qtbot.addWidget(button)
    button.setText("Gerät")
    button.setLayoutDirection(direction)
    button.resize(500, button.sizeHint().height())
    area = button.rect().adjusted(10, 6, -10, -6)
    columns = inked(button.grab().toImage(), area)
    assert columns[-1] - columns[0] < button.sizeHint().width()
    assert abs(columns[0] + columns[-1] - area.width()) < 24


def test_a_mirrored_icon_keeps_its_distance_from_the_words(theme: Theme) -> None:
    picture = icon_before_words(Icon.BACK, "#000000", 18, gap=6, rtl=True).pixmap(24, 18)
    image = picture.toImage()
    ratio = picture.devicePixelRatio()
    solid = [
        x / ratio
        for x in range(image.width())
        if any(image.pixelColor(x, y).alpha() > 100 for y in range(image.height()))
    ]
    assert solid
    assert min(solid) >= 6


def test_a_line_that_was_broken_begins_at_the_edge(qtbot: QtBot, theme: Theme) -> None:
    images = []
    for text in (f"{WORD} {WORD}", f"{WORD}\n{WORD}"):
        label = PlainLabel(text, wrap=True)
        qtbot.addWidget(label)
        label.setLayoutDirection(RTL)
        label.ensurePolished()
        width = round(1.5 * label.fontMetrics().horizontalAdvance(WORD))
        label.setFixedSize(width, label.heightForWidth(width))
        images.append(label.grab().toImage())
    assert images[0] == images[1]


def test_a_link_in_german_ends_with_its_full_stop_in_an_arabic_window(
    qtbot: QtBot, theme: Theme
) -> None:
    link = ProblemLink(Problem("/data/a", "Ergebnis", "Bitte eine Antwort wählen."))
    qtbot.addWidget(link)
    plain = "Ergebnis – Bitte eine Antwort wählen."
    assert link.text() == plain
    link.setLayoutDirection(RTL)
    shown = f"{isolate('Ergebnis')} – {isolate('Bitte eine Antwort wählen.')}"
    assert link.text() == f"{LRI}{shown}{PDI}"
    assert link.accessibleName() == plain
