"""Catalogues are compiled before the tests, whoever starts them."""

from __future__ import annotations

import pytest

from translations.tool import main


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    assert main(["--compile"]) == 0
