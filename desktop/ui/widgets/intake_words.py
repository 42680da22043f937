"""What became of the files somebody brought, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate
from desktop.i18n.context import LocaleContext
from desktop.ui.error_texts import describe
from desktop.ui.place_texts import ADDING_TEXTS

if TYPE_CHECKING:
    from desktop.ui.tasks import Failure

PASTED = N_("Eingefügtes Bild")
TAKEN = N_("Hinzugefügt: {names}.")
NOT_WANTED = N_("Auf Wunsch nicht hinzugefügt: {names}.")
_MOST = 4
"""So many files are named in each sentence; the rest is counted."""
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its name (empty for a pasted picture), shown and never logged, and
    why it was not taken; with neither *is_taken* nor *error* the person did not want it."""

    name: str
    is_taken: bool = False
    error: Failure | None = None


def intake_words(outcomes: Sequence[Outcome], tr: LocaleContext) -> tuple[str, str, str] | None:
    """Tone, sentence and what there is to do; None if everything went as wanted."""
    failed = [one for one in outcomes if one.error is not None]
    if not failed:
        return None
    reasons: dict[tuple[str, str], list[Outcome]] = {}
    for one in failed:
        assert one.error is not None
        reasons.setdefault(describe(one.error, tr, ADDING_TEXTS), []).append(one)
    lines = [
        f"{_names(found, tr)}: {sentence} {step}" for (sentence, step), found in reasons.items()
    ]
    taken = [one for one in outcomes if one.is_taken]
    unwanted = [one for one in outcomes if not one.is_taken and one.error is None]
    for some, words in ((taken, TAKEN), (unwanted, NOT_WANTED)):
        if some:
            lines.append(tr.text(words, names=_names(some, tr)))
    head = tr.ntext(
        "{n} Datei wurde nicht hinzugefügt.",
        "{n} Dateien wurden nicht hinzugefügt.",
        len(failed),
    )
    return "warn" if taken else "danger", head, "\n".join(lines)


def _names(outcomes: Sequence[Outcome], tr: LocaleContext) -> str:
    names = [isolate(_short(one.name)) or tr.text(PASTED) for one in outcomes]
    if len(names) > _MOST + 1:
        rest = len(names) - _MOST
        names = [*names[:_MOST], tr.ntext("{n} weitere Datei", "{n} weitere Dateien", rest)]
    return tr.list_of(names)


def _short(name: str) -> str:
    """The end tells the kind of file."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 16]}…{name[-15:]}"
