"""The scores: every value of the evidence, every boundary, and what is told while something is not known."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.case.edits import with_values
from crlm_desktop.case.record import Case
from crlm_desktop.engine.facts import FactId, facts_of
from crlm_desktop.engine.proposal import Score
from crlm_desktop.engine.scores import SCORES
from crlm_desktop.engine.scores.fong import HIGH, LOW
from crlm_desktop.engine.scores.tumour_burden import ZONES
from tests.builders import a_case

CHEMOTHERAPY = [{"line": 1, "agents": ["oxaliplatin"], "cycles": 6}]


def lesions(count: int, largest_mm: float | None, **fields: Any) -> list[dict[str, Any]]:
    """Return so many lesions, the first of which is the largest."""
    sizes = [largest_mm, *([10] * (count - 1))]
    return [{"id": f"L{n}", "state": "present", "size_mm": size, **fields} for n, size in enumerate(sizes, start=1)]


def cea(value: float, moment: str = "current") -> dict[str, Any]:
    """Return a measured CEA."""
    return {"name": "CEA", "value": value, "unit": "ug/L", "moment": moment}


def score(score_id: str, case: Case) -> Score:
    """Return a score of a case, which must apply."""
    found = next(rule.of(facts_of(case)) for rule in SCORES if rule.id == score_id)
    assert found is not None
    return found


def a_fong_case(*, n: str, interval: tuple[str, str] | None, count: int, cea_ug_l: float, largest_mm: float) -> Case:
    """Return a case with the five inputs of Fong's score; no interval means synchronous."""
    dates: dict[str, Any] = {"presentation": "synchronous"}
    primary: dict[str, Any] = {"n": n}
    if interval is not None:
        primary["diagnosed_on"], dates = interval[0], {"detected_on": interval[1]}
    return a_case(primary=primary, metastases=dates, lesions=lesions(count, largest_mm), markers=[cea(cea_ug_l)])


@pytest.mark.parametrize(
    ("case", "value"),
    [
        (a_fong_case(n="N0", interval=("2024-01-15", "2025-09-15"), count=1, cea_ug_l=40, largest_mm=26), 0),
        (a_fong_case(n="N1", interval=None, count=4, cea_ug_l=300, largest_mm=62), 5),
        (a_fong_case(n="N2a", interval=("2024-01-15", "2024-12-15"), count=1, cea_ug_l=200, largest_mm=50), 2),
    ],
)
def test_that_fongs_score_gives_the_values_of_the_evidence(case: Case, value: int) -> None:
    assert score("fong_crs", case).value == value


@pytest.mark.parametrize(
    ("path", "without", "with_point"),
    [
        ("metastases.detected_on", "2025-01-15", "2025-01-14"),
        ("lesions[0].size_mm", 50, 50.1),
        ("markers[0].value", 200, 200.1),
        ("primary.n", "N0", "N1c"),
    ],
)
def test_that_each_boundary_of_fongs_score_is_strict(path: str, without: object, with_point: object) -> None:
    case = a_fong_case(n="N0", interval=("2024-01-15", "2025-09-15"), count=1, cea_ug_l=40, largest_mm=26)

    assert score("fong_crs", with_values(case, {path: without})).value == 0
    assert score("fong_crs", with_values(case, {path: with_point})).value == 1


def test_that_a_second_tumour_is_a_point_of_fongs_score() -> None:
    case = a_fong_case(n="N0", interval=("2024-01-15", "2025-09-15"), count=2, cea_ug_l=40, largest_mm=26)

    assert score("fong_crs", case).points["more_than_one_tumour"] == 1


def test_that_a_score_with_something_unknown_tells_its_range_and_what_is_missing() -> None:
    case = a_fong_case(n="N1", interval=None, count=4, cea_ug_l=300, largest_mm=62)

    found = score("fong_crs", with_values(case, {"markers": []}))

    assert (found.value, found.range) == (None, (4, 5))
    assert found.points["cea_over_200"] is None
    assert found.points["node_positive"] == 1
    assert found.missing == ("markers.cea_ug_l",)
    assert found.grade is HIGH
    assert found.outcome is None


def test_that_the_risk_is_told_as_soon_as_it_is_settled_and_not_before() -> None:
    solitary = a_case(lesions=lesions(1, 20), primary={"n": "N0"})

    assert score("fong_crs", solitary).grade is LOW
    assert score("fong_crs", a_case()).grade is None
    assert score("fong_crs", a_case()).range == (0, 5)


@pytest.mark.parametrize(
    ("points", "percent", "months"), [(0, 60, 74), (1, 44, 51), (2, 40, 47), (3, 20, 33), (4, 25, 20), (5, 14, 22)]
)
def test_that_fongs_score_tells_the_survival_of_the_original_series(points: int, percent: int, months: int) -> None:
    settled = {
        "interval.months": 30,
        "lesions.count": 1,
        "lesions.max_mm": 20,
        "cea": 5,
        "primary.node_positive": False,
    }
    risky = {"interval.months": 3, "lesions.count": 2, "lesions.max_mm": 60, "cea": 500, "primary.node_positive": True}
    chosen = {**settled, **dict(list(risky.items())[:points])}

    found = next(rule for rule in SCORES if rule.id == "fong_crs").of(facts_of(a_case(lesions=[]), assume=chosen))

    assert found is not None
    assert found.value == points
    assert found.outcome is not None
    assert f"5-year survival {percent} %, median {months} months" in found.outcome.en
    assert f"{percent}%" in found.outcome.zh


