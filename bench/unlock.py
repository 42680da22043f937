"""The password: unlocking and changing it, against the derivation alone, which is meant to cost."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.line import Line, line
from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.crypto.key_slots import DEFAULT_COST, stretch
from desktop.domain.ids import RecordId
from desktop.services.password_strength import judge
from desktop.services.profile import Enrolment, OpenProfile, create_profile

RUNS = 7
PASSWORD = "sonne ufer lampe nuss"


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(RUNS))


def _profile(folder: Path) -> bytes:
    enrolment = Enrolment(
        DeviceKeys.generate(), bytes(16), bytes(32), RecordId("ab" * 16), "cd" * 16, ""
    )
    create_profile(folder, PASSWORD, enrolment, now=lambda: 0)
    return keyfile.unlock(folder, PASSWORD).key


def run() -> list[Line]:
    """Medians of several runs each."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory) / "profile"
        key = _profile(folder)
        alone = _median(lambda: stretch(b"x" * 20, bytes(16), DEFAULT_COST))
        unlock = _median(lambda: OpenProfile.unlock(folder, PASSWORD, now=lambda: 0).close())
        change = _median(lambda: keyfile.change_password(folder, key, PASSWORD))
    rating = _median(lambda: judge("Donaudampfschiff-1111-qwertz-2026", ("Miriam Köhler",)))
    derivation = "Argon2id alone (128 MiB, 3 passes, 4 lanes)"
    return [
        line(
            "password to open store, and closed again", unlock * 1000, alone * 1000,
            unit="ms", limit_is=derivation, aim="0.3-1.5 s on an agency laptop",
        ),
        line(
            "another password", change * 1000, alone * 1000,
            unit="ms", limit_is=derivation, aim="< 1 s besides the derivation",
        ),
        line(
            "judging a password at each key", rating * 1000, 16.0,
            unit="ms", limit_is="one frame at 60 Hz", aim="ratio <= 0.5",
        ),
    ]  # fmt: skip
