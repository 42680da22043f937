"""Takes the pictures: one file a page, look and size, German left and Arabic layout right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app.running import Running
from desktop.domain.errors import BugError
from desktop.ui.garbage import Garbage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots import (
    client_shots,
    document_shots,
    form_pages,
    form_shots,
    reading_shots,
    readme,
)
from tests.shots.scenery import SIZE, Scene
from tests.shots.scenes import Scenes
from tests.shots.settling import is_wanted
from tests.shots.stage import Stage

LOOKS = (
    Appearance(Look.LIGHT, 100),
    Appearance(Look.DARK, 100),
    Appearance(Look.LIGHT, 150),
    Appearance(Look.DARK, 150),
)


class Album:
    """Renders all scenes in all looks; ``words`` narrows by name."""

    def __init__(self, out: Path, stage: Stage, words: list[str]) -> None:
        existing = QApplication.instance()
        application = existing if isinstance(existing, QApplication) else QApplication([])
        self._out, self._stage, self._words = out, stage, words
        self._bugs: list[BugError] = []
        self._tasks = Tasks(on_bug=self._bugs.append)
        self._garbage = Garbage()
        self._garbage.start()
        self._theme = Theme(application)
        self._running = Running.open(stage.profile, stage.password)
        self._scenes = Scenes(stage, self._running, self._tasks, self._theme)
        self.count = 0

    def render(self) -> None:
        """Take every picture; raises the first bug that a page reported."""
        for appearance in LOOKS:
            self._theme.wear(appearance)
            suffix = f"{appearance.look.value}-{appearance.text_percent}"
            for name, scene in self._scenes.all().items():
                if is_wanted(name, self._words):
                    sides = [self._side(scene, language) for language in ("de", "ar")]
                    self._write(f"{name}-{suffix}", sides)
        services, case = self._running.services, self._stage.case
        self.count += form_shots.render(
            self._out, services, case, self._tasks, self._theme, self._words
        )
        self.count += client_shots.render(self._out, self._tasks, self._theme, self._words)
        self.count += document_shots.render(
            self._out, services, self._tasks, self._theme, self._words
        )
        self.count += reading_shots.render(self._out, self._tasks, self._theme, self._words)
        if self._bugs:
            raise self._bugs[0]

    def render_pages(self) -> None:
        """Take every page of every form in every pair of languages."""
        words = [word for word in self._words if word != form_pages.WORD]
        self.count += form_pages.render(self._out, self._tasks, self._theme, words)

    def render_readme(self) -> None:
        """Take the two pictures of the README: light, German, 100 %."""
        self._theme.wear(LOOKS[0])
        readme.write("today", self._side(lambda window: None, "de"))
        readme.write("visit", self._side(self._scenes.visit, "de"))

    def close(self) -> None:
        self._tasks.close()
        self._garbage.stop()
        self._running.close()

    def _side(self, scene: Scene, language: str) -> QPixmap:
        window = self._scenes.window(language)
        other = scene(window)
        self._scenes.settle()
        picture = window.grab()
        above = [] if other is None else other.findChildren(QDialog)
        for extra in (other, *above, *window.findChildren(QDialog)):
            if extra is not None and extra.isVisible():
                self._lay_over(picture, extra, window)
        self._scenes.drop(window, other)
        return picture

    def _lay_over(self, picture: QPixmap, extra: QWidget, window: QWidget) -> None:
        """Draw a dialog over its window, or another window instead of it."""
        painter = QPainter(picture)
        if not isinstance(extra, QDialog):
            painter.fillRect(picture.rect(), extra.palette().window())
        shown = extra.grab()
        free = window.size() - shown.deviceIndependentSize().toSize()
        corner = QPoint(free.width() // 2, free.height() // 2)
        if isinstance(extra, QDialog):
            painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        painter.drawPixmap(corner, shown)
        painter.end()
        if isinstance(extra, QDialog):
            extra.reject()

    def _write(self, name: str, sides: list[QPixmap]) -> None:
        whole = QPixmap(2 * SIZE[0] + 8, SIZE[1])
        whole.fill("#808080")
        painter = QPainter(whole)
        for at, side in enumerate(sides):
            painter.drawPixmap(at * (SIZE[0] + 8), 0, side)
        painter.end()
        whole.save(str(self._out / f"{name}.png"))
        self.count += 1
