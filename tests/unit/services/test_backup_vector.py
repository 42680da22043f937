"""A backup of format version 1 is brought back by every later program (hardening T43, T15).

When this fails, the program is wrong, never the vector.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from desktop.crypto import keyfile
from desktop.services.backups_restore import find_backups, restore
from desktop.storage.backup_file import KeptFile, read_manifest
from desktop.storage.store import Store
from desktop.sync.renewal import awaits_enrolment
from tests.fixtures.vectors.freeze import HERE, NOW

pytestmark = [pytest.mark.hardening("T43"), pytest.mark.hardening("T15")]
STORES = HERE.parent / "stores" / "v1"
DIGEST = "c9f8a63498f3c6bd5ebb749e86cdc22af74afc12881e7a8baabf92d6228869e8"


def test_the_vector_itself_never_changes() -> None:
    text = (HERE / "backup_v1.json").read_text("utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == DIGEST


def test_a_backup_of_the_first_version_comes_back(tmp_path: Path) -> None:
    said = json.loads((STORES / "content.json").read_text("utf-8"))
    tail = bytes.fromhex(json.loads((HERE / "backup_v1.json").read_text("utf-8"))["tail"])
    backup = tmp_path / "store-20251124-0800.fmb"
    backup.write_bytes((STORES / "store.db").read_bytes() + tail)
    manifest = read_manifest(backup)
    assert (manifest.created_at, manifest.sequence, manifest.mark) == (NOW, 7, "0f" * 16)
    assert manifest.attachments == (KeptFile("ab" * 16, 5, "cd" * 32),)
    profile = tmp_path / "profile"
    assert [one.fault for one in find_backups(profile, tmp_path)] == [None]
    restored = restore(profile, backup, said["password"], now=lambda: NOW, allow_weak=True)
    assert (restored.created_at, restored.missing) == (NOW, 1)
    unlocked = keyfile.unlock(profile, said["password"], allow_weak=True)
    assert unlocked.key.hex() == said["key"]
    store = Store.open(
        profile, unlocked.key, store_id=unlocked.store_id, min_sequence=unlocked.min_sequence
    )
    assert awaits_enrolment(store.read())
    assert len(store.read().find("person")) == sum(
        name.startswith("person/") for name in said["content"]["records"]
    )
    store.close()
