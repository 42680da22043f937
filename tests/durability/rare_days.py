"""What a person does now and then, for the power to fail in: ``python -m
tests.durability.rare_days DAY PROFILE``.

Each confirmed step is one line on standard output. The profile is one of
``tests.support.backed_up``, or a released store for ``update``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.domain.ids import RecordId
from desktop.services.attachments import AttachmentService
from desktop.services.erasure import ErasureService
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.services.profile import Enrolment, create_profile
from desktop.services.views import Me
from tests.durability.test_released_stores import Released
from tests.support.backed_up import MARKER, NINE, PASSWORD, WEAK, Laptop, bring_back

PASSWORDS = ("erstes neues Wort", "zweites neues Wort", "drittes neues Wort")
NOTES = 4


def tell(words: str) -> None:
    """Say that something is safe, in one piece."""
    os.write(1, f"{words}\n".encode())


def passwords(profile: Path) -> None:
    """Another password, several times."""
    laptop = Laptop(profile, make=False)
    key = laptop.unlocked().key
    for password in PASSWORDS:
        keyfile.change_password(profile, key, password, cost=WEAK)
        tell(password)
    laptop.store.close()


def attach(profile: Path) -> None:
    """The first documents of a laptop."""
    laptop = Laptop(profile, make=False)
    store = laptop.store
    me = Me(RecordId("0" * 32), "Anna", "A")
    service = AttachmentService(
        store, me, StaffDirectory(lambda _: None), FormService(store), laptop.clock
    )
    (case,) = store.read().find("case")
    laptop.stream = case.stream
    laptop.note()  # The names in the profile are synced now: a new folder's is not.
    for number in range(NOTES):
        brought = service.look(pdf(number))
        attached = service.take(brought, cast(Any, None))
        service.add(case.id, attached, f"Bescheid {number}")
        tell(attached.id)
    laptop.close()


def pdf(number: int) -> bytes:
    """A document with a number in it."""
    text = f"%PDF-1.4\n%{number}\n1 0 obj<</Type/Page>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
    return text.encode()


def restore(profile: Path) -> None:
    """Notes, a backup, more notes, and the backup brought back."""
    laptop = Laptop(profile, make=False)
    laptop.stream = laptop.store.read().find("case")[0].stream
    for _ in range(NOTES):
        tell(laptop.note())
    backup = laptop.backups.make().path
    tell(f"backup {backup.name}")
    for _ in range(NOTES):
        tell(laptop.note())
    laptop.close()
    bring_back(profile, backup, now=NINE)
    tell("restored")


def erase(profile: Path) -> None:
    """A case is erased for good."""
    laptop = Laptop(profile, make=False)
    store = laptop.store
    me = Me(RecordId("0" * 32), "Anna", "A")
    service = ErasureService(
        store, me, StaffDirectory(lambda _: None), laptop.clock,
        partial(keyfile.unlock, allow_weak=True),
    )  # fmt: skip
    (case,) = store.read().find("case")
    laptop.stream = case.stream
    store.read().search(MARKER)
    tell("there")
    service.erase(case.id, None, "request", "", PASSWORD)
    tell("erased")
    laptop.close()


def set_up(profile: Path) -> None:
    """The program is set up on a laptop; the recovery code is shown."""
    enrolment = Enrolment(
        DeviceKeys.generate(), bytes(16), bytes(32), RecordId("0" * 32), "ab" * 16, "http://x"
    )
    tell(create_profile(profile, PASSWORD, enrolment, now=lambda: NINE, cost=WEAK))


def update(directory: Path) -> None:
    """A released store is brought up to date."""
    store = Released.at(directory).open()
    tell("up to date")
    store.close()


DAYS: dict[str, Callable[[Path], None]] = {
    day.__name__: day for day in (passwords, attach, restore, erase, set_up, update)
}

if __name__ == "__main__":
    DAYS[sys.argv[1]](Path(sys.argv[2]))
