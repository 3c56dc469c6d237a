"""How long a proposal takes: for a case of five lesions by the shipped knowledge, beside reading its case file."""

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


@pytest.fixture(scope="module")
def case() -> Case:
    """A case of five lesions in both hemilivers, told about as well as most are before a meeting."""
    return a_case(
        as_of="2026-11-20",
        patient={"age_years": 61, "sex": "female", "height_cm": 168, "weight_kg": 70},
        fitness={"ecog": 1, "asa": 2, "declines": []},
        primary={"site": "sigmoid", "state": "resected", "n": "N1", "diagnosed_on": "2025-02-10"},
        molecular={"ras": "mutated", "braf": "wild_type", "mmr": "proficient"},
        metastases={"detected_on": "2026-03-02"},
        lesions=[
            a_lesion(id="L1", segments=["5"], size_mm=32, depth="deep"),
            a_lesion(id="L2", segments=["6"], size_mm=14),
            a_lesion(id="L3", segments=["2"], size_mm=18, depth="subcapsular"),
            a_lesion(id="L4", segments=["8"], size_mm=24, vessel="hepatic_vein", vessel_distance_mm=6),
            a_lesion(id="L5", segments=["4a"], size_mm=None),
        ],
        liver={"quality": "normal"},
        extrahepatic=dict.fromkeys(
            ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other"), "none"
        ),
        function={"bilirubin_umol_l": 11, "albumin_g_l": 41, "inr": 1.0},
        systemic=[{"line": 1, "agents": ["oxaliplatin"], "cycles": 6, "response": "PR"}],
    )


@pytest.mark.benchmark(group="one case of five lesions")
def test_proposing(benchmark: BenchmarkFixture, engine: Engine, case: Case) -> None:
    proposal = benchmark(engine.propose, case)

    assert len(proposal.options) == len(engine.edition.strategies)


@pytest.mark.benchmark(group="one case of five lesions")
def test_proposing_without_looking_ahead(benchmark: BenchmarkFixture, engine: Engine, case: Case) -> None:
    proposal = benchmark(engine.propose, case, looks_ahead=False)

    assert proposal.missing == ()


@pytest.mark.benchmark(group="one case of five lesions")
def test_reading_the_case_file_and_hashing_it(benchmark: BenchmarkFixture, case: Case) -> None:
    data = casefile.canonical(case)

    def read_and_hash() -> str:
        return casefile.sha256(casefile.parse(data))

    assert benchmark(read_and_hash) == casefile.sha256(case)
