"""Full-text search over the fields declared as searchable.

A save only notes which records it touched; the index follows on the writer thread before the
next search, so that it costs a save nothing. Redactions are indexed at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from desktop.domain.ids import RecordId
from desktop.domain.kinds import FieldType
from desktop.storage.layout import Layout
from desktop.storage.records import RecordReads
from desktop.storage.rows import SearchHit
from desktop.storage.spelling import closeness, index_text, query

SNIPPET: Final = 120
"""Longest snippet in characters."""

SLICE: Final = 50
"""Records indexed in one transaction, so that a save never waits long behind them."""

_CANDIDATES: Final = 4


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
        """Records that answer all words of *text*, best first, across scripts."""
        expression = query(text)
        if not expression:
            return []
        if self.has_unindexed():
            self._index_search()
        rows = self.rows(
            "SELECT kind, record FROM document WHERE no IN"
            " (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)",
            expression, max(limit, 1) * _CANDIDATES,
        )  # fmt: skip
        scored = []
        for kind, identifier in rows:
            hit = self._hit(kind, RecordId(identifier.hex()), text)
            if hit is not None:
                scored.append(hit)
        scored.sort(key=lambda pair: (-pair[0], pair[1].record))
        return [hit for _, hit in scored[:limit]]

    def has_unindexed(self) -> bool:
        """Are there records that the index does not know yet?"""
        return self.row("SELECT 1 FROM unindexed LIMIT 1") is not None

    def _hit(self, kind: str, identifier: RecordId, text: str) -> tuple[float, SearchHit] | None:
        layout = self._layouts.get(kind)
        record = None if layout is None else self.get(kind, identifier)
        if layout is None or record is None:
            return None
        case = identifier if kind == "case" else getattr(record, "case", None)
        texts = searchable_texts(layout, record)
        scored = [(closeness(value, text), name, value) for name, value in texts]
        if not scored:
            return None
        best = max(scored, key=lambda entry: entry[0])
        if not best[0]:
            return None
        hit = SearchHit(kind, identifier, case, best[1], _snippet(best[2], text))
        return best[0], hit


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


def _snippet(value: str, text: str) -> str:
    if len(value) <= SNIPPET:
        return value
    words = text.split()
    at = max(value.lower().find(words[0].lower()), 0) if words else 0
    start = max(0, at - SNIPPET // 3)
    part = value[start : start + SNIPPET]
    return ("…" if start else "") + part + ("…" if start + SNIPPET < len(value) else "")
