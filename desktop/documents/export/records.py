"""Answers of one record -> rows of its tables, in order of the instances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.documents.export.submission import Submission
from desktop.documents.export.tables import FormTable

_KEY = re.compile(r"\[([^\]]*)\]")

Keys = tuple[str, ...]


def generic(path: str) -> str:
    """A stored path without the keys of instances."""
    return _KEY.sub("", path) if "[" in path else path


def keys_of(path: str) -> Keys:
    """The keys of the instances a stored path leads through."""
    return tuple(_KEY.findall(path))


@dataclass(slots=True)
class Instance:
    """The record or one instance of a repeat. *positions* count from 1, one per repeat above and
    the repeat itself; *values* by generic path, *paths* the stored path of each."""

    keys: Keys
    positions: tuple[int, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


class RecordReader:
    """Sorts answers into the instances they belong to; made once for many records."""

    def __init__(self, tables: Sequence[FormTable], known: frozenset[str]) -> None:
        """*known* are all generic paths of the form, of sealed questions too."""
        self._tables = tables
        self._known = known
        self._place = {
            one.path: place for place, table in enumerate(tables) for one in table.fields
        }
        self._repeat = {table.path: place for place, table in enumerate(tables) if place}
        self.unplaced = 0
        """How many answers so far no version of the form has a place for."""

    def read(self, submission: Submission) -> list[list[Instance]]:
        """Per table its instances; the first table has exactly one."""
        found: list[dict[Keys, Instance]] = [{} for _ in self._tables]
        self._instance(found, 0, ())
        for path, text in submission.answers.items():
            name = generic(path)
            keys: Keys = () if name is path else keys_of(path)
            if name in self._repeat:
                self._instance(found, self._repeat[name], keys)
                continue
            place = self._place.get(name)
            if place is None:
                self.unplaced += name not in self._known
                continue
            instance = self._instance(found, place, keys)
            instance.values[name] = text
            instance.paths[name] = path
        return self._ordered(found)

    def _instance(self, found: list[dict[Keys, Instance]], place: int, keys: Keys) -> Instance:
        """The instance with these keys; it and those it stands in are made if missing."""
        instance = found[place].get(keys)
        if instance is None:
            instance = found[place][keys] = Instance(keys)
            above = self._tables[place].parent
            if above is not None:
                self._instance(found, above, keys[:-1])
        return instance

    def _ordered(self, found: list[dict[Keys, Instance]]) -> list[list[Instance]]:
        """Instances by their keys, which sort in the order they were made."""
        ordered: list[list[Instance]] = []
        for table, instances in zip(self._tables, found, strict=True):
            parents = {} if table.parent is None else found[table.parent]
            rows: list[Instance] = []
            counts: dict[Keys, int] = {}
            for keys in sorted(instances):
                above = keys[:-1]
                if table.parent is not None:
                    counts[above] = counts.get(above, 0) + 1
                    instances[keys].positions = (*parents[above].positions, counts[above])
                rows.append(instances[keys])
            ordered.append(rows)
        return ordered
