"""What a dialog says when what was typed in it came back and somebody changed the value since."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.error_texts import describe

TYPED = N_("Eingegeben war: {value}")


def changed_words(typed: Sequence[str], tr: LocaleContext) -> tuple[str, str]:
    """That the newer value stands, and what was typed in its place, so that nobody loses it; with
    nothing typed in words the next step."""
    sentence, step = describe(KnownError(ErrorCode.CHANGED_MEANWHILE), tr)
    return sentence, tr.text(TYPED, value=", ".join(typed)) if typed else step
