"""Why one plan stands before the next, in words."""

from __future__ import annotations

from tests.engine.planner.asked import ABLATE, RESECT, asked, lesion

SHORT = {"quality": "chemotherapy_injury", "flr": {"percent": 24}}
TWO = [
    lesion(1, "6", 40, depth="deep", vessel="none", bile_duct_distance_mm=40),
    lesion(2, "3", 15, depth="subcapsular", vessel="none", bile_duct_distance_mm=40),
]


def test_that_a_plan_says_what_makes_it_better_and_what_speaks_for_the_next() -> None:
    plans = asked(RESECT, ABLATE, must_use=[], lesions=TWO).plans
    first = plans[0].comparison
    assert len(plans) > 1
    assert first is not None
    assert first.en.startswith("Before plan 2, because fewer lesions are treated on weaker evidence (0, not 1).")
    assert "In favour of plan 2: more liver is kept" in first.en
    assert first.zh.startswith("优于计划 2：以较弱证据处理的病灶更少（0 个，而非 1 个）。计划 2 的优势：保留肝脏更多")


def test_that_a_single_plan_is_compared_with_nothing() -> None:
    only = asked(ABLATE, lesions=[lesion(1, "6", 20, depth="deep", bile_duct_distance_mm=40)]).plans
    assert [plan.comparison for plan in only] == [None]


def test_that_what_the_team_plans_is_named_where_figures_speak_for_another() -> None:
    open_depth = [lesion(1, "6", 28), lesion(2, "8", 20)]
    leading = asked(RESECT, lesions=open_depth, liver=SHORT).plans[0].comparison
    assert leading is not None
    assert leading.en.startswith("Before plan 2, because the team plans this resection. In favour of plan 2:")


def test_that_a_planned_resection_shown_last_says_that_it_is_planned() -> None:
    near_surface = [lesion(1, "6", 28, depth="subcapsular"), lesion(2, "8", 20, depth="subcapsular")]
    last = asked(RESECT, lesions=near_surface, liver=SHORT).plans[-1].comparison
    assert last is not None
    assert last.en == "What the team plans, shown with the remnant that was measured for it."
