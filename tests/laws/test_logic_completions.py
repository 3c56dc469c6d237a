"""The laws of conditions: unknown only when it must be, never turned round by a fact told later, both back ends equal.

The judge is Python itself: the language of conditions is a subset of Python's, so each way to fill in what is unknown
can be evaluated by Python and compared.
"""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crlm_desktop.engine.columns import ColumnInquiry, FactColumns
from crlm_desktop.engine.expression import Condition, compile_expression
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.scalar import MAX_EXPLAINED, answer_in, frame_of, truth_in
from crlm_desktop.engine.tri import Truth
from tests.engine.told import WORLD, ToldTable
from tests.laws.worlds import (
    CASE_CONDITIONS,
    LESION_CONDITIONS,
    MIXED_CONDITIONS,
    agreed,
    judged,
    number_of_ways,
    outcomes,
    questions,
    slots,
    tables,
    that_matter,
    told_more,
)

MOST_WAYS = 2000
MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def a_condition(text: str) -> Condition:
    return compile_expression(text, catalogue=WORLD)


def _check_exact(text: str, table: ToldTable) -> None:
    read = slots(text, table)
    assume(number_of_ways(read) <= MOST_WAYS)
    answers = outcomes(text, table, read)
    answer = answer_in(frame_of(table), a_condition(text))
    assert answer.truth is agreed(answers.values())
    if number_of_ways(read) <= MAX_EXPLAINED:
        assert answer.hangs_on == that_matter(read, answers)
    else:
        assert answer.hangs_on >= that_matter(read, answers)


@MANY
@given(questions(CASE_CONDITIONS))
def test_that_an_answer_is_unknown_only_when_both_can_come_out(question: tuple[str, ToldTable]) -> None:
    _check_exact(*question)


@MANY
@given(questions(LESION_CONDITIONS, max_lesions=3))
def test_that_a_question_to_the_lesions_is_unknown_only_when_both_can_come_out(question: tuple[str, ToldTable]) -> None:
    _check_exact(*question)


@MANY
@given(questions(MIXED_CONDITIONS))
def test_that_questions_to_case_and_lesions_together_are_unknown_only_when_both_can_come_out(
    question: tuple[str, ToldTable],
) -> None:
    _check_exact(*question)


@MANY
@given(questions(MIXED_CONDITIONS, max_lesions=3), st.data())
def test_that_telling_more_never_turns_a_settled_answer_round(
    question: tuple[str, ToldTable], data: st.DataObject
) -> None:
    text, table = question
    condition = a_condition(text)
    before = truth_in(frame_of(table), condition)
    after = truth_in(frame_of(data.draw(told_more(table))), condition)
    assert before is Truth.UNKNOWN or after is before


UNTOLD_LESIONS = [
    [{"state": state, "size": size, "gap": 5, "depth": depth, "is_near": True} for state, size, depth in picked]
    for number in range(3)
    for picked in itertools.product(
        itertools.product(["present", "treated"], [0, 2, 6, 10], ["deep", "subcapsular"]), repeat=number
    )
]


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(LESION_CONDITIONS)
def test_that_what_is_settled_without_a_list_of_lesions_holds_for_every_list(text: str) -> None:
    truth = truth_in(frame_of(ToldTable({}, None)), a_condition(text))
    if truth is not Truth.UNKNOWN:
        assert {judged(text, {}, lesions) for lesions in UNTOLD_LESIONS} == {truth is Truth.TRUE}


@st.composite
def asked_of_many(draw: st.DrawFn) -> tuple[str, list[ToldTable]]:
    """Generate a condition and several cases, in one of which nobody told which lesions there are."""
    text, first = draw(questions(MIXED_CONDITIONS))
    others = draw(st.lists(tables(text, 2), max_size=3))
    return text, [first, *others, ToldTable(first.values, None)]


@MANY
@given(asked_of_many())
def test_that_columns_answer_like_one_case_at_a_time(question: tuple[str, list[ToldTable]]) -> None:
    text, every = question
    condition = a_condition(text)
    true, unknown = ColumnInquiry(FactColumns.of(every, condition.facts, WORLD)).planes(condition)
    found = [
        Truth.UNKNOWN if open_ else Truth.TRUE if sure else Truth.FALSE
        for sure, open_ in zip(true, unknown, strict=True)
    ]
    assert found == [truth_in(frame_of(table), condition) for table in every]


SEVERAL = st.lists(questions(CASE_CONDITIONS | MIXED_CONDITIONS), min_size=1, max_size=6)


@MANY
@given(SEVERAL)
def test_that_conditions_asked_together_answer_as_each_asked_alone(asked: list[tuple[str, ToldTable]]) -> None:
    conditions = [a_condition(text) for text, _ in asked]
    sheet = Sheet(conditions)
    for _, table in asked:
        alone = tuple(truth_in(frame_of(table), condition) for condition in conditions)
        assert sheet.truths(Marked(table), frame_of(table)) == alone
