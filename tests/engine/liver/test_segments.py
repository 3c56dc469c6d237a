"""Segments as sets: how they are written, who borders on whom, and what a surgeon must leave."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.liver.segments import (
    NOTHING,
    WHOLE_LIVER,
    codes_of,
    count,
    drained,
    is_within,
    leaves_two_adjacent,
    needs_inferior_right_vein,
    segment_set,
    segments_in,
    without,
)


def test_that_segment_4_is_both_its_parts_and_counts_as_one() -> None:
    assert segment_set(["4"]) == segment_set(["4a", "4b"])
    assert count(segment_set(["4"])) == 1
    assert count(segment_set(["4a"])) == 1
    assert count(WHOLE_LIVER) == 8


def test_that_sets_are_written_in_couinauds_order_with_segment_4_as_one() -> None:
    assert codes_of(segment_set(["8", "4b", "4a", "1"])) == ("1", "4", "8")
    assert codes_of(segment_set(["4b", "5"])) == ("4b", "5")
    assert codes_of(NOTHING) == ()


def test_that_taking_segments_away_leaves_the_others() -> None:
    left = without(WHOLE_LIVER, segment_set(["5", "6", "7", "8"]))
    assert [str(one) for one in segments_in(left)] == ["1", "2", "3", "4a", "4b"]
    assert is_within(left, WHOLE_LIVER)
    assert not is_within(WHOLE_LIVER, left)


@pytest.mark.parametrize(
    ("taken", "drained_after"),
    [
        (["5", "6", "7", "8"], ("1", "2", "3", "4")),
        (["7", "8"], ("1", "2", "3", "4", "5")),
        (["4", "5", "8"], ("1", "2", "3", "6", "7")),
        (["2", "3"], ("1", "4", "5", "6", "7", "8")),
        (["2", "3", "4", "5", "8"], ("1", "6", "7")),
        (["2", "3", "4a", "7", "8"], ("1",)),
    ],
)
def test_that_a_segment_keeps_its_outflow_while_one_of_its_veins_stays(
    taken: list[str], drained_after: tuple[str, ...]
) -> None:
    assert codes_of(drained(segment_set(taken))) == drained_after


def test_that_segment_6_alone_needs_an_inferior_right_vein_when_the_right_vein_goes() -> None:
    assert needs_inferior_right_vein(segment_set(["7", "8"]))
    assert not needs_inferior_right_vein(segment_set(["6", "7", "8"]))
    assert not needs_inferior_right_vein(segment_set(["7"]))


@pytest.mark.parametrize(
    "taken",
    [
        ["5", "6", "7", "8"],
        ["4", "5", "6", "7", "8"],
        ["1", "4", "5", "6", "7", "8"],
        ["1", "2", "3", "4", "5", "8"],
        ["2", "3", "5", "6", "7", "8"],
    ],
)
def test_that_two_adjacent_drained_segments_are_enough(taken: list[str]) -> None:
    assert leaves_two_adjacent(segment_set(taken))


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        (["1", "2", "3", "5", "6", "7", "8"], "segment 4 alone, though in two parts"),
        (["1", "2", "3", "4", "5", "6", "8"], "segment 7 alone"),
        (["1", "3", "4", "5", "7", "8"], "segments 2 and 6 do not touch"),
        (["1", "2", "3", "4", "7", "8"], "segments 5 and 6 touch, but no trunk of a vein is left to them"),
    ],
)
def test_that_less_than_two_adjacent_drained_segments_are_not_enough(taken: list[str], why: str) -> None:
    assert not leaves_two_adjacent(segment_set(taken)), why
