"""Which modality is open to one lesion, what that hangs on, and that the team's judgement stands above it."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.tri import FALSE, TRUE, FactId, Tri, unknown
from tests.engine.planner.asked import ABLATE, RESECT, SBRT, asked, lesion


def of(name: str) -> Tri:
    return unknown(*(FactId(f"lesions[L1].{one}") for one in name.split()))


ABLATION = [
    (lesion(1, "6", 30), TRUE),
    (lesion(1, "6", 31), TRUE),
    (lesion(1, "6", 50), TRUE),
    (lesion(1, "6", 50.1), FALSE),
    (lesion(1, "6", None), of("size_mm")),
    (lesion(1, "6", 20, bile_duct_distance_mm=10), FALSE),
    (lesion(1, "6", 20, bile_duct_distance_mm=10.5), TRUE),
    (lesion(1, "6", None, bile_duct_distance_mm=4), FALSE),
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
    (lesion(1, "5", 30, bowel_distance_mm=7.9), FALSE),
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
