"""regex(): what may be searched, and that no pattern of a form keeps the window waiting."""

from __future__ import annotations

import re
import time

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.xpath.patterns import MAX_TEXT_CHARS, UnsafePatternError, longest_text
from tests.unit.forms.filling import begin, value, xform

PATIENCE_S = 2.0
HARMFUL = [
    "(a+)+$",
    "^(a*)*$",
    "(a|aa)+$",
    "(a|b|ab)*c",
    "(?:(?:a)*)*b",
    "(.*)*x",
    "(a?a)+$",
    r"^([a-zA-Z0-9]+)*$",
    r"(\w+\s?)+$",
    "(x+x+)+y",
    "^(a?){50}$",
    "^" + "a?" * 40 + "a{40}$",
    "^" + "(ab|a)" * 40 + "$",
    "(a{1,100}){1,100}b",
    ".*.*.*.*.*.*.*x",
    r"(a+)\1+b",
    "(?:(?:){60000}){60000}",
    "a" * 3000,
]
USEFUL = [
    (r"^[+0-9][0-9 ()/-]{4,24}$", "+49 351 555-01", "call me"),
    (r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", "a.b@example.org", "a@b"),
    (r"^[\w.+-]+@([\w-]+\.)+[\w-]{2,}$", "a.b@mail.example.org", "a@b"),
    (r"^\w+(\.\w+)*@\w+(\.\w+)+$", "a.b@example.org", "a..b@example.org"),
    (r"^([0-9]{1,3}\.){3}[0-9]{1,3}$", "10.0.0.1", "10.0.1"),
    (r"^(0[1-9]|[12][0-9]|3[01])\.(0[1-9]|1[0-2])\.(19|20)[0-9]{2}$", "31.12.2026", "32.12.2026"),
    (r"^DE[0-9]{2}( ?[0-9]{4}){4} ?[0-9]{2}$", "DE02 1203 0000 0000 2020 51", "DE02"),
    (r"^[A-Z][a-z]+([ -][A-Z][a-z]+)*$", "Anna Maria-Luise", "anna"),
    (r"^(\+49|0)[0-9]{6,12}$", "+4935155501", "035"),
    (r"(ab|a)c", "xxabc", "xb"),
    (r"^.{1,500}$", "kurz", ""),
]


@pytest.mark.parametrize("pattern", HARMFUL)
def test_a_pattern_that_repeats_repeats_is_refused(pattern: str) -> None:
    with pytest.raises(UnsafePatternError):
        longest_text(pattern)


@pytest.mark.parametrize(("pattern", "right", "wrong"), USEFUL)
def test_patterns_of_real_forms_are_used(pattern: str, right: str, wrong: str) -> None:
    limit = longest_text(pattern)
    assert 100 <= limit <= MAX_TEXT_CHARS
    assert re.search(pattern, right, re.ASCII)
    assert not re.search(pattern, wrong, re.ASCII)


@pytest.mark.parametrize("pattern", [*(row[0] for row in USEFUL), ".*a.*b.*c", ".+.+.+.+x"])
def test_a_search_ends_soon_whatever_the_text_is(pattern: str) -> None:
    limit = longest_text(pattern)
    started = time.perf_counter()
    for piece in ("a", "ab", "1", "a.", "a@a.", "Aa ", "0123 ", " "):
        re.search(pattern, (piece * limit)[: limit - 1] + "!", re.ASCII)
    assert time.perf_counter() - started < PATIENCE_S


def test_a_form_with_such_a_pattern_is_refused_with_its_question() -> None:
    with pytest.raises(KnownError) as caught:
        xform("<a/>", """<bind nodeset="/data/a" constraint="regex(., '(a+)+$')"/>""")
    assert caught.value.code is ErrorCode.FORM_INVALID
    assert caught.value.facts == {"node": "/data/a", "reason": "unsafe-pattern"}


def test_a_pattern_that_is_put_together_while_filling_is_not_used_either(
    caplog: pytest.LogCaptureFixture,
) -> None:
    session = begin(
        xform(
            f"<a>{'a' * 60}!</a><b>(a+)+$</b><c/>",
            '<bind nodeset="/data/c" calculate="regex(/data/a, /data/b)"/>',
        )
    )
    assert value(session, "/data/c") in ("false", "false()", "0")
    assert "a pattern was not used" in caplog.text
    assert "a+" not in caplog.text
    session.answer("/data/b", "^a{60}")
    assert value(session, "/data/c") not in ("false", "false()", "0")
