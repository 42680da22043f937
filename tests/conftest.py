"""The two tiers of the suite: every run is quick, ``--long`` is thorough; figures at the end."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.support.stretched_once import stretched_once

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("quick", deadline=None)
settings.load_profile("quick")
settings.register_profile("long", max_examples=1000, deadline=None)

Rounds = Callable[[int, int], int]
"""Of how often to repeat something: (in a quick run, in a long one)."""

Figure = Callable[[str], None]
"""Takes a measured figure in words, to be printed when all tests are done."""

LONG_S = 1800
"""What one test may take in a long run, seconds; in a quick one pyproject.toml says it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="more rounds, and the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--long"):
        settings.load_profile("long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(LONG_S))
    else:
        left = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    """What was imported stays; a search for garbage after each window is to pass it by."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    found = [
        words
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, words in report.user_properties
        if name == "figure"
    ]
    if found:
        terminalreporter.section("figures")
        for words in sorted(found):
            terminalreporter.write_line(words)


@pytest.fixture(scope="session")
def rounds(pytestconfig: pytest.Config) -> Rounds:
    is_long = bool(pytestconfig.getoption("--long"))
    return lambda quick, long: long if is_long else quick


@pytest.fixture(scope="module")
def known_keys() -> Iterator[None]:
    """For tests that open copies of one profile, where stretching its password is not the point."""
    with stretched_once():
        yield


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    return lambda words: record_property("figure", words)
