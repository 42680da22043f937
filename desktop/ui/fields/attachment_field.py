"""A photo or a file as the answer to a question: small picture, what it is, and what can be done.

Only the worker adds, from files of this laptop; the client sees what was added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtGui import QKeySequence as Keys
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.markup import directed
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.attachment_tile import Preview
from desktop.ui.widgets.attachment_words import ADD_FILE, ADD_PHOTO, TAKE_AWAY, VIEW, WORKING
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.picture_sources import has_any

_HEIGHT, _WIDE = 96, 148
_CLIENT_HEIGHT, _CLIENT_WIDE = 240, 340
_MOST = 22


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """How the question stands. ``words`` describe what was added, ``error`` is a sentence about
    what could not be; both in the worker's language."""

    is_there: bool = False
    is_picture: bool = False
    image: QImage | None = None
    words: str = ""
    error: str = ""
    is_busy: bool = False


class Attaching(Protocol):
    """The one question a field shows; all methods in the GUI thread."""

    def view(self) -> AttachmentView:
        """How it stands."""

    def choose(self) -> None:
        """Ask for a file."""

    def take(self, mime: QMimeData) -> bool:
        """Take in what was dropped or pasted; False if it is nothing."""

    def open(self, field: QWidget) -> None:
        """Show it in full."""

    def take_away(self) -> None:
        """Forget it."""


class AttachmentField(Field):
    """Knows its question only through ``attach``; *is_photo* chooses the words."""

    def __init__(
        self, look: PaneLook, parent: QWidget | None = None, *, is_photo: bool = False
    ) -> None:
        super().__init__(look, parent)
        self._value, self._is_photo = "", is_photo
        self._attaching: Attaching | None = None
        self.has_tools = not look.is_client
        height = _CLIENT_HEIGHT if look.large else _HEIGHT
        self.preview = Preview(height, self)
        self.words = PlainLabel(wrap=True, parent=self)
        self.error = PlainLabel(tone="danger", wrap=True, parent=self)
        self.add_button = ActionButton("", Icon.PHOTO if is_photo else Icon.ATTACH)
        self.view_button = ActionButton("quiet")
        self.away_button = ActionButton("danger")
        self._buttons = FlowBox(self)
        for button in (self.add_button, self.view_button, self.away_button):
            self._buttons.add(button)
        beside = column(self.words, self._buttons, None, space=tokens.XS)
        shown = row(self.preview, beside, space=tokens.M)
        shown.setStretch(1, 1)
        self.setLayout(column(shown, self.error, space=tokens.XS))
        self.add_button.clicked.connect(self._on_add)
        self.view_button.clicked.connect(self._on_view)
        self.away_button.clicked.connect(self._on_take_away)
        self.relabel()

    def attach(self, attaching: Attaching) -> None:
        """Show and change this question from now on."""
        self._attaching = attaching
        self.setAcceptDrops(self.has_tools)
        self.refresh()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value
        self.refresh()

    def set_state(self, state: FieldState) -> None:
        is_changed = state.readonly is not self.state.readonly
        super().set_state(state)
        for button in self._all():
            button.setAccessibleDescription(state.name)
        if is_changed:
            self.refresh()

    def relabel(self) -> None:
        super().relabel()
        tr = self.look.tr
        font = self.look.font(size=min(self.look.size, _MOST))
        for widget in (self.words, self.error, *self._all()):
            widget.setFont(font)
        for button in self._all():
            button.setMinimumHeight(self.look.hit())
        self.add_button.setText(tr.text(ADD_PHOTO if self._is_photo else ADD_FILE))
        self.view_button.setText(tr.text(VIEW))
        self.away_button.setText(tr.text(TAKE_AWAY))
        self.preview.fit()
        wide = _CLIENT_WIDE if self.look.large else _WIDE
        self.preview.setFixedWidth(round(wide * current_scale()))
        self.refresh()

    def refresh(self) -> None:
        """Show the question as it stands."""
        view = self._view()
        had_focus = any(button.hasFocus() for button in self._all())
        may_change = self.has_tools and not self.state.readonly and self._attaching is not None
        self.preview.setVisible(view.is_there)
        if view.image is not None:
            self.preview.show_image(view.image)
        else:
            self.preview.show_mark(Icon.PHOTO if view.is_picture else Icon.DOCUMENT, "")
        self.add_button.setVisible(may_change and not view.is_there)
        self.view_button.setVisible(self.has_tools and view.is_there)
        self.away_button.setVisible(may_change and view.is_there)
        self._buttons.setVisible(any(not button.isHidden() for button in self._all()))
        self._say(view)
        target = self.focus_target()
        if had_focus and target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_target(self) -> QWidget | None:
        return next(iter(self.stops()), None)

    def stops(self) -> Sequence[QWidget]:
        return [button for button in self._all() if not button.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(Keys.StandardKey.Paste) and self._may_take():
            mime = QGuiApplication.clipboard().mimeData()
            assert self._attaching is not None
            if self._attaching.take(mime):
                return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may_take() and has_any(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._may_take() and self._attaching is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._attaching.take(event.mimeData())

    def _on_add(self) -> None:
        if self._attaching is not None and not self._view().is_busy:
            self._attaching.choose()

    def _on_view(self) -> None:
        if self._attaching is not None:
            self._attaching.open(self)

    def _on_take_away(self) -> None:
        if self._attaching is not None:
            self._attaching.take_away()

    def _may_take(self) -> bool:
        return not self.add_button.isHidden() and not self._view().is_busy

    def _view(self) -> AttachmentView:
        return AttachmentView() if self._attaching is None else self._attaching.view()

    def _all(self) -> tuple[QPushButton, ...]:
        return (self.add_button, self.view_button, self.away_button)

    def _say(self, view: AttachmentView) -> None:
        tr = self.look.tr
        tone, words = "muted", view.words
        if self.look.is_client:
            empty = tr.text(client_texts.FILE_BY_WORKER) if self.look.large else ""
            words = tr.text(client_texts.FILE_ADDED) if view.is_there else empty
            tone = "ok" if view.is_there else "muted"
        elif view.is_busy:
            words = tr.text(WORKING)
        restyle(self.words, "tone", tone)
        self.words.setText(directed(words, rtl=tr.is_rtl) if words else "")
        self.words.setVisible(bool(words))
        self.error.setText(directed(view.error, rtl=tr.is_rtl) if view.error else "")
        self.error.setVisible(bool(view.error) and not self.look.is_client)
