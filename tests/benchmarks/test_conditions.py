"""How long the conditions of the shipped knowledge take together, beside each of them asked alone."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.scalar import frame_of, truth_in
from crlm_desktop.engine.tri import Truth
from crlm_desktop.services.knowledge import load_edition
from tests.builders import a_case, a_lesion

TABLE = facts_of(
    a_case(
        fitness={"ecog": 1, "asa": 2},
        lesions=[a_lesion(), a_lesion(id="L2", segments=["3"], size_mm=25)],
        molecular={"ras": "mutated"},
    )
)
CONDITIONS = [
    rule.condition for strategy in load_edition().strategies for rule in strategy.rules if not rule.about_plan
]
SHEET = Sheet(CONDITIONS)


def alone() -> tuple[Truth, ...]:
    frame = frame_of(TABLE)
    return tuple(truth_in(frame, condition) for condition in CONDITIONS)


@pytest.mark.benchmark(group="the conditions of the shipped knowledge")
def test_asking_them_together(benchmark: BenchmarkFixture) -> None:
    assert benchmark(lambda: SHEET.truths(Marked(TABLE), frame_of(TABLE))) == alone()


@pytest.mark.benchmark(group="the conditions of the shipped knowledge")
def test_asking_each_alone(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(alone)) == len(CONDITIONS)
