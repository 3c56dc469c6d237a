"""How long a proposal takes for one to twelve lesions by the shipped knowledge, beside reading the case file."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.case import casefile
from crlm_desktop.case.record import Case
from crlm_desktop.engine.entry import Engine
from crlm_desktop.services import knowledge
from tests.builders import a_case, a_lesion


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine of the shipped knowledge."""
    return knowledge.load_engine()


LESIONS = (
    a_lesion(segments=["5"], size_mm=32, depth="deep"),
    a_lesion(segments=["6"], size_mm=14),
    a_lesion(segments=["2"], size_mm=18, depth="subcapsular"),
    a_lesion(segments=["8"], size_mm=24, vessel="hepatic_vein", vessel_distance_mm=6),
    a_lesion(segments=["4a"], size_mm=None),
    a_lesion(segments=["7"], size_mm=9, depth="subcapsular"),
    a_lesion(segments=["3"], size_mm=21),
    a_lesion(segments=["6", "7"], size_mm=45, depth="deep"),
    a_lesion(segments=["5"], size_mm=11),
    a_lesion(segments=["8"], size_mm=16, bile_duct_distance_mm=15),
    a_lesion(segments=["4b"], size_mm=28),
    a_lesion(segments=["2", "3"], size_mm=13),
    a_lesion(segments=["7"], size_mm=17, depth="deep"),
    a_lesion(segments=["1"], size_mm=12),
    a_lesion(segments=["3"], size_mm=8, depth="subcapsular"),
    a_lesion(segments=["5", "6"], size_mm=26, vessel="portal_pedicle", vessel_distance_mm=12),
    a_lesion(segments=["8"], size_mm=None),
    a_lesion(segments=["4a"], size_mm=19),
    a_lesion(segments=["6"], size_mm=10, depth="subcapsular"),
    a_lesion(segments=["2"], size_mm=23),
)
"""Twenty lesions in both hemilivers, of most of which not everything is told."""


def a_case_of(lesions: int) -> Case:
    """Return a case of so many lesions, told about as well as most are before a meeting."""
    return a_case(
        as_of="2026-11-20",
        patient={"age_years": 61, "sex": "female", "height_cm": 168, "weight_kg": 70},
        fitness={"ecog": 1, "asa": 2, "declines": []},
        primary={"site": "sigmoid", "state": "resected", "n": "N1", "diagnosed_on": "2025-02-10"},
        molecular={"ras": "mutated", "braf": "wild_type", "mmr": "proficient"},
        metastases={"detected_on": "2026-03-02"},
        lesions=[{**lesion, "id": f"L{at}"} for at, lesion in enumerate(LESIONS[:lesions], start=1)],
        liver={"quality": "normal"},
        extrahepatic=dict.fromkeys(
            ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other"), "none"
        ),
        function={"bilirubin_umol_l": 11, "albumin_g_l": 41, "inr": 1.0},
        systemic=[{"line": 1, "agents": ["oxaliplatin"], "cycles": 6, "response": "PR"}],
    )


@pytest.mark.benchmark(group="one case")
@pytest.mark.parametrize("lesions", [1, 4, 8, 12])
def test_proposing(benchmark: BenchmarkFixture, engine: Engine, lesions: int) -> None:
    proposal = benchmark(engine.propose, a_case_of(lesions))

    assert len(proposal.options) == len(engine.edition.strategies)


@pytest.mark.benchmark(group="one case")
@pytest.mark.parametrize("lesions", [1, 4, 8, 12])
def test_proposing_without_looking_ahead(benchmark: BenchmarkFixture, engine: Engine, lesions: int) -> None:
    proposal = benchmark(engine.propose, a_case_of(lesions), looks_ahead=False)

    assert proposal.missing == ()


@pytest.mark.benchmark(group="one case")
def test_reading_a_case_file_of_four_lesions_and_hashing_it(benchmark: BenchmarkFixture) -> None:
    case = a_case_of(4)
    data = casefile.canonical(case)

    def read_and_hash() -> str:
        return casefile.sha256(casefile.parse(data))

    assert benchmark(read_and_hash) == casefile.sha256(case)
