"""Volumes of a record: which whole they are shares of, and what is taken as given for it."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.liver.segments import LEFT_LIVER, RIGHT_LIVER, WHOLE_LIVER, segment_set
from crlm_desktop.engine.liver.volumes import (
    AS_POPULATION,
    TYPICAL_ML,
    VolumeNote,
    Volumetry,
    liver_of,
    rim_ml,
    sphere_ml,
)

ALL = {"1": 30, "2": 120, "3": 130, "4": 200, "5": 180, "6": 120, "7": 220, "8": 300}


def test_that_the_whole_is_the_sum_of_all_segments_when_each_was_measured() -> None:
    liver = liver_of(Volumetry(segments_ml=ALL, total_ml=9999))
    assert liver.parenchyma_ml.likely == 1300
    assert liver.shares.of(RIGHT_LIVER).likely == pytest.approx(100 * 820 / 1300)
    assert liver.shares.of(RIGHT_LIVER).low == pytest.approx(liver.shares.of(RIGHT_LIVER).high)
    assert liver.notes == ()


def test_that_both_parts_of_segment_4_count_before_the_whole_of_it() -> None:
    liver = liver_of(Volumetry(segments_ml={**ALL, "4a": 90, "4b": 130}))
    assert liver.parenchyma_ml.likely == 1320


def test_that_one_part_of_segment_4_does_not_replace_the_whole_of_it() -> None:
    assert liver_of(Volumetry(segments_ml={**ALL, "4a": 90})).parenchyma_ml.likely == 1300


def test_that_the_whole_is_the_measured_liver_without_its_tumour() -> None:
    liver = liver_of(
        Volumetry(total_ml=1600, tumour_ml=200, segments_ml={"2": 140, "3": 140, "4": 210}, tumour_in=RIGHT_LIVER)
    )
    assert liver.parenchyma_ml.likely == 1400
    assert liver.shares.of(LEFT_LIVER).likely == pytest.approx(35)
    assert liver.notes == ()


def test_that_an_unmeasured_tumour_is_reckoned_from_the_lesions_and_said_so() -> None:
    liver = liver_of(Volumetry(total_ml=1600, lesions_ml=100))
    assert liver.parenchyma_ml.likely == 1500
    assert liver.notes == (VolumeNote.TUMOUR_FROM_SIZES,)
    assert liver_of(Volumetry(total_ml=1600)).notes == ()


def test_that_segments_alone_are_shares_of_the_volume_estimated_from_the_body() -> None:
    liver = liver_of(Volumetry(segments_ml={"2": 150, "3": 150}, estimated_total_ml=1500))
    assert liver.shares.of(LEFT_LIVER).low > 20
    assert liver.notes == (VolumeNote.STANDARDISED,)


def test_that_segments_without_any_whole_are_not_made_shares_of_a_guess() -> None:
    liver = liver_of(Volumetry(segments_ml={"2": 150, "3": 150}))
    assert liver.shares is AS_POPULATION
    assert liver.parenchyma_ml == TYPICAL_ML
    assert liver.notes == (VolumeNote.TYPICAL_LIVER,)


@pytest.mark.parametrize(
    "volumetry",
    [
        Volumetry(total_ml=1000, segments_ml={"5": 700, "8": 600}),
        Volumetry(total_ml=400, tumour_ml=500, segments_ml={"5": 700, "8": 600}, estimated_total_ml=1200),
    ],
)
def test_that_segments_of_more_than_the_liver_are_left_aside_and_said_so(volumetry: Volumetry) -> None:
    liver = liver_of(volumetry)
    assert liver.shares is AS_POPULATION
    assert VolumeNote.CONTRADICTORY in liver.notes


def test_that_a_liver_that_is_all_tumour_is_not_reckoned_with() -> None:
    assert liver_of(Volumetry(total_ml=400, tumour_ml=500)).parenchyma_ml == TYPICAL_ML


def test_that_a_measured_remnant_without_volumes_tells_the_share_of_its_resection() -> None:
    assert liver_of(Volumetry(resected=(RIGHT_LIVER, 70))).shares.of(RIGHT_LIVER).likely == 70


def test_that_a_sphere_and_its_rim_have_the_volumes_of_geometry() -> None:
    assert sphere_ml(20) == pytest.approx(4.19, abs=0.01)
    assert rim_ml(20, 10) == pytest.approx(33.51 - 4.19, abs=0.01)
    assert rim_ml(20, 0) == 0


def test_that_a_volume_is_a_share_of_the_parenchyma() -> None:
    assert liver_of(Volumetry(total_ml=1500)).percent_of(150) == 10


LARGE = {"1": 40, "2": 150, "3": 160, "4": 230, "5": 250, "6": 180, "7": 270, "8": 320}


def test_that_segments_which_add_up_to_the_liver_with_its_tumour_lose_it_where_the_lesions_are() -> None:
    measured = Volumetry(segments_ml=LARGE, total_ml=1600, tumour_ml=150, tumour_in=RIGHT_LIVER)
    liver = liver_of(measured)
    rest = liver.shares.of(RIGHT_LIVER).rest
    assert liver.parenchyma_ml.likely == 1450
    assert (rest.low, rest.likely, rest.high) == pytest.approx((40, 40, 40)), "580 of 1450 ml"
    assert liver.notes == (VolumeNote.TUMOUR_TAKEN_OFF,)


def test_that_tumour_on_both_sides_leaves_the_remnant_within_what_either_side_can_hold() -> None:
    liver = liver_of(Volumetry(segments_ml=LARGE, total_ml=1600, tumour_ml=150, tumour_in=WHOLE_LIVER))
    rest = liver.shares.of(RIGHT_LIVER).rest
    assert rest.low == pytest.approx(100 * (580 - 150) / 1450)
    assert rest.high == pytest.approx(40)
    assert rest.low < rest.likely < rest.high


def test_that_the_tumours_side_measured_alone_allows_for_the_tumour_in_it() -> None:
    right = {code: ml for code, ml in LARGE.items() if code in "5678"}
    liver = liver_of(Volumetry(segments_ml=right, total_ml=1600, tumour_ml=150, tumour_in=RIGHT_LIVER))
    rest = liver.shares.of(RIGHT_LIVER).rest
    assert (rest.low, rest.likely, rest.high) == pytest.approx((100 * 430 / 1450, 40, 40))
    assert liver.notes == (VolumeNote.TUMOUR_PERHAPS_IN,)


def test_that_the_tumour_free_side_measured_alone_is_its_share_of_the_parenchyma() -> None:
    left = {code: ml for code, ml in LARGE.items() if code in "1234"}
    liver = liver_of(Volumetry(segments_ml=left, total_ml=1600, tumour_ml=150, tumour_in=RIGHT_LIVER))
    assert liver.shares.of(RIGHT_LIVER).rest.likely == pytest.approx(40)
    assert liver.notes == ()


def test_that_a_tumour_larger_than_the_segments_that_hold_it_is_a_contradiction() -> None:
    liver = liver_of(Volumetry(segments_ml=LARGE, total_ml=1600, tumour_ml=150, tumour_in=segment_set(("1",))))
    assert liver.shares is AS_POPULATION
    assert VolumeNote.CONTRADICTORY in liver.notes


def test_that_a_segment_of_no_volume_that_holds_a_lesion_has_no_tumour_to_take_off() -> None:
    liver = liver_of(Volumetry(segments_ml={"2": 0}, total_ml=2140, tumour_ml=610))
    assert liver.shares.of(segment_set(("2",))).likely == 0
    assert liver.notes == ()
