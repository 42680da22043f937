"""Labels, hints and messages in any language at any time, with a visible fallback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from desktop.forms.choices import Choice, ChoiceReader
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import FormNode
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.itext import PLAIN
from desktop.forms.model.text_source import Part, TextSource
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.errors import EVALUATION_FAULTS
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.parser import parse
from desktop.forms.xpath.values import Value, to_string

TextKind = Literal[
    "label",
    "hint",
    "guidance",
    "constraint",
    "required",
    "image",
    "big-image",
    "audio",
    "video",
]
Place = tuple[int, int]
MAX_SHOWN = 20_000
"""Answers are shown within a text up to so many characters."""
_SOURCES = {
    "guidance": "hint",
    "image": "label",
    "big-image": "label",
    "audio": "label",
    "video": "label",
}


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown source and the language it is in.

    *missing*: the wanted language has no such text and *value* is the fallback's. A question
    without any such text gives an empty value that is not missing. *outputs* are the places
    (start, end) in *value* where answers stand: data, which is no Markdown and may be of another
    direction; *gaps* are the places where one will stand and there is none yet.
    """

    value: str
    language: str
    missing: bool = False
    outputs: tuple[Place, ...] = field(default=(), compare=False)
    gaps: tuple[int, ...] = field(default=(), compare=False)


class TextReader:
    """Resolves texts for nodes; expressions inside are evaluated in the language of the text."""

    def __init__(
        self, definition: FormDefinition, scope: FormScope, choices: ChoiceReader, top: FormNode
    ) -> None:
        self._itext = definition.itext
        self._expressions = definition.expressions
        self._scope = scope
        self._choices = choices
        self._top = top
        scope.use_texts(self._find_plain, self._name_choice)

    def of(self, node: FormNode, source: TextSource | None, kind: TextKind, language: str) -> Text:
        """The text of *kind* that *source* gives at *node*."""
        if source is None:
            return Text("", language)
        form = kind if kind in _SOURCES else PLAIN
        return self._resolve(source, form, language, node, node.definition)

    def source(self, definition: ElementDef, kind: TextKind) -> TextSource | None:
        """Where a text of an element comes from, None if it has none."""
        if kind == "constraint":
            return definition.bind.constraint_message
        if kind == "required":
            return definition.bind.required_message
        control = definition.control
        return None if control is None else control.texts.get(_SOURCES.get(kind, kind))

    def of_choice(self, node: FormNode, choice: Choice, language: str, form: str = PLAIN) -> Text:
        """The label (or a medium) of a choice; a choice without label shows its value."""
        if choice.label is None:
            return Text("" if form else choice.value, language)
        at = choice.row or node
        found = self._resolve(choice.label, form, language, at, node.definition)
        if not found.value and not form:
            return Text(choice.value, language)
        return found

    def _resolve(
        self, source: TextSource, form: str, language: str, at: Node, element: ElementDef
    ) -> Text:
        if not source.itext_id and not source.expression:
            if form:
                return Text("", language)
            text, outputs, gaps = self._join(source.parts, language, at, element)
            return Text(text, language, outputs=outputs, gaps=gaps)
        if source.itext_id:
            return self._translated(source.itext_id, form, language, at, element)
        dynamic_id = self._dynamic_id(source.expression, language, at, element)
        if dynamic_id is not None:
            return self._translated(dynamic_id, form, language, at, element)
        return Text("" if form else self._run(source.expression, language, at, element), language)

    def _dynamic_id(
        self, expression: str, language: str, at: Node, element: ElementDef
    ) -> str | None:
        """The text id that ``jr:itext(expression)`` names at *at*; None for other expressions."""
        tree = parse(expression)
        if getattr(tree, "name", "") != "jr:itext":
            return None
        inner = expression.strip()[len("jr:itext(") : -1]
        return self._run(inner, language, at, element)

    def _translated(
        self, text_id: str, form: str, language: str, at: Node, element: ElementDef
    ) -> Text:
        for number, candidate in enumerate(self._candidates(language)):
            parts = self._itext.find(text_id, form, candidate)
            if parts is not None:
                text, outputs, gaps = self._join(parts, candidate, at, element)
                return Text(text, candidate, number > 0, outputs, gaps)
        return Text("", language, missing=not form and bool(self._itext.languages))

    def _candidates(self, language: str) -> Iterator[str]:
        """The language itself, then the session's, then the form's default, then any other."""
        yield from dict.fromkeys(
            (
                self._itext.code(language),
                self._scope.language,
                self._itext.default_language,
                *self._itext.languages,
            )
        )

    def _join(
        self, parts: tuple[Part, ...], language: str, at: Node, element: ElementDef
    ) -> tuple[str, tuple[Place, ...], tuple[int, ...]]:
        text = ""
        outputs: list[Place] = []
        gaps: list[int] = []
        for part in parts:
            start = len(text)
            if isinstance(part, str):
                text += part
                continue
            shown = self._run(part.expression, language, at, element)
            text += shown[: max(0, MAX_SHOWN - len(text))]
            if len(text) > start:
                outputs.append((start, len(text)))
            else:
                gaps.append(start)
        return text, tuple(outputs), tuple(gaps)

    def _run(self, expression: str, language: str, at: Node, element: ElementDef) -> str:
        with self._reading_in(language):
            try:
                value = self._expressions.get(expression, element).run(Context(at, self._scope))
                return self._translated_value(value)
            except EVALUATION_FAULTS:
                return ""

    def _translated_value(self, value: Value) -> str:
        """The text; a calculated choice name is named again in the language being read."""
        node = value[0] if isinstance(value, list) and value else None
        if isinstance(node, FormNode) and node.value:
            calculate = node.definition.bind.calculate
            if any(name in calculate for name in ("jr:choice-name(", "jr:itext(")):
                run = self._expressions.get(calculate, node.definition).run
                return to_string(run(Context(node, self._scope)))
        return to_string(value)

    @contextmanager
    def _reading_in(self, language: str) -> Iterator[None]:
        held, self._scope.language = self._scope.language, language
        try:
            yield
        finally:
            self._scope.language = held

    def _find_plain(self, text_id: str) -> str:
        found = self._translated(
            text_id, PLAIN, self._scope.language, self._top, self._top.definition
        )
        return found.value

    def _name_choice(self, value: str, question: FormNode) -> str:
        choice = self._choices.find(question, value) if value else None
        if choice is None:
            return ""
        return self.of_choice(question, choice, self._scope.language).value
