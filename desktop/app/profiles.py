"""Which folders of workers there are on this laptop, and which one is meant.

One worker alone: ``<root>/profile``. Several: ``<root>/profiles/<name>`` each, the name a hash of
the initials, so that a folder list shows nobody's. Initials are short and a hash of them is soon
guessed: it keeps them from being read, no more. What keeps a store closed is its password.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import BugError, KnownError

if TYPE_CHECKING:
    from desktop.services.password_tries import TryGuard

ALONE = "profile"
SEVERAL = "profiles"
_PREFIX = b"fallmappe/1|profile-folder|"
_NAME_DIGITS = 16
_FILES = ("key.json", "key.backup.json", "store.db")
_TRACES = ("restored-*/key*.json", "backups/*.fmb")
"""Of a profile that was made, and not quite moved in when the program was ended; and of one that
has lost all the rest."""


def folder_name(initials: str) -> str:
    """The name of a worker's folder: case and spaces around the initials do not matter.

    BugError for no initials at all: what was put there could not be asked for again.
    """
    import hashlib
    import unicodedata

    folded = " ".join(unicodedata.normalize("NFC", initials).casefold().split())
    if not folded:
        raise BugError("no initials")
    return hashlib.sha256(_PREFIX + folded.encode()).hexdigest()[:_NAME_DIGITS]


class Profiles:
    """The folders below *root*; or *only* one folder that was named on the command line."""

    def __init__(self, root: Path, only: Path | None = None) -> None:
        self._root, self._only = root, only

    def folders(self) -> tuple[Path, ...]:
        """All with a key file, a store or backups; where there is none, that of a worker alone."""
        if self._only is not None:
            return (self._only,)
        several = self._root / SEVERAL
        try:
            found = sorted(several.iterdir())
        except OSError:
            found = []
        held = [one for one in (self._root / ALONE, *found) if _is_used(one)]
        return tuple(held) or (self._root / ALONE,)

    @property
    def are_several(self) -> bool:
        """Whether the unlock window has to ask whose folder is meant."""
        return len(self.folders()) > 1

    def home(self) -> Path:
        """Where the look of the unlock window is kept: with the one worker, or beside all."""
        folders = self.folders()
        return folders[0] if len(folders) == 1 else self._root

    def place_for(self, initials: str) -> Path:
        """Where a further worker's folder belongs; it need not be there. BugError for nobody's."""
        return self._root / SEVERAL / folder_name(initials)

    def meant(self, initials: str) -> Path:
        """The folder of the worker with these *initials*, whether it is there or not.

        A folder from when its worker was alone has no name to find it by: it is meant by initials
        that have none of their own. BugError if there are several and *initials* are empty.
        """
        folders = self.folders()
        if len(folders) == 1:
            return folders[0]
        named, alone = self.place_for(initials), self._root / ALONE
        return alone if named not in folders and alone in folders else named

    def place_of(self, initials: str, store_id: str) -> Path:
        """Where a backup of the store *store_id* belongs that is brought back with *initials*.

        The folder of a worker who was alone is not it if it names another store, by a key file or
        else by its backups: then a further worker has come, who gets a folder with a name.
        """
        folder = self.meant(initials)
        if folder != self._root / ALONE or not self.are_several:
            return folder
        named = _stores(folder)
        return folder if store_id in named or not named else self.place_for(initials)

    def holder(self, store_id: str) -> Path | None:
        """The folder whose key file names the store *store_id*; None where none does."""
        from desktop.services.installation import named_store

        return next((one for one in self.folders() if named_store(one) == store_id), None)

    def guard(self, initials: str, folder: Path | None = None) -> TryGuard:
        """Counts wrong tries; for initials that nobody has, too, so that these look alike.

        *folder*: where the worker gets another one than the initials mean now, ``place_of``.
        """
        from desktop.services.password_tries import FILE, TryGuard

        folders = self.folders()
        if len(folders) == 1:
            return TryGuard(folders[0] / FILE)
        return TryGuard(self._root / FILE, (folder or self.meant(initials)).name)


def _is_used(folder: Path) -> bool:
    return any(os.path.exists(folder / name) for name in _FILES) or any(
        any(folder.glob(pattern)) for pattern in _TRACES
    )


def _stores(folder: Path) -> set[str]:
    """The ids that a folder names, not proved; none where nothing is left to tell."""
    from desktop.services.installation import named_store
    from desktop.storage import backup_folder

    if (named := named_store(folder)) is not None:
        return {named}
    try:
        found = backup_folder.look(folder / backup_folder.FOLDER)
    except KnownError:
        return set()
    return {one.manifest.store_id for one in found if one.manifest is not None}


def is_kept_out(folder: Path) -> bool:
    """Whether the rights of another account keep this one from looking into *folder*."""
    can = {os.access} & os.supports_effective_ids
    nearest = next((one for one in (folder, *folder.parents) if os.path.exists(one)), folder)
    return not os.access(nearest, os.R_OK | os.X_OK, effective_ids=bool(can))
