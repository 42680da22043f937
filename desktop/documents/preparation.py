"""The preparation sheet: what will be asked, in both languages, with room for own notes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from desktop.documents.model import Box, Document, Kind, Piece, Room, Row, RowLook, Style
from desktop.documents.questions import (
    Item,
    ItemKind,
    begin_repeats,
    items,
    repeats_answers,
)
from desktop.documents.sides import Side, Sides, readable
from desktop.forms.session import FormSession
from desktop.i18n import document_texts
from desktop.i18n.context import LocaleContext

_TICKED = frozenset({"select1", "select", "rank"})
_FILES = frozenset({"image", "file", "audio", "video"})
_LONG_LIST = 16
"""Longer lists (languages, countries) are chosen from on the screen."""


def preparation_sheet(
    session: FormSession,
    worker: LocaleContext,
    client: LocaleContext,
    *,
    title: tuple[str, str],
    is_draft: bool,
) -> Document:
    """Every question a client will be asked and every legal text whole; no answers.

    *session* is a fresh one of the form and is changed by this (repeats get their first entry).
    *title* is the form's in both languages. *is_draft*: a translation nobody has reviewed.
    """
    begin_repeats(session)
    sides = Sides.of(worker, client)
    rows = (
        sides.head(document_texts.PREPARATION, title, is_draft=is_draft),
        sides.say(document_texts.PREPARATION_INTRO, Style.HINT, RowLook.HEAD),
        *_body(session, sides),
    )
    return sides.document(Kind.PREPARATION, document_texts.PREPARATION, rows)


def _body(session: FormSession, sides: Sides) -> Iterator[Row]:
    for item in items(session, with_sealed=True):
        if item.kind is not ItemKind.QUESTION:
            row = sides.row(partial(_heading, session, item), RowLook.SECTION)
            if row.worker:
                yield row
        elif item.state.type == "note":
            if item.is_legal or (item.state.relevant and not repeats_answers(session, item.ref)):
                yield sides.row(partial(_note, session, item))
        else:
            yield sides.row(partial(_question, session, item))


def _heading(session: FormSession, item: Item, side: Side) -> tuple[Piece, ...]:
    label = side.form_text(session, item.ref, "label", Style.SECTION)
    if not label or item.kind is not ItemKind.REPEAT:
        return label
    return *label, side.say(document_texts.REPEATS, Style.HINT)


def _note(session: FormSession, item: Item, side: Side) -> tuple[Piece, ...]:
    style = Style.LEGAL if item.is_legal else Style.TEXT
    return (
        *side.form_text(session, item.ref, "label", style),
        *side.form_text(session, item.ref, "hint", Style.HINT),
        *_condition(item, side),
    )


def _question(session: FormSession, item: Item, side: Side) -> tuple[Piece, ...]:
    pieces: list[Piece] = [*side.form_text(session, item.ref, "label", Style.LABEL)]
    pieces += side.form_text(session, item.ref, "hint", Style.HINT)
    return *pieces, *_condition(item, side), *_room(session, item, side)


def _condition(item: Item, side: Side) -> Iterator[Piece]:
    if not item.state.relevant:
        yield side.say(document_texts.IF_APPLIES, Style.HINT)


def _room(session: FormSession, item: Item, side: Side) -> Iterator[Piece]:
    kind = item.state.type
    if kind in _TICKED:
        codes = session.choices(item.ref)
        if not codes or len(codes) > _LONG_LIST:
            yield side.say(document_texts.LONG_LIST, Style.HINT)
            yield Room(1)
            return
        for code in codes:
            text = session.choice_text(item.ref, code, side.tr.language)
            yield Box(readable(text), text.language)
            yield from side.gap(text)
    elif kind == "signature":
        yield side.say(document_texts.SIGNED_LATER, Style.HINT)
    elif kind == "acknowledge":
        yield Box(side.tr.text(document_texts.UNDERSTOOD), side.tr.language)
    elif kind not in _FILES:
        yield Room(3 if kind == "text" and "multiline" in item.state.appearance else 1)