def test_that_a_cea_from_before_chemotherapy_is_not_taken_for_the_preoperative_one() -> None:
    before, after = cea(300, "before_chemotherapy"), cea(12, "after_chemotherapy")
    parts: dict[str, Any] = {"lesions": lesions(1, 20), "systemic": CHEMOTHERAPY}

    only_before = score("fong_crs", a_case(markers=[before], **parts))
    both = score("fong_crs", a_case(markers=[before, after], **parts))
    current = score("fong_crs", a_case(markers=[before, cea(250)], **parts))

    assert only_before.points["cea_over_200"] is None
    assert "markers.cea_after_ug_l" in only_before.missing
    assert both.points["cea_over_200"] == 0
    assert current.points["cea_over_200"] == 1


def test_that_without_chemotherapy_a_cea_from_before_it_is_the_preoperative_one() -> None:
    case = a_case(markers=[cea(300, "before_chemotherapy")], systemic=[])

    assert score("fong_crs", case).points["cea_over_200"] == 1


def test_that_the_score_before_chemotherapy_takes_what_held_before_it() -> None:
    case = a_case(
        markers=[cea(300, "before_chemotherapy"), cea(12, "after_chemotherapy")],
        lesions=lesions(1, 20, size_before_mm=70),
        systemic=CHEMOTHERAPY,
    )

    assert score("fong_crs_before", case).points["cea_over_200"] == 1
    assert score("fong_crs_before", case).points["largest_over_50_mm"] == 1
    assert score("fong_crs", case).points["largest_over_50_mm"] == 0


def test_that_the_score_before_chemotherapy_is_left_out_where_none_is_known_to_have_been_given() -> None:
    rule = next(rule for rule in SCORES if rule.id == "fong_crs_before")

    assert rule.of(facts_of(a_case(systemic=[]))) is None
    assert rule.of(facts_of(a_case())) is None


@pytest.mark.parametrize(
    ("largest_mm", "count", "value", "zone"),
    [(20, 1, 2.2361, 0), (30, 4, 5.0, 1), (80, 4, 8.9443, 1), (50, 12, 13.0, 2), (100, 12, 15.6205, 2)],
)
def test_that_the_tumour_burden_gives_the_values_of_the_evidence(
    largest_mm: float, count: int, value: float, zone: int
) -> None:
    found = score("tumour_burden", a_case(lesions=lesions(count, largest_mm)))

    assert found.value == value
    assert found.grade is ZONES[zone]
    assert found.outcome is not None


@pytest.mark.parametrize(
    ("largest_mm", "count", "zone"), [(28.2, 1, 0), (0, 3, 1), (28.3, 1, 1), (89.4, 1, 1), (0, 9, 2), (89.5, 1, 2)]
)
def test_that_a_zone_of_the_tumour_burden_begins_at_its_boundary(largest_mm: float, count: int, zone: int) -> None:
    found = next(rule for rule in SCORES if rule.id == "tumour_burden").of(
        facts_of(a_case(), assume={"lesions.max_mm": largest_mm, "lesions.count": count})
    )

    assert found is not None
    assert found.grade is ZONES[zone]


def test_that_an_unknown_size_leaves_the_tumour_burden_at_least_as_large_as_what_is_known() -> None:
    found = score("tumour_burden", a_case(lesions=[*lesions(3, 40), {"id": "L4", "state": "present"}]))

    assert found.value is None
    assert found.range[0] == pytest.approx(5.6569)
    assert found.points == {"largest_cm": None, "tumours": 4}
    assert found.missing == ("lesions[L4].size_mm",)
    assert found.grade is None


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "value", "grade"), [(10, 40, -2.74, "1"), (17.1, 35, -2.1612, "2"), (34, 28, -1.3692, "3")]
)
def test_that_albi_gives_the_values_of_the_evidence(bilirubin: float, albumin: float, value: float, grade: str) -> None:
    found = score("albi", a_case(function={"bilirubin_umol_l": bilirubin, "albumin_g_l": albumin}))

    assert found.value == value
    assert found.grade is not None
    assert grade in found.grade.en


def test_that_albi_tells_what_it_can_still_be() -> None:
    found = score("albi", a_case(function={"albumin_g_l": 40}))

    assert found.value is None
    assert found.points == {"albumin": -3.4, "bilirubin": None}
    assert found.missing == ("function.bilirubin_umol_l",)
    assert found.grade is None


def test_that_a_bilirubin_of_zero_is_read_as_the_least_that_is_reported() -> None:
    found = score("albi", a_case(function={"bilirubin_umol_l": 0, "albumin_g_l": 40}))

    assert found.value == -3.4


def test_that_scores_stand_by_their_ids_and_each_names_its_sources() -> None:
    assert [rule.id for rule in SCORES] == sorted(rule.id for rule in SCORES)
    assert [rule.id for rule in SCORES if not rule.sources] == ["child_pugh"]


def test_that_a_liver_without_lesions_has_scores_of_its_function_only() -> None:
    facts = facts_of(a_case(lesions=[], systemic=CHEMOTHERAPY, primary={"n": "N0"}))

    assert [rule.id for rule in SCORES if rule.of(facts) is not None] == ["albi", "child_pugh"]


def test_that_no_score_is_settled_while_nothing_is_known_and_each_names_what_it_lacks() -> None:
    facts = facts_of(a_case())
    found = [one for rule in SCORES if (one := rule.of(facts)) is not None]

    assert {one.id for one in found} == {rule.id for rule in SCORES} - {"fong_crs_before", "oslo"}
    for one in found:
        assert one.value is None
        assert one.grade is None
        assert one.outcome is None
        assert one.range[0] < one.range[1]
        assert one.missing


def test_that_albi_of_a_score_is_albi_of_the_facts() -> None:
    case = a_case(function={"bilirubin_umol_l": 23, "albumin_g_l": 38.9})

    assert score("albi", case).value == round(facts_of(case).value(FactId("albi")).number or 0, 4)
