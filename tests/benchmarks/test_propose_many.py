"""How long a registry takes, case by case, beside reading its case files; and the table compared on very many cases.

The comparison takes as many cases as the environment says and logs how far it is:
``CRLM_CASES=100000 pytest --log-cli-level=INFO tests/benchmarks -k whole``.
"""

from __future__ import annotations

import logging
import os
from itertools import islice

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.case.casefile import canonical, parse
from crlm_desktop.case.record import Case
from crlm_desktop.engine.docket import docket_of
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.options import sheet_of
from crlm_desktop.engine.proposal import Status
from crlm_desktop.engine.trials import Trials
from crlm_desktop.services import knowledge
from tests.laws.patched import patched_cases

LOG = logging.getLogger(__name__)
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
    files = [canonical(case) for case in cases]

    assert len(benchmark(lambda: [parse(data) for data in files])) == CASES


@pytest.mark.timeout(0)
def test_that_a_whole_registry_stands_as_each_case_would_alone(engine: Engine) -> None:
    number = int(os.environ.get("CRLM_CASES", "20"))
    dockets = [docket_of(strategy) for strategy in engine.edition.strategies]
    sheet, left, done = sheet_of(dockets), patched_cases(number, seed=1), 0
    while some := list(islice(left, AT_A_TIME)):
        table = engine.propose_many(some)
        for row, case in enumerate(some):
            alone = Trials(dockets, sheet, facts_of(case), engine.edition.values).base
            pairs = list(zip(alone.statuses, alone.ranks, strict=True))
            ranks = [None if status is Status.EXCLUDED else rank for status, rank in pairs]
            told = [(table.status(row, one), table.rank(row, one)) for one in table.strategies]
            assert told == list(zip(alone.statuses, ranks, strict=True)), canonical(case)
            assert table.intent(row) is alone.intent, canonical(case)
        done += len(some)
        LOG.info("%d of %d cases stand alike", done, number)
