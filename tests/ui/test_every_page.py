"""Every page in the test language at 150 %, and from right to left: translated, nothing cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.app.running import Running
from desktop.i18n.pseudo import pseudo
from desktop.ui import dialogs, pages
from desktop.ui.dialogs.pledge_dialog import PledgeTexts
from desktop.ui.dialogs.signature_dialog import SignerWords
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_heads import PaneHeads
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.form_preview import PreviewLines
from desktop.ui.pages.form_step_view import StepView
from desktop.ui.pages.glossary_panel import GlossaryPanel
from desktop.ui.pages.page import Page
from desktop.ui.pages.read_back_page import Lines
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.quote import QuoteLabel
from desktop.ui.widgets.rail import Rail
from tests.shots.scenes import Scenes, close
from tests.shots.stage import Stage, prepare
from tests.support.everything_said import titles, words_of
from tests.support.keyboard_rules import unnamed, wrong_enter, wrong_start
from tests.support.literal import markup_faults
from tests.support.window_texts import is_within, plain, texts
from translations.catalogues import forms, read
from translations.layout import DOMAINS

PAGES = (
    "unlock",
    "unlock-wrong",
    "unlock-fault",
    "today",
    "today-empty",
    "today-banner",
    "cases",
    "search",
    "search-nothing",
    "case",
    "home",
    "timeline",
    "documents",
    "documents-empty",
    "sync",
    "halted",
    "forms",
    "preview",
    "note",
    "conflict",
    "keys",
    "start",
    "import",
    "export",
    "unsaved",
    "menu",
    "rendering",
    "attachment",
    "attachment-ask",
    "form",
    "print",
    "glossary",
    "client",
    "client-view",
    "pin",
    "summary",
    "interpreter",
    "relative",
    "pledge",
    "signature",
    "photo",
    "unlock-who",
    "unlock-wait",
    "forgotten",
    "no-code",
    "password",
    "recovery-code",
    "setup-password",
    "setup-sheet",
    "setup-rehearsal",
    "erase",
    "erase-person",
    "erase-held",
    "erased",
    "hold",
    "retention",
    "erase-several",
    "retention-rule",
    "backups",
    "restore-shared",
    "restore",
    "restore-confirm",
    "new-device",
    "cover",
    "cover-wrong",
    "cover-plain",
    "unlock-behind",
    "today-low",
    "today-damaged",
)
PANES = (
    StepView,
    PaneHeads,
    PreviewLines,
    InterpreterWindow,
    GlossaryPanel,
    Lines,
    QuoteLabel,
    PledgeTexts,
    SignerWords,
    TextLabel,
)
"""What speaks its own language, whatever the window speaks."""
DATA = frozenset({"Deutsch", "Rundgang", "Wohnung", "Termin"})
"""Own names of languages, and what workers of the demo agency wrote."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication, known_keys: None) -> Stage:
    """A demo agency with drafts, a conflict and unsent entries."""
    return prepare(tmp_path_factory.mktemp("agency"))


@pytest.fixture
def scenes(stage: Stage, tasks: Tasks, theme: Theme) -> Iterator[Scenes]:
    running = Running.open(stage.profile, stage.password)
    yield Scenes(stage, running, tasks, theme)
    running.close()
    theme.wear(Appearance(Look.LIGHT, 100))


def shown(window: MainWindow, other: QWidget | None) -> list[QWidget]:
    """The windows a person sees in a scene."""
    above: list[QWidget] = [d for d in window.findChildren(QDialog) if d.isVisible()]
    front = [other] if other is not None else above
    return front or [window]


def pages_and_dialogs() -> set[type[QWidget]]:
    """Every page and dialog of the program that is no mere base of others."""
    found: set[type[QWidget]] = {FormPage}
    for package in (dialogs, pages):
        for module in iter_modules(package.__path__):
            for thing in vars(import_module(f"{package.__name__}.{module.name}")).values():
                if isinstance(thing, type) and issubclass(thing, Page | QDialog):
                    found.add(thing)
    return {one for one in found if one.__module__.startswith("desktop.") and not is_base(one)}


def is_base(kind: type[QWidget]) -> bool:
    """Whether the program has more special kinds of it."""
    return any(each.__module__.startswith("desktop.") for each in kind.__subclasses__())


