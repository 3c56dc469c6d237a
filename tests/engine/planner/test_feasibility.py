"""Which modality is open to one lesion, what that hangs on, and that the team's judgement stands above it."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.tri import FALSE, TRUE, FactId, Tri, unknown
from tests.engine.planner.asked import ABLATE, RESECT, SBRT, asked, known, lesion, ways


def of(name: str) -> Tri:
    return unknown(*(FactId(f"lesions[L1].{one}") for one in name.split()))


ABLATION = [
    (lesion(1, "6", 30), TRUE),
    (lesion(1, "6", 31), TRUE),
    (lesion(1, "6", 50), TRUE),
    (lesion(1, "6", 50.1), TRUE),
    (lesion(1, "6", None), of("size_mm")),
    (lesion(1, "6", 20, bile_duct_distance_mm=10), TRUE),
    (lesion(1, "6", 20, bile_duct_distance_mm=10.5), TRUE),
    (lesion(1, "6", None, bile_duct_distance_mm=4), TRUE),
    (lesion(1, "1", 15), of("bile_duct_distance_mm")),
    (lesion(1, "1", 15, bile_duct_distance_mm=14), TRUE),
    (lesion(1, "6", 20, vessel="portal_pedicle", vessel_distance_mm=5), of("bile_duct_distance_mm")),
    (lesion(1, "6", 20, vessel="portal_pedicle", vessel_distance_mm=15), TRUE),
    (lesion(1, "6", 20, vessel="hepatic_vein", vessel_distance_mm=0), TRUE),
    (lesion(1, "6", 20, vessel="none"), TRUE),
    (lesion(1, None, 20), TRUE),
    (lesion(1, "6", 70, ablatable=True), TRUE),
    (lesion(1, "6", 12, ablatable=False), FALSE),
]


@pytest.mark.parametrize(("one", "answer"), ABLATION)
def test_that_ablation_is_open_by_size_and_by_the_central_bile_ducts(one: dict[str, Any], answer: Tri) -> None:
    assert asked(ABLATE, lesions=[one]).exists == answer


RADIOTHERAPY = [
    (lesion(1, "7", 60), TRUE),
    (lesion(1, "7", 61), FALSE),
    (lesion(1, "7", None), of("size_mm")),
    (lesion(1, "5", 30, bowel_distance_mm=8), TRUE),
    (lesion(1, "5", 30, bowel_distance_mm=7.9), TRUE),
    (lesion(1, "5", 61, bowel_distance_mm=7.9), FALSE),
    (lesion(1, "5", 30, bowel_distance_mm=2, sbrt_feasible=True), TRUE),
    (lesion(1, "7", 30, sbrt_feasible=False), FALSE),
]


@pytest.mark.parametrize(("one", "answer"), RADIOTHERAPY)
def test_that_radiotherapy_is_open_by_size_and_by_the_bowel(one: dict[str, Any], answer: Tri) -> None:
    assert asked(SBRT, lesions=[one]).exists == answer


# The segment is not told, so that no anatomical resection comes into question.
WEDGE = [
    (lesion(1, None, 30), TRUE),
    (lesion(1, None, 45, depth="subcapsular"), TRUE),
    (lesion(1, None, 30, depth="deep"), TRUE),
    (lesion(1, None, 45, depth="deep"), of("segments")),
    (lesion(1, None, 45), of("segments depth")),
    (lesion(1, None, None), of("segments depth size_mm")),
    (lesion(1, None, None, depth="subcapsular"), TRUE),
    (lesion(1, None, 20, depth="deep", vessel="portal_pedicle", vessel_distance_mm=4), of("segments")),
    (lesion(1, None, 20, depth="deep", vessel="portal_pedicle", vessel_distance_mm=12), TRUE),
    (lesion(1, None, 20, depth="deep", vessel="portal_pedicle"), of("segments vessel_distance_mm")),
    (lesion(1, None, 20, vessel="portal_pedicle", vessel_distance_mm=4), of("segments depth")),
    (lesion(1, None, 20, depth="deep", vessel="hepatic_vein"), TRUE),
    (lesion(1, None, 90, depth="deep", resectable=True), TRUE),
    (lesion(1, None, 9, resectable=False), FALSE),
]


@pytest.mark.parametrize(("one", "answer"), WEDGE)
def test_that_a_wedge_is_open_below_the_capsule_or_when_small_and_not_at_a_pedicle(
    one: dict[str, Any], answer: Tri
) -> None:
    assert asked(RESECT, lesions=[one]).exists == answer


@pytest.mark.parametrize(
    "one",
    [lesion(1, "6", 80, depth="deep"), lesion(1, "6", None), lesion(1, "6", 20, depth="deep", vessel="portal_pedicle")],
)
def test_that_a_lesion_that_no_wedge_surely_reaches_goes_with_its_segment(one: dict[str, Any]) -> None:
    plans = asked(RESECT, lesions=[one])
    assert plans.exists is TRUE
    assert plans.plans[0].resected_segments == ("6",)


ASSUMED = [
    (ABLATE, lesion(1, "6", 20), {"bile_duct_distance_mm"}),
    (ABLATE, lesion(1, "6", 20, depth="subcapsular"), set()),
    (ABLATE, lesion(1, "6", 20, bile_duct_distance_mm=30), set()),
    (ABLATE, lesion(1, "6", 20, ablatable=True), set()),
    (SBRT, lesion(1, "5", 20), {"bowel_distance_mm"}),
    (SBRT, lesion(1, "8", 20), set()),
    (SBRT, lesion(1, None, 20), {"bowel_distance_mm"}),
    (RESECT, lesion(1, "6", 20), {"depth"}),
    (RESECT, lesion(1, "6", 20, depth="deep"), {"vessel"}),
    (RESECT, lesion(1, "6", 20, depth="deep", vessel="none"), set()),
    (RESECT, lesion(1, "6", 20, vessel="none"), set()),
    (RESECT, lesion(1, "6", None, depth="subcapsular"), {"state"}),
]


@pytest.mark.parametrize(("modality", "one", "facts"), ASSUMED)
def test_that_a_plan_names_what_it_presumes(modality: Any, one: dict[str, Any], facts: set[str]) -> None:
    plans = asked(modality, lesions=[one])
    assert plans.presumed == {f"lesions[L1].{fact}" for fact in facts}
    told = [text.en for text in plans.plans[0].assumptions if text.en.startswith("Assumed of L1")]
    assert len(told) == len(facts)


def test_that_a_distance_said_not_to_apply_puts_no_vessel_near() -> None:
    one = lesion(1, None, 20, depth="deep", vessel="portal_pedicle")
    plans = asked(RESECT, lesions=[one], assume={"lesions[L1].vessel_distance_mm": "not_applicable"})
    assert plans.exists is TRUE


JUDGED = [
    (ABLATE, lesion(1, "6", 70, ablatable=True), True),
    (ABLATE, lesion(1, "6", 20, ablatable=True), False),
    (SBRT, lesion(1, "5", 20, bowel_distance_mm=1, sbrt_feasible=True), True),
    (RESECT, lesion(1, None, 70, depth="deep", resectable=True), True),
    (RESECT, lesion(1, "6", 20, resectable=True), False),
]


@pytest.mark.parametrize(("modality", "one", "judged"), JUDGED)
def test_that_a_treatment_shows_that_the_team_opened_it(modality: Any, one: dict[str, Any], judged: bool) -> None:
    assert asked(modality, lesions=[one]).plans[0].treatments[0].judged is judged


def test_that_a_treatment_shows_that_the_team_closed_another() -> None:
    plans = asked(ABLATE, RESECT, must_use=[], lesions=[lesion(1, "6", 20, ablatable=False)])
    assert [one.judged for one in plans.plans[0].treatments] == [True]
    assert known_modalities(plans.plans[0].treatments) == {"resect"}


def known_modalities(treatments: Any) -> set[str]:
    return {str(one.modality) for one in treatments}


def test_that_a_team_that_calls_the_liver_resectable_opens_every_wedge_but_those_it_closed() -> None:
    liver = {"technically_resectable": True}
    assert asked(RESECT, lesions=[lesion(1, None, 80, depth="deep")], liver=liver).exists is TRUE
    assert asked(RESECT, lesions=[lesion(1, None, 80, resectable=False)], liver=liver).exists is FALSE


def test_that_a_team_that_calls_the_liver_unresectable_closes_resection_alone() -> None:
    case: dict[str, Any] = {
        "lesions": [lesion(1, "6", 20), lesion(2, "2", 15)],
        "liver": {"technically_resectable": False},
    }
    assert asked(RESECT, **case).exists is FALSE
    assert asked(RESECT, ABLATE, **case).exists is TRUE
    assert asked(ABLATE, **case).exists is TRUE


AGAINST_ADVICE = [
    (ABLATE, lesion(1, "6", 50), 0),
    (ABLATE, lesion(1, "6", 50.1), 1),
    (ABLATE, lesion(1, "6", 20, bile_duct_distance_mm=10), 1),
    (ABLATE, lesion(1, "6", 20, bile_duct_distance_mm=10.5), 0),
    (ABLATE, lesion(1, "6", 70, ablatable=True), 0),
    (SBRT, lesion(1, "5", 30, bowel_distance_mm=8), 0),
    (SBRT, lesion(1, "5", 30, bowel_distance_mm=7.9), 1),
    (SBRT, lesion(1, "5", 30, bowel_distance_mm=2, sbrt_feasible=True), 0),
]


@pytest.mark.parametrize(("modality", "one", "count"), AGAINST_ADVICE)
def test_that_a_plan_counts_what_it_does_against_advice_unless_the_team_opened_it(
    modality: Any, one: dict[str, Any], count: int
) -> None:
    plans = asked(modality, lesions=[one])
    assert known(plans, "against_advice") == count
    assert ("advised against, a last resort" in plans.plans[0].steps[0].text.en) is bool(count)


@pytest.mark.parametrize(
    ("fields", "way", "is_last_resort"),
    [
        ({"size_mm": 55, "depth": "subcapsular"}, "resect", False),
        ({"size_mm": 55, "depth": "deep"}, "resect", False),
        ({"size_mm": 55}, "resect", False),
        ({"size_mm": 55, "resectable": False}, "sbrt", False),
        ({"size_mm": 20, "bile_duct_distance_mm": 4, "resectable": False}, "sbrt", False),
        ({"size_mm": 20, "bowel_distance_mm": 2, "resectable": False}, "ablate", False),
        ({"size_mm": 70, "resectable": False}, "ablate", True),
        ({"size_mm": 55, "bowel_distance_mm": 2, "resectable": False, "ablatable": False}, "sbrt", True),
    ],
)
def test_that_what_is_advised_against_is_never_chosen_while_something_else_is_open(
    fields: dict[str, Any], way: str, is_last_resort: bool
) -> None:
    plans = asked(RESECT, ABLATE, SBRT, must_use=[], lesions=[{"id": "L1", "segments": ["5"], **fields}])
    assert plans.exists is TRUE
    assert ways(plans.plans[0])["L1"] == way
    told = [step.text.en for plan in plans.plans for step in plan.steps]
    assert any("a last resort" in text for text in told) is is_last_resort


def test_that_a_lesion_in_the_caudate_lobe_beside_the_duct_that_cannot_be_resected_is_irradiated() -> None:
    one = lesion(1, "1", 24, bile_duct_distance_mm=4, resectable=False)
    plans = asked(RESECT, ABLATE, SBRT, must_use=[], lesions=[one], liver={"technically_resectable": False})
    assert ways(plans.plans[0]) == {"L1": "sbrt"}
    assert known(plans, "against_advice") == 0


def test_that_a_lesion_that_may_have_vanished_hangs_on_its_state_where_nothing_could_treat_it() -> None:
    one = lesion(1, "6", None, ablatable=False)
    plans = asked(ABLATE, lesions=[one, lesion(2, "8", 20)])
    assert plans.exists == of("state")
    assert ways(plans.plans[0]) == {"L1": "leave", "L2": "ablate"}
    assert "L1: hangs on state (not recorded)" in [text.en for text in plans.plans[0].assumptions]
    assert asked(ABLATE, lesions=[{**one, "state": "present"}, lesion(2, "8", 20)]).exists is FALSE
    assert asked(ABLATE, lesions=[{**one, "state": "vanished"}, lesion(2, "8", 20)]).exists is TRUE


TOO_LARGE = [
    (lesion(1, "1", 80), of("resectable depth")),
    (lesion(1, "1", 80, depth="deep"), of("resectable")),
    (lesion(1, "1", 80, depth="subcapsular"), of("resectable")),
    (lesion(1, "1", 48), of("resectable depth")),
    (lesion(1, "1", 47), TRUE),
    (lesion(1, "1", 80, resectable=True), TRUE),
    (lesion(1, "1", 80, resectable=False), FALSE),
    (lesion(1, "1 8", 80), TRUE),
    (lesion(1, "2", 86), of("resectable depth")),
    (lesion(1, "4a", 95), of("resectable depth")),
    (lesion(1, "6", 112), of("resectable depth")),
    (lesion(1, "6", 110), TRUE),
]


@pytest.mark.parametrize(("one", "answer"), TOO_LARGE)
def test_that_a_lesion_larger_than_its_one_segment_is_not_surely_resected_with_it(
    one: dict[str, Any], answer: Tri
) -> None:
    assert asked(RESECT, lesions=[one]).exists == answer


def test_that_a_plan_says_that_a_lesion_is_larger_than_its_segment() -> None:
    plan = asked(RESECT, lesions=[lesion(1, "1", 80, depth="deep")]).plans[0]
    assert plan.assumptions[0].en.startswith("L1: 80 mm are more than S1 alone can hold (about 47 mm)")
    assert plan.assumptions[0].zh.startswith("L1：80 mm 超过 S1 单独所能容纳的大小（约 47 mm）")


def test_that_a_lesion_too_large_for_its_segment_goes_with_a_larger_resection_that_the_team_named() -> None:
    liver = {"flr": {"percent": 45, "resection": "right hepatectomy"}}
    assert asked(RESECT, lesions=[lesion(1, "8", 120, depth="deep")], liver=liver).exists is TRUE
