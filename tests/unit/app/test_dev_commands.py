"""dev.py on a bare machine: what is missing is named, nothing is guessed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_missing_library_names_its_debian_package(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "packages.txt"
    listing.write_text(
        "# comment\n[base]\nlibc6 libc.so.6\nnot-there1 libnot-there.so.1\n"
        "[fonts]\nfont-x /nowhere/font.ttf\n"
    )
    monkeypatch.setattr(dev, "PACKAGES", listing)
    assert dev.missing_packages("base") == ["not-there1"]
    assert dev.missing_packages("fonts") == ["font-x"]
    assert dev.missing_packages("window") == []


def test_the_list_of_packages_has_a_probe_for_each(dev: ModuleType) -> None:
    lines = dev.PACKAGES.read_text(encoding="utf-8").splitlines()
    entries = [line.split() for line in lines if line and line[0] not in "#["]
    assert len(entries) > 10
    assert all(len(entry) == 2 for entry in entries)


def test_dev_py_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    for command in ("demo", "test", "check", "shots", "bench"):
        assert command in done.stdout
