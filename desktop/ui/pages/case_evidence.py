"""Under an entry of *Verlauf*: who interpreted, what was read out, and the signatures."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.domain.code_lists import label
from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of
from desktop.i18n.context import LocaleContext
from desktop.services.form_mapping import local_day
from desktop.services.views import InterpretedView, PresentedView, SignedView, TimelineEntry
from desktop.ui.fields.ink_pad import InkPicture
from desktop.ui.fields.markup import to_plain
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

_PICTURE = 52
INTERPRETED = N_("Sprachmittlung: {who}")
NO_PLEDGE = N_("ohne Verpflichtung")
HOLDS = N_("gilt für diesen Text")
BROKEN = N_("gilt nicht für diesen Text")
ON_PAPER = N_("auf Papier")
TEXT_IN = N_("Text auf {language}")
_NOT_BOUND = frozenset({"family", "none", ""})


def evidence_of(entry: TimelineEntry, tr: LocaleContext) -> Iterator[QWidget]:
    """One line each, in the language of the window."""
    for who in entry.interpreted:
        yield _line(Icon.LANGUAGE, "muted", _interpreted(who, tr), tr)
    for notes in entry.presented:
        yield _line(Icon.LISTEN, "muted", _presented(notes, tr), tr)
    for signed in entry.signatures:
        yield _signed(signed, tr)


def _interpreted(who: InterpretedView, tr: LocaleContext) -> str:
    parts = [tr.text(label("interpreter_role", who.role)), tr.label("language", who.language)]
    if who.dialect:
        parts[-1] = f"{parts[-1]} ({who.dialect})"
    if who.name:
        parts.append(who.name)
    if who.started_at is not None:
        until = f"–{tr.time(who.ended_at)}" if who.ended_at else ""
        parts.append(f"{tr.time(who.started_at)}{until}")
    if who.family_reason:
        parts.append(who.family_reason)
    if not who.has_pledge and who.role not in _NOT_BOUND:
        parts.append(tr.text(NO_PLEDGE))
    return tr.text(INTERPRETED, who=" · ".join(part for part in parts if part))


def _presented(notes: PresentedView, tr: LocaleContext) -> str:
    name = tr.label("language", notes.language)
    if notes.how == "read_aloud":
        return tr.ntext(
            "Ein Hinweis vorgelesen auf {language}",
            "{n} Hinweise vorgelesen auf {language}",
            notes.count,
            language=name,
        )
    if notes.how == "played":
        return tr.ntext(
            "Ein Hinweis abgespielt auf {language}",
            "{n} Hinweise abgespielt auf {language}",
            notes.count,
            language=name,
        )
    return tr.ntext(
        "Ein Hinweis selbst gelesen auf {language}",
        "{n} Hinweise selbst gelesen auf {language}",
        notes.count,
        language=name,
    )


def _signed(signed: SignedView, tr: LocaleContext) -> QWidget:
    given = signed.signature
    name = PlainLabel(to_plain(signed.label), kind="small", tone="muted", wrap=True)
    tone = "ok" if signed.holds else "danger"
    words = [f"{tr.date(local_day(given.at))} {tr.time(given.at)}"]
    if given.how != "drawn":
        words.append(" ".join((tr.text(ON_PAPER), given.signer)).strip())
    words.append(tr.text(TEXT_IN, language=tr.label("language", given.language)))
    facts = PlainLabel(line_of(words, rtl=tr.is_rtl), kind="small", tone="muted")
    state = row(
        IconLabel(Icon.SENT if signed.holds else Icon.WARNING, tone, 16),
        PlainLabel(tr.text(HOLDS if signed.holds else BROKEN), kind="small", tone=tone),
        None,
        space=6,
    )
    texts = column(name, facts, state, space=2)
    if not given.strokes:
        return _indented(texts, tr)
    picture = InkPicture(_PICTURE)
    picture.show_signature(given, holds=signed.holds)
    picture.setFixedWidth(picture.sizeHint().width())
    picture.setAccessibleName(to_plain(signed.label))
    return _indented(row(picture, texts, None, space=tokens.L), tr)


def _line(which: Icon, tone: str, words: str, tr: LocaleContext) -> QWidget:
    text = PlainLabel(words, kind="small", tone=tone, wrap=True)
    box = row(IconLabel(which, tone, 16), text, space=6)
    box.setStretch(1, 1)
    line = _indented(box, tr)
    line.setAccessibleName(words)
    return line


def _indented(box: QBoxLayout, tr: LocaleContext) -> QWidget:
    indent = 20 + tokens.S
    box.setContentsMargins(0 if tr.is_rtl else indent, 0, indent if tr.is_rtl else 0, 0)
    holder = QWidget()
    holder.setLayout(box)
    return holder
