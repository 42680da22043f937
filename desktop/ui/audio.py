"""Recorded prompts, played from memory; only where QtMultimedia is installed (docs/adr)."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal

MOST_BYTES = 20 * 1024 * 1024
_MODULE = "PySide6.QtMultimedia"


@lru_cache(maxsize=1)
def can_play() -> bool:
    """Whether this installation can play sound; it may still have no loudspeaker."""
    try:
        importlib.import_module(_MODULE)
    except ImportError:  # not installed, or a library of the system is missing
        return False
    return True


class AudioPlayer(QObject):
    """Plays recordings one after the other; nothing is ever written to a file (GUI thread).

    Signals: ``playing_changed(bool)``; ``ended()`` when everything was heard to its end.
    """

    playing_changed = Signal(bool)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._multimedia: Any = importlib.import_module(_MODULE)
        self._player = self._multimedia.QMediaPlayer(self)
        self._player.setAudioOutput(self._multimedia.QAudioOutput(self))
        self._player.mediaStatusChanged.connect(self._on_status)
        self._waiting: list[bytes] = []
        self._buffer: QBuffer | None = None
        self.is_playing = False
        self._is_whole = True

    def play(self, recordings: Sequence[bytes]) -> None:
        """Begin with the first of *recordings*, whatever is being played."""
        self.stop()
        self._waiting = [data for data in recordings if 0 < len(data) <= MOST_BYTES]
        self._is_whole = True
        if self._waiting:
            self._next()

    def stop(self) -> None:
        """Be silent."""
        self._waiting = []
        self._player.stop()
        self._set_playing(False)

    def _next(self) -> None:
        if not self._waiting:
            self._set_playing(False)
            return
        self._player.stop()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(self._waiting.pop(0)))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(buffer)
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = buffer
        self._player.play()
        self._set_playing(True)

    def _on_status(self, status: Any) -> None:
        ended = self._multimedia.QMediaPlayer.MediaStatus
        if not self.is_playing or status not in (ended.EndOfMedia, ended.InvalidMedia):
            return
        self._is_whole = self._is_whole and status == ended.EndOfMedia
        is_last = not self._waiting
        self._next()
        if is_last and self._is_whole:
            self.ended.emit()

    def _set_playing(self, on: bool) -> None:
        if on != self.is_playing:
            self.is_playing = on
            self.playing_changed.emit(on)
