"""Two profiles made at the same moment must both get their key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desktop.crypto import keyfile


def test_two_passwords_are_derived_in_two_threads_and_both_return(tmp_path: Path) -> None:
    def make(name: str) -> bytes:
        return keyfile.create(tmp_path / name, "vier worte und mehr", store_id="0" * 32).key

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(make, ("a", "b"), timeout=60)
    assert first != second