def test_no_page_is_forgotten(scenes: Scenes) -> None:
    assert tuple(scenes.all()) == PAGES
    window, missing = scenes.window("de"), pages_and_dialogs()
    for scene in scenes.all().values():
        other = scene(window)
        scenes.settle()
        for root in [window, *([other] if other is not None else [])]:
            missing -= {type(each) for each in [root, *root.findChildren(QWidget)]}
        for dialog in window.findChildren(QDialog):
            dialog.hide()
        close(other)
        if not missing:
            break
    scenes.drop(window, None)
    assert missing == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_text_of_a_page_is_translated_and_whole(
    page: str, scenes: Scenes, theme: Theme
) -> None:
    theme.wear(Appearance(Look.LIGHT, 150))
    window = scenes.window("xx")
    other = scenes.all()[page](window)
    scenes.settle()
    faults = [
        fault for root in shown(window, other) for fault in (*untranslated(root), *cut_off(root))
    ]
    scenes.drop(window, other)
    assert faults == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != "menu"])
def test_every_page_is_laid_out_from_right_to_left_and_led_by_keys(
    page: str, scenes: Scenes
) -> None:
    window = scenes.window("ar")
    other = scenes.all()[page](window)
    scenes.settle()
    faults = [
        fault
        for root in shown(window, other)
        for fault in (
            *left_to_right(root),
            *cut_off(root),
            *outside(root),
            *markup_faults(root),
            *unnamed(root),
            *wrong_start(root),
        )
    ]
    words = words_of(scenes.store.read())
    named = [title for title in titles() for word in words if word in title]
    faults += [fault for root in shown(window, other) for fault in wrong_enter(root)]
    scenes.drop(window, other)
    assert faults == []
    assert named == [], "the desktop's bar shows titles to everybody who passes by"


@cache
def message_ids() -> dict[str, re.Pattern[str]]:
    """Every message id with a word in it, as a pattern for its filled form."""
    found = {}
    for domain in DOMAINS:
        for message in read(domain.template):
            for text in forms(message.id):
                if re.search(r"[a-zäöü]{3}", text) and pseudo(text) != text:
                    parts = re.split(r"\{[^{}]*\}", plain(text))
                    if any(re.search(r"[a-zäöü]{3}", part) for part in parts):
                        found[text] = re.compile(".+?".join(map(re.escape, parts)) + r"\Z")
    return found


def untranslated(root: QWidget) -> Iterator[str]:
    for text in dict.fromkeys(texts(root, spoken=True, without=PANES)):
        if text.startswith("[") or text in DATA:
            continue
        if any(pattern.match(text) for pattern in message_ids().values()):
            yield f"not translated: {text}"


def _widgets(root: QWidget) -> Iterator[QWidget]:
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible() and widget.width() > 1:
            yield widget


def cut_off(root: QWidget) -> Iterator[str]:
    """Labels and buttons whose words do not fit their place, unless an ellipsis says so."""
    for widget in _widgets(root):
        if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel) and widget.text():
            wanted = widget.sizeHint()
            if widget.wordWrap():
                if widget.heightForWidth(widget.width()) > widget.height() + 1:
                    yield f"cut off: {plain(widget.text())}"
            elif wanted.width() > widget.width() + 1:
                yield f"cut off: {plain(widget.text())}"
        elif is_within(widget, (Rail,)):
            continue  # narrow, it shows pictures only
        elif isinstance(widget, QAbstractButton) and widget.text():
            words = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, widget.text())
            if words.width() > widget.width():
                yield f"cut off: {widget.text()}"


def left_to_right(root: QWidget) -> Iterator[str]:
    for widget in _widgets(root):
        is_text = isinstance(widget, QLabel | QAbstractButton | QLineEdit | QPlainTextEdit)
        if is_text and not widget.isRightToLeft() and not is_within(widget, PANES):
            yield f"left to right: {type(widget).__name__} {texts(widget)}"


def outside(root: QWidget) -> Iterator[str]:
    """Widgets that stick out of the widget they lie in."""
    for widget in _widgets(root):
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or widget is root:
            continue
        area = QRect(0, 0, parent.width(), parent.height())
        if widget.geometry().left() < -1 or widget.geometry().right() > area.right() + 1:
            yield f"sticks out: {type(widget).__name__} {widget.geometry()} of {area}"
