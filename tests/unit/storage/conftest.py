"""Laptops with a real encrypted store each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.storage.laptop import Laptop

NewLaptop = Callable[..., Laptop]


@pytest.fixture
def new_laptop(tmp_path: Path) -> Iterator[NewLaptop]:
    """Makes laptops by name; all are closed after the test."""
    made: list[Laptop] = []

    def new(name: str = "anna", start_ms: int = 1_763_942_400_000) -> Laptop:
        laptop = Laptop(tmp_path / name, start_ms)
        made.append(laptop)
        return laptop

    yield new
    for laptop in made:
        laptop.store.close()


@pytest.fixture
def laptop(new_laptop: NewLaptop) -> Laptop:
    """One laptop."""
    return new_laptop()
