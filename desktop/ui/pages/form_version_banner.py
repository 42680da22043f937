"""Over an open form: a newer version is there, the draft may move; what has no place is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.form_versions import Moved, Unplaced
from desktop.services.open_form import OpenForm
from desktop.ui.alive import is_alive
from desktop.ui.events import Changed, Events
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton, IconButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row

if TYPE_CHECKING:
    from desktop.services.services import Services
    from desktop.ui.pages.form_page import FormPage

OFFER = N_("Dieses Formular gibt es in einer neuen Fassung.")
MOVE = N_("Entwurf übernehmen")
STAY = N_("In alter Fassung weiter")


class VersionBanner(QFrame):
    """Hidden until there is something to say. Asks once a form is open and when forms arrive.

    Signals: ``moved(Moved)`` when the draft is in the newer version: the form is to be opened
    again.
    """

    moved = Signal(object)

    def __init__(
        self,
        form: OpenForm,
        page: FormPage,
        services: Services,
        tasks: Tasks,
        events: Events,
        tr: LocaleContext,
        done: Moved | None = None,
    ) -> None:
        super().__init__()
        self._form, self._page, self._tr = form, page, tr
        self._services, self._tasks = services, tasks
        self._offer: str | None = None
        self._is_declined = False
        self._unplaced: tuple[Unplaced, ...] = ()
        self._done = done
        self.setProperty("role", "banner")
        self._build()
        self.hide()
        events.changed.connect(self._on_changed)
        tr.on_switch(self._on_switched)
        self._ask()

    def _build(self) -> None:
        tr = self._tr
        self._icon = IconLabel(Icon.INFO, "info")
        self._sentence = PlainLabel(kind="strong", wrap=True)
        self._step = PlainLabel(tone="muted", wrap=True)
        self.move_button = ActionButton()
        self.stay_button = ActionButton("quiet")
        self.fold_button = ActionButton("quiet", Icon.OPEN)
        self.fold_button.setCheckable(True)
        for button, text in (
            (self.move_button, MOVE),
            (self.stay_button, STAY),
            (self.fold_button, N_("Anzeigen")),
        ):
            tr.bind(button, QAbstractButton.setText, text)
        self.move_button.clicked.connect(self._on_move)
        self.stay_button.clicked.connect(self._on_stay)
        self.fold_button.toggled.connect(self._show_unplaced)
        self._close = IconButton(Icon.CLOSE, tone="muted")
        tr.bind(self._close, IconButton.setAccessibleName, N_("Hinweis schließen"))
        self._close.clicked.connect(self.hide)
        self._list = column(space=tokens.XS)
        buttons = FlowBox()
        for one in (self.move_button, self.stay_button, self.fold_button):
            buttons.add(one)
        words = column(self._sentence, self._step, buttons, self._list, space=2)
        box = row(column(self._icon, None), words, column(self._close, None), space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.L, tokens.S, tokens.S, tokens.S)
        self.setLayout(box)

    def _ask(self) -> None:
        form, versions = self._form, self._services.versions

        def read() -> tuple[str | None, tuple[Unplaced, ...]]:
            offer = versions.offer(form.form_id, form.form_version)
            return offer, versions.unplaced(form.draft)

        self._tasks.run(read, done=self._on_read, initiator=self, latest="offer")

    def _on_read(self, found: tuple[str | None, tuple[Unplaced, ...]]) -> None:
        if is_alive(self):
            self._offer, self._unplaced = found
            self._show()

    def _on_changed(self, news: Changed) -> None:
        if is_alive(self) and news.touches_kind("form_package"):
            self._ask()

    def _on_switched(self) -> None:
        if is_alive(self):
            self._show()

    def _show(self) -> None:
        tr = self._tr
        is_offer = self._offer is not None and not self._is_declined
        for button in (self.move_button, self.stay_button):
            button.setVisible(is_offer)
        self.fold_button.setVisible(not is_offer and bool(self._unplaced))
        self._close.setVisible(not is_offer)
        if is_offer:
            words = tr.text(OFFER)
            step = tr.text(
                N_("Der Entwurf ist in Fassung {old}, neu ist {new}."),
                old=self._form.form_version,
                new=self._offer,
            )
            self._say("info", words, step)
        elif self._done is not None or self._unplaced:
            self._say_moved()
        else:
            self.hide()
        self._show_unplaced(self.fold_button.isChecked())

    def _say_moved(self) -> None:
        tr, count = self._tr, len(self._unplaced)
        words = tr.text(
            N_("Der Entwurf ist jetzt in Fassung {version}."), version=self._form.form_version
        )
        step = ""
        if self._done is not None:
            step = tr.ntext("{n} Antwort übernommen.", "{n} Antworten übernommen.", self._done.kept)
        if count:
            left = tr.ntext(
                "{n} Antwort hat hier keinen Platz und bleibt erhalten.",
                "{n} Antworten haben hier keinen Platz und bleiben erhalten.",
                count,
            )
            step = f"{step} {left}".strip()
        self._say("warn" if count else "ok", words, step)

    def _say(self, tone: str, words: str, step: str) -> None:
        which = {"warn": Icon.WARNING, "ok": Icon.SENT}.get(tone, Icon.INFO)
        self._icon.show_icon(which, tone)
        self._sentence.setText(words)
        self._step.setText(step)
        restyle(self, "tone", tone)
        self.setAccessibleName(f"{words} {step}".strip())
        self.show()

    def _show_unplaced(self, is_open: bool) -> None:
        clear(self._list)
        self.fold_button.show_icon(Icon.FOLD if is_open else Icon.OPEN)
        if is_open and not self.fold_button.isHidden():
            for line in unplaced_lines(self._unplaced, self._tr):
                self._list.addWidget(line)

    def _on_stay(self) -> None:
        self._is_declined = True
        self._show()

    def _on_move(self) -> None:
        """Keep everything, hold further drafts of the old version, then move.

        Nobody can enter anything until the new page stands: it would be in no draft.
        """
        QGuiApplication.inputMethod().commit()
        self._set_busy(True)
        keeper = self._page.keeper
        keeper.note_change()
        keeper.flush(lambda: keeper.hold(self._move), lambda: self._set_busy(False))

    def _move(self) -> None:
        self._tasks.run(
            self._services.versions.move,
            self._form.draft,
            self._tr.language,
            done=self.moved.emit,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_failed(self, error: Failure) -> None:
        self._page.keeper.release()
        self._set_busy(False)
        self._page.banner.show_error(error)

    def _set_busy(self, busy: bool) -> None:
        self._page.setEnabled(not busy)
        self._page.conversation.held.emit(busy)
        if not busy:
            self.move_button.setFocus()


def unplaced_lines(unplaced: Sequence[Unplaced], tr: LocaleContext) -> list[QWidget]:
    """Question and answer, as the older version worded them."""
    lines: list[QWidget] = []
    for one in unplaced:
        is_question = one.label.endswith(("?", "؟", ";"))
        pattern = N_("{label} {value}") if is_question else N_("{label}: {value}")
        words = tr.text(pattern, label=one.label, value=one.shown)
        lines.append(PlainLabel(words, wrap=True))
    return lines
