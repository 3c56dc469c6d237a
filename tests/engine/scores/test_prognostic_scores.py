"""The scores of prognosis beside Fong's: each value of the evidence, each boundary on both sides, each class."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from crlm_desktop.case.record import Case
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.proposal import Score
from crlm_desktop.engine.scores import SCORES
from tests.builders import a_case

PLAIN: dict[str, object] = {
    "patient.age_years": 45,
    "primary.t": "T3",
    "primary.node_positive": False,
    "interval.months": 36,
    "presentation": "metachronous",
    "lesions.count": 1,
    "lesions.max_mm": 20,
    "lesions.bilobar": False,
    "cea": 5,
    "markers.ca19_9_ku_l": 10,
    "molecular.ras": "wild_type",
    "molecular.kras_mutated": False,
    "extrahepatic.present": False,
    "extrahepatic.status": "none",
    "primary.months_since_resection": 36,
    "response": "PR",
    "liver.technically_resectable": False,
}
"""A person of whom every input is known, and none of whom adds a point to any score."""


def score(score_id: str, changed: Mapping[str, object] = MappingProxyType({})) -> Score:
    """Return a score of the plain person, some facts being different; it must apply."""
    found = told(score_id, changed)
    assert found is not None
    return found


def told(score_id: str, changed: Mapping[str, object] = MappingProxyType({})) -> Score | None:
    """Return a score of the plain person, some facts being different; nothing where it does not apply."""
    rule = next(rule for rule in SCORES if rule.id == score_id)
    return rule.of(facts_of(a_case(), assume={**PLAIN, **changed}))


OF_THE_EVIDENCE: list[tuple[str, dict[str, object], float]] = [
    ("iwatsuki", {"lesions.count": 2, "lesions.max_mm": 40, "interval.months": 36}, 1),
    (
        "iwatsuki",
        {"lesions.count": 5, "lesions.max_mm": 90, "interval.months": 0, "lesions.bilobar": True},
        5,
    ),
    (
        "iwatsuki",
        {
            "lesions.count": 5,
            "lesions.max_mm": 90,
            "interval.months": 0,
            "lesions.bilobar": True,
            "extrahepatic.present": True,
        },
        6,
    ),
    ("game", {"cea": 5, "lesions.count": 1, "lesions.max_mm": 20}, 0),
    (
        "game",
        {
            "molecular.kras_mutated": True,
            "primary.node_positive": True,
            "cea": 10,
            "lesions.count": 4,
            "lesions.max_mm": 30,
        },
        3,
    ),
    (
        "game",
        {
            "molecular.kras_mutated": True,
            "primary.node_positive": True,
            "cea": 50,
            "lesions.count": 12,
            "lesions.max_mm": 50,
            "extrahepatic.present": True,
        },
        7,
    ),
    ("modified_crs", {}, 0),
    ("modified_crs", {"molecular.ras": "mutated", "primary.node_positive": True, "lesions.max_mm": 62}, 3),
    ("modified_crs", {"molecular.ras": "mutated", "lesions.max_mm": 50}, 1),
    ("konopke", {"lesions.count": 5, "cea": 250, "presentation": "synchronous"}, 3),
    ("konopke", {"lesions.count": 1, "cea": 10}, 0),
    ("nagashima", {"primary.node_positive": True, "interval.months": 3, "lesions.count": 2}, 2.1328),
    ("nagashima", {"primary.node_positive": True, "lesions.max_mm": 51}, 1.9569),
    (
        "nagashima",
        {
            "primary.node_positive": True,
            "interval.months": 3,
            "primary.t": "T4a",
            "lesions.count": 2,
            "lesions.max_mm": 51,
            "extrahepatic.present": True,
            "extrahepatic.status": "resectable",
        },
        5.2325,
    ),
    ("beppu", {"lesions.max_mm": 30}, 0),
    ("beppu", {"presentation": "synchronous", "primary.node_positive": True, "lesions.count": 3}, 10),
    (
        "beppu",
        {
            "presentation": "synchronous",
            "primary.node_positive": True,
            "lesions.count": 6,
            "lesions.max_mm": 60,
            "extrahepatic.present": True,
            "markers.ca19_9_ku_l": 150,
        },
        25,
    ),
    ("oslo", {"lesions.max_mm": 42, "cea": 32, "primary.months_since_resection": 30}, 0),
    (
        "oslo",
        {"lesions.max_mm": 60, "cea": 85, "primary.months_since_resection": 36, "response": "SD"},
        2,
    ),
    (
        "oslo",
        {"lesions.max_mm": 85, "cea": 245, "primary.months_since_resection": 18, "response": "PD"},
        4,
    ),
]


@pytest.mark.parametrize(("score_id", "person", "value"), OF_THE_EVIDENCE)
def test_that_a_score_gives_the_values_of_the_evidence(score_id: str, person: dict[str, Any], value: float) -> None:
    assert score(score_id, person).value == value


NORDLINGER_PERSON: dict[str, object] = {
    "patient.age_years": 70,
    "primary.node_positive": True,
    "interval.months": 10,
    "lesions.count": 5,
    "lesions.max_mm": 30,
}


def test_that_nordlingers_score_leaves_the_point_of_the_margin_open() -> None:
    found = score("nordlinger", NORDLINGER_PERSON)

    assert (found.value, found.range) == (None, (4, 5))
    assert found.points["margin_under_10_mm"] is None
    assert found.missing == ()
    assert found.grade is None
    assert score("nordlinger").range == (0, 1)


BOUNDARIES: list[tuple[str, str, object, object]] = [
    ("nordlinger", "patient.age_years", 59, 60),
    ("nordlinger", "primary.t", "T3", "T4"),
    ("nordlinger", "primary.t", "T2", "T4b"),
    ("nordlinger", "primary.node_positive", False, True),
    ("nordlinger", "interval.months", 24, 23.9),
    ("nordlinger", "lesions.count", 3, 4),
    ("nordlinger", "lesions.max_mm", 49.9, 50),
    ("iwatsuki", "lesions.count", 2, 3),
    ("iwatsuki", "lesions.max_mm", 80, 80.1),
    ("iwatsuki", "interval.months", 30.1, 30),
    ("iwatsuki", "lesions.bilobar", False, True),
    ("game", "molecular.kras_mutated", False, True),
    ("game", "cea", 19.9, 20),
    ("game", "primary.node_positive", False, True),
    ("game", "lesions.count", 2, 3),
    ("modified_crs", "molecular.ras", "wild_type", "mutated"),
    ("modified_crs", "primary.node_positive", False, True),
    ("modified_crs", "lesions.max_mm", 50, 50.1),
    ("konopke", "lesions.count", 3, 4),
    ("konopke", "cea", 199.9, 200),
    ("konopke", "presentation", "metachronous", "synchronous"),
    ("oslo", "lesions.max_mm", 55, 55.1),
    ("oslo", "cea", 80, 80.1),
    ("oslo", "primary.months_since_resection", 24, 23.9),
    ("oslo", "response", "SD", "PD"),
]


@pytest.mark.parametrize(("score_id", "fact", "without", "with_point"), BOUNDARIES)
def test_that_a_boundary_adds_one_point_on_its_own_side_only(
    score_id: str, fact: str, without: object, with_point: object
) -> None:
    below, above = score(score_id, {fact: without}), score(score_id, {fact: with_point})

    assert [high - low for low, high in zip(below.range, above.range, strict=True)] == [1, 1]


WEIGHTS: list[tuple[str, str, object, object, float]] = [
    ("game", "lesions.max_mm", 28.2, 28.3, 1),
    ("game", "lesions.max_mm", 89.4, 89.5, 1),
    ("game", "extrahepatic.present", False, True, 2),
    ("nagashima", "primary.node_positive", False, True, 0.6003),
    ("nagashima", "interval.months", 12, 11.9, 0.6784),
    ("nagashima", "primary.t", "T3", "T4", 0.5488),
    ("nagashima", "lesions.count", 1, 2, 0.8541),
    ("nagashima", "lesions.max_mm", 50, 50.1, 1.3566),
    ("nagashima", "extrahepatic.present", False, True, 1.1943),
    ("beppu", "presentation", "metachronous", "synchronous", 3),
    ("beppu", "primary.node_positive", False, True, 3),
    ("beppu", "lesions.count", 1, 2, 4),
    ("beppu", "lesions.count", 2, 4, 0),
    ("beppu", "lesions.count", 4, 5, 5),
    ("beppu", "lesions.max_mm", 50, 50.1, 2),
    ("beppu", "extrahepatic.present", False, True, 4),
    ("beppu", "markers.ca19_9_ku_l", 100, 100.1, 4),
]


@pytest.mark.parametrize(("score_id", "fact", "without", "with_part", "adds"), WEIGHTS)
def test_that_a_part_adds_its_weight(score_id: str, fact: str, without: object, with_part: object, adds: float) -> None:
    below, above = (score(score_id, {fact: value}).value for value in (without, with_part))

    assert below is not None
    assert above is not None
    assert above - below == pytest.approx(adds)


RISKS: dict[str, list[tuple[str, object]]] = {
    "nordlinger": [
        ("patient.age_years", 60),
        ("primary.t", "T4"),
        ("primary.node_positive", True),
        ("interval.months", 3),
        ("lesions.count", 4),
        ("lesions.max_mm", 50),
    ],
    "iwatsuki": [
        ("lesions.count", 3),
        ("lesions.max_mm", 81),
        ("interval.months", 3),
        ("lesions.bilobar", True),
    ],
    "game": [
        ("molecular.kras_mutated", True),
        ("cea", 20),
        ("primary.node_positive", True),
        ("lesions.count", 3),
    ],
    "modified_crs": [
        ("molecular.ras", "mutated"),
        ("primary.node_positive", True),
        ("lesions.max_mm", 51),
    ],
    "konopke": [("lesions.count", 4), ("cea", 200), ("presentation", "synchronous")],
    "oslo": [
        ("lesions.max_mm", 56),
        ("cea", 81),
        ("primary.months_since_resection", 3),
        ("response", "PD"),
    ],
}
"""Risks of one point each, which a class is reached by."""

CLASSES: list[tuple[str, int, str | None, str | None]] = [
    ("nordlinger", 0, "0-2 points", "2-year survival 79 %"),
    ("nordlinger", 1, "0-2 points", "2-year survival 79 %"),
    ("nordlinger", 2, None, None),
    ("nordlinger", 3, "3-4 points", "2-year survival 60 %"),
    ("nordlinger", 4, None, None),
    ("nordlinger", 5, "5-7 points", "2-year survival 43 %"),
    ("nordlinger", 6, "5-7 points", "2-year survival 43 %"),
    ("iwatsuki", 0, None, "5-year survival 48.3 %"),
    ("iwatsuki", 1, None, "5-year survival 36.6 %"),
    ("iwatsuki", 2, None, "5-year survival 19.9 %"),
    ("iwatsuki", 3, None, "5-year survival 11.9 %"),
    ("iwatsuki", 4, None, "5-year survival 9.4 %"),
    ("game", 0, "low risk", "5-year survival 73.4 %; population: median 68.1 months"),
    ("game", 1, "low risk", "73.4 %"),
    ("game", 2, "medium risk", "5-year survival 50.6 %; population: median 46.7 months"),
    ("game", 3, "medium risk", "50.6 %"),
    ("game", 4, "high risk", "5-year survival 11.3 %; population: median 32.4 months"),
    ("modified_crs", 0, "low risk", None),
    ("modified_crs", 1, "intermediate risk", None),
    ("modified_crs", 2, "moderate risk", None),
    ("modified_crs", 3, "high risk", None),
    ("konopke", 0, "low risk", None),
    ("konopke", 1, "intermediate risk", None),
    ("konopke", 2, "high risk", None),
    ("konopke", 3, "high risk", None),
    ("oslo", 0, None, "63 to 92 %"),
    ("oslo", 1, None, "63 to 92 %"),
    ("oslo", 2, None, "about 60 %"),
    ("oslo", 3, None, "8.3 %"),
    ("oslo", 4, None, "8.3 %"),
]


@pytest.mark.parametrize(("score_id", "risks", "grade", "outcome"), CLASSES)
def test_that_a_class_and_its_published_outcome_are_told(
    score_id: str, risks: int, grade: str | None, outcome: str | None
) -> None:
    found = score(score_id, dict(RISKS[score_id][:risks]))

    assert (found.grade is None) is (grade is None)
    assert (grade or "") in (found.grade.en if found.grade else "")
    assert (found.outcome is None) is (outcome is None)
    assert (outcome or "") in (found.outcome.en if found.outcome else "")


@pytest.mark.parametrize(
    ("person", "stage"),
    [
        ({"primary.node_positive": True, "interval.months": 3, "lesions.max_mm": 51}, "stage A"),
        ({"interval.months": 3, "lesions.max_mm": 51, "lesions.count": 2, "primary.t": "T4"}, "stage B"),
        (
            {
                "primary.node_positive": True,
                "interval.months": 3,
                "lesions.max_mm": 51,
                "lesions.count": 2,
                "primary.t": "T4",
                "extrahepatic.present": True,
            },
            "stage C",
        ),
    ],
)
def test_that_nagashimas_stages_are_told(person: dict[str, Any], stage: str) -> None:
    found = score("nagashima", person)

    assert found.grade is not None
    assert found.grade.en.startswith(stage)


@pytest.mark.parametrize(
    ("person", "points", "words"),
    [
        ({}, 0, "disease-free survival more than 8.4 years with 0 points"),
        ({"primary.node_positive": True}, 3, "more than 8.4 years with 0 points, 1.9 years with 5"),
        ({"primary.node_positive": True, "lesions.max_mm": 51}, 5, "disease-free survival 1.9 years with 5"),
        ({"primary.node_positive": True, "lesions.count": 2}, 7, "1.9 years with 5, 1.0 year with 10"),
        (
            {"primary.node_positive": True, "presentation": "synchronous", "lesions.count": 2},
            10,
            "disease-free survival 1.0 year with 10",
        ),
        ({"lesions.count": 5, "lesions.max_mm": 51}, 11, "disease-free survival less than 0.6 years with more than 10"),
    ],
)
def test_that_beppus_nomogram_tells_the_published_figures_on_both_sides(
    person: dict[str, Any], points: int, words: str
) -> None:
    found = score("beppu", person)

    assert found.value == points
    assert found.outcome is not None
    assert words in found.outcome.en


def test_that_disease_outside_the_liver_is_grade_6_whatever_else_is_unknown() -> None:
    rule = next(rule for rule in SCORES if rule.id == "iwatsuki")

    found = rule.of(facts_of(a_case(extrahepatic={"lung": "resectable"})))

    assert found is not None
    assert (found.value, found.missing, found.outcome) == (6, (), None)


def test_that_unknown_disease_outside_the_liver_leaves_grade_6_open() -> None:
    found = score("iwatsuki", {"extrahepatic.present": "unknown"})

    assert (found.value, found.range) == (None, (1, 6))
    assert found.outcome is None


def test_that_nagashimas_score_is_not_made_with_unresectable_disease_outside_the_liver() -> None:
    assert told("nagashima", {"extrahepatic.status": "unresectable", "extrahepatic.present": True}) is None


@pytest.mark.parametrize(
    ("molecular", "points"),
    [
        ({"ras": "wild_type"}, 0),
        ({"ras": "mutated", "ras_variant": "KRAS G12D"}, 1),
        ({"ras": "mutated", "ras_variant": "NRAS Q61K"}, 0),
        ({"ras": "mutated", "ras_variant": "G12D"}, None),
        ({"ras": "mutated"}, None),
        ({}, None),
    ],
)
def test_that_game_asks_kras_alone(molecular: dict[str, Any], points: int | None) -> None:
    rule = next(rule for rule in SCORES if rule.id == "game")

    found = rule.of(facts_of(a_case(molecular=molecular)))

    assert found is not None
    assert found.points["kras_mutated"] == points
    assert ("molecular.ras_variant" in found.missing) is (points is None)


def test_that_a_ca19_9_from_before_chemotherapy_is_not_taken_for_the_preoperative_one() -> None:
    before = {"name": "CA19-9", "value": 300, "unit": "kU/L", "moment": "before_chemotherapy"}
    rule = next(rule for rule in SCORES if rule.id == "beppu")

    def points(markers: list[dict[str, Any]], systemic: list[dict[str, Any]]) -> float | None:
        found = rule.of(facts_of(a_case(markers=markers, systemic=systemic)))
        assert found is not None
        return found.points["ca19_9_over_100"]

    line = {"line": 1, "agents": ["oxaliplatin"], "cycles": 6}
    after = {**before, "value": 20, "moment": "after_chemotherapy"}
    assert points([before], []) == 4
    assert points([before], [line]) is None
    assert points([before, after], [line]) == 0


@pytest.mark.parametrize(
    "person",
    [
        {"liver.technically_resectable": True},
        {"liver.technically_resectable": "unknown"},
        {"primary.months_since_resection": "not_applicable"},
    ],
)
def test_that_the_oslo_score_is_made_where_a_transplantation_can_be_thought_of(person: dict[str, Any]) -> None:
    assert told("oslo") is not None
    assert told("oslo", person) is None


def test_that_without_any_systemic_treatment_the_oslo_score_has_no_point_for_progression() -> None:
    assert score("oslo", {"response": "not_applicable"}).points["progressive_disease"] == 0


def function(mg_dl: float, g_dl: float, inr: float, ascites: str, encephalopathy: str) -> dict[str, Any]:
    """Return a liver function in the units of the publication."""
    return {
        "bilirubin_umol_l": mg_dl * 17.1,
        "albumin_g_l": g_dl * 10,
        "inr": inr,
        "ascites": ascites,
        "encephalopathy": encephalopathy,
    }


def child_pugh(case: Case) -> Score:
    """Return the Child-Pugh score of a case."""
    found = next(rule for rule in SCORES if rule.id == "child_pugh").of(facts_of(case))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("liver", "value", "letter"),
    [(function(1.0, 4.0, 1.0, "none", "none"), 5, "A"), (function(2.5, 3.0, 1.8, "mild", "none"), 9, "B")],
)
def test_that_child_pugh_gives_the_values_of_the_evidence(liver: dict[str, Any], value: int, letter: str) -> None:
    found = child_pugh(a_case(function=liver))

    assert found.value == value
    assert found.grade is not None
    assert found.grade.en == f"class {letter}"


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("bilirubin_umol_l", [(34.1, 1), (34.2, 2), (51.3, 2), (51.4, 3)]),
        ("albumin_g_l", [(35.1, 1), (35, 2), (28, 2), (27.9, 3)]),
        ("inr", [(1.69, 1), (1.7, 2), (2.3, 2), (2.31, 3)]),
        ("ascites", [("none", 1), ("mild", 2), ("moderate_severe", 3)]),
        ("encephalopathy", [("none", 1), ("grade_1_2", 2), ("grade_3_4", 3)]),
    ],
)
def test_that_the_middle_band_of_child_pugh_holds_its_boundaries(part: str, values: list[tuple[object, int]]) -> None:
    told_points = [child_pugh(a_case(function={part: value})).points[part] for value, _ in values]

    assert told_points == [points for _, points in values]


def test_that_a_class_of_child_pugh_is_told_as_soon_as_it_is_settled() -> None:
    known = function(1.0, 4.0, 1.0, "none", "none")
    found = child_pugh(a_case(function={**known, "albumin_g_l": 34, "encephalopathy": None}))

    assert (found.value, found.range, found.grade) == (None, (6, 8), None)
    assert found.missing == ("function.encephalopathy",)
    grave = function(4.0, 2.0, 2.5, "moderate_severe", "none")
    settled = child_pugh(a_case(function={**grave, "encephalopathy": None}))
    assert settled.value is None
    assert settled.grade is not None
    assert settled.grade.zh == "C 级"
