"""Conditions asked over columns: the planes of each kind of question, and rows that go back to tables of facts."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from crlm_desktop.case.wording import Choice
from crlm_desktop.engine.columns import ColumnInquiry, ColumnSheet, FactColumns
from crlm_desktop.engine.columns.store import column_of, number_column
from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.facts import FACTS, FactCatalogue, FactId, FactValue, Members, Scope, facts_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.scalar import frame_of, truth_in
from crlm_desktop.engine.tri import Truth
from tests.builders import a_case, a_lesion
from tests.engine.told import WORLD, ToldLesion, ToldTable, a_told_lesion, a_told_table, coded, number, told


def asked(text: str, *tables: ToldTable) -> list[Truth]:
    condition = compile_expression(text, catalogue=WORLD, may_ask_known=True)
    columns = FactColumns.of(tables, condition.facts, WORLD)
    true, is_open = ColumnInquiry(columns).planes(condition)
    return [
        Truth.UNKNOWN if open_ else Truth.TRUE if sure else Truth.FALSE
        for sure, open_ in zip(true, is_open, strict=True)
    ]


T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
LACKING = ToldTable({"since": told("since", None), "reply": told("reply", None)}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x < 5", [T, F, U]),
        ("x <= 3", [T, F, U]),
        ("x == 3", [T, F, U]),
        ("x >= 7", [F, T, U]),
        ("x > 6", [F, T, U]),
        ("x > 5 or x <= 5", [T, T, T]),
        ("not x < 5", [F, T, U]),
        ("x < 5 and x < 5", [T, F, U]),
        ("is_known(x)", [T, T, F]),
        ("True", [T, T, T]),
    ],
)
def test_that_numbers_are_compared_row_by_row(text: str, expected: list[Truth]) -> None:
    assert asked(text, a_told_table(x=3), a_told_table(x=7), a_told_table()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("colour == 'red'", [T, F, U]),
        ("colour in ['red', 'blue']", [T, T, U]),
        ("colour == 'red' or colour != 'red'", [T, T, T]),
        ("is_so", [T, F, U]),
        ("is_so or not is_so", [T, T, T]),
        ("'p' in letters", [T, F, U]),
        ("'p' in letters or 'p' not in letters", [T, T, T]),
    ],
)
def test_that_codes_are_looked_up_row_by_row(text: str, expected: list[Truth]) -> None:
    sure = a_told_table(colour="red", is_so=True, letters=Members(frozenset("p"), frozenset("pq")))
    other = a_told_table(colour="blue", is_so=False, letters=Members(frozenset(), frozenset("q")))
    assert asked(text, sure, other, a_told_table()) == expected


def test_that_what_is_not_applicable_compares_with_nothing() -> None:
    assert asked("since < 5", LACKING, a_told_table()) == [F, U]
    assert asked("reply == 'red'", LACKING, a_told_table()) == [F, U]
    assert asked("is_applicable(since)", LACKING, a_told_table()) == [F, U]
    assert asked("not is_applicable(since) or since >= 5", LACKING, a_told_table()) == [T, U]
    assert asked("is_known(since)", LACKING, a_told_table()) == [T, F]


LESIONS = (
    a_told_table(),
    a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2", size=7)),
    a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2")),
    ToldTable({}, None),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any(l.size > 5 for l in lesions)", [F, T, U, U]),
        ("all(l.size > 5 for l in lesions)", [T, F, F, U]),
        ("count(l for l in lesions if l.size > 5) >= 1", [F, T, U, U]),
        ("count(l for l in lesions) == 2", [F, T, T, U]),
        ("count(l.size > 5 for l in lesions) < 1", [T, F, U, U]),
        ("count(l.size < 9 for l in lesions) <= 1", [T, F, U, U]),
        ("count(l.size < 9 for l in lesions) > 1", [F, T, U, U]),
        ("all(l.size > 5 or l.size <= 5 for l in lesions)", [T, T, T, T]),
        ("any(l.size > 5 and l.size < 2 for l in lesions)", [F, F, F, F]),
        ("count(l.size > 5 and l.size < 2 for l in lesions) >= 1", [F, F, F, F]),
        ("any(l.size > 5 for l in lesions) or all(l.size <= 5 for l in lesions)", [T, T, T, U]),
        ("any(is_so and l.size < 5 for l in lesions)", [F, U, U, U]),
    ],
)
def test_that_lesions_are_asked_case_by_case(text: str, expected: list[Truth]) -> None:
    assert asked(text, *LESIONS) == expected


def test_that_whole_numbers_between_two_constants_are_looked_for() -> None:
    assert asked("n > 3 and n < 4", a_told_table()) == [F]
    assert asked("n == 3 or n == 4", a_told_table(n=(3, 4)), a_told_table(n=(3, 5))) == [T, U]
    assert asked("n <= 3 or n >= 3", a_told_table()) == [T]


@pytest.mark.parametrize("text", ["n == 3 or n == 4", "n > 3 and n < 4", "n <= 3 or n >= 4", "n != 3 or n == 3"])
def test_that_whole_numbers_told_by_ends_that_are_not_answer_like_one_case_at_a_time(text: str) -> None:
    ends = [(2.5, 3.5), (3.2, 3.8), (2.5, 4.5), (3, 4.25), (1 / 3, 9)]
    tables = [a_told_table(n=one) for one in ends]
    condition = compile_expression(text, catalogue=WORLD)
    alone = [truth_in(frame_of(table), condition) for table in tables]
    assert asked(text, *tables) == alone
    assert asked(text, *tables[:4]) == alone[:4]


@pytest.mark.parametrize(
    ("fact", "settled", "open_"),
    [
        ("x", 3, (3, 4)),
        ("colour", "red", ["red", "blue"]),
        ("is_so", False, [True, False]),
        ("letters", Members(frozenset("p"), frozenset("p")), Members(frozenset("p"), frozenset("pq"))),
    ],
)
def test_that_what_is_known_is_told_of_every_kind_of_fact(fact: str, settled: object, open_: object) -> None:
    assert asked(f"is_known({fact})", a_told_table(**{fact: settled}), a_told_table(**{fact: open_})) == [T, F]


def test_that_it_is_known_that_there_is_no_value_and_not_known_while_there_may_be_none() -> None:
    may_lack = ToldTable({"since": told("since", Interval(3, 3), may_not_apply=True)}, ())
    assert asked("is_known(since)", LACKING, may_lack, a_told_table(since=3)) == [T, F, T]


def test_that_many_entangled_facts_are_asked_row_by_row() -> None:
    facts = [number(f"x{at}") for at in range(9)]
    catalogue = FactCatalogue(facts)
    condition = compile_expression(" and ".join(f"(x{at} > 5 or x{at} <= 5)" for at in range(9)), catalogue=catalogue)
    known = {fact.id: told(fact.id, Interval(1, 1)) for fact in facts}
    half = {**known, **{fact.id: told(fact.id, fact.anything) for fact in facts[:4]}}
    none = {fact.id: told(fact.id, fact.anything) for fact in facts}
    tables = [ToldTable(values, (), catalogue) for values in (known, half, none)]
    true, is_open = ColumnInquiry(FactColumns.of(tables, condition.facts, catalogue)).planes(condition)
    assert (list(true), list(is_open)) == ([True, True, False], [False, False, True])


def test_that_lesions_asked_in_too_many_contrary_ways_are_asked_row_by_row() -> None:
    facts = [number(f"lesions[].x{at}", scope=Scope.LESION) for at in range(9)]
    catalogue = FactCatalogue([*facts, WORLD["lesions[].state"]])
    inside = " and ".join(f"(l.x{at} > 5 or l.x{at} <= 5)" for at in range(9))
    condition = compile_expression(f"all({inside} for l in lesions)", catalogue=catalogue)
    known = ToldLesion("L1", {**state_told(), **{fact.attribute: told(fact.id, Interval(1, 1)) for fact in facts}})
    half = ToldLesion("L1", {**known.values, **{one.attribute: told(one.id, one.anything) for one in facts[:4]}})
    none = ToldLesion("L1", {**state_told(), **{one.attribute: told(one.id, one.anything) for one in facts}})
    tables = [ToldTable({}, (lesion,), catalogue) for lesion in (known, half, none)]
    true, is_open = ColumnInquiry(FactColumns.of(tables, condition.facts, catalogue)).planes(condition)
    assert (list(true), list(is_open)) == ([True, True, False], [False, False, True])


def state_told() -> dict[str, FactValue]:
    return {"state": told("lesions[].state", frozenset({"present"}))}


NUMBERS = (0.1, 0.3, 2, 2.2999999999999998, 2.3, 2.3000000000000003, 4.35, 7, 9.99, 1 / 3)


@pytest.mark.parametrize("sign", ["<", "<=", "==", ">=", ">"])
@pytest.mark.parametrize(
    "numbers",
    [(0, 2, 7, 10), (0, 0.1, 0.3, 2.3, 9.9), (0, 2.29, 2.3, 4.35, 9.99), NUMBERS],
    ids=["whole", "tenths", "hundredths", "any"],
)
def test_that_numbers_kept_in_steps_compare_as_they_are(sign: str, numbers: tuple[float, ...]) -> None:
    tables = [a_told_table(x=one) for one in numbers]
    tables += [a_told_table(x=(low, high)) for low in numbers for high in numbers if low < high]
    for constant in NUMBERS:
        condition = compile_expression(f"x {sign} {constant}", catalogue=WORLD)
        assert asked(condition.text, *tables) == [truth_in(frame_of(table), condition) for table in tables]


@pytest.mark.parametrize(
    ("numbers", "steps", "kind"),
    [
        ((0, 3, 10), 1, "int8"),
        ((0.1, 3, 10), 10, "int8"),
        ((0.25, 3, 10), 100, "int16"),
        ((1 / 3, 3), 0, "float64"),
        ((0, 1e12), 0, "float64"),
    ],
)
def test_that_numbers_take_as_few_bytes_as_lose_nothing(numbers: tuple[float, ...], steps: int, kind: str) -> None:
    column = number_column(WORLD["x"], np.array(numbers), np.array(numbers))
    assert (column.steps, column.low.dtype.name) == (steps, kind)
    assert [column.value(row).number for row in range(len(numbers))] == list(numbers)


def test_that_a_column_without_rows_is_one_of_whole_numbers() -> None:
    assert number_column(WORLD["x"], np.array([]), np.array([])).low.dtype.name == "int8"


TEXTS = (
    "x < 5",
    "2 < x <= 7",
    "any(l.size > 5 for l in lesions)",
    "x < 5",
    "count(l.depth == 'deep' for l in lesions if l.size < 9) >= 2",
    "is_so or any(is_so and l.size < 5 for l in lesions)",
    "is_known(x) and not is_known(colour)",
)


def many_tables() -> list[ToldTable]:
    """Return nineteen cases of up to three lesions, in one of which nobody told which lesions there are."""
    found = []
    for at in range(19):
        lesions = [a_told_lesion(f"L{one}", size=(at + one) % 10, depth=["deep"]) for one in range(at % 4)]
        told_of_case: dict[str, object] = {"x": at % 10} if at % 3 else {"x": (at % 5, 7)}
        found.append(a_told_table(*lesions, **told_of_case, **({"is_so": at % 2 == 0} if at % 5 else {})))
    return [*found, ToldTable({}, None)]


def test_that_a_chunk_of_rows_at_a_time_answers_like_one_case_at_a_time() -> None:
    conditions = [compile_expression(text, catalogue=WORLD, may_ask_known=True) for text in TEXTS]
    facts = {fact for condition in conditions for fact in condition.facts}
    tables = many_tables()
    answers = ColumnSheet(conditions).answers(FactColumns.of(tables, facts, WORLD), at_a_time=8)
    for place, condition in enumerate(conditions):
        alone = [truth_in(frame_of(table), condition) for table in tables]
        assert list(answers.truths(place)) == alone
        assert list(answers.is_true(place)) == [one is Truth.TRUE for one in alone]
        assert list(answers.is_false(place)) == [one is Truth.FALSE for one in alone]


def test_that_equal_conditions_are_kept_once() -> None:
    conditions = [compile_expression(text, catalogue=WORLD) for text in ("x < 5", "is_so", "x < 5")]
    answers = ColumnSheet(conditions).answers(FactColumns.of([a_told_table(x=3)], ["x", "is_so"], WORLD))
    assert len(answers.true) == 2
    assert [int(answers.truths(place)[0]) for place in range(3)] == [Truth.TRUE, Truth.UNKNOWN, Truth.TRUE]


def test_that_a_row_tells_what_the_table_told() -> None:
    values = a_told_table(
        a_told_lesion("L1", size=(2, 3), depth="deep"),
        x=(1, 2),
        colour=["red", "blue"],
        is_so=True,
        letters=Members(frozenset("p"), frozenset("pq")),
    )
    facts = [FactId(name) for name in ("x", "colour", "is_so", "letters", "since", "lesions[].size", "lesions[].depth")]
    row = FactColumns.of([values, LACKING], facts, WORLD).row(0)
    for name in ("x", "colour", "is_so", "letters", "since"):
        assert (row.value(name).possible, row.value(name).may_not_apply) == (
            values.value(name).possible,
            values.value(name).may_not_apply,
        )
    assert row.lesions is not None
    assert values.lesions is not None
    assert row.lesions[0].value("size").possible == Interval(2, 3)
    assert row.catalogue is WORLD


def test_that_a_row_tells_what_is_not_applicable_and_a_list_that_nobody_told() -> None:
    columns = FactColumns.of([LACKING, ToldTable({}, None)], [FactId("since")], WORLD)
    assert columns.row(0).value("since").is_not_applicable
    assert columns.row(1).lesions is None


def test_that_a_fact_of_more_codes_than_bits_is_refused() -> None:
    codes = Choice("Many", {f"C{at}": (f"c{at}", "c", "c") for at in range(65)})  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="more than 64 codes"):
        column_of(coded("many", codes), [])


def test_that_columns_of_no_case_answer_nothing() -> None:
    assert asked("x > 5 or any(l.size > 5 for l in lesions)") == []


def test_that_columns_are_made_of_the_facts_of_cases() -> None:
    tables = [facts_of(a_case(lesions=lesions)) for lesions in ([a_lesion(size_mm=40)], [], [{"id": "L1"}])]
    condition = compile_expression("lesions.max_mm > 30 and any(l.size_mm > 30 for l in lesions)", catalogue=FACTS)
    true, is_open = ColumnInquiry(FactColumns.of(tables, condition.facts, FACTS)).planes(condition)
    assert (list(true), list(is_open)) == ([True, False, False], [False, False, True])


def test_that_nothing_but_columns_imports_numpy() -> None:
    program = "import sys, crlm_desktop.engine.scalar, crlm_desktop.engine.facts; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
