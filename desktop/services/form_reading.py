"""Reads a finished form as paragraphs: labels and values in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.documents.export.sealing import sealed_paths
from desktop.domain.companions import Original
from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.refs import generic_path
from desktop.forms.session import FormSession
from desktop.i18n.bidi import strip_controls
from desktop.i18n.client_texts import PREFER_NOT_TO_ANSWER
from desktop.i18n.formats import Formats
from desktop.i18n.languages import language as language_of
from desktop.services.companions import stored_path_of
from desktop.services.form_mapping import BERLIN, instant
from desktop.services.form_wording import plainly
from desktop.services.views import TimelinePart

_LONG = 60
_NOTE_KINDS = {"fact": "fact", "said": "said", "view": "assessment"}
_SKIPPED = frozenset({"note", "image", "signature", "file", "audio"})


def read_submission(
    session: FormSession,
    language: str,
    originals: Mapping[str, Original] | None = None,
    declined: Collection[str] = (),
) -> list[TimelinePart]:
    """In order of the form: short answers of a group in one paragraph, each text in its own.

    What the form seals comes last, as one part that is unfolded (``TimelinePart.sealed``).

    *originals* are those of the record, by stored path; *declined* the stored paths of what the
    client did not want to answer.
    """
    return _Paragraphs(session, language, originals or {}, declined).read(session.body())


def questions(nodes: Sequence[BodyNode]) -> Iterable[str]:
    """The refs of all questions below *nodes*, in order of the form."""
    for node in nodes:
        if node.kind is BodyKind.QUESTION:
            yield node.ref
        else:
            yield from questions(node.children)


def _kind(ref: str) -> str:
    """What a text question of the shipped forms holds, by the last word of its name."""
    name = ref.rsplit("/", 1)[-1].partition("[")[0]
    return _NOTE_KINDS.get(name.rsplit("_", 1)[-1], "")


@dataclass(slots=True)
class _Column:
    """Paragraphs in the making: short answers are gathered until a longer one comes."""

    parts: list[TimelinePart] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    answers: int = 0

    def add(self, part: TimelinePart) -> None:
        self.flush()
        self.answers += 1
        self.parts.append(part)

    def add_short(self, text: str) -> None:
        self.answers += 1
        self.short.append(text)

    def flush(self) -> None:
        if self.short:
            self.parts.append(TimelinePart("", " · ".join(self.short)))
            self.short = []


class _Paragraphs:
    def __init__(
        self,
        session: FormSession,
        language: str,
        originals: Mapping[str, Original],
        declined: Collection[str],
    ) -> None:
        self._session = session
        self._originals = originals
        self._declined = declined
        self._language = language
        self._formats = Formats(language_of(language), BERLIN)
        self._sealed_paths = sealed_paths([session.definition], texts=True)
        self._open, self._sealed = _Column(), _Column()

    def read(self, nodes: Sequence[BodyNode]) -> list[TimelinePart]:
        self._walk(nodes, in_repeat=False)
        self._flush()
        if not self._sealed.parts:
            return self._open.parts
        count = str(self._sealed.answers)
        return [*self._open.parts, TimelinePart("", count, sealed=tuple(self._sealed.parts))]

    def _walk(self, nodes: Sequence[BodyNode], *, in_repeat: bool) -> None:
        for node in nodes:
            if node.kind is BodyKind.QUESTION:
                self._question(node.ref, in_repeat=in_repeat)
                continue
            self._flush()
            self._walk(node.children, in_repeat=in_repeat or node.kind is BodyKind.INSTANCE)
            self._flush()

    def _flush(self) -> None:
        self._open.flush()
        self._sealed.flush()

    def _column(self, ref: str) -> _Column:
        is_sealed = generic_path(ref) in self._sealed_paths
        return self._sealed if is_sealed else self._open

    def _question(self, ref: str, *, in_repeat: bool) -> None:
        state = self._session.state(ref)
        if not state.relevant or state.type in _SKIPPED:
            return
        if not state.value:
            self._unanswered(ref)
            return
        label = self._label(ref)
        shown = self._shown(ref, state.type, state.value)
        if not shown:
            return
        original = self._original(ref)
        is_long = in_repeat or len(shown) > _LONG or "\n" in shown
        if state.type == "text" and (is_long or original is not None):
            self._column(ref).add(
                TimelinePart(label, shown, is_note=True, note_kind=_kind(ref), original=original)
            )
        else:
            mark = " " if label.endswith(("?", "؟")) else ": "
            self._column(ref).add_short(f"{label}{mark}{shown}" if label else shown)

    def _unanswered(self, ref: str) -> None:
        """Nothing, unless the client did not want to answer."""
        if self._declined and stored_path_of(self._session, ref) in self._declined:
            said = TimelinePart(self._label(ref), PREFER_NOT_TO_ANSWER, is_declined=True)
            self._column(ref).add(said)

    def _label(self, ref: str) -> str:
        return plainly(self._session.text(ref, "label", self._language))

    def _original(self, ref: str) -> Original | None:
        if not self._originals:
            return None
        return self._originals.get(stored_path_of(self._session, ref))

    def _shown(self, ref: str, kind: str, value: str) -> str:
        if kind == "select1":
            return plainly(self._session.choice_text(ref, value, self._language))
        if kind == "select":
            texts = [
                plainly(self._session.choice_text(ref, code, self._language))
                for code in value.split()
            ]
            return ", ".join(texts)
        if kind == "date":
            return self._formats.date(value[:10])
        if kind == "dateTime":
            at = instant(value)
            return (
                value
                if at is None
                else f"{self._formats.date(value[:10])} {self._formats.time(at)}"
            )
        return strip_controls(value)
