"""The button that speaks the question; it is there only when there is something to hear."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import client_texts
from desktop.ui.audio import AudioPlayer, can_play
from desktop.ui.fields.base import PaneLook
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_media import prompts_of
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton

_SIZE = 22
_LEAST = 56


class PromptButton(QWidget):
    """Plays the recorded prompt of one question in the client's language, and stops it.

    Signal: ``played()`` when it was heard to its end.
    """

    played = Signal()

    def __init__(self, look: PaneLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._player: AudioPlayer | None = None
        self._recordings: tuple[bytes, ...] = ()
        self.button = _Button()
        self.button.clicked.connect(self._on_pressed)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.button)
        box.addStretch(1)
        self.hide()

    def offer(self, conversation: FormConversation, ref: str) -> None:
        """Take the recordings of the question *ref* (empty: none)."""
        language = self._look.tr.language
        self._recordings = (
            prompts_of(conversation.session, ref, language) if ref and can_play() else ()
        )
        self.setVisible(bool(self._recordings))

    def play(self) -> None:
        """Speak, if there is something to hear."""
        if not self._recordings:
            return
        if self._player is None:
            self._player = AudioPlayer(self)
            self._player.playing_changed.connect(lambda _on: self.relabel())
            self._player.ended.connect(self.played)
        self._player.play(self._recordings)

    def stop(self) -> None:
        """Be silent."""
        if self._player is not None:
            self._player.stop()

    def relabel(self) -> None:
        """Write the word in the client's language."""
        is_playing = self._player is not None and self._player.is_playing
        self.button.setFont(self._look.font(size=_SIZE))
        self.button.show_icon(Icon.STOP if is_playing else Icon.LISTEN)
        words = client_texts.PAUSE if is_playing else client_texts.LISTEN
        self.button.setText(self._look.tr.text(words))

    def _on_pressed(self) -> None:
        if self._player is not None and self._player.is_playing:
            self.stop()
        else:
            self.play()


class _Button(ActionButton):
    def __init__(self) -> None:
        super().__init__("", Icon.LISTEN)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(_LEAST, hint.height()))
