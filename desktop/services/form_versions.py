"""A draft moves to a newer version of its form, visibly: nothing that was typed is dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.changes import Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.forms.environment import Environment
from desktop.forms.model.value_types import normalize
from desktop.forms.question_types import question_type
from desktop.forms.session import FormSession
from desktop.forms.stored import stored_path
from desktop.services.form_mapping import BERLIN
from desktop.services.form_service import FormService
from desktop.services.raw_texts import answers_alone, in_row_of, question_of
from desktop.storage.store import Draft, Reader, Store, Writer

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.forms.model.elements import ElementDef

_SETTING = "draft-unplaced/"
_KEY = re.compile(r"\[[^\]]*\]")
_CHOSEN = ("select", "select1", "rank")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An answer, or half-typed text, for which the newer version has no place.

    ``path`` is where it stood: its key in the answers of the draft.
    """

    path: str
    version: str
    label: str
    shown: str
    value: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft after its move: so many answers kept, and those that only stay listed."""

    draft: RecordId
    version: str
    kept: int
    unplaced: tuple[Unplaced, ...]


class FormVersions:
    """Offers and makes the move. Thread-safe; methods block shortly."""

    def __init__(self, store: Store, forms: FormService, now: Callable[[], int]) -> None:
        self._store = store
        self._forms = forms
        self._now = now

    def offer(self, form_id: str, version: str) -> str | None:
        """The version a draft of *version* could move to, or None if that is none or no newer."""
        newest = self._forms.newest(form_id)
        if newest is None or newest == version:
            return None
        times = {entry.version: entry.at for entry in self._forms.versions(form_id)}
        return None if times.get(version, 0) > times.get(newest, 0) else newest

    def unplaced(self, draft: RecordId) -> tuple[Unplaced, ...]:
        """What found no place at the last move of a draft."""
        return unplaced_of(self._store.read(), draft)

    def move(self, draft_id: RecordId, language: str) -> Moved:
        """Move a draft to the version for new fillings; labels in the report are in *language*.

        An answer is kept where its path, or its question's name if that is unique, is there and
        asks for the same type; half-typed text and companions go to the same place, with or
        without an answer. Everything else stays with the draft, listed, and goes into the record
        when the form is finished. Raises KnownError RECORD_GONE, FORM_UNKNOWN.
        """
        reader = self._store.read()
        draft = reader.draft(draft_id)
        if draft is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="draft")
        new = self._forms.open(draft.form_id)
        old = self._old(draft)
        earlier, others = _waiting(unplaced_of(reader, draft_id), draft.answers)
        held = {**{path: one.value for path, one in earlier.items()}, **draft.answers}
        plan = _Plan(old, new, frozenset(map(question_of, earlier)) - _questions(draft.answers))
        placing = self._placing(plan, new, held, draft.companions)
        named = self._labels(draft, old, language)
        report = tuple(
            earlier.get(path) or Unplaced(path, draft.form_version, *named(path, held[path]), text)
            for path, text in placing.lost.items()
        )
        moved = replace(
            draft,
            form_version=new.version,
            answers=placing.kept,
            companions=_companions(draft.companions, placing.places),
            saved_at=self._now(),
        )

        def work(writer: Writer) -> None:
            writer.save_draft(moved)
            keep_unplaced(writer, moved.id, (*others, *report))

        self._store.write(work).result()
        self._forms.keep(draft.form_id, new.version)
        return Moved(draft_id, new.version, placing.count, (*others, *report))

    def _placing(
        self,
        plan: _Plan,
        new: FormDefinition,
        held: Mapping[str, str],
        companions: Mapping[str, Mapping[str, Any]],
    ) -> _Placing:
        """Where everything a draft holds goes; *held* are its answers and half-typed texts."""
        answers = answers_alone(held)
        beside = {path for entries in companions.values() for path in entries}
        places = plan.places({*_questions(held), *beside})
        session = self._session(
            new, {places[one]: answers[one] for one in answers if one in places}
        )
        fits = _fitting(session)
        shown = {stored_path(node) for node in session.nodes()}
        rows = session.stored_answers(hidden=True)
        kept, lost, count = {}, {}, 0
        for path, text in answers.items():
            to = places.get(path, "")
            if plan.is_typed(path) and not (to and fits(to, text)):
                lost[path] = text
            elif to:
                kept[to] = text
                count += plan.is_typed(path) and not path.endswith("]")
        for key in (one for one in held if one not in answers):
            to = places.get(question_of(key), "")
            if to in shown or in_row_of(rows, to):
                kept[f"{key.removesuffix(question_of(key))}{to}"] = held[key]
            else:
                lost[key] = held[key]
        return _Placing(places, kept, lost, count)

    def _old(self, draft: Draft) -> FormDefinition | None:
        if not self._forms.has(draft.form_id, draft.form_version):
            return None
        return self._forms.open(draft.form_id, draft.form_version)

    def _session(self, definition: FormDefinition, answers: Mapping[str, str]) -> FormSession:
        now = datetime.fromtimestamp(self._now() / 1000, BERLIN)
        return FormSession(
            definition, environment=Environment(BERLIN, now=lambda: now), answers=answers
        )

    def _labels(
        self,
        draft: Draft,
        old: FormDefinition | None,
        language: str,
    ) -> Callable[[str, str], tuple[str, str]]:
        """Label and value of an answer, or of half-typed text, as the old version words them."""
        session = None if old is None else self._session(old, answers_alone(draft.answers))
        refs = {} if session is None else {stored_path(n): n.ref() for n in session.nodes()}

        def named(path: str, value: str) -> tuple[str, str]:
            name = path.rpartition("/")[2]
            ref = refs.get(question_of(path))
            if session is None or ref is None:
                return name, value
            label = session.text(ref, "label", language).value or name
            if session.state(ref).type in _CHOSEN and path == question_of(path):
                texts = [session.choice_text(ref, one, language).value for one in value.split()]
                return label, ", ".join(texts)
            return label, value

        return named


@dataclass(frozen=True, slots=True)
class _Placing:
    """Where what a draft holds goes: the new place of each path, the answers and half-typed texts
    of the draft to be, those without a place, and how many answers of a person were kept."""

    places: Mapping[str, str]
    kept: dict[str, str]
    lost: Mapping[str, str]
    count: int


class _Plan:
    """Where an answer of the old version stands in the new one."""

    def __init__(
        self, old: FormDefinition | None, new: FormDefinition, foreign: frozenset[str]
    ) -> None:
        """*foreign*: paths of a version before *old*, of which nothing is known."""
        self._old, self._new, self._foreign = old, new, foreign
        self._unique_old = {} if old is None else _unique(old)
        self._unique_new = _unique(new)

    def places(self, paths: Iterable[str]) -> dict[str, str]:
        """The place of each path that has one."""
        found = {path: self.place(path) for path in paths if path.startswith("/")}
        return {path: to for path, to in found.items() if to}

    def place(self, path: str) -> str:
        """The stored path in the new version, or an empty text."""
        _, _, rest = path[1:].partition("/")
        same = f"{self._new.root.path}/{rest}" if rest else self._new.root.path
        if self._is_same(self._before(path), self._new.by_path.get(_KEY.sub("", same))):
            return same
        name = path.rpartition("/")[2]
        to = self._unique_new.get(name)
        if to is None or "[" in path or self._unique_old.get(name) is None:
            return ""
        return to.path if self._is_same(self._before(path), to) else ""

    def is_typed(self, path: str) -> bool:
        """Whether a person gave the answer: not calculated, not filled in by the program."""
        before = self._before(path)
        if path.endswith("]"):
            return False
        return before is None or not (before.bind.calculate or before.bind.preload)

    def _before(self, path: str) -> ElementDef | None:
        if self._old is None or path in self._foreign:
            return None
        return self._old.by_path.get(_KEY.sub("", path))

    @staticmethod
    def _is_same(before: ElementDef | None, after: ElementDef | None) -> bool:
        if after is None:
            return False
        return before is None or question_type(before) == question_type(after)


def _unique(definition: FormDefinition) -> dict[str, ElementDef]:
    """Questions outside of repeats whose name no other has."""
    count = Counter(element.name for element in definition.by_path.values())
    repeats = tuple(f"{p}/" for p, one in definition.by_path.items() if one.is_repeat)
    return {
        one.name: one
        for path, one in definition.by_path.items()
        if count[one.name] == 1 and not one.children and not path.startswith(repeats or ("\0",))
    }


def _fitting(session: FormSession) -> Callable[[str, str], bool]:
    """Whether the new form holds an answer as it was given."""
    held = session.stored_answers(hidden=True)
    nodes = {stored_path(node): node for node in session.nodes()}

    def fits(path: str, value: str) -> bool:
        if held.get(path) != value:
            return False
        node = nodes.get(path)
        if node is None or path.endswith("]"):
            return True
        if normalize(node.definition.bind.type, value) != value:
            return False
        ref = node.ref()
        state = session.state(ref)
        if state.type not in _CHOSEN or not state.relevant:
            return True
        return set(value.split()) <= set(session.choices(ref))

    return fits


def _questions(entries: Iterable[str]) -> frozenset[str]:
    """The stored paths that the keys of a draft's answers are about."""
    return frozenset(map(question_of, entries))


