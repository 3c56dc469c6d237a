"""What derives on the primary, the course and the lesions, and on what it hangs."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FALSE, TRUE
from tests.builders import a_case, a_lesion
from tests.engine.derived import known, of_lesion, table, value

# --- the primary and the course ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "side"),
    [
        ("caecum", "right"),
        ("transverse", "right"),
        ("splenic_flexure", "left"),
        ("sigmoid", "left"),
        ("rectum", "left"),
    ],
)
def test_that_the_side_of_the_primary_follows_from_its_site(site: str, side: str) -> None:
    assert known("primary.side", primary={"site": site}) == side


def test_that_the_side_hangs_on_the_site() -> None:
    assert value("side").hangs_on == {"primary.site"}


@pytest.mark.parametrize(("n", "is_positive"), [("N0", False), ("N1", True), ("N2b", True)])
def test_that_any_n_stage_but_n0_is_node_positive(n: str, is_positive: bool) -> None:
    assert known("primary.node_positive", primary={"n": n}) is is_positive


def test_that_months_since_resection_count_to_the_date_of_the_record() -> None:
    primary = {"state": "resected", "resected_on": "2024-11-23"}
    assert known("primary.months_since_resection", as_of="2026-11-23", primary=primary) == 24


def test_that_months_since_resection_do_not_apply_to_a_primary_in_place() -> None:
    assert value("primary.months_since_resection", primary={"state": "in_situ"}).is_not_applicable
    assert value("primary.months_since_resection", primary={"state": "complete_response"}).is_not_applicable


def test_that_months_since_resection_may_not_apply_while_the_state_is_unknown() -> None:
    found = value("primary.months_since_resection", as_of="2026-11-23")
    assert (found.may_not_apply, found.hangs_on) == (True, {"primary.resected_on", "primary.state"})


def test_that_months_since_an_undated_resection_hang_on_its_date() -> None:
    found = value("primary.months_since_resection", as_of="2026-11-23", primary={"state": "resected"})
    assert (found.may_not_apply, found.hangs_on) == (False, {"primary.resected_on"})


@pytest.mark.parametrize(
    ("molecular", "expected"),
    [
        ({"ras": "mutated", "ras_variant": "KRAS p.G12C"}, True),
        ({"ras": "mutated", "ras_variant": "KRAS G12D"}, False),
        ({"ras": "wild_type"}, False),
    ],
)
def test_that_kras_g12c_is_read_off_the_variant(molecular: dict[str, str], expected: bool) -> None:
    assert known("molecular.kras_g12c", molecular=molecular) is expected


def test_that_kras_g12c_hangs_on_ras_until_that_is_known_and_then_on_the_variant() -> None:
    assert value("molecular.kras_g12c").hangs_on == {"molecular.ras"}
    assert value("molecular.kras_g12c", molecular={"ras": "mutated"}).hangs_on == {"molecular.ras_variant"}


def _course(diagnosed: str | None, found: str | None, stated: str | None = None) -> dict[str, Any]:
    return {
        "primary": {"diagnosed_on": diagnosed},
        "metastases": {"detected_on": found, "presentation": stated},
    }


@pytest.mark.parametrize(
    ("diagnosed", "found", "months"),
    [
        ("2026-03-15", "2026-09-15", 6),
        ("2026-01-15", "2026-07-15", 6),
        ("2025-11-23", "2026-11-23", 12),
        ("2026-03-15", "2026-02-15", -1),
    ],
)
def test_that_the_interval_counts_calendar_months(diagnosed: str, found: str, months: float) -> None:
    assert known("interval.months", **_course(diagnosed, found)) == months


def test_that_a_month_without_its_day_makes_an_interval() -> None:
    found = value("interval.months", **_course("2026-03", "2026-09-15"))
    assert found.interval is not None
    assert found.interval == Interval(6 - 16 / 31, 6 + 14 / 31)
    assert found.hangs_on == {"primary.diagnosed_on", "metastases.detected_on"}


def test_that_the_interval_hangs_on_the_dates_that_are_missing() -> None:
    assert value("interval.months", **_course(None, "2026-09-15")).hangs_on == {"primary.diagnosed_on"}


def test_that_a_stated_presentation_bounds_the_interval() -> None:
    early = value("interval.months", **_course(None, None, "synchronous")).interval
    late = value("interval.months", **_course(None, None, "metachronous")).interval
    assert early is not None
    assert late is not None
    assert (early.high, late.low > 6) == (6, True)


def test_that_dates_stand_against_a_presentation_that_contradicts_them() -> None:
    assert known("interval.months", **_course("2025-01-15", "2026-01-15", "synchronous")) == 12
    contradicted = value("interval.months", **_course("2025-01", "2026-01", "synchronous"))
    assert contradicted.interval is not None
    assert contradicted.interval.low > 6


def test_that_a_stated_presentation_stands() -> None:
    assert known("presentation", **_course("2025-01-15", "2025-02-15", "metachronous")) == "metachronous"


@pytest.mark.parametrize(
    ("found", "presentation"),
    [("2026-09-15", "synchronous"), ("2026-09-16", "metachronous"), ("2026-01-01", "synchronous")],
)
def test_that_a_presentation_that_is_not_stated_follows_from_the_interval(found: str, presentation: str) -> None:
    assert known("presentation", **_course("2026-03-15", found)) == presentation


def test_that_an_open_presentation_hangs_on_being_stated() -> None:
    assert value("presentation", **_course("2026-03", "2026-09")).hangs_on == {"metastases.presentation"}


@pytest.mark.parametrize(
    ("parts", "episode"),
    [
        ({"metastases": {"episode": "recurrence"}, "local_treatments": []}, "recurrence"),
        ({"local_treatments": []}, "first"),
        ({"lesions": [a_lesion(previous_treatment="ablation")]}, "recurrence"),
        ({"lesions": [a_lesion(previous_treatment="none")], "local_treatments": []}, "first"),
        ({"lesions": [a_lesion()], "local_treatments": [{"kind": "hepatectomy"}]}, None),
        ({}, None),
    ],
)
def test_that_the_episode_is_as_stated_or_follows_from_earlier_treatment(
    parts: dict[str, Any], episode: object
) -> None:
    assert known("episode", **parts) == episode


# --- lesions ----------------------------------------------------------------------------------------------------------


def test_that_an_unknown_list_of_lesions_is_hung_on_as_a_list() -> None:
    names = ("count", "count_present", "count_vanished", "max_mm", "max_before_mm", "distribution", "bilobar")
    for name in (*names, "segments", "segments_involved"):
        assert value(f"lesions.{name}").hangs_on == {"lesions"}


def test_that_an_empty_list_of_lesions_says_that_none_is_left() -> None:
    told = table(lesions=[])
    names = ("count", "max_mm", "max_before_mm", "distribution", "bilobar", "segments", "segments_involved")
    assert [told.value(f"lesions.{name}").known for name in names] == [0, 0, 0, "none", False, frozenset(), 0]


def test_that_vanished_lesions_count_and_treated_ones_do_not() -> None:
    states = ["present", "vanished", "treated"]
    lesions = [a_lesion(id=f"L{at}", state=state, size_mm=None) for at, state in enumerate(states)]
    told = table(lesions=lesions)
    assert [told.value(f"lesions.{name}").known for name in ("count", "count_present", "count_vanished")] == [2, 1, 1]


def test_that_a_lesion_of_unknown_state_and_size_may_count() -> None:
    found = value("lesions.count", lesions=[a_lesion(), {"id": "L2"}])
    assert (found.possible, found.hangs_on) == (Interval(1, 2), {"lesions[L2].state"})


@pytest.mark.parametrize(("size", "state"), [(12, "present"), (0, "vanished")])
def test_that_a_current_diameter_tells_whether_a_lesion_is_there(size: float, state: str) -> None:
    assert of_lesion("state", state=None, size_mm=size).known == state


def test_that_a_vanished_lesion_measures_nothing() -> None:
    assert of_lesion("size_mm", state="vanished", size_mm=None).known == 0


def test_that_the_largest_lesion_is_at_least_the_largest_known() -> None:
    found = value(
        "lesions.max_mm", lesions=[{"id": f"L{at}", "size_mm": size} for at, size in enumerate([12, 41, None])]
    )
    assert found.possible == Interval(41, 300)
    assert found.hangs_on == {"lesions[L2].size_mm", "lesions[L2].state"}


def test_that_a_lesion_that_may_have_been_treated_does_not_raise_what_is_sure() -> None:
    lesions = [a_lesion(size_mm=12), {"id": "L2", "state": None}]
    found = facts_of(a_case(lesions=lesions), assume={"lesions[L2].size_mm": 41, "lesions[L2].state": "unknown"})
    assert found.value("lesions.max_mm").possible == Interval(12, 41)
    assert found.value("lesions.max_mm").hangs_on == {"lesions[L2].state"}


def test_that_a_treated_lesion_does_not_count_for_the_largest() -> None:
    assert known("lesions.max_mm", lesions=[a_lesion(size_mm=12), a_lesion(id="L2", size_mm=60, state="treated")]) == 12


def test_that_the_size_before_treatment_is_the_size_now_when_none_was_given() -> None:
    assert known("lesions.max_before_mm", lesions=[a_lesion(size_mm=20)], systemic=[]) == 20
    given = value("lesions.max_before_mm", lesions=[a_lesion(size_mm=20)], systemic=[{"line": 1}])
    assert given.hangs_on == {"lesions[L1].size_before_mm"}


def test_that_a_stated_size_before_treatment_counts_even_for_what_was_treated() -> None:
    lesions = [a_lesion(size_before_mm=35), a_lesion(id="L2", state="treated", size_before_mm=50)]
    assert known("lesions.max_before_mm", lesions=lesions) == 50


@pytest.mark.parametrize(
    ("segments", "distribution", "is_bilobar"),
    [
        ([["6"], ["8"]], "right", False),
        ([["2"], ["4"]], "left", False),
        ([["1"]], "caudate", False),
        ([["1", "2"]], "left", False),
        ([["6"], ["3"]], "bilobar", True),
        ([["4b", "5"]], "bilobar", True),
    ],
)
def test_that_the_distribution_follows_from_the_segments(
    segments: list[list[str]], distribution: str, is_bilobar: bool
) -> None:
    told = table(lesions=[a_lesion(id=f"L{at}", segments=each) for at, each in enumerate(segments)])
    assert told.value("lesions.distribution").known == distribution
    assert told.value("lesions.bilobar").known is is_bilobar


def test_that_a_lesion_somewhere_leaves_the_distribution_open() -> None:
    found = value("lesions.distribution", lesions=[a_lesion(segments=["6"]), a_lesion(id="L2", segments=None)])
    assert found.candidates == {"right", "bilobar"}
    assert found.hangs_on == {"lesions[L2].segments"}


def test_that_a_lesion_that_may_count_leaves_bilobar_disease_open() -> None:
    lesions = [a_lesion(segments=["6"]), {"id": "L2", "segments": ["2"]}]
    assert value("lesions.bilobar", lesions=lesions).hangs_on == {"lesions[L2].state"}


def test_that_segment_4_stands_as_its_two_parts() -> None:
    told = table(lesions=[a_lesion(segments=["4", "5"])])
    assert told.value("lesions.segments").known == {"4a", "4b", "5"}
    assert told.value("lesions.segments_involved").known == 2


def test_that_a_lesion_somewhere_involves_at_least_one_segment() -> None:
    assert value("lesions.segments_involved", lesions=[a_lesion(segments=None)]).possible == Interval(1, 8)


def test_that_a_lesion_that_is_assumed_to_lie_in_no_segment_involves_none() -> None:
    table = facts_of(a_case(lesions=[a_lesion(segments=None)]), assume={"lesions[L1].segments": ""})
    assert table.value("lesions.segments_involved").known == 0


@pytest.mark.parametrize(("segments", "hemiliver"), [(["6"], "right"), (["4", "5"], "bilobar"), (["1"], "caudate")])
def test_that_the_hemiliver_of_a_lesion_follows_from_its_segments(segments: list[str], hemiliver: str) -> None:
    assert of_lesion("hemiliver", segments=segments).known == hemiliver


def test_that_the_hemiliver_of_a_lesion_somewhere_is_open_but_never_none() -> None:
    assert of_lesion("hemiliver", segments=None).candidates == {"right", "left", "caudate", "bilobar"}


def test_that_the_distance_to_a_vessel_does_not_apply_where_none_is_near() -> None:
    assert of_lesion("vessel_distance_mm", vessel="none").is_not_applicable
    assert of_lesion("vessel_distance_mm").may_not_apply
    assert of_lesion("vessel_distance_mm", vessel="hepatic_vein").may_not_apply is False
    assert of_lesion("vessel_distance_mm", vessel_distance_mm=4).known == 4


@pytest.mark.parametrize(("state", "expected"), [("present", TRUE), ("vanished", TRUE), ("treated", FALSE)])
def test_that_present_and_vanished_lesions_need_treatment(state: str, expected: object) -> None:
    lesions = table(lesions=[a_lesion(state=state)]).lesions
    assert lesions is not None
    assert lesions[0].needs_treatment is expected
