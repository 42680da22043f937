"""Taking records out of the full-text index without a trace.

FTS5 with ``secure-delete`` removes a word from the lists of its documents, yet keeps the first
word of a page, or its beginning, in ``search_idx`` to find the page by. When one of these is left
of a word that no document has any more, the index is built anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any, Final

from desktop.storage.driver import Connection

_SHORTEST: Final = 3
"""Letters; a shorter beginning says nothing about the word."""
_WORDS: Final = re.compile(r"\w+")


def drop_documents(connection: Connection, records: Collection[tuple[str, bytes]]) -> None:
    """Remove *records* (kind, id) from the index and from what waits to be indexed."""
    execute = connection.execute
    gone = indexed_words(connection, records)
    for kind, record in records:
        execute("DELETE FROM unindexed WHERE kind = ? AND record = ?", (kind, record))
        sql = "SELECT no FROM document WHERE kind = ? AND record = ?"
        for (number,) in execute(sql, (kind, record)).fetchall():
            execute("DELETE FROM search WHERE rowid = ?", (number,))
            execute("DELETE FROM document WHERE no = ?", (number,))
    sweep(connection, gone)


def indexed_words(connection: Connection, records: Iterable[tuple[str, bytes]]) -> set[str]:
    """The words under which *records* stand in the index now."""
    found: set[str] = set()
    for kind, record in records:
        sql = (
            "SELECT words FROM search WHERE rowid IN"
            " (SELECT no FROM document WHERE kind = ? AND record = ?)"
        )
        for (words,) in connection.execute(sql, (kind, record)):
            found |= _tokens(words)
    return found


def sweep(connection: Connection, gone: Collection[str]) -> None:
    """After *gone* words were taken out: build the index anew if it still knows one of them."""
    beginnings = {word[:end] for word in gone for end in range(_SHORTEST, len(word) + 1)}
    if any(_is_left(connection, term) for term in _page_terms(connection) & beginnings):
        connection.execute("INSERT INTO search(search) VALUES ('rebuild')")


def _page_terms(connection: Connection) -> set[str]:
    rows = connection.execute("SELECT term FROM search_idx").fetchall()
    return {_text(term)[1:] for (term,) in rows}


def _is_left(connection: Connection, term: str) -> bool:
    """Does no word that anybody still has begin with *term*?"""
    sql = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
    return connection.execute(sql, (f'"{term}"*',)).fetchone() is None


def _tokens(words: str) -> set[str]:
    """As ``unicode61 remove_diacritics 2`` sees them, nearly: folded, without marks."""
    plain = unicodedata.normalize("NFKD", words.lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return set(_WORDS.findall(bare)) | set(_WORDS.findall(words.lower()))


def _text(term: Any) -> str:
    return term.decode("utf-8", "replace") if isinstance(term, bytes) else str(term)
