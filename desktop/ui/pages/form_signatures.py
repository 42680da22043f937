"""The signatures of one conversation: what can be signed, and whether what was signed holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.companions import Presented, Signature, Strokes
from desktop.i18n.context import LocaleContext
from desktop.services import signing
from desktop.services.form_prefill import hash_refs
from desktop.services.open_form import OpenForm
from desktop.services.signing import Signable
from desktop.ui.dialogs.signature_dialog import DrawnSignature, SignatureDialog
from desktop.ui.fields.signature_field import SignatureView, Stage
from desktop.ui.pages.form_steps import Step

if TYPE_CHECKING:
    from desktop.ui.pages.form_conversation import FormConversation

_OF_WORKER = "_sig_worker"
"""How the shipped forms call the worker's own signature."""


class SignatureDesk(QObject):
    """Keeps the answers of signature questions true: empty as soon as a signature holds no more.

    Signals: ``signatures_changed()``; ``notes_wanted(str)`` a legal note to show;
    ``pad_shown(bool)`` the large pad comes or goes; ``signed()`` a signature was given.
    """

    signatures_changed = Signal()
    notes_wanted = Signal(str)
    pad_shown = Signal(bool)
    signed = Signal()

    def __init__(self, conversation: FormConversation) -> None:
        super().__init__(conversation)
        self.talk = conversation
        self.unreviewed: tuple[str, ...] = ()
        self.window = conversation.worker
        self.client_name = ""
        self.worker_name = ""
        self.chosen: dict[str, str] = {}
        self._held: dict[str, bool] = {}
        self._signable: dict[str, Signable] = {}
        self._steps: tuple[Step, ...] = ()
        self._legal: tuple[str, ...] = ()
        self._places: tuple[str, ...] = ()
        self._hashes: tuple[str, ...] = ()
        self._settling = QTimer(self, interval=0, singleShot=True)
        self._settling.timeout.connect(self.settle)
        conversation.sheets.lead("signature", self._ask_again)
        conversation.changed.connect(self._on_changed)
        conversation.languages_changed.connect(self._on_languages)
        conversation.companions.companion_changed.connect(self._on_changed)

    def know(self, form: OpenForm, worker: str, window: LocaleContext) -> None:
        """Take from the open form which languages nobody reviewed, and who signs; dialogs speak
        the language of the *window*."""
        self.unreviewed, self.window = form.unreviewed, window
        self.client_name, self.worker_name = form.name, worker

    def signing(self, ref: str) -> QuestionSigning:
        """The question *ref* as a field sees it."""
        return QuestionSigning(self, ref)

    def is_for_worker(self, ref: str) -> bool:
        """Whether the worker signs there, and not the client."""
        return ref.endswith(_OF_WORKER) or not self.talk.is_for_client(ref)

    def language_shown(self, ref: str) -> str:
        """The language in which whoever signs there is shown the text."""
        pane = self.talk.worker if self.is_for_worker(ref) else self.talk.client
        return pane.language

    def holds(self, ref: str) -> bool:
        """Whether the signature at *ref* is for what stands there now, in the language shown."""
        if ref not in self._held:
            given = self.talk.companions.signature(ref)
            self._held[ref] = (
                given is not None
                and given.shown == self.language_shown(ref)
                and signing.holds(self.talk.session, given)
            )
        return self._held[ref]

    def legal(self) -> tuple[str, ...]:
        """All legal notes the client can see, relevant or not."""
        self._read_structure()
        return self._legal

    def signable(self, shown: str) -> Signable:
        """In which language somebody who is shown *shown* can sign what stands there now."""
        if shown not in self._signable:
            found = signing.signable(self.talk.session, shown, self.unreviewed)
            self._signable[shown] = found
        return self._signable[shown]

    def _ask_again(self, ref: str) -> bool:
        """After a lock: the pad is empty, and opens only where it could be opened by hand."""
        page, place = self.talk.parent(), self.signing(ref)
        is_open = self.talk.is_seen(ref) and place.view().stage in (Stage.OPEN, Stage.BROKEN)
        if isinstance(page, QWidget) and is_open:
            place.ask(page)
        return True

    def _forget(self) -> None:
        self._held.clear()
        self._signable.clear()

    def _read_structure(self) -> None:
        """Look at every question only once, and again when rows come or go."""
        if self.talk.steps is self._steps:
            return
        self._steps, session = self.talk.steps, self.talk.session
        refs = (ref for step in self._steps for ref in step.questions)
        self._legal = tuple(
            ref for ref in refs if signing.is_legal(session, ref) and self.talk.is_for_client(ref)
        )
        self._places = tuple(signing.signature_refs(session))
        self._hashes = tuple(hash_refs(session))

    def settle(self) -> None:
        """Bring the answers of all signature questions in line with what holds."""
        self._settling.stop()
        self._forget()
        session = self.talk.session
        self._read_structure()
        for ref in self._places:
            given = self.talk.companions.signature(ref)
            wanted = signing.file_name(given) if given is not None and self.holds(ref) else ""
            if session.state(ref).relevant and session.state(ref).value != wanted:
                session.answer(ref, wanted, initiator=self)
        self._tell_hash()
        self.signatures_changed.emit()

    def _tell_hash(self) -> None:
        """Answer questions marked ``prefill = signature.text_hash``: what the client signed."""
        self._read_structure()
        session = self.talk.session
        held = [r for r in self._places if self.holds(r)]
        first = next((ref for ref in held if not self.is_for_worker(ref)), "")
        given = self.talk.companions.signature(first) if first else None
        for ref in self._hashes:
            session.answer(ref, given.text_hash if given else "", initiator=self)

    def _on_changed(self) -> None:
        self._forget()
        if self.talk.companions.all.signatures:
            self._settling.start()
        else:
            self.signatures_changed.emit()

    def _on_languages(self) -> None:
        self.chosen.clear()
        self._forget()
        self._settling.start()


