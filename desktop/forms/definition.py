"""A loaded form: what sessions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.forms.engine.compiling import ExpressionCache
from desktop.forms.engine.program import Program
from desktop.forms.model.actions import SetValue
from desktop.forms.model.controls import Control
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.entity_defs import EntityDef
from desktop.forms.model.itext import Itext
from desktop.forms.xpath.nodes import Node


@dataclass(frozen=True, slots=True)
class FormWarning:
    """Something an import report should name; *node* is a path of the model."""

    reason: str
    node: str


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """Immutable once loaded, so any number of sessions and threads may share it.

    *languages* are BCP-47 codes where the form gives them (``Deutsch (de)`` -> ``de``); *pages* is
    whether the form asks to be shown page by page.
    """

    form_id: str
    version: str
    title: str
    pages: bool
    root: ElementDef
    controls: tuple[Control, ...]
    itext: Itext
    instances: Mapping[str, Node]
    actions: tuple[SetValue, ...]
    program: Program
    expressions: ExpressionCache
    by_path: Mapping[str, ElementDef] = field(default_factory=dict)
    warnings: tuple[FormWarning, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the package by name: pictures, recorded prompts, lists."""
    entities: tuple[EntityDef, ...] = ()
    last_saved_ids: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        """In the order of the form; empty for a form without translations."""
        return self.itext.languages

    @property
    def wants_last_saved(self) -> bool:
        """Whether defaults come from the record that was saved before."""
        return bool(self.last_saved_ids)

    @property
    def default_language(self) -> str:
        """The language the form names as default, else its first; empty without translations."""
        return self.itext.default_language
