"""Pictures of the client window, of its PIN, and of all kinds of fields in both panes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.client_view_dialog import ClientViewDialog
from desktop.ui.dialogs.pin_dialog import PinDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots.settling import is_wanted, pause, show
from tests.support.all_fields import all_fields
from tests.ui.form_desk import Desk, press

WINDOW, PAGE = (1366, 768), (1166, 712)
Shown = FormPage | InterpreterWindow
Fill = Callable[[Shown], None]


def at(name: str, value: str = "") -> Fill:
    """Go to the question called *name*, answered with *value*."""

    def fill(shown: Shown) -> None:
        talk = shown.conversation
        ref = next(r for s in talk.steps for r in s.questions if r.endswith(f"/{name}"))
        if value:
            talk.answer(ref, value, shown)
        if isinstance(shown, FormPage):
            shown.navigator.go_to(ref)
        else:
            talk.move_to(ref)

    return fill


def adding(shown: Shown) -> None:
    """One more child?"""
    at("child_name", "A")(shown)
    assert isinstance(shown, InterpreterWindow)
    shown._move(1)


def closing(shown: Shown) -> None:
    """The end."""
    adding(shown)
    assert isinstance(shown, InterpreterWindow)
    shown._move(1)


def pad(shown: Shown) -> None:
    """The keys for the PIN, with two digits."""
    assert isinstance(shown, InterpreterWindow)
    shown.lock.click()
    press(shown, "38")


def wrong(shown: Shown) -> None:
    """After a wrong PIN."""
    pad(shown)
    assert isinstance(shown, InterpreterWindow)
    assert shown.pad is not None
    shown.pad.show_wrong(5)


def said_wrong(shown: Shown) -> None:
    """A number was asked."""
    at("age")(shown)
    press(shown, "alt")
    assert isinstance(shown, InterpreterWindow)
    shown.skip.click()


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture of the client window, or (``is_page``) of the worker's page."""

    name: str
    language: str
    fill: Fill
    look: Look = Look.LIGHT
    percent: int = 100
    is_page: bool = False


def _window(name: str, fill: Fill, language: str, dark: str = "") -> Scene:
    look = Look.DARK if dark else Look.LIGHT
    return Scene(f"clientw-{name}-{language}", language, fill, look)


SCENES = (
    _window("one", at("one", "c2"), "ar"),
    _window("one", at("one", "c2"), "ti", "dark"),
    _window("one", at("one"), "de"),
    _window("several", at("several", "c1 c3"), "uk"),
    _window("age", at("age", "35"), "fa"),
    _window("born", at("born", "1990-03-12"), "fa", "dark"),
    _window("meeting", at("meeting"), "ar"),
    _window("land", at("land", "l7"), "ar"),
    _window("pain", at("pain", "6"), "fa"),
    _window("order", at("order", "c3 c1 c2 c4 c5"), "ar"),
    _window("order", at("order"), "uk", "dark"),
    _window("story", at("story"), "uk"),
    _window("law", at("law"), "de"),
    _window("law", at("law"), "ar", "dark"),
    _window("wrong", said_wrong, "uk"),
    _window("adding", adding, "ar"),
    _window("closing", closing, "ar"),
    _window("closing", closing, "ti", "dark"),
    _window("pad", pad, "ar"),
    _window("padwrong", wrong, "fa", "dark"),
    Scene("clientw-one-large-uk", "uk", at("one", "c1"), percent=150),
    Scene("clientw-several-large-ti", "ti", at("several", "c1"), percent=150),
    *(
        Scene(f"fields-{name}-{language}", language, at(name, value), look, is_page=True)
        for name, value in (
            ("scale", "c2"), ("pack", "c3"), ("cols", "c1 c4"), ("row1", "c2"), ("pain", "6"),
            ("order", "c3 c1 c2 c4 c5"), ("place", "51.05 13.74 0 0"), ("map", "c1"),
            ("born", "1990-03-12"), ("small", ""),
        )
        for language, look in (("ar", Look.LIGHT), ("ti", Look.DARK))
    ),
)  # fmt: skip


def render(out: Path, tasks: Tasks, theme: Theme, words: Sequence[str] = ()) -> int:
    """Write the pictures whose name holds one of *words* (none: all); returns how many."""
    wanted = [s for s in SCENES if is_wanted(s.name, words)]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), tasks)
        try:
            for scene in wanted:
                theme.wear(Appearance(scene.look, scene.percent))
                _take(scene, out, desk)
            dialogs = _dialogs(out, desk, tasks, theme, words)
        finally:
            desk.close()
    return len(wanted) + dialogs


def _take(scene: Scene, out: Path, desk: Desk) -> None:
    page = desk.page(desk.form(all_fields(), client=scene.language))
    shown: Shown = page
    if not scene.is_page:
        shown = InterpreterWindow(page.conversation, page.local_now, is_handed_over=True)
    show(shown, PAGE if scene.is_page else WINDOW)
    scene.fill(shown)
    pause()
    shown.grab().save(str(out / f"{scene.name}.png"))
    page.conversation.close()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _dialogs(out: Path, desk: Desk, tasks: Tasks, theme: Theme, words: Sequence[str]) -> int:
    count = 0
    for language, look in (("de", Look.LIGHT), ("ar", Look.DARK)):
        theme.wear(Appearance(look, 100))
        tr, holder = LocaleContext(language), QWidget()
        choose = ClientViewDialog(holder, tr, has_second_screen=language == "de", has_pin=True)
        pin = PinDialog(holder, tr, desk.services.pin, tasks)
        pin.first.setText("1234")
        pin._on_set()
        for name, dialog in (("view", choose), ("pin", pin)):
            if is_wanted(f"dialog-{name}", words):
                dialog.show()
                pause()
                dialog.grab().save(str(out / f"dialog-{name}-{language}.png"))
                dialog.close()
                count += 1
    return count
