"""Line breaking in Chinese paragraphs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop import paths
from crlm_desktop.minutes.chinese import NEVER_FIRST, NEVER_LAST, ChineseParagraph
from crlm_desktop.minutes.content import Span, Tone, plain
from crlm_desktop.minutes.fonts import FontFiles, registered
from crlm_desktop.minutes.style import styles_of
from crlm_desktop.minutes.words import paragraph

STYLES = styles_of(registered(FontFiles.in_folder(paths.resource("fonts"))))


def lines(text: str, width: float) -> list[str]:
    """Return the lines into which a text is broken, the space at their ends included."""
    made: Any = paragraph((Span(text[:3]), Span(text[3:], Tone.STRONG)), STYLES.body)
    assert isinstance(made, ChineseParagraph)
    made.wrap(width, 10_000)
    return ["".join(word.text for word in line.words) for line in made.blPara.lines]


@pytest.mark.parametrize("width", range(80, 160, 3))
def test_that_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(width: int) -> None:
    broken = lines("右半肝切除（L1、L2），开腹；同次微波消融（L3），边界（≥ 10 mm）。《指南》：“推荐”！", width)

    assert [line for line in broken if line[0] in NEVER_FIRST] == []
    assert [line for line in broken if line.rstrip()[-1] in NEVER_LAST] == []


@pytest.mark.parametrize("width", range(75, 135, 3))
def test_that_words_and_numbers_with_their_unit_stay_whole(width: int) -> None:
    broken = lines("病灶最大径 42 mm 位于 bevacizumab 之后的肝段，剩余 Marchetti", width)

    assert any("42 mm" in line for line in broken)
    assert any("bevacizumab" in line for line in broken)


def test_that_a_word_longer_than_a_line_is_broken_all_the_same() -> None:
    assert len(lines("肝" + "x" * 200, 100)) > 5


def test_that_a_line_break_in_the_text_is_kept() -> None:
    assert lines("第一行\n第二行\n\n第四行", 400) == ["第一行", "第二行", "", "第四行"]


@settings(max_examples=60)
@given(st.text(alphabet="肝段，。（）ab 1", min_size=4, max_size=120), st.integers(30, 200))
def test_that_breaking_loses_and_adds_nothing(text: str, width: int) -> None:
    whole = "肝" + text

    assert "".join("".join(lines(whole, width)).split()) == "".join(whole.split())


def test_that_a_paragraph_split_between_pages_keeps_its_text_and_its_line_breaks() -> None:
    text = "中文长句没有空格而且很长，需要换行。\n" * 30
    rest: Any = paragraph(plain(text), STYLES.body)
    found: list[str] = []
    while True:
        rest.wrap(150, 10_000)
        parts = rest.split(150, 100)
        found.extend("".join(word.text for word in line.words).strip() for line in parts[0].blPara.lines)
        if len(parts) == 1:
            break
        rest = parts[1]

    assert "".join(found) == text.replace("\n", "")