class QuestionSigning:
    """One signature question; what ``SignatureField`` and the dialog talk to."""

    def __init__(self, desk: SignatureDesk, ref: str) -> None:
        self.desk, self.ref = desk, ref

    def view(self) -> SignatureView:
        """How it stands."""
        desk = self.desk
        shown = desk.language_shown(self.ref)
        able = desk.signable(shown)
        given = desk.talk.companions.signature(self.ref)
        now = desk.talk.now()
        if given is not None and desk.holds(self.ref):
            return SignatureView(Stage.SIGNED, given.language, shown, (), given, now)
        chosen = desk.chosen.get(self.ref, "")
        language = able.language or (chosen if chosen in able.instead else "")
        if self._notes():
            stage = Stage.NOTES
        elif not language:
            stage = Stage.DRAFT
        else:
            stage = Stage.OPEN if given is None else Stage.BROKEN
        return SignatureView(stage, language or shown, shown, able.instead, given, now)

    def name(self) -> str:
        """Who is expected to sign here."""
        for_worker = self.desk.is_for_worker(self.ref)
        return self.desk.worker_name if for_worker else self.desk.client_name

    def choose(self, language: str) -> None:
        """Sign the text in *language*, whatever language is shown."""
        self.desk.chosen[self.ref] = language
        self.desk.signatures_changed.emit()

    def ask(self, field: QWidget) -> None:
        """Open the large pad over the window of *field*."""
        talk = self.desk.talk
        label = talk.session.text(self.ref, "label", self.desk.language_shown(self.ref))
        window = self.desk.window
        asked, told = self.text_now(), self.desk.pad_shown
        dialog = SignatureDialog(field.window(), window, label, self.view(), self.name())
        dialog.is_current = lambda: self.text_now() == asked
        # By a lambda, so that the question outlives a field that is made anew meanwhile.
        dialog.drawn.connect(lambda pad: self._on_drawn(pad))
        dialog.on_paper.connect(lambda signer: self.sign_on_paper(signer))
        dialog.finished.connect(lambda _result: told.emit(False))
        told.emit(True)
        dialog.open()
        page = talk.parent()
        if isinstance(page, QWidget) and field.window() is page.window():
            talk.sheets.stands("signature", dialog, self.ref)

    def text_now(self) -> str:
        """Stands for what would be signed now: it differs as soon as text or answers do."""
        view = self.view()
        return f"{view.shown} {signing.text_hash(self.desk.talk.session, view.language)}"

    def sign(self, strokes: Strokes, width: int, height: int, *, name: str = "") -> None:
        """Sign the text as it stands now."""
        self._keep(strokes, width, height, "drawn", name)

    def sign_on_paper(self, name: str) -> None:
        """Keep that a printed copy was signed by somebody of that name."""
        self._keep((), 0, 0, "paper", name)

    def take_away(self) -> None:
        """Forget the signature."""
        self.desk.talk.companions.set_signature(self.ref, None)
        self.desk.settle()

    def go_to_notes(self) -> None:
        """Show the first legal note that waits."""
        waiting = self._notes()
        if waiting:
            self.desk.notes_wanted.emit(waiting[0])

    def all_read_aloud(self) -> None:
        """Keep that every note that waits was read aloud in the language shown."""
        talk = self.desk.talk
        for ref in self._notes():
            talk.companions.set_presented(
                ref, Presented("read_aloud", talk.client.language, talk.now())
            )

    def _on_drawn(self, pad: DrawnSignature) -> None:
        self.sign(pad.strokes, pad.width, pad.height, name=pad.name)

    def _notes(self) -> list[str]:
        if self.desk.is_for_worker(self.ref):
            return []
        talk = self.desk.talk
        everything, language = talk.companions.all, talk.client.language
        return signing.not_presented(talk.session, everything, language, self.desk.legal())

    def _keep(self, strokes: Strokes, width: int, height: int, how: str, name: str) -> None:
        view, talk = self.view(), self.desk.talk
        if view.stage not in (Stage.OPEN, Stage.BROKEN):
            return
        given = Signature(
            strokes=strokes,
            width=width,
            height=height,
            text_hash=signing.text_hash(talk.session, view.language),
            language=view.language,
            at=talk.now(),
            signer=name or self.name(),
            shown=view.shown,
            how=how,
        )
        talk.companions.set_signature(self.ref, given)
        self.desk.settle()
        self.desk.signed.emit()
