"""What a signature is bound to: the text of a form with its answers, in one language.

The canonical text has one line per entry, each a JSON array (RFC 8259) without spaces, characters
unescaped, in Unicode normal form C (UAX 15), joined by line feeds:

    ["fallmappe-text/1", form id, form version, language]
    [stored path, kind, label, hint, answer, [label of each choice taken], [languages]]

There is one such line for every relevant question the client sees, in the order of the form:
notes and legal texts as well as questions, answered or not. The answer is the stored one; codes of
a choice of several come in the order in which they are offered. A text the form does not have in
the language is taken from the form's default language; *languages* names those really used.
Signature questions are left out, so that two people can sign the same text, and so is what is for
the worker alone: a client signs what a client is shown. The hash is SHA-256 over the text in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.companions import Companions, Signature
from desktop.forms import legal
from desktop.forms.session import FormSession
from desktop.forms.texts import Text, TextKind
from desktop.services.companions import stored_path_of
from desktop.services.form_reading import questions

SIGNATURE = "signature"
FORMAT = "fallmappe-text/1"
_SELECTS = frozenset({"select", "select1"})
_TEXTS: tuple[TextKind, TextKind] = ("label", "hint")
REVIEWED = ("de", "en")
"""Languages a legal text can be signed in instead of one whose translation nobody reviewed."""


@dataclass(frozen=True, slots=True)
class Signable:
    """In which language a client who is shown *shown* can sign.

    ``language`` is *shown* itself, or empty if that may be shown but not signed; then one of
    ``instead`` can be, read aloud.
    """

    shown: str
    language: str
    instead: tuple[str, ...] = ()


def canonical_text(session: FormSession, language: str) -> str:
    """The text somebody signs; depends on the form, its answers and *language* alone."""
    definition = session.definition
    lines: list[list[object]] = [[FORMAT, definition.form_id, definition.version, language]]
    lines.extend(_line(session, ref, language) for ref in _signed_refs(session))
    written = (
        json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for line in lines
    )
    return unicodedata.normalize("NFC", "\n".join(written))


def text_hash(session: FormSession, language: str) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(session, language).encode()).hexdigest()


def holds(session: FormSession, signature: Signature) -> bool:
    """Whether *signature* was given for exactly the text and answers that stand there now."""
    return signature.text_hash == text_hash(session, signature.language)


def file_name(signature: Signature) -> str:
    """The answer of a signature question: what the picture is called in an export."""
    return f"signature-{signature.text_hash[:8]}.svg"


def signature_refs(session: FormSession) -> list[str]:
    """The signature questions in the order of the form, relevant or not."""
    return [ref for ref in questions(session.body()) if session.state(ref).type == SIGNATURE]


def legal_refs(session: FormSession, among: Iterable[str] | None = None) -> list[str]:
    """The relevant legal notes in the order of the form, or those *among* what is known as such."""
    if among is None:
        return [ref for ref in _signed_refs(session) if is_legal(session, ref)]
    return [ref for ref in among if session.state(ref).relevant]


def is_legal(session: FormSession, ref: str) -> bool:
    """Whether *ref* is a legal note (own extension ``bind::fm:legal``)."""
    return legal.is_legal(session.marks(ref))


def not_presented(
    session: FormSession, companions: Companions, language: str, among: Iterable[str] | None = None
) -> list[str]:
    """The legal notes that were not yet brought to the client's knowledge in *language*."""
    return [
        ref
        for ref in legal_refs(session, among)
        if (entry := companions.presented.get(stored_path_of(session, ref))) is None
        or entry.language != language
    ]


def signable(session: FormSession, shown: str, unreviewed: Sequence[str]) -> Signable:
    """In which language a client who is shown *shown* can sign.

    A language nobody reviewed, or in which any text that would be signed is missing, can be shown,
    not signed.
    """

    def is_whole(code: str) -> bool:
        return code not in unreviewed and not _has_gap(session, code)

    if is_whole(shown):
        return Signable(shown, shown)
    offered = (code for code in REVIEWED if code in session.definition.languages)
    return Signable(shown, "", tuple(code for code in offered if is_whole(code)))


def _has_gap(session: FormSession, language: str) -> bool:
    """Whether a label, a hint or a choice taken stands there in another language only."""
    for ref in _signed_refs(session):
        texts = [session.text(ref, kind, language) for kind in _TEXTS]
        state = session.state(ref)
        if state.type in _SELECTS:
            texts += [session.choice_text(ref, code, language) for code in state.value.split()]
        if any(text.missing and text.value for text in texts):
            return True
    return False


def _signed_refs(session: FormSession) -> Iterator[str]:
    for ref in questions(session.body()):
        state = session.state(ref)
        is_shown = state.relevant and session.marks(ref).get("audience", "") != "worker"
        if is_shown and state.type != SIGNATURE:
            yield ref


def _line(session: FormSession, ref: str, language: str) -> list[object]:
    state = session.state(ref)
    texts = [_text(session, ref, kind, language) for kind in _TEXTS]
    taken, value = [], state.value
    if state.type in _SELECTS:
        codes = value.split() if state.type == "select" else [value] * bool(value)
        offered = session.choices(ref)
        places = {code: at for at, code in enumerate(offered)}
        codes.sort(key=lambda code: (places.get(code, len(places)), code))
        value = " ".join(codes)
        taken = [_choice(session, ref, code, language) for code in codes]
    used = sorted({text.language for text in (*texts, *taken) if text.value})
    path = stored_path_of(session, ref)
    shown = [text.value for text in texts]
    return [path, state.type, *shown, value, [text.value for text in taken], used]


def _text(session: FormSession, ref: str, kind: TextKind, language: str) -> Text:
    found = session.text(ref, kind, language)
    default = session.definition.default_language
    return session.text(ref, kind, default) if found.missing and default else found


def _choice(session: FormSession, ref: str, code: str, language: str) -> Text:
    found = session.choice_text(ref, code, language)
    default = session.definition.default_language
    return session.choice_text(ref, code, default) if found.missing and default else found
