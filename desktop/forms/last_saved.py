"""The record saved before this one, for forms that ask ``instance('__last-saved')``."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.forms.engine.tree import TreeBuilder
from desktop.forms.model.elements import ElementDef
from desktop.forms.stored import Restorer
from desktop.forms.xpath.nodes import Node, NodeKind


def saved_instance(root: ElementDef, answers: Mapping[str, str]) -> Node:
    """An ``<instance>`` that holds stored *answers*; without any it is empty."""
    instance = Node(NodeKind.ELEMENT, "instance")
    if answers:
        builder = TreeBuilder()
        _, top = builder.document(root)
        Restorer(builder, answers).restore(top, root.path)
        instance.append(top)
    return instance
