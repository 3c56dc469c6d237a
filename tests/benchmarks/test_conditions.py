"""How long many conditions take together: those of the shipped knowledge, and invented ones beside other rule engines.

The other engines (`peers.py`) are measured where they are installed; a judge written by hand in Python always is.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.facts import FactTable, facts_of
from crlm_desktop.engine.scalar import frame_of, truth_in
from crlm_desktop.engine.tri import Truth
from crlm_desktop.services.knowledge import load_edition
from tests.benchmarks.invented import CATALOGUE, Plain, cases, judged, judged_exactly, rules, table_of, written
from tests.benchmarks.peers import Asker, askers
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


RULES = rules(120)
INVENTED = Sheet([compile_expression(written(rule), catalogue=CATALOGUE) for rule in RULES])


def asked_together(table: FactTable) -> tuple[Truth, ...]:
    return INVENTED.truths(Marked(table), frame_of(table))


def judged_by_hand(case: Plain) -> list[int]:
    return [judged(rule, case) for rule in RULES]


OURS = Asker("ours", table_of, asked_together)
BY_HAND = Asker("by hand", lambda case: case, judged_by_hand)
OTHERS = [BY_HAND, *askers(RULES)]


def test_that_invented_conditions_come_to_what_trying_everything_comes_to() -> None:
    found = [(OURS.ask(table_of(case)), case) for case in cases(1000)]
    assert [list(answers) for answers, _ in found] == [
        [judged_exactly(rule, case) for rule in RULES] for _, case in found
    ]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_that_others_come_to_the_same_wherever_they_settle_it(other: Asker) -> None:
    for case in cases(1000):
        ours, theirs = OURS.ask(table_of(case)), other.ask(other.made_ready(case))
        assert [Truth(answer) for answer in theirs] == [
            Truth.UNKNOWN if by_hand == Truth.UNKNOWN else answer
            for answer, by_hand in zip(ours, judged_by_hand(case), strict=True)
        ]


@pytest.mark.benchmark(group="120 invented conditions of a hundred cases")
@pytest.mark.parametrize("asker", [OURS, *OTHERS], ids=str)
def test_asking_invented_conditions(benchmark: BenchmarkFixture, asker: Asker) -> None:
    """The cases are at hand in the form that the engine is asked in."""
    ready = [asker.made_ready(case) for case in cases(100)]
    assert len(benchmark(lambda: [asker.ask(case) for case in ready])) == len(ready)
