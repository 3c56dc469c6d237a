"""Shares of the liver: population fractions with their interval, and what measurements make of them."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.facts.choices import CouinaudSegment as S
from crlm_desktop.engine.liver.segments import (
    CAUDATE,
    LEFT_LATERAL,
    LEFT_LIVER,
    RIGHT_LIVER,
    RIGHT_POSTERIOR,
    SEGMENT_4,
    WHOLE_LIVER,
    SegmentSet,
    segment_set,
    without,
)
from crlm_desktop.engine.liver.shares import Share, Shares


def rounded(share: Share) -> tuple[float, float, float]:
    return round(share.low, 1), round(share.likely, 1), round(share.high, 1)


@pytest.mark.parametrize(
    ("part", "share"),
    [
        (RIGHT_LIVER, (51.3, 65, 78.7)),
        (LEFT_LATERAL, (8.2, 16, 23.8)),
        (SEGMENT_4, (9.2, 17, 24.8)),
        (CAUDATE, (2, 2, 3)),
        (LEFT_LIVER, (18.3, 33, 46.7)),
    ],
)
def test_that_a_part_has_the_share_of_95_of_100_persons(part: SegmentSet, share: tuple[float, float, float]) -> None:
    assert rounded(Shares().of(part)) == share


def test_that_a_segment_without_published_share_is_between_half_and_twice_an_equal_share_of_its_part() -> None:
    share = Shares().of(segment_set(["6"]))
    assert rounded(share) == (round(51.28 / 8, 1), round(65 / 4, 1), round(78.72 / 2, 1))


def test_that_half_of_a_part_leaves_as_much_as_it_takes() -> None:
    shares = Shares()
    posterior, anterior = shares.of(RIGHT_POSTERIOR), shares.of(without(RIGHT_LIVER, RIGHT_POSTERIOR))
    assert posterior == anterior
    assert rounded(posterior) == (12.8, 32.5, 59)


def test_that_measured_segments_have_their_exact_share() -> None:
    shares = Shares({S.S2: 10, S.S3: 12}, segment_4=14)
    assert shares.of(LEFT_LIVER) == Share(36, 36, 36)
    assert shares.of(RIGHT_LIVER).low < shares.of(RIGHT_LIVER).high


def test_that_what_was_not_measured_is_bounded_by_what_was() -> None:
    right = Shares({S.S2: 10, S.S3: 12}, segment_4=14).of(RIGHT_LIVER)
    assert rounded(right) == (61, 62, 62)


def test_that_a_part_of_which_all_was_measured_but_one_segment_gets_what_is_left() -> None:
    shares = Shares({S.S1: 2, S.S2: 10, S.S3: 12, S.S5: 15, S.S6: 9, S.S7: 18}, segment_4=14)
    assert rounded(shares.of(segment_set(["8"]))) == (20, 20, 20)


def test_that_the_parts_of_segment_4_share_what_was_measured_of_it() -> None:
    shares = Shares({S.S4A: 5}, segment_4=14)
    assert rounded(shares.of(segment_set(["4b"]))) == (9, 9, 9)
    assert rounded(Shares(segment_4=16).of(segment_set(["4a"]))) == (4, 8, 12)


def test_that_a_liver_unlike_the_population_is_not_forced_into_it() -> None:
    shares = Shares({S.S2: 30, S.S3: 30}, segment_4=20)
    assert rounded(shares.of(RIGHT_LIVER)) == (0, 10, 20)
    assert rounded(shares.of(WHOLE_LIVER)) == (100, 100, 100)


def test_that_less_right_liver_than_usual_leaves_more_for_the_rest() -> None:
    shares = Shares({S.S5: 10, S.S6: 10, S.S7: 15, S.S8: 20})
    assert rounded(shares.of(RIGHT_LIVER)) == (55, 55, 55)
    assert rounded(shares.of(without(WHOLE_LIVER, RIGHT_LIVER))) == (45, 45, 45)


def test_that_more_right_liver_than_usual_leaves_less_for_the_rest() -> None:
    shares = Shares({S.S5: 15, S.S6: 15, S.S7: 20, S.S8: 25})
    assert rounded(shares.of(LEFT_LATERAL))[1] < 16


def test_that_measured_segments_of_more_than_the_liver_are_refused() -> None:
    with pytest.raises(ValueError, match="percent of the liver"):
        Shares({S.S5: 60, S.S8: 50})


def test_that_nothing_measured_is_exact_of_nothing() -> None:
    assert Shares().of(segment_set([])) == Share(0, 0, 0)
    assert not Shares().is_measured


def test_that_a_measured_remnant_tells_the_share_of_its_resection() -> None:
    shares = Shares(resected=(RIGHT_LIVER, 76))
    assert rounded(shares.of(RIGHT_LIVER)) == (76, 76, 76)
    assert rounded(shares.of(RIGHT_POSTERIOR)) == (19, 38, 57)
    assert rounded(shares.of(without(WHOLE_LIVER, RIGHT_LIVER))) == (24, 24, 24)
    assert rounded(shares.of(LEFT_LATERAL))[2] < 16


def test_that_a_remnant_of_another_resection_or_beside_measured_segments_tells_nothing_of_shares() -> None:
    assert Shares(resected=(segment_set(["5", "8"]), 40)).of(RIGHT_LIVER) == Shares().of(RIGHT_LIVER)
    measured = Shares({S.S2: 10}, resected=(RIGHT_LIVER, 76))
    assert measured.of(RIGHT_LIVER) == Shares({S.S2: 10}).of(RIGHT_LIVER)
