"""The world of a form's expressions: its tree, its lists, the injected environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from desktop.forms.definition import FormDefinition
from desktop.forms.engine.tree import FormNode
from desktop.forms.environment import Environment
from desktop.forms.last_saved import saved_instance
from desktop.forms.xpath.column_index import table_of
from desktop.forms.xpath.nodes import Node, NodeKind
from desktop.forms.xpath.sizes import MAX_WORK, TooMuchError

ChoiceNamer = Callable[[str, FormNode], str]
TextFinder = Callable[[str], str]


class FormScope:
    """See :class:`desktop.forms.xpath.context.Scope`; *language* is what texts are read in."""

    def __init__(
        self,
        definition: FormDefinition,
        root: Node,
        environment: Environment,
        last_saved: Mapping[str, str] | None = None,
        most_work: int = MAX_WORK,
    ) -> None:
        self.zone = environment.time_zone
        self.root = root
        self.language = definition.default_language
        self.most_work = most_work
        self.work = 0
        """Nodes looked at since the answer, or the question for a text, that is being seen to."""
        self._environment = environment
        self._instances = definition.instances
        if definition.last_saved_ids:
            saved = saved_instance(definition.root, last_saved or {})
            self._instances = {**self._instances, **dict.fromkeys(definition.last_saved_ids, saved)}
        self._name_choice: ChoiceNamer | None = None
        self._find_text: TextFinder | None = None

    def use_texts(self, find_text: TextFinder, name_choice: ChoiceNamer) -> None:
        """Set where ``jr:itext()`` and ``jr:choice-name()`` find their texts."""
        self._find_text = find_text
        self._name_choice = name_choice

    def now(self) -> datetime:
        """The injected clock."""
        return self._environment.now()

    def random(self) -> float:
        """The injected random number."""
        return self._environment.random()

    def spend(self, nodes: int) -> None:
        """See ``xpath.context.Scope``; *work* counts from the start of what is going on."""
        self.work += nodes
        if self.work > self.most_work:
            raise TooMuchError("too much work", "work")

    def uuid(self) -> str:
        """The injected identifier."""
        return self._environment.uuid()

    def instance(self, instance_id: str) -> Node | None:
        """A secondary instance; never the form's own answers."""
        return self._instances.get(instance_id)

    def itext(self, text_id: str) -> str:
        """The translation in the language being evaluated."""
        return self._find_text(text_id) if self._find_text else ""

    def choice_name(self, value: str, question: Node) -> str:
        """The label of a choice in the language being evaluated."""
        if self._name_choice is None or not isinstance(question, FormNode):
            return ""
        return self._name_choice(value, question)

    def pulldata(self, instance_id: str, wanted: str, column: str, value: str) -> str:
        """Indexed look-up in a table."""
        instance = self._instances.get(instance_id)
        if instance is None:
            return ""
        for table in instance.children:
            if table.kind is NodeKind.ELEMENT:
                known = table_of(table, "item")
                rows = table.named("item") if known is None else known.equal(column, value)
                for row in rows:
                    if _cell(row, column) == value:
                        return _cell(row, wanted)
        return ""


def _cell(row: Node, column: str) -> str:
    cells = row.named(column)
    return cells[0].string_value() if cells else ""
