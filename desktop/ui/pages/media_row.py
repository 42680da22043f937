"""What a form carries for a question besides words: a picture, and a recorded prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.ui.audio import AudioPlayer, can_play
from desktop.ui.fields.picture import PictureLabel
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_media import picture_of, prompts_of
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row as across

if TYPE_CHECKING:
    from desktop.ui.pages.form_question import QuestionRow

CANNOT_PLAY = N_("Aufnahme vorhanden, kann hier nicht abgespielt werden")
_HEIGHT = 140


class PicturePart:
    """The picture of a question, over the field in both panes."""

    def __init__(self, row: QuestionRow) -> None:
        self._row = row
        self.labels = tuple(PictureLabel(row, _HEIGHT) for _ in row.sides)
        if row.conversation.originals.may_be(row.ref):
            row.put_part(*self.labels)
        else:
            for side, label in enumerate(self.labels):
                row.put_above(side, label)
        self.refresh()

    def refresh(self) -> None:
        for side in range(len(self.labels)):
            self.relabel(side)

    def relabel(self, side: int) -> None:
        row = self._row
        if not row.sides[side].is_shut:
            language = row.sides[side].look.tr.language
            picture = picture_of(row.conversation.session, row.ref, language)
            self.labels[side].show_picture(picture)

    def stops(self, side: int) -> Sequence[QWidget]:
        return ()


class PromptPart:
    """The recording in the client's language: a button, or a word to the worker why there is none.

    The button stands in the client's pane; the worker may press it as well.
    """

    def __init__(self, row: QuestionRow) -> None:
        self._row = row
        self._player: AudioPlayer | None = None
        self.note = PlainLabel(kind="small", tone="muted", wrap=True)
        self.button = ActionButton("quiet", Icon.LISTEN)
        self.button.clicked.connect(self._on_pressed)
        holder = QWidget()
        holder.setLayout(across(self.button, None))
        row.put_part(self.note, holder)
        self._holder = holder
        self.refresh()

    def refresh(self) -> None:
        has_prompt = bool(self._prompts())
        self._holder.setVisible(has_prompt and can_play())
        self.note.setVisible(has_prompt and not can_play())
        self.note.setText(self._row.sides[WORKER].look.tr.text(CANNOT_PLAY))
        look = self._row.sides[CLIENT].look
        self._holder.setLayoutDirection(look.direction)
        self.button.setFont(look.font())
        is_playing = self._player is not None and self._player.is_playing
        words = client_texts.PAUSE if is_playing else client_texts.LISTEN
        QPushButton.setText(self.button, look.tr.text(words))
        self.button.show_icon(Icon.STOP if is_playing else Icon.LISTEN)

    def relabel(self, side: int) -> None:
        self.refresh()

    def stops(self, side: int) -> Sequence[QWidget]:
        return [self.button] if side == CLIENT and not self._holder.isHidden() else []

    def _prompts(self) -> tuple[bytes, ...]:
        row = self._row
        language = row.sides[CLIENT].look.tr.language
        return prompts_of(row.conversation.session, row.ref, language)

    def _on_pressed(self) -> None:
        if self._player is None:
            self._player = AudioPlayer(self._row)
            self._player.playing_changed.connect(lambda _on: self.refresh())
        if self._player.is_playing:
            self._player.stop()
        else:
            self._player.play(self._prompts())


def picture_part(row: QuestionRow) -> PicturePart | None:
    """For questions whose form has pictures at all."""
    return PicturePart(row) if _has(row, "image") else None


def prompt_part(row: QuestionRow) -> PromptPart | None:
    """For questions with a recording in any language, if the client is to see them."""
    is_shut = row.sides[CLIENT].is_shut
    return PromptPart(row) if not is_shut and _has(row, "audio") else None


def _has(row: QuestionRow, kind: str) -> bool:
    session = row.conversation.session
    if not session.definition.media:
        return False
    if kind == "image":
        return bool(session.text(row.ref, "image", "").value)
    languages = session.definition.languages or ("",)
    return any(prompts_of(session, row.ref, language) for language in languages)
