"""Dresses the application: palette, font and style sheet, in one look and one text size."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.palette import palette
from desktop.ui.theme.style_sheet import style_sheet
from desktop.ui.theme.tokens import Look


class Appearance(NamedTuple):
    """What a person chooses: look and text size in per cent (100 to 150)."""

    look: Look = Look.LIGHT
    text_percent: int = 100


class Theme(QObject):
    """Applies an Appearance to the QApplication it is given.

    *is_styled*: the application was made with STYLE; ``read_by_widget`` is to follow, when
    there is time, before a window reads from right to left.
    Signals: ``changed(Appearance)`` after every change, for widgets that paint themselves.
    """

    changed = Signal(object)

    STYLE = ("-style", "Fusion")
    """Arguments for a QApplication; asking it for its style later makes all of QStyle's enums."""

    def __init__(
        self,
        application: QApplication,
        appearance: Appearance | None = None,
        *,
        is_styled: bool = False,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = appearance or Appearance()
        if not is_styled:
            self.read_by_widget()
        self._dress()

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    def wear(self, appearance: Appearance) -> None:
        """Change look and text size of all windows at once."""
        if appearance != self._appearance:
            self._appearance = appearance
            self._dress()
            self.changed.emit(appearance)

    def read_by_widget(self) -> None:
        """Let words on buttons read in the direction of their widget, from now on."""
        from desktop.ui.theme.reading import wear_reading_style

        wear_reading_style(self._application)

    def _dress(self) -> None:
        chosen = tokens.TOKENS[self._appearance.look]
        scale = self._appearance.text_percent / 100
        self._application.setFont(fonts.font(tokens.BODY, scale=scale))
        self._application.setPalette(palette(chosen))
        sheet = style_sheet(chosen, scale)
        if self._application.styleSheet() != sheet:  # setting it looks at every widget there is
            self._application.setStyleSheet(sheet)


def current_scale() -> float:
    """Return the text size worn now as a factor (1.0 to 1.5), for own painting and widths."""
    size = QGuiApplication.font().pixelSize()
    return size / tokens.BODY if size > 0 else 1.0
