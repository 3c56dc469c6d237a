"""What is typed in the palette answers a text whole, begun, within, by initials or by letters in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.gui.matching import score, searched


def ranked(query: str, *texts: str) -> list[str]:
    found = [(points, text) for text in texts if (points := score(query, (searched(text),))) is not None]
    return [text for _points, text in sorted(found, key=lambda one: -one[0])]


def test_that_what_begins_with_the_word_comes_before_what_holds_it() -> None:
    texts = ("Unresectable disease", "Repeat resection", "Resection", "Resection with ablation")
    assert ranked("resection", *texts) == ["Resection", "Resection with ablation", "Repeat resection"]
    assert ranked("resec", *texts)[-1] == "Unresectable disease"


@pytest.mark.parametrize("query", ["gqc", "qc", "肝切"])
def test_that_chinese_is_found_by_its_characters_and_by_their_initials(query: str) -> None:
    assert ranked(query, "肝切除", "消融") == ["肝切除"]


def test_that_every_reading_of_a_character_finds_it() -> None:
    assert ranked("zq", "重庆") == ranked("cq", "重庆") == ["重庆"]


def test_that_initials_of_words_find_what_they_begin() -> None:
    assert ranked("etcf", "Export the case file…", "Redo") == ["Export the case file…"]


def test_that_letters_in_their_order_find_a_text_unless_they_lie_far_apart() -> None:
    assert ranked("rsctn", "Resection", "A rather seldom case that has notes") == ["Resection"]


def test_that_each_word_has_to_be_found() -> None:
    assert ranked("liver november", "Liver meeting, 26 November", "Liver meeting, 3 December") == [
        "Liver meeting, 26 November"
    ]


def test_that_case_accents_and_width_make_no_difference() -> None:
    assert ranked("dvorak", "Dvořák") == ranked("DVORAK", "Dvořák") == ranked("ｄｖｏｒａｋ", "Dvořák") == ["Dvořák"]


def test_that_the_text_that_is_shown_weighs_more_than_the_others() -> None:
    shown = score("alpps", (searched("ALPPS"), searched("x")))
    other = score("alpps", (searched("x"), searched("ALPPS")))
    assert shown is not None
    assert other is not None
    assert shown > other


@given(text=st.text(min_size=1, max_size=40), query=st.text(max_size=12))
def test_that_points_lie_between_none_and_a_hundred_and_a_text_finds_itself(text: str, query: str) -> None:
    ready = (searched(text),)
    points = score(query, ready)
    assert points is None or 0 < points <= 100
    itself = score(text, ready)
    assert itself is not None or not ready[0].text
