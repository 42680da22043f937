"""Full-text search over the fields declared as searchable.

A save only notes which records it touched; the index follows on the writer thread before the
next search, so that it costs a save nothing. Redactions are indexed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from desktop.domain.ids import RecordId
from desktop.domain.kinds import FieldType
from desktop.storage.layout import Layout
from desktop.storage.records import RecordReads
from desktop.storage.rows import SearchHit
from desktop.storage.spelling import BEST, closeness, index_text, query

SNIPPET: Final = 120
"""Longest snippet in characters."""

SLICE: Final = 50
"""Records indexed in one transaction, so that a save never waits long behind them."""

_CANDIDATES: Final = 4
_AT_ONCE: Final = 50
_NAMED: Final = ("case", "person")
"""What is looked for by its name or number, however long ago it was written."""
_NEWEST: Final = (
    "SELECT no, kind, record FROM document WHERE no IN"
    " (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)"
    " ORDER BY no DESC"
)
_NAMES_BEFORE: Final = (
    "SELECT no, kind, record FROM document WHERE kind IN (?, ?) AND no IN"
    " (SELECT rowid FROM search WHERE search MATCH ? AND rowid < ?) ORDER BY no DESC LIMIT ?"
)


class _Answer(NamedTuple):
    """A text of a record that answers what was typed; ``score``: see ``closeness``."""

    score: float
    kind: str
    record: Any
    field: str
    value: str


class Hits(NamedTuple):
    """What a search found; ``is_cut``: there is more than these."""

    hits: list[SearchHit]
    is_cut: bool


def searchable_texts(layout: Layout, record: Any) -> list[tuple[str, str]]:
    """(unit or field, text) of everything in a record that the search finds."""
    found: list[tuple[str, str]] = []
    for name, spec in layout.kind.fields.items():
        if not spec.searchable:
            continue
        value = getattr(record, name)
        if spec.type is FieldType.MAP:
            found.extend((f"{name}/{k}", v) for k, v in value.items() if isinstance(v, str) and v)
        elif value:
            found.append((name, str(value)))
    return found


class SearchReads(RecordReads):
    """Searching."""

    def search(self, text: str, limit: int = 50) -> list[SearchHit]:
        """Records that answer all words of *text*, best first, across scripts; of equally good
        ones cases and persons first, then the newest."""
        return self.search_more(text, limit).hits

    def search_more(self, text: str, limit: int = 50) -> Hits:
        """As ``search``, and whether there is more than *limit*."""
        expression = query(text)
        if not expression:
            return Hits([], is_cut=False)
        if self.has_unindexed():
            self._index_search()
        rows, is_cut = self._candidates(expression, max(limit, 1) * _CANDIDATES)
        answers: list[_Answer] = []
        for start in range(0, len(rows), _AT_ONCE):
            answers += self._answers(rows[start : start + _AT_ONCE], text)
            if sum(one.score == BEST for one in answers) >= limit:
                is_cut = is_cut or start + _AT_ONCE < len(rows)
                break
        answers.sort(key=lambda one: one.record.id, reverse=True)
        answers.sort(key=lambda one: (-one.score, one.kind not in _NAMED))
        return Hits([_hit(one, text) for one in answers[:limit]], is_cut or len(answers) > limit)

    def _candidates(self, expression: str, most: int) -> tuple[list[tuple[str, bytes]], bool]:
        """Records whose index answers, names first, then the newest; and whether some are left
        out. Numbers of documents grow as records are first written or received."""
        newest = self.rows(_NEWEST, expression, most + 1)
        is_cut = len(newest) > most
        names: list[Any] = [row for row in newest if row[1] in _NAMED]
        if is_cut:
            names += self.rows(_NAMES_BEFORE, *_NAMED, expression, newest[-1][0], most)
        others = [row for row in newest if row[1] not in _NAMED]
        return [(kind, record) for _, kind, record in (*names, *others)], is_cut

    def has_unindexed(self) -> bool:
        """Are there records that the index does not know yet?"""
        return self.row("SELECT 1 FROM unindexed LIMIT 1") is not None

    def _answers(self, rows: Sequence[tuple[str, bytes]], text: str) -> Iterator[_Answer]:
        wanted: dict[str, list[bytes]] = {}
        for kind, identifier in rows:
            wanted.setdefault(kind, []).append(identifier)
        for kind, identifiers in wanted.items():
            layout = self._layouts.get(kind)
            if layout is None:
                continue
            marks = ", ".join("?" * len(identifiers))
            sql = f"SELECT id, stream, state FROM {layout.table} WHERE id IN ({marks})"  # noqa: S608
            for row in self.rows(sql, *identifiers):
                best = _best(layout, self._build(layout, row), text)
                if best is not None:
                    yield best


class Indexing(SearchReads):
    """Keeping the index: writer only."""

    def index_pending(self, limit: int = SLICE) -> int:
        """Index up to *limit* records touched since; return 0 when none is left."""
        rows = self.rows("SELECT kind, record FROM unindexed LIMIT ?", limit)
        self.index_records((kind, RecordId(record.hex())) for kind, record in rows)
        return int(self.has_unindexed())

    def index_records(self, records: Iterable[tuple[str, RecordId]]) -> None:
        """Bring the index of these records up to date, within the running transaction."""
        for kind, record in records:
            identifier = bytes.fromhex(record)
            layout = self._layouts.get(kind)
            found = None if layout is None else self.get(kind, record)
            texts = searchable_texts(layout, found) if layout is not None and found else []
            self._put_document(kind, identifier, index_text(text for _, text in texts))
            self.connection.execute(
                "DELETE FROM unindexed WHERE kind = ? AND record = ?", (kind, identifier)
            )

    def drop_documents(self, records: Iterable[tuple[str, bytes]]) -> None:
        """Take *records* (kind, id) out of the index and of what waits to be indexed."""
        execute = self.connection.execute
        for kind, record in records:
            execute("DELETE FROM unindexed WHERE kind = ? AND record = ?", (kind, record))
            self._put_document(kind, record, "")

    def clean_search(self) -> None:
        """Write the index anew without the words that were deleted in it, also earlier ones."""
        self.connection.execute("INSERT INTO search(search) VALUES ('optimize')")

    def _put_document(self, kind: str, identifier: bytes, words: str) -> None:
        execute = self.connection.execute
        row = self.row("SELECT no FROM document WHERE kind = ? AND record = ?", kind, identifier)
        if row is not None:
            execute("DELETE FROM search WHERE rowid = ?", (row[0],))
            if not words:
                execute("DELETE FROM document WHERE no = ?", (row[0],))
        if not words:
            return
        if row is None:
            sql = "INSERT INTO document(kind, record) VALUES (?, ?) RETURNING no"
            row = execute(sql, (kind, identifier)).fetchall()[0]
        execute("INSERT INTO search(rowid, words) VALUES (?, ?)", (row[0], words))


def _best(layout: Layout, record: Any, text: str) -> _Answer | None:
    """The text of a record that answers best; None when none does at all."""
    kind = layout.kind.name
    answers = [
        _Answer(closeness(value, text), kind, record, name, value)
        for name, value in searchable_texts(layout, record)
    ]
    best = max(answers, key=lambda one: one.score, default=None)
    return best if best is not None and best.score else None


def _hit(answer: _Answer, text: str) -> SearchHit:
    record = answer.record
    case = record.id if answer.kind == "case" else getattr(record, "case", None)
    return SearchHit(answer.kind, record.id, case, answer.field, _snippet(answer.value, text))


def _snippet(value: str, text: str) -> str:
    if len(value) <= SNIPPET:
        return value
    words = text.split()
    at = max(value.lower().find(words[0].lower()), 0) if words else 0
    start = max(0, at - SNIPPET // 3)
    part = value[start : start + SNIPPET]
    return ("…" if start else "") + part + ("…" if start + SNIPPET < len(value) else "")
