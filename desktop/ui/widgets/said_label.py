"""What is said beside a field until it is mended, in whatever language the window speaks."""

from __future__ import annotations

from collections.abc import Callable

from desktop.i18n.context import LocaleContext
from desktop.ui.widgets.labels import PlainLabel


class SaidLabel(PlainLabel):
    """Hidden, or empty with *keeps_place*, while there is nothing to say; said anew after the
    window was switched to another language."""

    def __init__(
        self, tr: LocaleContext, *, tone: str = "danger", keeps_place: bool = False
    ) -> None:
        super().__init__(kind="small", tone=tone, wrap=True)
        self._tr, self._keeps_place = tr, keeps_place
        self._words: Callable[[], str] | None = None
        tr.on_switch(self._again)
        self.unsay()

    def say(self, words: Callable[[], str]) -> None:
        """Show what *words* returns now; it is asked again after each switch."""
        self._words = words
        self._again()
        self.show()

    def say_text(self, message: str, **facts: object) -> None:
        """The same for a message id."""
        self.say(lambda: self._tr.text(message, **facts))

    def unsay(self) -> None:
        """It is mended."""
        self._words = None
        self.setText("")
        if not self._keeps_place:
            self.hide()

    def _again(self) -> None:
        if self._words is not None:
            self.setText(self._words())
