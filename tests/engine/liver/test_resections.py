"""Anatomical resections: what each takes, and of which any set of segments is composed."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.liver.resections import RESECTIONS, composition, is_major
from crlm_desktop.engine.liver.segments import (
    NOTHING,
    WHOLE_LIVER,
    SegmentSet,
    codes_of,
    leaves_two_adjacent,
    segment_set,
)

BRISBANE = {
    "right-hepatectomy": ("5", "6", "7", "8"),
    "left-hepatectomy": ("2", "3", "4"),
    "right-trisectionectomy": ("4", "5", "6", "7", "8"),
    "left-trisectionectomy": ("2", "3", "4", "5", "8"),
    "central-hepatectomy": ("4", "5", "8"),
    "left-lateral-sectionectomy": ("2", "3"),
    "left-medial-sectionectomy": ("4",),
    "right-anterior-sectionectomy": ("5", "8"),
    "right-posterior-sectionectomy": ("6", "7"),
    "bisegmentectomy-5-6": ("5", "6"),
    "bisegmentectomy-7-8": ("7", "8"),
    "bisegmentectomy-4b-5": ("4b", "5"),
    "caudate-resection": ("1",),
    "segmentectomy-6": ("6",),
    "subsegmentectomy-4a": ("4a",),
}


@pytest.mark.parametrize(("action", "segments"), BRISBANE.items())
def test_that_each_resection_takes_the_segments_of_its_name(action: str, segments: tuple[str, ...]) -> None:
    assert {one.action: one.segments for one in RESECTIONS}[action] == segments


def test_that_every_named_resection_leaves_two_adjacent_segments() -> None:
    assert all(leaves_two_adjacent(one.takes) for one in RESECTIONS)


def test_that_names_and_actions_are_all_different() -> None:
    assert len({one.action for one in RESECTIONS}) == len({one.name for one in RESECTIONS}) == len(RESECTIONS)


@pytest.mark.parametrize(
    ("segments", "actions"),
    [
        (["1", "5", "6", "7", "8"], ["right-hepatectomy", "caudate-resection"]),
        (["5", "6", "7"], ["right-posterior-sectionectomy", "segmentectomy-5"]),
        (["2", "3", "6"], ["left-lateral-sectionectomy", "segmentectomy-6"]),
        (["4", "5", "8"], ["central-hepatectomy"]),
        (["4b", "5", "6", "7", "8"], ["right-hepatectomy", "subsegmentectomy-4b"]),
    ],
)
def test_that_a_set_is_composed_of_the_fewest_resections(segments: list[str], actions: list[str]) -> None:
    assert [one.action for one in composition(segment_set(segments))] == actions


def test_that_every_set_is_composed_of_exactly_what_it_takes() -> None:
    for number in range(WHOLE_LIVER + 1):
        parts = composition(SegmentSet(number))
        taken = [code for part in parts for code in codes_of(part.takes)]
        assert segment_set(taken) == number
        assert sum(part.takes for part in parts) == number, "no segment is taken twice"


def test_that_taking_nothing_is_composed_of_nothing() -> None:
    assert composition(NOTHING) == ()


def test_that_a_resection_is_major_from_three_segments_on() -> None:
    assert is_major(segment_set(["2", "3", "4"]))
    assert not is_major(segment_set(["4a", "4b", "5"]))
