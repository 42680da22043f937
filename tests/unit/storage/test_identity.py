"""Keys, roster and settings of this installation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.store import Writer
from tests.unit.storage.laptop import Laptop


def write(laptop: Laptop, work: Callable[[Writer], None]) -> None:
    laptop.store.write(work).result()


def test_keys_and_settings_survive_a_restart(laptop: Laptop) -> None:
    def work(writer: Writer) -> None:
        writer.put_secret("device", b"\x00\x01")
        writer.put_epoch_key("c1", 1, b"k1")
        writer.put_epoch_key("c1", 2, b"k2")
        writer.put_setting("form/f1/1", "<xml/>")
        writer.put_setting("form/f2/1", {"a": [1, None, 2.5, True]})
        writer.put_setting("language", "en")

    write(laptop, work)
    laptop.reopen()
    reader = laptop.store.read()
    assert reader.secret("device") == b"\x00\x01"
    assert reader.secret("other") is None
    assert reader.epoch_keys() == {("c1", 1): b"k1", ("c1", 2): b"k2"}
    assert reader.settings("form/") == ["form/f1/1", "form/f2/1"]
    assert reader.setting("form/f2/1") == {"a": [1, None, 2.5, True]}
    write(laptop, lambda writer: writer.put_setting("language", None))
    assert reader.setting("language") is None


def test_the_roster_only_grows(laptop: Laptop) -> None:
    for index, entry in ((0, b"root"), (1, b"anna"), (0, b"root")):
        write(laptop, lambda w, i=index, e=entry: w.put_roster_entry(i, e))  # type: ignore[misc]
    for index, entry in ((0, b"other root"), (3, b"gap")):
        with pytest.raises(KnownError) as caught:
            write(laptop, lambda w, i=index, e=entry: w.put_roster_entry(i, e))  # type: ignore[misc]
        assert caught.value.code is ErrorCode.TAMPERED
    assert laptop.store.read().roster() == [b"root", b"anna"]
