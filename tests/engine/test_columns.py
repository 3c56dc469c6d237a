"""Conditions asked over columns: the planes of each kind of question, and rows that go back to tables of facts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crlm_desktop.case.wording import Choice
from crlm_desktop.engine.columns import ColumnInquiry, FactColumns
from crlm_desktop.engine.columns.store import column_of
from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.facts import FACTS, FactCatalogue, FactId, Members, facts_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import Truth
from tests.builders import a_case, a_lesion
from tests.engine.told import WORLD, ToldTable, a_told_lesion, a_told_table, coded, number, told


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
