"""Reads the texts of a question for one pane; what is missing falls back, marked, never blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.forms.delta import ViolationKind
from desktop.forms.session import FormSession
from desktop.forms.texts import Text, TextKind
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.services.form_wording import plainly, readable
from desktop.ui.fields.base import Choice
from desktop.ui.fields.making import LATER, FieldKind
from desktop.ui.fields.markup import to_plain
from desktop.ui.pages.form_media import choice_picture

if TYPE_CHECKING:
    from desktop.ui.pages.form_conversation import FormConversation


@dataclass(frozen=True, slots=True)
class Shown:
    """A text and the language it is really in; ``missing`` when that is not the pane's."""

    value: str
    language: str
    missing: bool = False


def text_of(
    session: FormSession, ref: str, kind: TextKind, pane: LocaleContext, other: str
) -> Shown:
    """The text of *kind* in the pane's language, else in the language *other*, marked."""
    found: Text = session.text(ref, kind, pane.language)
    if found.value and not found.missing:
        return Shown(readable(found), pane.language)
    instead: Text = session.text(ref, kind, other)
    if instead.value and not instead.missing:
        return Shown(readable(instead), other, other != pane.language)
    last = found if found.value else instead
    return Shown(readable(last), last.language or other, bool(last.value))


def label_of(session: FormSession, ref: str, pane: LocaleContext, other: str) -> Shown:
    """The label of a question or group; one without any label is called by its name."""
    shown = text_of(session, ref, "label", pane, other)
    return shown if shown.value else Shown(ref.rpartition("/")[2], "en", True)


def choices_of(
    session: FormSession, ref: str, pane: LocaleContext, other: str
) -> tuple[Choice, ...]:
    """The choices offered now, labelled for the pane."""
    found = []
    for value in session.choices(ref):
        text = session.choice_text(ref, value, pane.language)
        if text.missing or not text.value:
            instead = session.choice_text(ref, value, other)
            text = text if not instead.value else instead
        label = plainly(text) or value
        language = text.language if text.language else pane.language
        picture = choice_picture(session, ref, value, pane.language)
        found.append(Choice(value, label, language, picture))
    return tuple(found)


def foreign_in(texts: Iterable[Shown], choices: Iterable[Choice], wanted: str) -> str:
    """The language of the first text that is not in the *wanted* one, or empty."""
    found = [text.language for text in texts if text.missing]
    found += [choice.language for choice in choices if choice.language != wanted]
    return next(iter(found), "")


def kind_of(talk: FormConversation, ref: str) -> FieldKind:
    """What decides on the field of a question."""
    state = talk.session.state(ref)
    appearance = frozenset(talk.node(ref).appearance.split())
    choices = len(talk.session.choices(ref))
    parameters = state.parameters or {}
    return FieldKind(state.type, appearance, choices, parameters, talk.is_bounded(ref))


def error_of(session: FormSession, ref: str, pane: LocaleContext, other: str) -> Shown | None:
    """What is wrong with the answer as it stands, in words, or None.

    A question whose kind of answer cannot be given in this version is never wrong.
    """
    state = session.state(ref)
    if not state.relevant or state.type in LATER:
        return None
    if state.violation is None:
        return None
    is_missing = state.violation.kind is ViolationKind.REQUIRED
    kind: TextKind = "required" if is_missing else "constraint"
    shown = text_of(session, ref, kind, pane, other)
    if shown.value:
        return replace(shown, value=to_plain(shown.value))
    message = client_texts.REQUIRED if is_missing else client_texts.NOT_VALID
    return Shown(pane.text(message), pane.language)


def error_in(talk: FormConversation, ref: str, pane: LocaleContext, other: str) -> Shown | None:
    """As ``error_of``; what the client did not want to answer is not missing."""
    violation = talk.session.state(ref).violation
    is_missing = violation is not None and violation.kind is ViolationKind.REQUIRED
    if is_missing and talk.is_declined(ref):
        return None
    return error_of(talk.session, ref, pane, other)
