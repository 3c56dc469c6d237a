"""Contradictions across the fields of a record."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.conflicts import conflicts


def paths_of(**fields: Any) -> list[tuple[str, ...]]:
    return [one.paths for one in conflicts(from_json({"schema": "crlm.case/1", **fields}))]


VOLUMES = {"total": 1500, "tumour": 100}


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        (
            {"primary": {"diagnosed_on": "2026-03-02", "resected_on": "2026-02"}},
            ("primary.resected_on", "primary.diagnosed_on"),
        ),
        ({"as_of": "2026-05", "imaging": {"ct_on": "2026-06-01"}}, ("as_of", "imaging.ct_on")),
        ({"as_of": "2026-05", "markers": [{"on": "2027"}]}, ("as_of", "markers[0].on")),
        (
            {"primary": {"state": "in_situ", "resected_on": "2026"}},
            ("primary.state", "primary.resected_on"),
        ),
        (
            {"primary": {"site": "caecum", "rectal_radiotherapy": "given"}},
            ("primary.rectal_radiotherapy", "primary.site"),
        ),
        ({"molecular": {"ras": "wild_type", "ras_variant": "KRAS G12C"}}, ("molecular.ras", "molecular.ras_variant")),
        (
            {
                "primary": {"diagnosed_on": "2023-01"},
                "metastases": {"detected_on": "2026-01", "presentation": "synchronous"},
            },
            ("metastases.presentation", "metastases.detected_on", "primary.diagnosed_on"),
        ),
        (
            {
                "primary": {"diagnosed_on": "2026-01"},
                "metastases": {"detected_on": "2026-02", "presentation": "metachronous"},
            },
            ("metastases.presentation", "metastases.detected_on", "primary.diagnosed_on"),
        ),
        (
            {"metastases": {"episode": "first"}, "lesions": [{"id": "L1", "previous_treatment": "ablation"}]},
            ("metastases.episode", "lesions[0].previous_treatment"),
        ),
        (
            {"metastases": {"episode": "recurrence"}, "local_treatments": []},
            ("metastases.episode", "local_treatments"),
        ),
        ({"lesions": [{"id": "L1", "state": "vanished", "size_mm": 4}]}, ("lesions[0].state", "lesions[0].size_mm")),
        ({"lesions": [{"id": "L1", "state": "present", "size_mm": 0}]}, ("lesions[0].state", "lesions[0].size_mm")),
        (
            {"lesions": [{"id": "L1", "vessel": "none", "vessel_distance_mm": 2}]},
            ("lesions[0].vessel", "lesions[0].vessel_distance_mm"),
        ),
        ({"lesions": [{"id": "L1", "segments": ["4", "4a"]}]}, ("lesions[0].segments",)),
        (
            {"liver": {"volumes_ml": {"total": 900, "tumour": 950}}},
            ("liver.volumes_ml.tumour", "liver.volumes_ml.total"),
        ),
        (
            {"liver": {"volumes_ml": {"4": 100, "4a": 80, "4b": 90}}},
            ("liver.volumes_ml.4", "liver.volumes_ml.4a", "liver.volumes_ml.4b"),
        ),
        ({"liver": {"volumes_ml": {"total": 1000, "5": 600, "8": 600}}}, ("liver.volumes_ml",)),
        (
            {"liver": {"volumes_ml": {"total": 1000}, "flr": {"ml": 1200}}},
            ("liver.flr.ml", "liver.volumes_ml.total"),
        ),
        (
            {"liver": {"volumes_ml": VOLUMES, "flr": {"ml": 400, "percent": 45}}},
            ("liver.flr.percent", "liver.flr.ml", "liver.volumes_ml.total"),
        ),
        (
            {"systemic": [{"started_on": "2026-04", "ended_on": "2026-03"}]},
            ("systemic[0].ended_on", "systemic[0].started_on"),
        ),
        (
            {"as_of": "2026-06", "systemic": [{"ongoing": True, "ended_on": "2026-05"}]},
            ("systemic[0].ongoing", "systemic[0].ended_on"),
        ),
        ({"systemic": [{"line": 1}, {"line": 1}]}, ("systemic[1].line",)),
        ({"molecular": {"ras": "mutated", "braf": "v600e"}}, ("molecular.ras", "molecular.braf")),
        (
            {"lesions": [{"id": "L1", "size_before_mm": 20, "size_mm": 46}], "systemic": [{"response": "PR"}]},
            ("systemic[0].response", "lesions[0].size_before_mm", "lesions[0].size_mm"),
        ),
        (
            {
                "liver": {"technically_resectable": True},
                "lesions": [{"id": "L1", "resectable": False}, {"id": "L2"}, {"id": "L3", "resectable": False}],
            },
            ("liver.technically_resectable", "lesions[0].resectable", "lesions[2].resectable"),
        ),
        (
            {"systemic": [{"line": 2, "started_on": "2026-01"}, {"line": 1, "started_on": "2026-04"}]},
            ("systemic[0].started_on", "systemic[1].started_on"),
        ),
        (
            {"systemic": [{"line": 1, "ongoing": True}, {"line": 2, "started_on": "2026-04"}]},
            ("systemic[0].ongoing", "systemic[1].started_on"),
        ),
        ({"as_of": "2026-05", "local_treatments": [{"on": "2026-06"}]}, ("as_of", "local_treatments[0].on")),
        (
            {"as_of": "2026-05-10", "systemic": [{"line": 1, "started_on": "2026-05-11"}]},
            ("as_of", "systemic[0].started_on"),
        ),
    ],
)
def test_that_a_contradiction_is_named_by_the_paths_that_make_it(
    fields: dict[str, Any], paths: tuple[str, ...]
) -> None:
    assert paths_of(**fields) == [paths]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"primary": {"diagnosed_on": "2026", "resected_on": "2026-02"}},
        {"primary": {"state": "resected", "resected_on": "2026"}},
        {"metastases": {"detected_on": "2026-01", "presentation": "synchronous"}, "primary": {"diagnosed_on": "2026"}},
        {"liver": {"volumes_ml": VOLUMES, "flr": {"ml": 400, "percent": 28}}},
        {"liver": {"volumes_ml": VOLUMES, "flr": {"ml": 400, "percent": 45, "standardised": True}}},
        {"metastases": {"episode": "recurrence"}},
        {"as_of": "2026-06", "systemic": [{"ongoing": True, "started_on": "2026-05", "ended_on": "2026-07"}]},
        {"lesions": [{"id": "L1", "state": "vanished", "size_mm": 0}]},
        {"systemic": [{"line": 1, "started_on": "2026"}, {"line": 2, "started_on": "2026-02", "ongoing": True}]},
        {"systemic": [{"line": 1, "ongoing": True}, {"line": 2}]},
        {"lesions": [{"id": "L1", "size_before_mm": 20, "size_mm": 23}], "systemic": [{"response": "PR"}]},
        {"lesions": [{"id": "L1", "size_before_mm": 20, "size_mm": 46}], "systemic": [{"response": "PD"}]},
        {"molecular": {"ras": "mutated", "braf": "other"}},
        {
            "liver": {"technically_resectable": True},
            "lesions": [{"id": "L1", "resectable": False, "ablatable": True}],
        },
    ],
)
def test_that_what_can_be_true_together_is_no_contradiction(fields: dict[str, Any]) -> None:
    assert paths_of(**fields) == []


def test_that_an_end_after_the_date_of_the_record_is_told_as_planned_or_wrong() -> None:
    (one,) = conflicts(
        from_json({"schema": "crlm.case/1", "as_of": "2026-11-30", "systemic": [{"ended_on": "2026-12-24"}]})
    )
    assert one.text.en.endswith("still goes on: say so, or correct one of the dates.")
    assert "请标为正在进行" in one.text.zh


def test_that_a_contradiction_names_the_fields_as_a_person_knows_them() -> None:
    (one,) = conflicts(
        from_json({"schema": "crlm.case/1", "systemic": [{"started_on": "2026-04-03", "ended_on": "2026-03-01"}]})
    )
    assert one.text.en == (
        "“Systemic treatment 1: ended on” is 2026-03-01, which lies before “Systemic treatment 1: started on” "
        "(2026-04-03)."
    )
    assert one.text.zh == "“全身治疗 1：结束日期”（2026-03-01）早于“全身治疗 1：开始日期”（2026-04-03）。"
