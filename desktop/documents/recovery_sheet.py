"""The recovery sheet: one page in German and English with the code as words, letters and QR."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.model import Code, Document, Piece, Row, RowLook, Style, Words
from desktop.documents.qr import modules
from desktop.documents.sides import Side, Sides
from desktop.domain.wording import N_
from desktop.forms.markdown import escaped
from desktop.i18n.context import LocaleContext

TITLE = N_("Wiederherstellungscode")
WHAT = N_(
    "Dieser Code öffnet Fallmappe auf diesem Laptop, wenn das Passwort vergessen ist. Wer Blatt "
    "und Laptop zusammen hat, kann alles lesen."
)
MARK = N_("Laptop-Kennung {mark}")
PRINTED = N_("Erstellt am {day} um {time}")
AS_WORDS = N_("Der Code in 14 Wörtern")
AS_LETTERS = N_("Derselbe Code in 32 Zeichen")
LOOKALIKES = N_("Groß oder klein ist gleich. O gilt als 0; I und L gelten als 1.")
QR_HINT = N_("Dieselben Zeichen als Bild, für ein Lesegerät.")
WHERE = N_("Wohin damit")
KEEP = N_(
    "An einen verschlossenen Ort, nie zum Laptop oder in seine Tasche. Nicht fotografieren, "
    "nicht mailen."
)
USE = N_("Wenn es so weit ist")
HOW = N_(
    "Im Startfenster „Passwort vergessen“ wählen und die Wörter oder die Zeichen eingeben. Von "
    "jedem Wort genügen die ersten vier Buchstaben. Danach gilt ein neues Passwort; die Daten "
    "bleiben, wie sie sind."
)
OLD = N_("Ein neuer Code macht dieses Blatt ungültig. Dann vernichten.")


def recovery_sheet(words: Sequence[str], letters: str, mark: str, made_at: int) -> Document:
    """One page; *mark* tells laptops apart and names nobody, *made_at* (UTC ms) sheets."""
    sides = Sides.of(LocaleContext("de"), LocaleContext("en"))
    half = (len(words) + 1) // 2
    groups = letters.split("-")
    lines = (" ".join(groups[:4]), " ".join(groups[4:]))
    rows = (
        sides.head(TITLE, ("", ""), is_draft=False),
        sides.say(WHAT, Style.TEXT),
        sides.row(lambda side: _whose(side, mark, made_at)),
        sides.say(AS_WORDS, Style.SECTION, RowLook.SECTION),
        Row(_numbered(words[:half], 1), _numbered(words[half:], half + 1)),
        sides.say(AS_LETTERS, Style.SECTION, RowLook.SECTION),
        Row(
            (
                *(Words(escaped(line), Style.LARGE, "de") for line in lines),
                *_hints(LOOKALIKES, sides),
            ),
            (Code(letters, modules(letters)), *_hints(QR_HINT, sides)),
        ),
        sides.say(WHERE, Style.SECTION, RowLook.SECTION),
        sides.say(KEEP, Style.TEXT),
        sides.say(USE, Style.SECTION, RowLook.SECTION),
        sides.say(HOW, Style.TEXT),
        sides.say(OLD, Style.TEXT, RowLook.FOOT),
    )
    return sides.document(None, TITLE, rows)


def _whose(side: Side, mark: str, made_at: int) -> tuple[Piece, ...]:
    return (
        side.say(MARK, Style.LABEL, mark=escaped(mark)),
        side.say(PRINTED, Style.TEXT, day=side.tr.day(made_at), time=side.tr.time(made_at)),
    )


def _numbered(words: Sequence[str], first: int) -> tuple[Piece, ...]:
    return tuple(
        Words(f"{number:\u2007>2}\\.\u2002{escaped(word)}", Style.LARGE, "de")
        for number, word in enumerate(words, first)
    )


def _hints(message: str, sides: Sides) -> tuple[Piece, ...]:
    return tuple(side.say(message, Style.HINT) for side in (sides.worker, sides.client))
