"""Whole plans: who is treated how, in which order, what is shown, and what leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.planner.plan_set import MAX_PLANS
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.tri import FALSE, TRUE, FactId, unknown
from tests.builders import a_case
from tests.engine.planner.asked import (
    ABLATE,
    LEAVE,
    RESECT,
    SBRT,
    THRESHOLDS,
    actions,
    asked,
    known,
    lesion,
    told,
    ways,
)

THREE = [lesion(1, "5", 28), lesion(2, "2", 18, depth="deep"), lesion(3, "8", 15)]


def test_that_resection_and_ablation_share_one_session_and_spare_parenchyma() -> None:
    plans = asked(RESECT, ABLATE, lesions=THREE, molecular={"ras": "mutated"})
    plan = plans.plans[0]
    assert ways(plan) == {"L1": "resect", "L2": "ablate", "L3": "ablate"}
    assert [step.text.en for step in plan.steps] == [
        "Parenchyma-sparing resection S5 (L1 28 mm), laparoscopic or robotic where the site allows",
        "Microwave ablation S2 (L2 18 mm), S8 (L3 15 mm), same session, margin ≥ 10 mm (RAS mutated)",
    ]
    assert [step.text.zh for step in plan.steps] == [
        "保留肝实质的局部切除：S5（L1 28 mm），部位允许时行腹腔镜或机器人手术",
        "微波消融：S2（L2 18 mm）、S8（L3 15 mm），与切除同期，消融边缘 ≥ 10 mm（RAS 突变型）",
    ]
    assert plan.essence.en == "Parenchyma-sparing resection of L1; microwave ablation of L2, L3"
    assert plan.procedures == 1
    assert [(step.order, step.lesions, step.segments) for step in plan.steps] == [
        (1, ("L1",), ("5",)),
        (2, ("L2", "L3"), ("2", "8")),
    ]


@pytest.mark.parametrize(
    ("molecular", "margin"),
    [
        ({"ras": "wild_type"}, "margin ≥ 5 mm, ideally ≥ 10 mm (RAS wild type)"),
        ({}, "margin ≥ 5 mm, ≥ 10 mm if RAS is mutated (RAS not recorded)"),
    ],
)
def test_that_the_margin_of_an_ablation_follows_ras(molecular: dict[str, str], margin: str) -> None:
    plan = asked(ABLATE, lesions=[lesion(1, "6", 20)], molecular=molecular).plans[0]
    assert plan.steps[0].text.en == f"Microwave ablation S6 (L1 20 mm), {margin}"


def test_that_ablation_above_30_mm_is_told_as_less_certain() -> None:
    plan = asked(ABLATE, lesions=[lesion(1, "6", 38), lesion(2, "7", 12)]).plans[0]
    assert plan.steps[0].text.en.endswith("; L1 above 30 mm: possible, but control is less certain")


def test_that_a_lesion_above_30_mm_is_resected_where_it_can_be_and_the_small_one_ablated() -> None:
    plan = asked(RESECT, ABLATE, lesions=[lesion(1, "6", 40, depth="subcapsular"), lesion(2, "8", 20)]).plans[0]
    assert ways(plan) == {"L1": "resect", "L2": "ablate"}


def test_that_what_must_be_used_is_used_for_the_lesion_that_it_suits_best() -> None:
    small = [lesion(1, "6", 12, depth="subcapsular"), lesion(2, "8", 14, depth="deep", vessel="none")]
    assert ways(asked(RESECT, ABLATE, lesions=small).plans[0]) == {"L1": "resect", "L2": "ablate"}
    dome = [lesion(1, "6", 12), lesion(2, "8", 38, bile_duct_distance_mm=5)]
    assert ways(asked(ABLATE, SBRT, lesions=dome).plans[0]) == {"L1": "ablate", "L2": "sbrt"}
    hidden = [lesion(1, "6", 12, depth="subcapsular"), lesion(2, "8", 34, resectable=False)]
    assert ways(asked(RESECT, SBRT, lesions=hidden).plans[0]) == {"L1": "resect", "L2": "sbrt"}


def test_that_what_must_be_used_and_cannot_be_leaves_no_plan() -> None:
    plans = asked(RESECT, ABLATE, lesions=[lesion(1, "6", 20)])
    assert plans.exists is FALSE
    assert plans.plans == ()
    assert known(plans, "untreated_lesions") == 0
    assert told(plans, "flr_percent").is_not_applicable
    assert asked(RESECT, ABLATE, SBRT, lesions=[lesion(1, "6", 20), lesion(2, "8", 15)]).exists is FALSE


def test_that_no_more_than_five_lesions_are_irradiated() -> None:
    six = [lesion(number, "8", 10) for number in range(1, 7)]
    assert asked(SBRT, lesions=six).exists is FALSE
    assert asked(SBRT, lesions=six[:5]).exists is TRUE
    assert asked(SBRT, lesions=six[:5], thresholds={"sbrt.limit_count": 4}).exists is FALSE


def test_that_irradiation_spares_700_ml_of_liver() -> None:
    case = {"lesions": [lesion(1, "8", 50)]}
    assert asked(SBRT, **case, liver={"volumes_ml": {"total": 780, "tumour": 60}}).exists is FALSE
    assert asked(SBRT, **case, liver={"volumes_ml": {"total": 850, "tumour": 60}}).exists == unknown(
        FactId("liver.volumes_ml.total")
    )
    assert asked(SBRT, **case, liver={"volumes_ml": {"total": 1400, "tumour": 60}}).exists is TRUE


def test_that_radiotherapy_is_a_course_of_its_own() -> None:
    lesions = [lesion(1, "6", 20, depth="subcapsular"), lesion(2, "8", 40, depth="deep", ablatable=False)]
    plan = asked(RESECT, SBRT, must_use=[RESECT, SBRT], lesions=lesions).plans[0]
    assert actions(plan) == ["wedge", "sbrt"]
    assert plan.procedures == 2
    assert plan.steps[1].text.en == "SBRT S8 (L2 40 mm), BED10 ≥ 100 Gy, at least 700 ml of liver spared"


def test_that_radiotherapy_alone_takes_nothing_of_the_liver() -> None:
    plans = asked(SBRT, lesions=[lesion(1, "8", 20)])
    assert plans.plans[0].flr_percent == (100, 100, 100)
    assert plans.plans[0].flr_basis is None
    assert known(plans, "parenchyma_kept_percent") == 100
    assert told(plans, "flr_measured").is_not_applicable
    assert told(plans, "augmentation_needed").is_not_applicable


def test_that_a_lesion_across_two_segments_goes_with_both() -> None:
    plan = asked(RESECT, lesions=[lesion(1, "5 8", 60, depth="deep")]).plans[0]
    assert actions(plan) == ["right-anterior-sectionectomy"]
    assert plan.steps[0].text.en == (
        "Right anterior sectionectomy (S5, S8): L1 60 mm, laparoscopic or robotic where the site allows"
    )


def test_that_a_lesion_across_two_parts_of_an_operation_is_told_once() -> None:
    lesions = [
        lesion(1, "6 5", 60, depth="deep"),
        lesion(2, "7", 50, depth="deep"),
        lesion(3, "2", 40, depth="deep"),
    ]
    for plan in asked(RESECT, lesions=lesions).plans:
        mentioned = [one for step in plan.steps for one in step.lesions]
        assert sorted(mentioned) == ["L1", "L2", "L3"]


def test_that_a_lesion_whose_centre_is_taken_is_cut_widely_and_not_burnt() -> None:
    lesions = [lesion(1, "8 4a", 20), lesion(2, "8", 70, depth="deep")]
    plan = asked(RESECT, ABLATE, must_use=[RESECT], lesions=lesions).plans[0]
    assert plan.resected_segments == ("8",)
    assert ways(plan) == {"L1": "resect", "L2": "resect"}
    assert actions(plan) == ["segmentectomy-8", "wedge"]


def test_that_a_lesion_whose_centre_stays_may_be_burnt_beside_the_cut() -> None:
    lesions = [lesion(1, "4a 8", 20, depth="deep"), lesion(2, "8", 70, depth="deep")]
    plan = asked(RESECT, ABLATE, lesions=lesions).plans[0]
    assert ways(plan) == {"L1": "ablate", "L2": "resect"}


def test_that_a_lesion_whose_centre_is_taken_and_that_no_wedge_reaches_goes_with_all_its_segments() -> None:
    lesions = [lesion(1, "8 4a", 60, depth="deep"), lesion(2, "8", 70, depth="deep")]
    plan = asked(RESECT, lesions=lesions).plans[0]
    assert plan.resected_segments == ("4a", "8")
    assert [step.lesions for step in plan.steps] == [("L1", "L2"), ()]


def test_that_no_part_of_an_operation_takes_more_than_its_lesions_need() -> None:
    lesions = [lesion(1, "8 5", 62), lesion(2, "7", 38), lesion(3, "6", 29)]
    plans = asked(RESECT, ABLATE, lesions=lesions)
    assert [plan.resected_segments for plan in plans.plans][:2] == [("5", "7", "8"), ("5", "8")]
    assert [ways(plan)["L2"] for plan in plans.plans][:2] == ["resect", "ablate"]
    assert known(plans, "weaker_treatments") == 0
    assert all("4b" not in plan.resected_segments for plan in plans.plans)


def test_that_a_lesion_that_the_team_calls_unresectable_keeps_its_segment() -> None:
    lesions = [lesion(1, "8", 20, resectable=False), lesion(2, "5", 60, depth="deep")]
    for plan in asked(RESECT, ABLATE, lesions=lesions).plans:
        assert "8" not in plan.resected_segments
        assert ways(plan)["L1"] == "ablate"


def test_that_segment_6_left_without_the_right_vein_is_said() -> None:
    lesions = [lesion(1, "7", 60, depth="deep"), lesion(2, "8", 60, depth="deep")]
    plan = asked(RESECT, lesions=lesions).plans[0]
    assert plan.resected_segments == ("7", "8")
    assert any("inferior right hepatic vein" in text.en for text in plan.assumptions)


def test_that_the_anatomical_plan_stands_beside_the_sparing_one_when_ras_is_mutated() -> None:
    one = [lesion(1, "6", 20, depth="subcapsular")]
    assert [plan.resected_segments for plan in asked(RESECT, lesions=one, molecular={"ras": "mutated"}).plans] == [
        (),
        ("6",),
    ]
    assert [plan.resected_segments for plan in asked(RESECT, lesions=one, molecular={"ras": "wild_type"}).plans] == [()]


def test_that_a_plan_on_an_assumption_has_one_beside_it_that_does_without() -> None:
    plans = asked(RESECT, lesions=[lesion(1, "6", 20)])
    assert [plan.resected_segments for plan in plans.plans] == [(), ("6",)]
    assert [bool(plan.assumptions and "Assumed" in plan.assumptions[0].en) for plan in plans.plans] == [True, False]


def test_that_at_most_ten_plans_are_shown() -> None:
    sites = ["2", "3", "4a", "4b", "5", "6", "7", "8"]
    lesions = [lesion(number, site, 34 if number % 2 else 26) for number, site in enumerate(sites, 1)]
    plans = asked(RESECT, ABLATE, lesions=lesions, molecular={"ras": "mutated"})
    assert 1 < len(plans.plans) <= MAX_PLANS


def test_that_two_hundred_lesions_are_planned_without_enumerating_them() -> None:
    lesions = [lesion(number, str(number % 8 + 1), 12) for number in range(1, 201)]
    plans = asked(ABLATE, RESECT, must_use=[], lesions=lesions)
    assert len(plans.treated_by) == 200
    assert plans.exists.is_false or plans.exists.is_unknown


def test_that_a_case_of_which_nobody_told_the_lesions_hangs_on_them() -> None:
    plans = asked(ABLATE)
    assert plans.exists == unknown(FactId("lesions"))
    assert plans.plans == ()
    assert all(value.hangs_on == {"lesions"} for value in plans.facts.values())
    assert told(plans, "procedures").may_not_apply


def test_that_a_case_without_lesions_has_nothing_to_plan() -> None:
    plans = asked(ABLATE, lesions=[])
    assert plans.exists is FALSE
    assert known(plans, "untreated_lesions") == 0


def test_that_a_treated_lesion_needs_nothing() -> None:
    plans = asked(ABLATE, lesions=[lesion(1, "6", 80, state="treated"), lesion(2, "8", 20)])
    assert plans.exists is TRUE
    assert ways(plans.plans[0]) == {"L2": "ablate"}
    assert plans.treated_by["L1"].is_not_applicable
    assert plans.treated_by["L2"].known == "ablate"


def test_that_lesions_no_modality_can_treat_are_counted() -> None:
    lesions = [lesion(1, "6", 80, ablatable=False), lesion(2, "8", None, state="present"), lesion(3, "7", 10)]
    plans = asked(ABLATE, lesions=lesions)
    assert plans.exists is FALSE
    assert told(plans, "untreated_lesions").interval is not None
    assert [told(plans, "untreated_lesions").interval.low, told(plans, "untreated_lesions").interval.high] == [1, 2]  # type: ignore[union-attr]
    assert plans.treated_by["L3"].is_not_applicable


def test_that_every_fact_of_a_plan_is_told_in_every_situation() -> None:
    situations = [
        asked(ABLATE),
        asked(ABLATE, lesions=[]),
        asked(ABLATE, lesions=[lesion(1, "6", 80)]),
        asked(ABLATE, lesions=[lesion(1, "6", 80, ablatable=False)]),
        asked(RESECT, lesions=[lesion(1, "6", 80)]),
        asked(RESECT, augmentation=Augmentation.PVE, lesions=[lesion(1, "6", 80)]),
    ]
    of_the_case = {fact.id for fact in PLAN_FACTS if "[]" not in fact.id}
    for plans in situations:
        assert set(plans.facts) == of_the_case
        for value in plans.facts.values():
            assert bool(value.hangs_on) is not value.is_settled, value


def test_that_a_vanished_lesion_is_left_and_observed_or_its_site_treated() -> None:
    lesions = [
        lesion(1, "6", 25, depth="subcapsular"),
        lesion(2, "3", 0, state="vanished", size_before_mm=14, depth="subcapsular"),
    ]
    plans = asked(RESECT, lesions=lesions)
    assert [ways(plan)["L2"] for plan in plans.plans] == ["leave", "resect"]
    assert plans.plans[0].steps[1].action == "observation"
    assert "sources disagree" in plans.plans[0].steps[1].text.en
    assert known(plans, "observed_lesions") == 1


def test_that_a_vanished_lesion_in_the_field_goes_with_it() -> None:
    lesions = [lesion(1, "6", 70, depth="deep"), lesion(2, "6", 0, state="vanished")]
    plan = asked(RESECT, lesions=lesions).plans[0]
    assert ways(plan) == {"L1": "resect", "L2": "resect"}
    assert plan.steps[0].text.en.startswith("Segmentectomy S6: L1 70 mm, L2, vanished")


def test_that_a_vanished_lesion_alone_is_observed_and_never_irradiated() -> None:
    only = [lesion(1, "6", 0, state="vanished", size_before_mm=20)]
    assert ways(asked(LEAVE, lesions=only).plans[0]) == {"L1": "leave"}
    assert asked(SBRT, lesions=only).exists is FALSE
    assert asked(RESECT, lesions=only).exists is FALSE


def test_that_what_must_be_used_is_used_for_a_lesion_that_can_be_seen() -> None:
    lesions = [lesion(1, "6", 20), lesion(2, "8", 0, state="vanished", size_before_mm=10)]
    assert asked(RESECT, ABLATE, lesions=lesions).exists is FALSE


def test_that_one_planner_gives_each_strategy_the_same_plans_again() -> None:
    planner = Planner(facts_of(a_case(lesions=THREE)), THRESHOLDS)
    first = planner.plan(frozenset({RESECT}), must_use=frozenset({RESECT}))
    assert planner.plan(frozenset({RESECT}), must_use=frozenset({RESECT})) is first
    assert planner.plan(frozenset({ABLATE})) != first


@pytest.mark.parametrize(
    ("fact", "assumed"),
    [
        ("flr.percent", 24),
        ("liver.volumes_ml.total", 1900),
        ("molecular.ras", "mutated"),
        ("chemotherapy.weeks", 40),
        ("lesions[L1].size_mm", 29),
        ("lesions[L1].size_mm", 55),
        ("lesions[L2].depth", "subcapsular"),
        ("lesions[L3].resectable", False),
        ("lesions[L3].state", "treated"),
        ("liver.technically_resectable", False),
    ],
)
def test_that_plans_under_an_assumption_answer_as_those_of_a_new_planner(fact: str, assumed: object) -> None:
    case = a_case(lesions=THREE, liver={"flr": {"percent": 35, "resection": "right hepatectomy"}})
    table = facts_of(case, assume={fact: assumed})
    planner = Planner(facts_of(case), THRESHOLDS)
    requests = [(frozenset({RESECT}), frozenset({RESECT})), (frozenset({RESECT, ABLATE}), frozenset({RESECT, ABLATE}))]
    for modalities, must_use in requests:
        planner.plan(modalities, must_use=must_use)
        found = planner.assuming(table, frozenset({FactId(fact)})).plan(modalities, must_use=must_use)
        expected = Planner(table, THRESHOLDS).plan(modalities, must_use=must_use)
        assert _answers(found.facts) == _answers(expected.facts)
        assert _answers(found.treated_by) == _answers(expected.treated_by)


def _answers(values: Mapping[Any, FactValue]) -> dict[Any, object]:
    return {name: (value.possible, value.may_not_apply) for name, value in values.items()}


def test_that_an_augmentation_without_stages_is_refused() -> None:
    with pytest.raises(ValueError, match="no staged plans"):
        asked(RESECT, augmentation=Augmentation.NONE, lesions=THREE)


def test_that_a_missing_threshold_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Planner(facts_of(a_case()), {})


def test_that_what_is_declined_or_not_offered_is_left_out_unless_the_strategy_must_use_it() -> None:
    table = facts_of(a_case(fitness={"declines": ["radiotherapy"]}, centre={"offers": ["resection"]}))
    planner = Planner(table, THRESHOLDS)
    every = frozenset({RESECT, ABLATE, SBRT})
    assert planner.without_barred(every, must_use=frozenset()) == {RESECT}
    assert planner.without_barred(every, must_use=frozenset({ABLATE})) == {RESECT, ABLATE}
    assert planner.without_barred(frozenset({SBRT}), must_use=frozenset()) == {SBRT}


def test_that_nothing_is_left_out_while_nobody_has_said_what_is_declined_or_offered() -> None:
    planner = Planner(facts_of(a_case()), THRESHOLDS)
    every = frozenset({RESECT, ABLATE, SBRT})
    assert planner.without_barred(every, must_use=frozenset()) == every


AT_THE_DUCT = lesion(1, "8", 24, depth="deep", bile_duct_distance_mm=4, resectable=False, ablatable=False)
SMALL_AND_DEEP = lesion(2, "7", 14, depth="deep", vessel="none", bile_duct_distance_mm=40)


def test_that_radiotherapy_beside_ablation_is_needed_where_heat_alone_cannot_treat_every_lesion() -> None:
    needed = asked(ABLATE, SBRT, lesions=[AT_THE_DUCT, SMALL_AND_DEEP]).facts[FactId("plan.beam_needed")]
    not_needed = asked(ABLATE, SBRT, lesions=[lesion(1, "6", 20), SMALL_AND_DEEP]).facts[FactId("plan.beam_needed")]
    assert (needed.known, not_needed.known) == (True, False)


def test_that_knife_and_heat_stand_against_radiotherapy_only_as_far_as_the_person_accepts_them() -> None:
    lesions = [lesion(1, "6", 24, depth="subcapsular", ablatable=False), SMALL_AND_DEEP]
    possible = FactId("plan.knife_or_heat_possible")
    accepted = asked(ABLATE, SBRT, lesions=lesions).facts[possible]
    declined = asked(ABLATE, SBRT, lesions=lesions, fitness={"declines": ["resection"]}).facts[possible]
    assert (accepted.known, declined.known) == (True, False)


def test_that_nothing_is_asked_of_radiotherapy_where_it_is_not_joined_to_another_modality() -> None:
    facts = asked(SBRT, lesions=[SMALL_AND_DEEP]).facts
    assert facts[FactId("plan.beam_needed")].possible is None
    assert facts[FactId("plan.knife_or_heat_possible")].possible is None
