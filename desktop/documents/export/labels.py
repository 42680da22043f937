"""Labels of questions, groups and choices as plain texts, without a form being open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from desktop.forms.definition import FormDefinition
from desktop.forms.model.controls import Control, Itemset
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.itext import PLAIN
from desktop.forms.model.text_source import Part, TextSource
from desktop.forms.xpath.nodes import Node, NodeKind

_INSTANCE = re.compile(r"instance\(\s*(['\"])(.*?)\1\s*\)")
_ITEXT = re.compile(r"jr:itext\(\s*([A-Za-z_][\w.-]*)\s*\)")
_SPACE = re.compile(r"\s+")
_OUTPUT = "…"
"""Stands for what a label takes from other answers: a heading belongs to many records."""


class Labels:
    """Reads labels in one language, else in the form's own; without a language it has only codes.

    Texts are on one line; Markdown stays as written.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._choices: dict[tuple[int, str], Mapping[str, str]] = {}

    def of(self, definition: FormDefinition, element: ElementDef) -> str:
        """The label of a question, group or repeat; its name without prefix if it has none."""
        control = element.control
        source = control.texts.get("label") if control is not None and self.language else None
        text = "" if source is None else self._text(definition, source)
        return text or element.name.rpartition(":")[2]

    def choices(self, definition: FormDefinition, element: ElementDef) -> Mapping[str, str]:
        """All choices of a question by code, whatever a filter would leave; label or code.

        Empty for lists made of other answers.
        """
        key = (id(definition), element.path)
        if key not in self._choices:
            control = element.control
            found = {} if control is None else dict(self._list(definition, control))
            self._choices[key] = found
        return self._choices[key]

    def _list(self, definition: FormDefinition, control: Control) -> Iterator[tuple[str, str]]:
        for item in control.items:
            label = self._text(definition, item.label) if item.label and self.language else ""
            yield item.value, label or item.value
        if control.itemset is not None:
            for row in _rows(definition, control.itemset):
                code = _cell(row, control.itemset.value)
                label = self._row_label(definition, control.itemset, row) if self.language else ""
                yield code, label or code

    def _row_label(self, definition: FormDefinition, itemset: Itemset, row: Node) -> str:
        match = _ITEXT.fullmatch(itemset.label)
        if match is None:
            return _one_line(_cell(row, itemset.label))
        return self._translated(definition, _cell(row, match.group(1)))

    def _text(self, definition: FormDefinition, source: TextSource) -> str:
        if source.itext_id:
            return self._translated(definition, source.itext_id)
        return _joined(source.parts)

    def _translated(self, definition: FormDefinition, text_id: str) -> str:
        itext = definition.itext
        wanted = itext.code(self.language)
        for language in dict.fromkeys((wanted, itext.default_language, *itext.languages)):
            parts = itext.find(text_id, PLAIN, language)
            if parts is not None:
                return _joined(parts)
        return ""


def _rows(definition: FormDefinition, itemset: Itemset) -> Iterator[Node]:
    match = _INSTANCE.search(itemset.nodeset)
    instance = definition.instances.get(match.group(2)) if match else None
    for root in instance.children if instance is not None else ():
        if root.kind is NodeKind.ELEMENT:
            yield from (row for row in root.children if row.kind is NodeKind.ELEMENT)


def _cell(row: Node, column: str) -> str:
    cells = row.named(column)
    return cells[0].string_value().strip() if cells else ""


def _joined(parts: tuple[Part, ...]) -> str:
    return _one_line("".join(part if isinstance(part, str) else _OUTPUT for part in parts))


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