def _waiting(
    unplaced: Iterable[Unplaced], answers: Mapping[str, str]
) -> tuple[dict[str, Unplaced], list[Unplaced]]:
    """What may find a place in the next version, by path, and what cannot because its path is
    taken: by an answer of the draft, or by another that had no place."""
    first: dict[str, Unplaced] = {}
    others = []
    for one in unplaced:
        if one.path in answers or one.path in first:
            others.append(one)
        else:
            first[one.path] = one
    return first, others


def _companions(
    companions: Mapping[str, Mapping[str, Any]], placed: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    return {
        name: {placed.get(path, path): entry for path, entry in entries.items()}
        for name, entries in companions.items()
    }


def keep_unplaced(writer: Writer, draft: RecordId, unplaced: tuple[Unplaced, ...]) -> None:
    """Replace what is kept beside a draft because its form has no place for it."""
    entries: list[Value] = [
        [one.path, one.version, one.label, one.shown, one.value] for one in unplaced
    ]
    writer.put_setting(f"{_SETTING}{draft}", entries or None)


def unplaced_of(reader: Reader, draft: RecordId) -> tuple[Unplaced, ...]:
    """See ``FormVersions.unplaced``."""
    return tuple(Unplaced(*entry) for entry in reader.setting(f"{_SETTING}{draft}") or ())


def with_unplaced(answers: Mapping[str, str], unplaced: tuple[Unplaced, ...]) -> dict[str, str]:
    """The answers of a finished form and, by their old paths, those its version has no place for.

    Where the old path now holds another answer, the old version is added to the path.
    """
    whole = dict(answers)
    for one in unplaced:
        path = free = question_of(one.path)
        number = 1
        while free in whole:
            free = f"{path} @{one.version}" + (f" {number}" if number > 1 else "")
            number += 1
        whole[free] = one.value
    return whole


def forget_unplaced(writer: Writer, draft: RecordId) -> None:
    """The draft is discarded, or finished: then its record holds everything."""
    writer.put_setting(f"{_SETTING}{draft}", None)
