"""Labels are Markdown, and nothing in them can pretend, fetch, colour or take long."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.markdown import Block, Run, escaped, is_marked, parse, plain

SIGNS = st.text(st.sampled_from("*_#[]()\\<>!-+ \n\u0628aB1/"), max_size=80)


def looks(source: str) -> list[tuple[str, bool, bool]]:
    return [(run.text, run.bold, run.italic) for block in parse(source) for run in block.runs]


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("**fett**", [("fett", True, False)]),
        ("_leise_ und *leise*", [("leise", False, True), (" und ", False, False)]),
        ("***beides***", [("beides", True, True)]),
        ("**a *b***", [("a ", True, False), ("b", True, True)]),
        ("**كلمة** هنا", [("كلمة", True, False), (" هنا", False, False)]),
        ("**über\nzwei**", [("über\nzwei", True, False)]),
    ],
)
def test_bold_and_italic(source: str, runs: list[tuple[str, bool, bool]]) -> None:
    assert looks(source)[: len(runs)] == runs
    assert is_marked(source)


@pytest.mark.parametrize(
    "source",
    ["snake_case_name", "2*3*4", "2 * 3 * 4", "** **", "****", "a ** b", "- 5 Grad", "#1", "1 < 2"],
)
def test_what_is_no_markdown_stays_as_it_is(source: str) -> None:
    assert not is_marked(source)
    assert plain(source) == source


def test_signs_that_cross_never_leave_a_look_open() -> None:
    assert looks("a **b *c** d*") == [
        ("a ", False, False),
        ("b *c", True, False),
        (" d*", False, False),
    ]


def test_headings_and_lists() -> None:
    blocks = parse("# Rechte #\nSie können:\n- **gehen**\n- bleiben\n3. fragen")
    assert [block.kind for block in blocks] == ["heading", "text", "item", "item", "text"]
    assert blocks[0].runs == (Run("Rechte", True),)
    assert plain("# Rechte\n- gehen") == "Rechte\n• gehen"


def test_a_link_is_words_and_an_address_and_a_picture_its_description() -> None:
    (block,) = parse("[Amt](https://amt.example) ![Logo](file:///etc/passwd)")
    assert block.runs == (
        Run("Amt", address="https://amt.example"),
        Run(" Logo"),
    )
    assert plain("[Amt](https://amt.example)") == "Amt"


def test_colour_is_left_out_and_html_is_text() -> None:
    assert plain('<span style="color:red">Achtung</span>') == "Achtung"
    for html in ("<script>alert(1)</script>", "<img src=x onerror=y>", "<b>x</b>", "<a href=x>"):
        assert plain(html) == html
        assert parse(html) == (Block("text", (Run(html),)),)


@given(SIGNS)
def test_an_answer_inside_a_label_stands_there_as_typed(answer: str) -> None:
    assert plain(f"x{escaped(answer)}y") == f"x{answer}y"
    inside = plain(f"**Für {escaped(answer)}.** Gut")
    assert inside == f"Für {answer}. Gut"


@given(SIGNS)
def test_any_text_can_be_read_and_says_nothing_that_is_not_in_it(source: str) -> None:
    for block in parse(source):
        for run in block.runs:
            assert run.text
            assert set(run.text) <= set(source)
    assert len(plain(source)) <= len(source) + source.count("\n") + 1


@pytest.mark.parametrize(
    "piece", ["*", "**a ", "***a", "[", "![[", "[a](", "_a", "<span ", "\\", "# ", "a\n- ", "<"]
)
def test_giant_nesting_takes_time_in_proportion(piece: str) -> None:
    def calls(size: int) -> int:
        """How many functions are called to read *size* characters: the same on every machine."""
        count = 0

        def seen(frame: FrameType, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        source = piece * (size // len(piece))
        sys.setprofile(seen)
        try:
            parse(source)
        finally:
            sys.setprofile(None)
        return count

    assert calls(40_000) <= 8.5 * calls(5_000)
