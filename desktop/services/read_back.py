"""What was understood, said once more from the answers: in the worker's language and the client's.

Choices come from their codes, so that the client hears what is stored and not a retelling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.companions import Companions, Presented
from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.markdown import parse
from desktop.forms.session import FormSession, NodeState
from desktop.forms.texts import Text
from desktop.i18n import client_texts
from desktop.i18n.bidi import isolate_in, isolate_ltr, strip_controls
from desktop.i18n.calendars import second_date
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import localised_digits
from desktop.services.companions import stored_path_of
from desktop.services.form_mapping import instant
from desktop.services.form_wording import plainly, readable
from desktop.services.signing import is_legal

READ_BACK = "readback"
"""The key in ``presented`` that says how the summary itself was brought to the client."""
WORKER_ONLY = "worker"
_LONGEST_NOTE = 80
_HOW = {
    "read_aloud": client_texts.READ_ALOUD,
    "played": client_texts.PLAYED,
    "read_by_client": client_texts.READ_BY_CLIENT,
}


class LineKind(StrEnum):
    """What a line of the summary is."""

    GROUP = "group"
    ANSWER = "answer"
    NOTE = "note"
    """A legal text: how it was presented, or that nobody did so yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """A plain text for display and the language it is in; *missing* when it is not that of its
    side."""

    value: str
    language: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ReadBackLine:
    """One line for both sides, worker first; *ref* is the question or group it is about."""

    ref: str
    kind: LineKind
    labels: tuple[Said, Said]
    answers: tuple[Said, Said] = (Said("", ""), Said("", ""))
    is_open: bool = False
    """A legal text that was not presented in the client's language."""


def read_back(
    session: FormSession, companions: Companions, worker: LocaleContext, client: LocaleContext
) -> tuple[ReadBackLine, ...]:
    """Every answered relevant question the client may see and every legal text, in order.

    A group is named when something in it is. GUI thread, as the session; some 0.1 ms a line.
    """
    return tuple(_Reader(session, companions, (worker, client)).lines(session.body()))


