"""Is this store still where it was, or a copy of it? (protocol section 2, hardening T23)

A random installation id stands in the store and, outside the profile, in the system's folder for
the state of programs: the file ``installations/<id>`` names the profile's folder. A copy that is
opened elsewhere finds no such file, one beside the original finds the original still there. Both
become a new device before anything else is done.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from pathlib import Path
from typing import Final

from desktop.crypto import keyfile
from desktop.domain.errors import KnownError
from desktop.domain.small_file import read_object, read_small
from desktop.storage.files import FILE_MODE, private_directory
from desktop.storage.store import Store
from desktop.sync.renewal import become_new_device

INSTALLATION_SETTING: Final = "device/installation"
_FOLDER: Final = "installations"
_MAX_BYTES: Final = 64 * 1024
_STORE_ID: Final = re.compile("[0-9A-Za-z-]{1,64}")

_log = logging.getLogger(__name__)


def check_installation(store: Store, state: Path, now_ms: int) -> bool:
    """Compare the store with *state*, this user's folder for the state of programs; True if
    the store was a copy and is a new device now.

    Where *state* cannot be read or written nothing can be told: the server will notice a copy
    (``sync.renewal``). Blocks for two commits at most.
    """
    known = store.read().setting(INSTALLATION_SETTING)
    try:
        private_directory(state / _FOLDER)
        if isinstance(known, str) and _is_original(store, state / _FOLDER / known):
            return False
        fresh = secrets.token_hex(16)
        _note(state / _FOLDER / fresh, store.directory)
    except (OSError, KnownError) as error:
        _log.warning("installation not compared: %s", type(error).__name__)
        return False
    if known is None:
        store.write(lambda writer: writer.put_setting(INSTALLATION_SETTING, fresh)).result()
        return False
    become_new_device(store, now_ms, lambda writer: writer.put_setting(INSTALLATION_SETTING, fresh))
    return True


def _is_original(store: Store, file: Path) -> bool:
    try:
        noted = Path(os.fsdecode(read_small(file, _MAX_BYTES)))
    except FileNotFoundError:
        return False
    here = store.directory.resolve()
    if noted == here:
        return True
    if (there := named_store(noted)) is not None and there == named_store(here):
        return False  # the original is still in its place
    _note(file, here)  # the folder was moved or renamed
    return True


def _note(file: Path, profile: Path) -> None:
    part = file.with_name(f"{file.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with open(os.open(part, flags, FILE_MODE), "wb") as stream:
        stream.write(os.fsencode(profile.resolve()))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(part, file)


def named_store(profile: Path) -> str | None:
    """The id of the store that a profile's key files name, the first that can be read; it is
    not proved, and need not be."""
    for name in (keyfile.KEY_FILE, keyfile.BACKUP_FILE):
        try:
            found = read_object(profile / name, _MAX_BYTES).get("store_id")
        except (OSError, ValueError):
            continue
        if isinstance(found, str) and _STORE_ID.fullmatch(found):
            return found
    return None
