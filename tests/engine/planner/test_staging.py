"""Plans in stages: what is done before the resection, when it is checked, and when augmentation is needed at all."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.tri import FALSE, TRUE, FactId, unknown
from tests.engine.planner.asked import ABLATE, RESECT, actions, asked, known, lesion, told, ways

RIGHT = [lesion(1, "6", 70, depth="deep"), lesion(2, "8", 60, depth="deep"), lesion(3, "5", 50, depth="deep")]
BILOBAR = [*RIGHT, lesion(4, "3", 18, depth="subcapsular")]
SHORT = {"quality": "chemotherapy_injury", "flr": {"percent": 24}}


def test_that_embolisation_comes_first_then_the_checkpoint_then_the_resection() -> None:
    plans = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=SHORT)
    plan = plans.plans[0]
    assert actions(plan) == ["pve", "remeasure", "right-hepatectomy"]
    assert plan.procedures == 2
    assert plan.essence.en == "Portal vein embolisation; right hepatectomy (S5-8)"
    checkpoint = plan.steps[1].text
    assert "3-4 weeks" in checkpoint.en
    assert "FLR ≥ 30 % and growth ≥ 2 % a week" in checkpoint.en
    assert checkpoint.en.endswith("Now 6 percentage points short: 3 weeks at the least growth.")
    assert checkpoint.zh.endswith("目前差 6 个百分点，按最低增长率约需 3 周。")
    assert plans.exists is TRUE
    assert known(plans, "flr_percent") == 24
    assert known(plans, "augmentation_needed") is True


def test_that_segment_4_is_embolised_when_it_goes() -> None:
    liver = {"flr": {"percent": 18, "resection": "extended right hepatectomy"}}
    plan = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=liver).plans[0]
    assert plan.steps[0].text.en == "Portal vein embolisation of the right liver and of segment 4"
    assert plan.steps[0].segments == ("4", "5", "6", "7", "8")


def test_that_a_remnant_below_the_floor_may_still_be_enlarged() -> None:
    liver = {"flr": {"percent": 15}}
    assert asked(RESECT, lesions=RIGHT, liver=liver).exists is FALSE
    assert asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=liver).exists is TRUE


def test_that_an_estimated_shortage_is_told_as_likely() -> None:
    lesions = [*RIGHT, lesion(4, "7", 40, depth="deep"), lesion(5, "4", 40, depth="deep")]
    plan = asked(RESECT, augmentation=Augmentation.PVE, lesions=lesions, liver={"quality": "normal"}).plans[0]
    assert "Now likely 12 percentage points short: unlikely to be reached" in plan.steps[1].text.en


def test_that_the_shortage_counts_what_the_plan_itself_takes_of_the_measured_remnant() -> None:
    plans = asked(
        RESECT, ABLATE, must_use=[RESECT], augmentation=Augmentation.TWO_STAGE_1, lesions=BILOBAR, liver=SHORT
    )
    plan, kept = plans.plans[0], told(plans, "parenchyma_kept_percent").interval
    assert plan.flr_percent is not None
    assert kept is not None
    low, likely, high = plan.flr_percent
    assert kept.low == low < likely < high == 24
    checkpoint = next(step.text for step in plan.steps if step.action == "remeasure")
    short = f"{round(30 - likely, 1):g}"
    assert f"Now about {short} percentage points short, wedges and ablation zones taken off (6 by the" in checkpoint.en
    assert f"扣除局部切除与消融范围后目前约差 {short} 个百分点（仅按实测值差 6 个）" in checkpoint.zh
    assert any("taken off the measured remnant of 24 %" in premise.en for premise in plan.assumptions)


def test_that_no_weeks_are_counted_where_more_growth_is_needed_than_any_series_shows() -> None:
    far = {"quality": "chemotherapy_injury", "flr": {"percent": 13}}
    checkpoint = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=far).plans[0].steps[1].text
    assert "Now 17 percentage points short: unlikely to be reached" in checkpoint.en
    assert "grow by 131 % of its size, and by 54 %" in checkpoint.en
    assert "难以达到" in checkpoint.zh
    assert "weeks at" not in checkpoint.en
    within = {"quality": "chemotherapy_injury", "flr": {"percent": 19.5}}
    checkpoint = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=within).plans[0].steps[1].text
    assert checkpoint.en.endswith("Now 10.5 percentage points short: 6 weeks at the least growth.")


def test_that_an_open_threshold_is_told_as_an_interval() -> None:
    plan = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver={"flr": {"percent": 24}}).plans[0]
    assert "FLR ≥ 30-40 %" in plan.steps[1].text.en
    assert "short" not in plan.steps[1].text.en


def test_that_sirt_takes_months_and_tells_no_weekly_growth() -> None:
    plan = asked(RESECT, augmentation=Augmentation.SIRT, lesions=RIGHT, liver=SHORT).plans[0]
    assert actions(plan) == ["sirt", "remeasure", "right-hepatectomy"]
    assert "from 3 months on; growth takes 3-12 months" in plan.steps[1].text.en
    assert plan.steps[1].text.en.endswith("Now 6 percentage points short.")
    assert plan.procedures == 2


def test_that_two_stages_clear_the_remnant_first() -> None:
    plans = asked(
        RESECT, ABLATE, must_use=[RESECT], augmentation=Augmentation.TWO_STAGE_1, lesions=BILOBAR, liver=SHORT
    )
    plan = plans.plans[0]
    assert actions(plan)[-3:] == ["pve", "remeasure", "right-hepatectomy"]
    assert plan.steps[0].text.en.startswith("First stage: ")
    assert plan.steps[-1].text.en.startswith("Second stage: right hepatectomy (S5-8): L1 70 mm")
    assert plan.essence.en.startswith("Two stages: ")
    assert plan.essence.zh.startswith("分两步：")
    assert plan.procedures == 3


def test_that_ablation_joins_a_wedge_of_the_first_stage_in_one_session() -> None:
    lesions = [*BILOBAR, lesion(5, "2", 12, depth="deep", vessel="none", resectable=False)]
    plan = asked(RESECT, ABLATE, augmentation=Augmentation.TWO_STAGE_1, lesions=lesions, liver=SHORT).plans[0]
    assert ways(plan)["L5"] == "ablate"
    alone = asked(
        RESECT,
        ABLATE,
        augmentation=Augmentation.TWO_STAGE_1,
        lesions=[*RIGHT, lesion(5, "2", 12, resectable=False)],
        liver=SHORT,
    ).plans[0]
    assert "same session" not in alone.steps[0].text.en


@pytest.mark.parametrize("lesions", [RIGHT, [*RIGHT, lesion(4, "3", 0, state="vanished", size_before_mm=9)]])
def test_that_two_stages_need_visible_lesions_on_both_sides(lesions: list[dict[str, Any]]) -> None:
    assert asked(RESECT, augmentation=Augmentation.TWO_STAGE_1, lesions=lesions, liver=SHORT).exists is FALSE


def test_that_stages_serve_a_resection_of_the_right_liver() -> None:
    left = [lesion(1, "2", 60, depth="deep"), lesion(2, "4", 50, depth="deep")]
    assert asked(RESECT, augmentation=Augmentation.PVE, lesions=left).exists is FALSE


def test_that_augmentation_is_not_needed_where_a_sparing_plan_leaves_enough() -> None:
    small = [lesion(1, "6", 15, depth="subcapsular")]
    assert known(asked(RESECT, augmentation=Augmentation.PVE, lesions=small), "augmentation_needed") is False


def test_that_the_need_of_augmentation_hangs_on_the_remnant_where_it_was_not_measured() -> None:
    lesions = [*RIGHT, lesion(4, "7", 40, depth="deep")]
    plans = asked(RESECT, augmentation=Augmentation.PVE, lesions=lesions, liver={"quality": "normal"})
    assert told(plans, "augmentation_needed").tri == unknown(FactId("liver.flr.percent"))


def test_that_a_remnant_grown_above_the_threshold_needs_no_more() -> None:
    grown = {"quality": "normal", "flr": {"percent": 34, "after": "pve", "before_percent": 24, "weeks_since": 4}}
    plans = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=grown)
    assert known(plans, "augmentation_needed") is False
    assert known(asked(RESECT, lesions=RIGHT, liver=grown), "flr_sufficient") is True


def test_that_a_liver_called_unresectable_is_a_matter_of_technique_and_not_of_the_remnant() -> None:
    wide = {"technically_resectable": False, "quality": "normal", "flr": {"percent": 45}}
    assert known(asked(RESECT, lesions=RIGHT, liver=wide), "augmentation_needed") is False
    short = {"technically_resectable": False, "quality": "normal", "flr": {"percent": 24}}
    plans = asked(RESECT, augmentation=Augmentation.PVE, lesions=RIGHT, liver=short)
    assert known(plans, "augmentation_needed") is True
    assert plans.exists is TRUE


def test_that_where_nothing_can_be_resected_no_augmentation_is_needed() -> None:
    plans = asked(RESECT, augmentation=Augmentation.PVE, lesions=[lesion(1, "6", 20, resectable=False)])
    assert plans.exists is FALSE
    assert known(plans, "augmentation_needed") is False
    assert known(plans, "untreated_lesions") == 1


DEEP_RIGHT = [
    lesion(1, "6", 45, depth="deep"),
    lesion(2, "8", 28, depth="deep"),
    lesion(3, "5", 25, depth="subcapsular"),
]
GROWN = {
    "quality": "chemotherapy_injury",
    "flr": {"percent": 36, "after": "pve", "before_percent": 24, "weeks_since": 4, "resection": "right hepatectomy"},
}


def test_that_a_remnant_which_has_grown_enough_lets_the_planned_resection_lead_alone() -> None:
    plans = asked(RESECT, lesions=DEEP_RIGHT, liver=GROWN)
    assert [plan.resected_segments for plan in plans.plans] == [("5", "6", "7", "8")]
    assert known(plans, "flr_percent") == 36
    assert known(plans, "flr_sufficient") is True
    assert known(plans, "augmentation_needed") is False


def test_that_no_part_of_the_embolised_side_counts_as_remnant() -> None:
    liver = {**GROWN, "flr": {**GROWN["flr"], "percent": 27}}
    plans = asked(RESECT, lesions=DEEP_RIGHT, liver=liver)
    assert known(plans, "flr_sufficient") is False
    assert all(
        plan.flr_percent is not None and plan.flr_percent[2] <= 27 for plan in plans.plans if plan.resected_segments
    )


def test_that_segments_taken_from_the_grown_remnant_take_their_part_of_its_growth() -> None:
    lesions = [*DEEP_RIGHT, lesion(4, "3", 40, depth="deep")]
    liver = {**GROWN, "flr": {**GROWN["flr"], "percent": 50}}
    plan = asked(RESECT, lesions=lesions, liver=liver).plans[0]
    assert plan.resected_segments == ("3", "5", "6", "7", "8")
    assert plan.flr_percent is not None
    low, likely, high = plan.flr_percent
    assert 25 < low < likely < high < 50


def test_that_an_embolisation_that_was_done_is_not_planned_again() -> None:
    flr = {**GROWN["flr"], "percent": 27, "weeks_since": 2, "before_percent": 24}
    plan = asked(RESECT, augmentation=Augmentation.PVE, lesions=DEEP_RIGHT, liver={**GROWN, "flr": flr}).plans[0]
    assert actions(plan) == ["remeasure", "right-hepatectomy"]
    assert plan.procedures == 1
    assert plan.steps[0].text.en.endswith("Now 3 percentage points short: about 2 weeks at the growth measured so far.")
    assert plan.steps[0].text.zh.endswith("目前差 3 个百分点，按目前实测增长率约需 2 周。")


def test_that_a_remnant_that_did_not_grow_is_told_so() -> None:
    flr = {**GROWN["flr"], "percent": 24}
    plan = asked(RESECT, augmentation=Augmentation.PVE, lesions=DEEP_RIGHT, liver={**GROWN, "flr": flr}).plans[0]
    assert plan.steps[0].text.en.endswith("Now 6 percentage points short, and it has not grown.")


def test_that_venous_deprivation_blocks_portal_and_hepatic_vein_and_after_embolisation_only_the_latter() -> None:
    plan = asked(RESECT, augmentation=Augmentation.LVD, lesions=RIGHT, liver=SHORT).plans[0]
    assert actions(plan) == ["lvd", "remeasure", "right-hepatectomy"]
    assert "portal vein of the right liver and of the right hepatic vein" in plan.steps[0].text.en
    rescue = asked(RESECT, augmentation=Augmentation.LVD, lesions=RIGHT, liver={**SHORT, "flr": GROWN["flr"]}).plans[0]
    assert rescue.steps[0].text.en == "Embolisation of the right hepatic vein: the portal vein is blocked already"


def test_that_alpps_clears_the_remnant_and_splits_the_liver_before_the_second_stage() -> None:
    plans = asked(
        RESECT, ABLATE, must_use=[RESECT], augmentation=Augmentation.ALPPS_STAGE_1, lesions=BILOBAR, liver=SHORT
    )
    plan = plans.plans[0]
    assert actions(plan) == ["ablation", "alpps-stage-1", "remeasure", "right-hepatectomy"]
    assert plan.procedures == 2
    assert plan.steps[0].text.en.startswith("First stage: ")
    assert "MELD score above 10" in plan.steps[2].text.en
    assert plan.steps[3].text.en.startswith("Second stage: right hepatectomy")
    assert plan.essence.en.startswith("Two stages: ")


NEAR_SURFACE = [lesion(1, "6", 28, depth="subcapsular"), lesion(2, "8", 20, depth="subcapsular")]


def test_that_a_resection_surely_sparing_leads_before_a_planned_one_that_leaves_too_little() -> None:
    plans = asked(RESECT, lesions=NEAR_SURFACE, liver=SHORT)
    assert plans.plans[0].resected_segments == ()
    assert known(plans, "flr_sufficient") is True
    assert known(plans, "augmentation_needed") is False
    assert plans.plans[-1].flr_percent == (20.9, 22.5, 24), "what the team measured is shown last"


def test_that_the_planned_resection_leads_while_the_record_leaves_open_whether_less_would_do() -> None:
    unclear = [lesion(1, "6", 28), lesion(2, "8", 20)]
    plans = asked(RESECT, lesions=unclear, liver=SHORT)
    assert known(plans, "flr_percent") == 24
    assert known(plans, "augmentation_needed") is True
    assert known(plans, "sparing_alternative") is True
    assert len(plans.plans) > 1


def test_that_a_wedge_deep_at_a_vessel_does_not_lead_before_what_the_team_plans() -> None:
    at_vein = lesion(2, "8", 20, depth="deep", vessel="hepatic_vein", vessel_distance_mm=1)
    liver = {**SHORT, "flr": {"percent": 24, "resection": "right hepatectomy"}}
    plans = asked(RESECT, lesions=[NEAR_SURFACE[0], at_vein], liver=liver)
    assert plans.plans[0].resected_segments == ("5", "6", "7", "8")
    assert known(plans, "flr_percent") == 24
    clear = {**at_vein, "vessel_distance_mm": 15}
    assert asked(RESECT, lesions=[NEAR_SURFACE[0], clear], liver=liver).plans[0].resected_segments == ()
