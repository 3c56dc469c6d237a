"""The clinical risk that held at the resection, from what the record still tells, and on what it hangs."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.facts import FactValue, facts_of
from crlm_desktop.engine.interval import Interval
from tests.builders import a_case, a_lesion
from tests.engine.derived import value

LOW = {
    "primary": {"n": "N0", "diagnosed_on": "2025-01-10"},
    "metastases": {"detected_on": "2026-02-10"},
    "lesions": [a_lesion(state="treated", size_mm=50)],
    "markers": [{"name": "CEA", "value": 200, "unit": "ug/L", "moment": "before_chemotherapy"}],
    "systemic": [],
}


def risk(**parts: Any) -> FactValue:
    return value("resected.clinical_risk", **{**LOW, **parts})


def test_that_exactly_twelve_months_200_and_50_mm_add_nothing() -> None:
    dates = {"primary": {"n": "N0", "diagnosed_on": "2025-02-10"}}

    assert risk(**dates).known == 0


@pytest.mark.parametrize(
    "parts",
    [
        {"primary": {"n": "N1a", "diagnosed_on": "2025-01-10"}},
        {"metastases": {"detected_on": "2025-12-01"}},
        {"lesions": [a_lesion(state="treated", size_mm=20), a_lesion(id="L2", state="treated", size_mm=9)]},
        {"lesions": [a_lesion(state="treated", size_mm=51)]},
        {"lesions": [a_lesion(state="treated", size_mm=0, size_before_mm=62)]},
        {"markers": [{"name": "CEA", "value": 201, "unit": "ug/L", "moment": "before_chemotherapy"}]},
    ],
)
def test_that_each_part_adds_one_point(parts: dict[str, Any]) -> None:
    assert risk(**parts).known == 1


def test_that_all_parts_together_are_five_points() -> None:
    found = risk(
        primary={"n": "N2", "diagnosed_on": "2025-01-10"},
        metastases={"detected_on": "2025-01-10"},
        lesions=[a_lesion(state="treated", size_mm=70), a_lesion(id="L2", state="treated", size_mm=9)],
        markers=[{"name": "CEA", "value": 300, "unit": "ug/L", "moment": "before_chemotherapy"}],
    )

    assert found.known == 5


def test_that_an_empty_list_of_lesions_tells_neither_their_number_nor_their_size() -> None:
    found = risk(lesions=[])

    assert found.possible == Interval(0, 2)
    assert found.hangs_on == {"lesions"}


def test_that_once_chemotherapy_was_given_the_cea_after_it_counts() -> None:
    markers = [
        {"name": "CEA", "value": 300, "unit": "ug/L", "moment": "before_chemotherapy"},
        {"name": "CEA", "value": 12, "unit": "ug/L", "moment": "after_chemotherapy"},
    ]

    assert risk(systemic=[{"line": 1}], markers=markers).known == 0
    assert risk(systemic=[{"line": 1}], markers=markers[:1]).hangs_on == {"markers.cea_after_ug_l"}


def test_that_of_an_empty_record_everything_is_possible() -> None:
    found = value("resected.clinical_risk")

    assert found.possible == Interval(0, 5)
    assert {"primary.n", "lesions"} < found.hangs_on


NOW = {
    **LOW,
    "as_of": "2026-11-02",
    "lesions": [a_lesion(state="present", size_mm=50)],
    "markers": [{"name": "CEA", "value": 200, "unit": "ug/L", "moment": "current"}],
}


def risk_now(**parts: Any) -> FactValue:
    return value("metastases.clinical_risk", **{**NOW, **parts})


@pytest.mark.parametrize(
    ("parts", "points"),
    [
        ({}, 0),
        ({"lesions": [a_lesion(size_mm=51)]}, 1),
        ({"lesions": [a_lesion(size_mm=20), a_lesion(id="L2", size_mm=9)]}, 1),
        ({"markers": [{"name": "CEA", "value": 201, "unit": "ug/L", "moment": "current"}]}, 1),
        ({"primary": {"n": "N2a", "diagnosed_on": "2026-01-10"}}, 2),
    ],
)
def test_that_the_clinical_risk_now_counts_what_is_in_the_liver_now(parts: dict[str, Any], points: int) -> None:
    assert risk_now(**parts).known == points


@pytest.mark.parametrize("systemic", [None, [{"line": 1, "agents": ["oxaliplatin"]}]])
def test_that_a_cea_from_before_chemotherapy_leaves_the_clinical_risk_now_open(systemic: list[Any] | None) -> None:
    before = [{"name": "CEA", "value": 900, "unit": "ug/L", "moment": "before_chemotherapy"}]

    found = risk_now(markers=before, systemic=systemic)

    assert found.interval == Interval(0, 1)
    assert "markers.cea_after_ug_l" in found.hangs_on


def test_that_while_nobody_told_of_chemotherapy_a_high_cea_from_before_it_leaves_the_score_open() -> None:
    markers = [
        {"name": "CEA", "value": 300, "unit": "ng/mL", "moment": "before_chemotherapy", "on": "2026-01-10"},
        {"name": "CEA", "value": 20, "unit": "ng/mL", "moment": "after_chemotherapy", "on": "2026-01-05"},
    ]
    lesions = [a_lesion(size_mm=20, state="treated")]
    parts = {"markers": markers, "lesions": lesions, "primary": {"n": "N0", "diagnosed_on": "2020-01-01"}}
    told = {"metastases": {"detected_on": "2026-01-01"}}

    for fact in ("resected.clinical_risk", "metastases.clinical_risk"):
        open_ = facts_of(a_case(**parts, **told)).value(fact).interval
        none = facts_of(a_case(**parts, **told, systemic=[])).value(fact).interval
        assert open_ is not None
        assert none is not None
        assert open_.low <= none.low
        assert none.high <= open_.high


def test_that_a_size_told_only_from_before_treatment_leaves_open_whether_it_was_large_unless_the_lesion_vanished() -> (
    None
):
    known = {
        "primary": {"n": "N0", "diagnosed_on": "2020-01-01"},
        "metastases": {"detected_on": "2026-01-01"},
        "markers": [{"name": "CEA", "value": 20, "unit": "ng/mL", "moment": "before_chemotherapy"}],
        "systemic": [],
    }

    def score(**lesion: object) -> Interval | None:
        return facts_of(a_case(**known, lesions=[{"id": "L1", **lesion}])).value("resected.clinical_risk").interval

    assert score(state="treated", size_before_mm=60) == Interval(0, 1)
    assert score(state="treated", size_mm=20, size_before_mm=60) == Interval(0, 0)
    assert score(state="treated", size_mm=0, size_before_mm=60) == Interval(1, 1)
    assert score(state="vanished", size_before_mm=60) == Interval(1, 1)
