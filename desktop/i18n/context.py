"""The language of one window: texts, formats, direction, and bindings that follow a switch."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.i18n import languages
from desktop.i18n.bidi import isolate_in
from desktop.i18n.catalogue import TRANSLATIONS, Catalogue, catalogue

if TYPE_CHECKING:
    from datetime import tzinfo

    from desktop.i18n.formats import Formats

Setter = Callable[[Any, str], object]


class _Binding(NamedTuple):
    message: str
    many: str | None
    n: int
    facts: Mapping[str, object]


class _Target(NamedTuple):
    ref: weakref.ref[Any]
    bindings: dict[Setter, _Binding]


class LocaleContext:
    """Language of one window. Not thread-safe: it belongs to the thread of its window.

    Formats and time zone are loaded when the first of them is asked for, not for bare texts.

    Message ids are German. A text without translation is looked up in *fallback* (the worker's
    language for a client's window) and is German at last, never blank.
    """

    def __init__(
        self,
        language: str = languages.SOURCE_LANGUAGE,
        *,
        fallback: str = languages.SOURCE_LANGUAGE,
        zone: tzinfo | str = "Europe/Berlin",
        folder: Path = TRANSLATIONS,
    ) -> None:
        self._zone = zone
        self._folder = folder
        self._fallback = catalogue(fallback, folder)
        self._targets: dict[int, _Target] = {}
        self._callbacks: dict[int, Callable[[], Callable[[], object] | None]] = {}
        self._next_callback = 0
        self._use(language)

    @property
    def language(self) -> str:
        """The code of the language in use."""
        return self._language.code

    @property
    def info(self) -> languages.Language:
        """Names, direction, font and digits of the language in use."""
        return self._language

    @property
    def is_rtl(self) -> bool:
        """True when the window is to be laid out from right to left."""
        return self._language.is_rtl

    def text(self, message: str, **facts: object) -> str:
        """Return *message* in this language, its ``{placeholders}`` filled with *facts*.

        Facts are isolated where their direction could disturb the sentence; whole numbers take
        the digits of the language. Without facts braces are left alone.
        """
        return self._fill(self._find(message), facts)

    def ntext(self, one: str, many: str, n: int, **facts: object) -> str:
        """Return the plural form for *n*; ``{n}`` is filled with it."""
        found = self._catalogue.find_plural(one, many, n)
        if found is None:
            found = self._fallback.find_plural(one, many, n)
        if found is None:
            found = one if n == 1 else many
        return self._fill(found, {"n": n, **facts})

    def label(self, code_list: str, code: str) -> str:
        """Return the label of a code in this language; a code nobody knows comes back raw."""
        from desktop.domain.code_lists import label

        return self.text(label(code_list, code)) if code else ""

    def bind(self, target: object, setter: Setter, message: str, **facts: object) -> None:
        """Call ``setter(target, text)`` now and after every switch, as long as *target* lives.

        Binding the same target and setter again replaces the text. The setter must not hold the
        target itself (pass ``QLabel.setText``, not ``label.setText``).
        """
        self._bind(target, setter, _Binding(message, None, 0, facts))

    def bind_plural(
        self, target: object, setter: Setter, one: str, many: str, n: int, **facts: object
    ) -> None:
        """Like ``bind`` for a text that counts."""
        self._bind(target, setter, _Binding(one, many, n, facts))

    def unbind(self, target: object) -> None:
        """Forget all texts bound to *target*; its current texts stay."""
        self._targets.pop(id(target), None)

    def on_switch(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call *callback* after every switch; returns the function that ends it.

        A bound method is held weakly and ends with its object.
        """
        key, self._next_callback = self._next_callback, self._next_callback + 1
        if hasattr(callback, "__self__") and hasattr(callback, "__func__"):
            self._callbacks[key] = weakref.WeakMethod(callback)
        else:
            self._callbacks[key] = lambda: callback
        return lambda: self._callbacks.pop(key, None) and None

    def switch(self, language: str) -> None:
        """Change the language: bound texts first, then the callbacks (layout, models)."""
        self._use(language)
        for target in tuple(self._targets.values()):
            for setter, binding in tuple(target.bindings.items()):
                self._apply(target, setter, binding)
        for key, held in tuple(self._callbacks.items()):
            callback = held()
            if callback is None or not _ran(callback):
                self._callbacks.pop(key, None)

    def date(self, iso: str) -> str:
        """Write a calendar date: ``17.11.2026``."""
        return self._written().date(iso)

    def time(self, ms: int) -> str:
        """Write the local time of an instant: ``08:46``."""
        return self._written().time(ms)

    def day(self, ms: int) -> str:
        """Write the local day of an instant: ``17.11.2026``."""
        return self._written().day(ms)

    def relative(self, ms: int, now_ms: int) -> str:
        """Write an instant: ``heute 08:46``, ``gestern 16:40``, ``Mo 17.11.``, ``17.11.2025``."""
        return self._written().relative(ms, now_ms, self.text)

    def number(self, n: float) -> str:
        """Write a number with the separators and digits of the language."""
        return self._written().number(n)

    def list_of(self, texts: Sequence[str]) -> str:
        """Join texts: ``A, B und C``, each isolated where needed."""
        return self._written().list_of([isolate_in(text, rtl=self.is_rtl) for text in texts])

    def row_of(self, texts: Iterable[str]) -> str:
        """Write texts side by side with the comma of the script: ``A, B, C``, without *und*."""
        comma = "، " if self.is_rtl else ", "
        return comma.join(isolate_in(text, rtl=self.is_rtl) for text in texts)

    def _use(self, language: str) -> None:
        self._language = languages.language(language)
        self._catalogue: Catalogue = catalogue(self._language.code, self._folder)
        self._formats: Formats | None = None

    def _written(self) -> Formats:
        from zoneinfo import ZoneInfo

        from desktop.i18n.formats import Formats

        if self._formats is None:
            zone = ZoneInfo(self._zone) if isinstance(self._zone, str) else self._zone
            self._formats = Formats(self._language, zone)
        return self._formats

    def _find(self, message: str) -> str:
        if not message:
            return ""
        found = self._catalogue.find(message)
        return found or self._fallback.find(message) or message

    def _fill(self, text: str, facts: Mapping[str, object]) -> str:
        if not facts:
            return text
        return text.format_map({name: self._fact(value) for name, value in facts.items()})

    def _fact(self, value: object) -> str:
        if isinstance(value, int):
            from desktop.i18n.formats import localised_digits

            return localised_digits(str(value), self._language.digits)
        return isolate_in(str(value), rtl=self.is_rtl)

    def _bind(self, target: object, setter: Setter, binding: _Binding) -> None:
        key = id(target)
        held = self._targets.get(key)
        if held is None or held.ref() is not target:
            held = _Target(weakref.ref(target, lambda _: self._drop(key)), {})
            self._targets[key] = held
        held.bindings[setter] = binding
        self._apply(held, setter, binding)

    def _drop(self, key: int) -> None:
        held = self._targets.get(key)
        if held is not None and held.ref() is None:
            del self._targets[key]

    def _apply(self, held: _Target, setter: Setter, binding: _Binding) -> None:
        target = held.ref()
        if target is None:
            return
        if not _ran(lambda: setter(target, self._render(binding))):
            self._targets.pop(id(target), None)

    def _render(self, binding: _Binding) -> str:
        if binding.many is None:
            return self.text(binding.message, **binding.facts)
        return self.ntext(binding.message, binding.many, binding.n, **binding.facts)


def _ran(call: Callable[[], object]) -> bool:
    """Call; False when it belongs to a widget that Qt has deleted below its Python shell."""
    try:
        call()
    except RuntimeError as error:
        if "already deleted" not in str(error):
            raise
        return False
    return True
