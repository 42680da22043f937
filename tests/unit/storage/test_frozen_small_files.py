"""``erased.json`` and ``head.json`` of format version 1 are read by every later program (T43).

Both are silent when they are not believed: an update that sealed them otherwise would let an older
copy of the store bring everything erased to life, and nobody would hear of a store set back.
When one of these tests fails, the program is wrong, never the vector.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.ids import DeviceId, OpId
from desktop.storage import erased_file, head_file
from desktop.storage.erased_file import Erased, ErasedEntry, RedactedEntry
from desktop.storage.head_file import Head
from tests.fixtures.vectors.freeze import HERE

pytestmark = pytest.mark.hardening("T43")
PATH = HERE / "beside_the_store_v1.json"
DIGEST = "22fbea2dc6f3d4396fde9e4040d485c3713f810c9c96a1ca1f2b777a7cab1d5d"


@pytest.fixture
def vector() -> Any:
    return json.loads(PATH.read_text("utf-8"))


def _erased(vector: Any) -> Erased:
    return Erased(
        frozenset(ErasedEntry(*entry) for entry in vector["records"]),
        frozenset(RedactedEntry(OpId(DeviceId(d), n), unit) for d, n, unit in vector["redactions"]),
    )


def test_the_vector_itself_never_changes() -> None:
    assert hashlib.sha256(PATH.read_text("utf-8").encode()).hexdigest() == DIGEST


def test_what_was_erased_is_still_known(tmp_path: Path, vector: Any) -> None:
    (tmp_path / erased_file.ERASED_NAME).write_text(vector["erased_file"], "utf-8")
    key = bytes.fromhex(vector["key"])
    assert erased_file.read(tmp_path, key) == _erased(vector)
    assert not erased_file.read(tmp_path, bytes(32))


def test_how_far_the_store_had_come_is_still_known(tmp_path: Path, vector: Any) -> None:
    (tmp_path / head_file.HEAD_NAME).write_text(vector["head_file"], "utf-8")
    key, head = bytes.fromhex(vector["key"]), Head(*vector["head"])
    assert head_file.read(tmp_path, key, head.store_id) == head
    assert head_file.read(tmp_path, bytes(32), head.store_id) is None


def test_what_is_written_today_is_what_was_written_then(tmp_path: Path, vector: Any) -> None:
    """Programs of before read what later ones write."""
    key = bytes.fromhex(vector["key"])
    erased_file.add(tmp_path, key, _erased(vector))
    head_file.write(tmp_path, key, Head(*vector["head"]), sync=True)
    for name in ("erased", "head"):
        assert (tmp_path / f"{name}.json").read_text("utf-8") == vector[f"{name}_file"]
