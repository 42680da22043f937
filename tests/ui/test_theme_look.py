"""The look: contrast of the tokens, one style sheet, icons that exist, fonts for every script."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
import qtawesome
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QFont, QFontMetrics, QImage

from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.icons import MIRRORED, Icon, icon_before_words
from desktop.ui.theme.style_sheet import style_sheet
from desktop.ui.theme.theme import Theme, current_scale
from desktop.ui.theme.tokens import Tokens


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", list(tokens.TOKENS))
def test_text_can_be_read_on_every_ground(look: tokens.Look) -> None:
    t = tokens.TOKENS[look]
    for ground in (t.bg, t.surface, t.raised):
        for ink in (t.text, t.muted, t.accent, t.danger, t.warn, t.ok, t.info):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(t.on_accent, t.accent) >= 4.5
    assert contrast(t.text, t.accent_weak) >= 4.5
    assert contrast(t.accent, t.accent_weak) >= 4.5
    assert contrast(t.strong, t.surface) >= 3.0


@pytest.mark.parametrize("palette", [tokens.LIGHT, tokens.DARK])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_style_sheet_knows_only_the_tokens(palette: Tokens, scale: float) -> None:
    sheet = style_sheet(palette, scale)
    assert "$" not in sheet
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", sheet))
    mixed = used - set(palette._asdict().values())
    assert len(mixed) == 3  # two shades of the accent, one of the scroll bar
    for file in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(file).is_file()


def test_every_icon_exists_in_the_family() -> None:
    folder = Path(qtawesome.__file__).parent / "fonts"
    names = json.loads(next(folder.glob("phosphor-charmap*")).read_text())
    assert [which.value for which in Icon if which.value not in names] == []


def inked(picture: QImage) -> tuple[int, int]:
    """The first and the last column with something drawn in it."""
    columns = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y).alpha() > 20 for y in range(picture.height()))
    ]
    return columns[0], columns[-1]


@pytest.mark.parametrize("which", [Icon.UNDO, Icon.BACK, Icon.OPEN, Icon.ADD])
@pytest.mark.parametrize(("size", "gap"), [(18, 5), (27, 8)])
def test_an_icon_before_words_is_whole_on_the_side_away_from_them(
    theme: Theme, which: Icon, size: int, gap: int
) -> None:
    pictures = [
        icon_before_words(which, "#000000", size, gap=gap, rtl=rtl).pixmap(
            QSize(size + gap, size), 2.0
        )
        for rtl in (False, True)
    ]
    width = 2 * (size + gap)
    (first, last), (first_rtl, last_rtl) = (inked(one.toImage()) for one in pictures)
    assert [one.width() for one in pictures] == [width, width]
    # Nothing is cut off: a margin is left on both sides of the drawing.
    assert 0 < first < last < 2 * size
    assert 2 * gap < first_rtl < last_rtl < width - 1
    if which in MIRRORED:
        assert first_rtl == pytest.approx(width - 1 - last, abs=2)
    else:
        assert first_rtl == first + 2 * gap


def test_the_text_size_scales_everything(theme: Theme) -> None:
    assert current_scale() == 1.0
    small = QFontMetrics(fonts.font(tokens.BODY)).height()
    large = QFontMetrics(fonts.font(tokens.BODY, scale=1.5)).height()
    assert large / small == pytest.approx(1.5, abs=0.12)


@pytest.mark.parametrize("language", ["ar", "fa", "ti", "ka"])
def test_a_script_has_its_font_first(language: str) -> None:
    families = fonts.font(tokens.BODY, language=language).families()
    assert families[0] == fonts.BY_SCRIPT[language][0]
    assert "Noto Sans" in families
    assert len(families) == len(set(families))


def test_strong_is_one_weight() -> None:
    assert fonts.font(15, weight=tokens.STRONG).weight() == QFont.Weight.DemiBold


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_the_binding_counts_none_correctly() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one None a call and aborts after some thousands."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 250
