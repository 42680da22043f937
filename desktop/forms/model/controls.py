"""What the body shows: questions, groups, repeats and their choices, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.forms.model.text_source import TextSource


@dataclass(frozen=True, slots=True)
class Item:
    """A choice written in the body."""

    value: str
    label: TextSource | None


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices taken from a list: *nodeset* rows, *value* and *label* relative to a row."""

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A body element; *path* is the generic path it is bound to (made up for bare groups).

    *kind* is the XForms element name: input, select, select1, rank, trigger, upload, range,
    group, repeat. *texts* maps ``label`` and ``hint`` to their source.
    """

    kind: str
    path: str
    appearance: str = ""
    texts: Mapping[str, TextSource] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    children: tuple[Control, ...] = ()
    count: str = ""
    no_add_remove: bool = False
    mediatype: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
