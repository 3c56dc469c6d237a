"""What a plan leaves of the liver: measured, from volumes, from the population; and whether that is enough."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import Basis
from crlm_desktop.engine.tri import FALSE, TRUE, FactId, unknown
from tests.engine.planner.asked import ABLATE, RESECT, actions, asked, known, lesion, told

RIGHT = [
    lesion(1, "5", 60, depth="deep"),
    lesion(2, "6", 50, depth="deep"),
    lesion(3, "7", 45, depth="deep"),
    lesion(4, "8", 40, depth="deep"),
]
"""Lesions that only a right hepatectomy takes."""
ALL_SEGMENTS = {"1": 30, "2": 120, "3": 130, "4": 200, "5": 180, "6": 120, "7": 220, "8": 300}


def test_that_a_right_hepatectomy_is_estimated_from_the_population_with_its_interval() -> None:
    plans = asked(RESECT, lesions=RIGHT, liver={"quality": "normal"})
    plan = plans.plans[0]
    assert actions(plan) == ["right-hepatectomy"]
    assert plan.flr_percent == (21.3, 35.0, 48.7)
    assert plan.flr_basis is Basis.ESTIMATED
    assert known(plans, "major_resection") is True
    assert known(plans, "flr_measured") is False
    assert told(plans, "flr_percent").hangs_on == {"liver.flr.percent"}
    assert plans.exists is TRUE, "the floor of 20 % is kept in 95 of 100 persons"
    assert told(plans, "flr_sufficient").tri == unknown(FactId("liver.flr.percent"))
    assert any("Abdalla" in text.en for text in plan.assumptions)


def test_that_an_extended_resection_hangs_on_the_remnant_being_measured() -> None:
    plans = asked(RESECT, lesions=[*RIGHT, lesion(5, "4", 50, depth="deep")])
    assert actions(plans.plans[0]) == ["right-trisectionectomy"]
    assert plans.plans[0].flr_percent == (10.2, 18.0, 26.8)
    assert plans.exists == unknown(FactId("liver.flr.percent"))


def test_that_measured_segments_give_an_exact_remnant() -> None:
    plans = asked(RESECT, lesions=RIGHT, liver={"volumes_ml": ALL_SEGMENTS, "quality": "normal"})
    assert plans.plans[0].flr_percent == (36.9, 36.9, 36.9)
    assert plans.plans[0].flr_basis is Basis.MEASURED
    assert known(plans, "flr_sufficient") is True
    assert known(plans, "flr_measured") is True


def test_that_measured_left_liver_gives_the_remnant_of_a_right_hepatectomy_but_for_the_caudate_lobe() -> None:
    volumes = {"total": 1700, "tumour": 300, "2": 140, "3": 120, "4": 150}
    plan = asked(RESECT, lesions=RIGHT, liver={"volumes_ml": volumes}).plans[0]
    assert plan.flr_percent == (31.3, 31.5, 32.3)
    assert plan.flr_basis is Basis.MEASURED


def test_that_a_measured_remnant_is_taken_as_it_is() -> None:
    plans = asked(RESECT, lesions=RIGHT, liver={"flr": {"percent": 24.44}, "volumes_ml": ALL_SEGMENTS})
    assert plans.plans[0].flr_percent == (24.44, 24.44, 24.44)
    assert plans.plans[0].flr_basis is Basis.MEASURED


def test_that_an_assumed_remnant_counts_as_a_measured_one() -> None:
    plans = asked(RESECT, lesions=RIGHT, assume={"liver.flr.percent": 28}, liver={"quality": "normal"})
    assert known(plans, "flr_percent") == 28
    assert known(plans, "flr_sufficient") is False
    assert known(plans, "flr_deficit_percent") == 2


def test_that_a_remnant_of_24_percent_in_an_injured_liver_asks_for_augmentation() -> None:
    lesions = [lesion(1, "6", 45), lesion(2, "7", 38), lesion(3, "8", 22)]
    plans = asked(RESECT, lesions=lesions, liver={"quality": "chemotherapy_injury", "flr": {"percent": 24}})
    assert actions(plans.plans[0]) == ["right-hepatectomy"]
    assert plans.exists is TRUE
    assert known(plans, "flr_sufficient") is False
    assert known(plans, "flr_deficit_percent") == 6
    assert known(plans, "augmentation_needed") is True
    assert known(plans, "sparing_alternative") is True, "a right posterior sectionectomy with a wedge"
    assert "posterior" in plans.plans[1].essence.en.lower()


def test_that_a_measured_remnant_below_the_floor_leaves_no_plan_of_that_resection() -> None:
    liver = {"flr": {"percent": 15, "resection": "extended right hepatectomy"}}
    plans = asked(RESECT, lesions=RIGHT, liver=liver)
    assert plans.exists is FALSE
    assert known(plans, "flr_percent") == 15
    assert known(plans, "resected_segments") == 5
    assert all(plan.flr_percent != (15, 15, 15) for plan in plans.plans)


def test_that_a_named_resection_leads_and_its_remnant_bounds_the_others() -> None:
    liver = {"flr": {"percent": 33, "resection": "right hepatectomy"}}
    plans = asked(RESECT, lesions=[lesion(1, "6", 70, depth="deep"), lesion(2, "7", 12)], liver=liver)
    assert actions(plans.plans[0]) == ["right-hepatectomy"]
    assert all(plan.flr_percent is not None and plan.flr_percent[0] >= 30 for plan in plans.plans)
    larger = asked(RESECT, lesions=[*RIGHT, lesion(5, "4", 50, depth="deep")], liver=liver)
    assert known(larger, "resected_segments") == 5
    extended = next(plan for plan in larger.plans if "right-trisectionectomy" in actions(plan))
    assert extended.flr_percent is not None
    assert extended.flr_percent[2] <= 33


def test_that_a_remnant_too_large_for_any_major_resection_does_not_make_one_lead() -> None:
    small = [lesion(1, "6", 15, depth="subcapsular")]
    assert asked(RESECT, lesions=small, liver={"flr": {"percent": 72}}).plans[0].resected_segments == ()
    grown = {"flr": {"percent": 52, "after": "pve", "weeks_since": 4}}
    assert asked(RESECT, lesions=small, liver=grown).plans[0].resected_segments == ("5", "6", "7", "8")


def test_that_a_remnant_measured_without_a_name_does_not_lead_where_ablation_is_to_spare_liver() -> None:
    lesions = [lesion(1, "6", 45, depth="subcapsular"), lesion(2, "8", 22)]
    plans = asked(RESECT, ABLATE, lesions=lesions, liver={"flr": {"percent": 24}})
    assert known(plans, "major_resection") is False
    assert known(plans, "flr_sufficient") is True


def test_that_lesions_of_unknown_site_go_with_the_resection_that_was_measured() -> None:
    plans = asked(RESECT, lesions=[lesion(1, None, 45), lesion(2, None, 38)], liver={"flr": {"percent": 33}})
    assert actions(plans.plans[0]) == ["planned-resection"]
    assert known(plans, "flr_percent") == 33
    assert plans.presumed == {"lesions[L1].segments", "lesions[L2].segments"}
    assert told(plans, "major_resection").tri.is_unknown
    named = {"flr": {"percent": 33, "resection": "right hepatectomy"}}
    plan = asked(RESECT, lesions=[lesion(1, None, 45), lesion(2, "6", 38)], liver=named).plans[0]
    assert [step.lesions for step in plan.steps] == [("L1", "L2")]
    assert any("goes with the planned resection" in text.en for text in plan.assumptions)
    unclear = {"flr": {"percent": 33, "resection": "major hepatectomy"}}
    assert (
        asked(RESECT, lesions=[lesion(1, None, 45)], liver=unclear)
        .plans[0]
        .steps[0]
        .text.en.startswith("Planned resection (major hepatectomy): L1 45 mm")
    )


def test_that_a_resection_of_unknown_extent_is_not_assumed_of_a_lesion_called_unresectable() -> None:
    plans = asked(RESECT, lesions=[lesion(1, None, 45, resectable=False)], liver={"flr": {"percent": 33}})
    assert plans.exists is FALSE


def test_that_wedges_and_ablation_zones_are_taken_off_a_measurement_as_told_but_not_as_judged() -> None:
    lesions = [*RIGHT, lesion(5, "3", 20, depth="deep", vessel="none", bile_duct_distance_mm=30)]
    estimated = asked(RESECT, lesions=lesions).plans[0]
    assert estimated.flr_percent is not None
    assert estimated.flr_percent[1] < 35
    measured = asked(RESECT, lesions=lesions, liver={"flr": {"percent": 33}})
    assert measured.plans[0].flr_percent == (31.1, 31.1, 33), "all of it stays if they were left out already"
    assert known(measured, "flr_percent") == 33
    assert any("taken off the measured remnant of 33 %" in text.en for text in measured.plans[0].assumptions)
    assert not any("measure what this plan leaves" in text.en for text in measured.plans[0].assumptions)
    close = asked(RESECT, lesions=lesions, liver={"quality": "normal", "flr": {"percent": 31}}).plans[0]
    assert any("Else less than 30 % stays: measure what this plan leaves" in text.en for text in close.assumptions)
    kept = told(measured, "parenchyma_kept_percent").interval
    assert kept is not None
    assert kept.high < 33


def test_that_volumes_that_contradict_each_other_are_said_and_left_aside() -> None:
    volumes = {"total": 1000, "5": 700, "8": 600}
    plan = asked(RESECT, lesions=RIGHT, liver={"volumes_ml": volumes}).plans[0]
    assert plan.flr_percent == (21.3, 35.0, 48.7)
    assert any("volumes contradict each other" in text.en for text in plan.assumptions)


def test_that_shares_of_the_volume_estimated_from_the_body_say_so() -> None:
    plan = asked(
        RESECT,
        lesions=RIGHT,
        patient={"height_cm": 170, "weight_kg": 70},
        liver={"volumes_ml": {"2": 150, "3": 150, "4": 250}},
    ).plans[0]
    assert plan.flr_percent is not None
    assert 36 <= plan.flr_percent[0] <= 39
    assert any("body surface" in text.en for text in plan.assumptions)


THRESHOLD = [
    ({"quality": "normal"}, {}, (30, 30)),
    ({"quality": "steatosis"}, {}, (30, 30)),
    ({"quality": "chemotherapy_injury"}, {}, (30, 30)),
    ({"quality": "fibrosis"}, {}, (40, 40)),
    ({"quality": "cirrhosis"}, {}, (40, 40)),
    ({}, {}, (30, 40)),
    ({"quality": "normal"}, {"flr.normal_percent": 20}, (20, 30)),
]


@pytest.mark.parametrize(("liver", "thresholds", "expected"), THRESHOLD)
def test_that_the_threshold_follows_the_quality_of_the_liver(
    liver: dict[str, Any], thresholds: dict[str, float], expected: tuple[float, float]
) -> None:
    plans = asked(RESECT, lesions=RIGHT, liver=liver, thresholds=thresholds)
    assert told(plans, "flr_threshold_percent").interval == Interval(*expected)
    assert plans.plans[0].flr_threshold_percent == (expected[0] if expected[0] == expected[1] else None)


LINES = [
    ([], (20, 20)),
    ([{"line": 1, "regimen": "FOLFOX", "started_on": "2026-01-05", "ended_on": "2026-03-01"}], (20, 20)),
    ([{"line": 1, "regimen": "FOLFOX", "started_on": "2026-01-05", "ended_on": "2026-06-01"}], (30, 30)),
    ([{"line": 1, "agents": ["pembrolizumab"], "started_on": "2026-01-05", "ended_on": "2026-06-01"}], (20, 20)),
    ([{"line": 1, "started_on": "2026-01-05", "ended_on": "2026-06-01"}], (20, 30)),
]


@pytest.mark.parametrize(("systemic", "expected"), LINES)
def test_that_long_chemotherapy_makes_a_normal_liver_count_as_injured(
    systemic: list[dict[str, Any]], expected: tuple[float, float]
) -> None:
    plans = asked(
        RESECT,
        lesions=RIGHT,
        systemic=systemic,
        liver={"quality": "normal"},
        thresholds={"flr.normal_percent": 20},
    )
    assert told(plans, "flr_threshold_percent").interval == Interval(*expected)
    is_told = any("over 12 weeks of chemotherapy" in text.en for text in plans.plans[0].assumptions)
    assert is_told is (expected == (30, 30))


def test_that_a_large_remnant_suffices_whatever_the_quality_and_a_small_one_hangs_on_it() -> None:
    large = asked(RESECT, lesions=RIGHT, liver={"flr": {"percent": 45}})
    assert known(large, "flr_sufficient") is True
    middle = asked(RESECT, lesions=RIGHT, liver={"flr": {"percent": 35}})
    assert told(middle, "flr_sufficient").tri == unknown(FactId("liver.quality"))
    assert told(middle, "flr_deficit_percent").interval == Interval(0, 5)
    small = asked(RESECT, lesions=RIGHT, liver={"flr": {"percent": 25}})
    assert known(small, "flr_sufficient") is False
    disputed = asked(RESECT, lesions=RIGHT, liver={"flr": {"percent": 25}}, thresholds={"flr.normal_percent": 20})
    assert told(disputed, "flr_sufficient").tri == unknown(FactId("liver.quality"))


def test_that_the_team_overrules_an_estimate_of_the_floor_but_not_a_measurement() -> None:
    lesions = [*RIGHT, lesion(5, "4", 50, depth="deep")]
    assert asked(RESECT, lesions=lesions, liver={"technically_resectable": True}).exists is TRUE
    measured = {"technically_resectable": True, "flr": {"percent": 14}}
    assert asked(RESECT, lesions=lesions, liver=measured).exists is FALSE


def test_that_what_leaves_too_little_is_not_shown_while_something_else_leaves_enough() -> None:
    lesions = [lesion(1, "6", 20), lesion(2, "2", 15), lesion(3, "4b", 18)]
    plans = asked(RESECT, lesions=lesions, liver={"quality": "cirrhosis"})
    assert all(plan.flr_percent is not None and plan.flr_percent[2] >= 40 for plan in plans.plans)


def test_that_an_enlarged_remnant_of_nothing_leaves_nothing_to_any_operation() -> None:
    lesions = [*RIGHT, lesion(5, "4", 50, depth="deep")]
    nothing = {"flr": {"percent": 0, "after": "pve", "weeks_since": 4, "resection": "right hepatectomy"}}
    plans = asked(RESECT, lesions=lesions, liver={"quality": "normal", **nothing})
    assert plans.exists is FALSE


def test_that_no_remnant_is_told_of_a_lesion_of_unknown_size_but_it_spans_what_the_size_can_be() -> None:
    plans = asked(ABLATE, lesions=[lesion(1, None, None)])
    assert plans.plans, "the ablation is planned and hangs on the size"
    assert plans.plans[0].flr_percent is None
    assert plans.plans[0].flr_basis is None
    kept = told(plans, "flr_percent").interval
    assert kept is not None
    for size in (5, 49):
        sized = told(asked(ABLATE, lesions=[lesion(1, None, size)]), "flr_percent").interval
        assert sized is not None
        assert kept.low <= sized.low
        assert sized.high <= kept.high
    assert FactId("lesions[L1].size_mm") in told(plans, "flr_percent").hangs_on
