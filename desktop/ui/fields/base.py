"""What every field of a form promises to the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.theme import current_scale

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class PaneLook:
    """How one pane speaks and writes: its context (language, direction, digits) and type size.

    ``size`` is in pixels at 100 % text; ``is_client`` chooses the words and roomier rows.
    """

    tr: LocaleContext
    size: int = tokens.BODY
    is_client: bool = False

    @property
    def direction(self) -> Qt.LayoutDirection:
        return direction_of(self.tr.is_rtl)

    @property
    def large(self) -> bool:
        """Whether this is the client window, where a finger is the pointer."""
        return self.size >= tokens.CLIENT

    def font(self, *, size: int = 0, weight: int = tokens.REGULAR) -> QFont:
        """Return the pane's font; *size* replaces the pane's own, at 100 % text."""
        return fonts.font(
            size or self.size, weight=weight, scale=current_scale(), language=self.tr.language
        )

    def hit(self) -> int:
        """Least height of something to press, in device-independent pixels."""
        return 60 if self.large else round(tokens.HIT * max(1.0, current_scale()))


def direction_of(is_rtl: bool) -> Qt.LayoutDirection:
    """Return Qt's word for a direction of reading."""
    return Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight


@dataclass(frozen=True, slots=True)
class FieldState:
    """What a field must know about its question besides the value.

    ``name`` and ``description`` are for screen readers: the question, its hint and its error.
    """

    readonly: bool = False
    required: bool = False
    error: str = ""
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice in one pane: the stored code and its plain label.

    ``language`` is the language the label is really in; it differs from the pane's when the
    translation is missing. ``picture`` is the data of a picture, or empty.
    """

    value: str
    label: str
    language: str
    picture: bytes = b""


class Field(QWidget):
    """Shows and edits one answer in one pane; knows no form, no storage and no other pane.

    Signals: ``value_edited(str)`` when a person changed the value (never by ``set_value``);
    ``moved_on(int)`` when Enter (+1) or Shift+Enter (-1) asks for another question;
    ``text_edited()`` at every keystroke of text that must be read before it is an answer.
    """

    value_edited = Signal(str)
    text_edited = Signal()
    moved_on = Signal(int)

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.state = FieldState()
        self._read_when_left: list[QWidget] = []
        self.setLayoutDirection(look.direction)

    def value(self) -> str:
        """The value as it is stored."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Show a stored value; text being typed that already means *value* is left alone."""
        raise NotImplementedError

    def set_state(self, state: FieldState) -> None:
        """Take over readonly, required, error and names."""
        self.state = state

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Take over the choices now offered; fields without choices ignore them."""

    def relabel(self) -> None:
        """Write all own words anew in the pane's language, direction, font and digits."""
        self.setLayoutDirection(self.look.direction)

    def problem(self) -> str:
        """Message id of why the typed text cannot be stored, or empty."""
        return ""

    def commit(self) -> None:
        """Read what was typed now, because the field is being left or the form finished."""

    def focus_target(self) -> QWidget | None:
        """The widget that takes the keyboard, or None if there is nothing to enter."""
        return None

    def stops(self) -> Sequence[QWidget]:
        """Where the Tab key halts, in order of reading."""
        proxy = self.focusProxy()
        return [] if proxy is None else [proxy]

    def typed(self) -> str:
        """The text that cannot be stored as it stands (see ``problem``), else empty."""
        return ""

    def unkept(self) -> str:
        """The text that is no answer or not read yet: a draft keeps it beside the answers."""
        return self.typed()

    def set_typed(self, text: str) -> None:
        """Show again what ``typed`` or ``unkept`` gave, after the field was made anew."""

    def focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> bool:
        """Put the keyboard here; False if there is nothing to enter."""
        target = self.focus_target()
        if target is None or not target.isEnabled():
            return False
        target.setFocus(reason)
        if isinstance(target, QLineEdit):
            put_caret_last(target)
        return True

    def watch_enter(self, widget: QWidget) -> None:
        """Let Enter and Shift+Enter in *widget* lead to the next or last question."""
        widget.installEventFilter(self)

    def watch_leaving(self, widget: QWidget) -> None:
        """Read *widget* when the keyboard goes to another place of its window. A window that is
        covered, or left for another program, leaves what is half typed as it is.
        """
        self._read_when_left.append(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_left = event.type() == QEvent.Type.FocusOut and watched in self._read_when_left
        if is_left and self.window().focusWidget() is not watched:
            self.commit()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = enter_step(event)
            if step:
                self.commit()
                self.moved_on.emit(step)
                return True
        return super().eventFilter(watched, event)


def put_caret_last(line: QLineEdit) -> None:
    """Select nothing: Qt selects all when the keyboard comes, and the next key would wipe it."""
    line.deselect()
    line.setCursorPosition(len(line.text()))


def enter_step(event: QKeyEvent) -> int:
    """Return +1 for Enter, -1 for Shift+Enter, 0 for every other key."""
    if event.key() not in _ENTER:
        return 0
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == Qt.KeyboardModifier.NoModifier:
        return 1
    return -1 if held == Qt.KeyboardModifier.ShiftModifier else 0