class _Reader:
    def __init__(
        self,
        session: FormSession,
        companions: Companions,
        panes: tuple[LocaleContext, LocaleContext],
    ) -> None:
        self._session, self._companions, self._panes = session, companions, panes

    def lines(self, nodes: Sequence[BodyNode]) -> Iterator[ReadBackLine]:
        for node in nodes:
            is_hidden = self._session.marks(node.ref).get("audience") == WORKER_ONLY
            if is_hidden or not self._session.state(node.ref).relevant:
                continue
            if node.kind is BodyKind.QUESTION:
                yield from self._question(node.ref)
                continue
            inner = list(self.lines(node.children))
            is_titled = node.kind is not BodyKind.REPEAT
            if inner and is_titled:
                yield from self._title(node)
            yield from inner

    def _title(self, node: BodyNode) -> Iterator[ReadBackLine]:
        """A group by its label; an instance by the label of its repeat and its number."""
        number = 0
        ref = node.ref
        if node.kind is BodyKind.INSTANCE:
            ref, _, position = node.ref.rpartition("[")
            number = int(position.rstrip("]"))
        labels = self._pair(ref, number)
        if labels[0].value or labels[1].value:
            yield ReadBackLine(node.ref, LineKind.GROUP, labels)

    def _question(self, ref: str) -> Iterator[ReadBackLine]:
        state = self._session.state(ref)
        path = stored_path_of(self._session, ref)
        if state.type == "note":
            if is_legal(self._session, ref):
                yield self._note(ref, self._companions.presented.get(path))
        elif state.value:
            yield ReadBackLine(ref, LineKind.ANSWER, self._pair(ref), self._answers(path, state))
        elif path in self._companions.declined:
            words = client_texts.PREFER_NOT_TO_ANSWER
            yield ReadBackLine(ref, LineKind.ANSWER, self._pair(ref), self._words(words))

    def _note(self, ref: str, presented: Presented | None) -> ReadBackLine:
        labels = (self._beginning(ref, 0), self._beginning(ref, 1))
        if presented is None or presented.language != self._panes[1].language:
            answers = self._words(client_texts.NOT_PRESENTED)
            return ReadBackLine(ref, LineKind.NOTE, labels, answers, is_open=True)
        how = _HOW.get(presented.how, client_texts.READ_ALOUD)
        return ReadBackLine(ref, LineKind.NOTE, labels, self._words(how))

    def _answers(self, path: str, state: NodeState) -> tuple[Said, Said]:
        original = self._companions.originals.get(path)
        if original is None:
            return self._answer(state, 0), self._answer(state, 1)
        worker, client = self._panes
        is_open = not original.rendered_by
        mine = Said(
            strip_controls(state.value),
            original.language if is_open else worker.language,
            missing=is_open,
        )
        foreign = original.language != client.language
        return mine, Said(strip_controls(original.text), original.language, missing=foreign)

    def _answer(self, state: NodeState, side: int) -> Said:
        pane, value = self._panes[side], state.value
        if state.type in ("select1", "select", "rank"):
            codes = [value] if state.type == "select1" else value.split()
            found = [self._choice(state.ref, code, side) for code in codes]
            language = next((one.language for one in found if one.missing), pane.language)
            texts = [one.value for one in found]
            joined = pane.row_of(texts) if state.type == "rank" else pane.list_of(texts)
            return Said(joined, language, language != pane.language)
        if state.type == "text":
            is_mine = side == 0 or self._is_same_for_all(state.ref)
            language = pane.language if is_mine else self._panes[0].language
            return Said(strip_controls(value), language, language != pane.language)
        return Said(_written(state, pane), pane.language)

    def _is_same_for_all(self, ref: str) -> bool:
        one_language = self._panes[0].language == self._panes[1].language
        state, marks = self._session.state(ref), self._session.marks(ref)
        is_figure = "numbers" in state.appearance.split()
        return one_language or is_figure or marks.get("translate") == "no"

    def _choice(self, ref: str, code: str, side: int) -> Said:
        text = self._found(lambda language: self._session.choice_text(ref, code, language), side)
        return text if text.value else Said(code, self._panes[side].language)

    def _pair(self, ref: str, number: int = 0) -> tuple[Said, Said]:
        def of(side: int) -> Said:
            said = self._label(ref, side)
            digits = self._panes[side].info.digits
            tail = f" {localised_digits(str(number), digits)}" if number and said.value else ""
            return Said(said.value + tail, said.language, said.missing)

        return of(0), of(1)

    def _label(self, ref: str, side: int) -> Said:
        return self._found(lambda language: self._session.text(ref, "label", language), side)

    def _found(self, read: Callable[[str], Text], side: int) -> Said:
        pane, other = self._panes[side], self._panes[1 - side]
        text = read(pane.language)
        if text.missing or not text.value:
            instead = read(other.language)
            text = instead if instead.value and not instead.missing else text
        language = text.language or pane.language
        return Said(plainly(text), language, language != pane.language)

    def _beginning(self, ref: str, side: int) -> Said:
        """A legal text by its heading or its first words: it is not read a second time."""
        said = self._label(ref, side)
        blocks = parse(readable(self._session.text(ref, "label", said.language)))
        first = "".join(run.text for run in blocks[0].runs) if blocks else ""
        first = first.split("\n")[0]
        if len(first) > _LONGEST_NOTE:
            first = first[:_LONGEST_NOTE].rpartition(" ")[0] + " …"
        return Said(first, said.language, said.missing)

    def _words(self, message: str) -> tuple[Said, Said]:
        worker, client = self._panes
        return (
            Said(worker.text(message), worker.language),
            Said(client.text(message), client.language),
        )


def _written(state: NodeState, pane: LocaleContext) -> str:
    """An answer that is no choice and no sentence, as *pane* writes it."""
    value, digits = state.value, pane.info.digits
    if state.type == "date":
        return _day(value, state.appearance.split(), pane)
    if state.type == "dateTime":
        at = instant(value)
        return value if at is None else f"{_day(value, (), pane)} · {pane.time(at)}"
    if state.type == "time":
        return localised_digits(value[:5], digits)
    if state.type == "integer":
        return localised_digits(value, digits)
    if state.type in ("decimal", "range"):
        return pane.number(float(value)) if _is_number(value) else value
    if state.type in ("acknowledge", "trigger"):
        return pane.text(client_texts.OK)
    if state.type == "signature":
        return pane.text(client_texts.SIGNED)
    return isolate_ltr(value) if pane.is_rtl else strip_controls(value)


def _day(value: str, appearance: Sequence[str], pane: LocaleContext) -> str:
    """A day with its second date, where readers of the language count otherwise."""
    precision = "year" if "year" in appearance else "day"
    precision = "month" if "month-year" in appearance else precision
    year, month = value[:4], value[5:7]
    written = {"year": year, "month": f"{month}/{year}"}.get(precision, "")
    first = localised_digits(written, pane.info.digits) or pane.date(value)
    second = second_date(value, pane.language, precision)
    return f"{first} ({isolate_in(second, rtl=pane.is_rtl)})" if second else first


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
