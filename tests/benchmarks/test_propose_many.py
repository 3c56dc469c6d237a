"""How long a registry takes, case by case, beside reading its case files; and the table compared on very many cases.

The comparison takes as many cases as the environment says: ``CRLM_CASES=100000 pytest tests/benchmarks -k whole``.
"""

from __future__ import annotations

import os
from itertools import islice

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.case import casefile
from crlm_desktop.case.record import Case
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.proposal import Status
from crlm_desktop.services import knowledge
from tests.engine.proposing import trials_by
from tests.laws.patched import patched_cases

CASES = 100
AT_A_TIME = 500


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine of the shipped knowledge."""
    return knowledge.load_engine()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """A hundred different cases of up to nine lesions."""
    return list(patched_cases(CASES))


@pytest.mark.benchmark(group="a registry of a hundred cases")
def test_proposing_for_many_cases(benchmark: BenchmarkFixture, engine: Engine, cases: list[Case]) -> None:
    assert len(benchmark(engine.propose_many, cases).intents) == CASES


@pytest.mark.benchmark(group="a registry of a hundred cases")
def test_reading_their_case_files(benchmark: BenchmarkFixture, cases: list[Case]) -> None:
    files = [casefile.canonical(case) for case in cases]

    assert len(benchmark(lambda: [casefile.parse(data) for data in files])) == CASES


@pytest.mark.timeout(0)
def test_that_a_whole_registry_stands_as_each_case_would_alone(engine: Engine) -> None:
    left = patched_cases(int(os.environ.get("CRLM_CASES", "20")), seed=1)
    while some := list(islice(left, AT_A_TIME)):
        table = engine.propose_many(some)
        for row, case in enumerate(some):
            alone = trials_by(engine.edition, facts_of(case)).base
            assert [table.status(row, one) for one in table.strategies] == list(alone.statuses)
            ranks = zip(alone.statuses, alone.ranks, strict=True)
            assert [table.rank(row, one) for one in table.strategies] == [
                None if status is Status.EXCLUDED else rank for status, rank in ranks
            ]
            assert table.intent(row) is alone.intent
