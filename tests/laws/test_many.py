"""The law of a whole registry: each case stands in the table as it would be proposed alone."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.record import Case
from crlm_desktop.engine import many
from crlm_desktop.engine.columns import ColumnSheet, FactColumns
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.facts import FACTS, facts_of
from crlm_desktop.engine.many import StatusTable
from crlm_desktop.engine.proposal import Proposal, Status
from crlm_desktop.engine.scalar import frame_of, truth_in
from crlm_desktop.services.knowledge import load_engine
from tests.builders import a_case
from tests.engine.proposing import an_engine
from tests.laws.cases import parts_of_cases
from tests.laws.patched import patched_cases
from tests.laws.records import pairs


@cache
def _shipped() -> Engine:
    return load_engine()


def assert_told_alike(table: StatusTable, row: int, proposal: Proposal) -> None:
    """Compare a row with the proposal for its case; what is excluded has no rank in the table."""
    for option in proposal.options:
        assert table.status(row, option.strategy) is option.status, option.strategy
        expected = None if option.status is Status.EXCLUDED else option.rank
        assert table.rank(row, option.strategy) == expected, option.strategy
    assert table.intent(row) is proposal.intent
    assert len(table.strategies) == len(proposal.options)


def assert_all_told_alike(engine: Engine, cases: list[Case]) -> None:
    table = engine.propose_many(cases)
    assert table.statuses.shape == table.ranks.shape == (len(cases), len(engine.edition.strategies))
    for row, case in enumerate(cases):
        assert_told_alike(table, row, engine.propose(case, looks_ahead=False))


@settings(max_examples=20)
@given(st.lists(parts_of_cases(), max_size=8))
def test_that_cases_by_a_small_edition_stand_as_each_would_alone(several: list[dict[str, Any]]) -> None:
    assert_all_told_alike(an_engine(), [a_case(**parts) for parts in several])


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(parts_of_cases(), max_size=8), pairs())
def test_that_cases_by_the_shipped_edition_stand_as_each_would_alone(
    several: list[dict[str, Any]], pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    assert_all_told_alike(_shipped(), [*(a_case(**parts) for parts in several), *map(from_json, pair)])


def test_that_patched_cases_stand_as_each_would_alone() -> None:
    assert_all_told_alike(_shipped(), list(patched_cases(60)))


def test_that_more_sets_of_answers_than_are_remembered_stand_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_MOST_REMEMBERED", 2)
    monkeypatch.setattr(many, "CHUNK", 3)
    assert_all_told_alike(an_engine(), list(patched_cases(20)))


def test_that_it_is_heard_of_each_case_and_what_is_raised_then_ends_the_work() -> None:
    heard: list[int] = []
    an_engine().propose_many(patched_cases(5), each=lambda: heard.append(1))
    assert len(heard) == 5

    def stop() -> None:
        heard.append(1)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        an_engine().propose_many(patched_cases(5), each=stop)
    assert len(heard) == 6


def test_that_the_conditions_of_the_shipped_edition_answer_together_as_each_alone() -> None:
    edition = _shipped().edition
    rules = [rule for strategy in edition.strategies for rule in strategy.rules if not rule.about_plan]
    conditions = [*(rule.condition for rule in rules), *(alert.condition for alert in edition.alerts)]
    sheet, columns = Sheet(conditions), ColumnSheet(conditions)
    tables = [facts_of(case) for case in patched_cases(40, seed=2)]
    facts = {fact for condition in conditions for fact in condition.facts}
    answers = columns.answers(FactColumns.of(tables, sorted(facts), FACTS))
    by_place = [answers.truths(place) for place in range(len(conditions))]
    for row, table in enumerate(tables):
        alone = tuple(truth_in(frame_of(table), condition) for condition in conditions)
        assert sheet.truths(Marked(table), frame_of(table)) == alone
        assert tuple(found[row] for found in by_place) == alone
