"""How many cases a second the 120 invented conditions take over columns, beside numpy with two arrays a condition.

As many cases as the environment says: ``CRLM_ROWS=1000000 pytest -n 0 --benchmark-enable tests/benchmarks -k columns``.
Polars, which knows unknown values itself, is measured where it is installed.
"""

from __future__ import annotations

import importlib
import os
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.engine.columns import ColumnSheet, FactColumns
from crlm_desktop.engine.columns.sheet import Answers
from crlm_desktop.engine.columns.store import Column, code_column, number_column
from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.facts import Fact, FactId, FactKind
from crlm_desktop.engine.tri import Truth
from tests.benchmarks.invented import (
    CATALOGUE,
    FACTS,
    LEAST,
    MOST,
    UNKNOWN_SHARE,
    Compared,
    Denied,
    Holding,
    Joined,
    OneOf,
    Plain,
    Rule,
    Stated,
    Value,
    codes_of,
    judged,
    judged_exactly,
    rules,
    written,
)

ROWS = int(os.environ.get("CRLM_ROWS", "20000"))
CHECKED = 1000
RULES = rules(120)
SHEET = ColumnSheet([compile_expression(written(rule), catalogue=CATALOGUE) for rule in RULES])

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """One fact in every row: a number, the place of a code, or the bits of a set; and where it is unknown."""

    values: NDArray[np.float64] | NDArray[np.uint64]
    is_unknown: Flags


@cache
def drawn() -> Mapping[FactId, Drawn]:
    """Return all facts in all rows, drawn by chance."""
    chance = np.random.default_rng(3)
    return {fact.id: Drawn(_values(fact, chance), chance.random(ROWS) < UNKNOWN_SHARE) for fact in FACTS}


def _values(fact: Fact, chance: np.random.Generator) -> NDArray[np.float64] | NDArray[np.uint64]:
    match fact.kind:
        case FactKind.NUMBER if fact.is_integer:
            return chance.integers(LEAST, MOST + 1, ROWS).astype(np.float64)
        case FactKind.NUMBER:
            return chance.integers(10 * LEAST, 10 * MOST + 1, ROWS) / 10
        case FactKind.SET:
            return chance.integers(0, 1 << len(fact.choices), ROWS, dtype=np.uint64)
        case FactKind.CHOICE | FactKind.STATEMENT:
            return chance.integers(0, len(fact.choices) or 2, ROWS, dtype=np.uint64)


@cache
def columns() -> FactColumns:
    """Return the same as columns of the engine."""
    return FactColumns(
        size=ROWS,
        catalogue=CATALOGUE,
        of_case={fact.id: _column(fact, drawn()[fact.id]) for fact in FACTS},
        of_lesions={},
        offsets=np.zeros(ROWS + 1, dtype=np.int64),
        are_told=np.ones(ROWS, dtype=np.bool_),
    )


def _column(fact: Fact, one: Drawn) -> Column:
    everything = np.uint64((1 << (len(fact.choices) or 2)) - 1)
    match fact.kind:
        case FactKind.NUMBER:
            low, high = (np.where(one.is_unknown, end, one.values) for end in (LEAST, MOST))
            return number_column(fact, low, high)
        case FactKind.SET:
            surely, possibly = (np.where(one.is_unknown, end, one.values) for end in (np.uint64(0), everything))
            return code_column(fact, possibly, surely)
        case FactKind.CHOICE | FactKind.STATEMENT:
            bits = np.uint64(1) << one.values.astype(np.uint64)
            return code_column(fact, np.where(one.is_unknown, everything, bits))


def case_of(row: int) -> Plain:
    """Return one row as a plain case."""
    return {fact.id: _value(fact, drawn()[fact.id], row) for fact in FACTS}


def _value(fact: Fact, one: Drawn, row: int) -> Value | None:
    value = one.values[row]
    if one.is_unknown[row]:
        return None
    match fact.kind:
        case FactKind.NUMBER:
            return float(value)
        case FactKind.CHOICE:
            return codes_of(fact)[int(value)]
        case FactKind.STATEMENT:
            return int(value) == 0
        case FactKind.SET:
            return tuple(code for at, code in enumerate(codes_of(fact)) if int(value) >> at & 1)


# --- others ------------------------------------------------------------------------------------------------------

_SIGNS: Mapping[str, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    ">=": np.greater_equal,
    ">": np.greater,
}


def by_two_arrays() -> list[tuple[Flags, Flags]]:
    """Return where each rule is true and where it is false, by numpy as one writes it down."""
    return [_two_arrays(rule) for rule in RULES]


def _two_arrays(rule: Rule) -> tuple[Flags, Flags]:
    match rule:
        case Joined(word, left, right):
            (true, false), (other_true, other_false) = _two_arrays(left), _two_arrays(right)
            if word == "and":
                return true & other_true, false | other_false
            return true | other_true, false & other_false
        case Denied(part):
            true, false = _two_arrays(part)
            return false, true
    one = drawn()[rule.fact.id]
    match rule:
        case Compared(_, sign, constant):
            holds = _SIGNS[sign](one.values, constant)
        case OneOf(fact, codes):
            holds = np.isin(one.values, [codes_of(fact).index(code) for code in codes])
        case Stated():
            holds = one.values == 0
        case Holding(fact, code):
            holds = one.values & np.uint64(1 << codes_of(fact).index(code)) != 0
    return holds & ~one.is_unknown, ~holds & ~one.is_unknown


def _polars() -> Callable[[], list[tuple[Flags, Flags]]]:
    polars: Any = importlib.import_module("polars")
    frame = polars.DataFrame(
        {name: polars.Series(one.values).set(polars.Series(one.is_unknown), None) for name, one in drawn().items()}
    )
    asked = [_polars_expression(polars, rule).alias(str(at)) for at, rule in enumerate(RULES)]

    def ask() -> list[tuple[Flags, Flags]]:
        found = frame.select(asked)
        return [(one.fill_null(False).to_numpy(), (~one).fill_null(False).to_numpy()) for one in found]

    return ask


def _polars_expression(polars: Any, rule: Rule) -> Any:
    match rule:
        case Joined(word, left, right):
            one, other = _polars_expression(polars, left), _polars_expression(polars, right)
            return one & other if word == "and" else one | other
        case Denied(part):
            return ~_polars_expression(polars, part)
    column = polars.col(rule.fact.id)
    match rule:
        case Compared(_, sign, constant):
            return {"<": column < constant, "<=": column <= constant, "==": column == constant}.get(
                sign, column >= constant if sign == ">=" else column > constant
            )
        case OneOf(fact, codes):
            return column.is_in([codes_of(fact).index(code) for code in codes])
        case Stated():
            return column == 0
        case Holding(fact, code):
            return column & (1 << codes_of(fact).index(code)) != 0


# --- measured ----------------------------------------------------------------------------------------------------


def ours() -> Answers:
    return SHEET.answers(columns())


def test_that_columns_come_to_what_trying_everything_comes_to() -> None:
    answers = ours()
    by_place = [answers.truths(place) for place in range(len(RULES))]
    for row in range(0, ROWS, max(1, ROWS // CHECKED)):
        case = case_of(row)
        assert [int(found[row]) for found in by_place] == [judged_exactly(rule, case) for rule in RULES]


OTHERS: dict[str, Callable[[], list[tuple[Flags, Flags]]]] = {"numpy with two arrays": by_two_arrays}
if find_spec("polars"):
    OTHERS["polars"] = _polars()


@pytest.mark.parametrize("other", OTHERS)
def test_that_other_columns_come_to_what_is_judged_by_hand(other: str) -> None:
    found = OTHERS[other]()
    for row in range(0, ROWS, max(1, ROWS // CHECKED)):
        case = case_of(row)
        by_hand = [judged(rule, case) for rule in RULES]
        assert [(bool(true[row]), bool(false[row])) for true, false in found] == [
            (answer == Truth.TRUE, answer == Truth.FALSE) for answer in by_hand
        ]


@pytest.mark.benchmark(group=f"120 invented conditions over columns of {ROWS} cases")
@pytest.mark.parametrize("asked", ["ours", *OTHERS])
def test_asking_columns(benchmark: BenchmarkFixture, asked: str) -> None:
    columns()
    found = benchmark({"ours": ours, **OTHERS}[asked])
    assert found is not None
    if benchmark.stats:
        benchmark.extra_info["million cases a second"] = round(ROWS / benchmark.stats["median"] / 1e6, 2)


def test_that_memory_beside_the_answers_does_not_grow_with_the_cases() -> None:
    beside = [_most_memory(cases) for cases in (1 << 12, 1 << 14)]
    assert beside[1] < 1.2 * beside[0]


def _most_memory(cases: int) -> int:
    """Return how many bytes were in use at most, the answers taken off, over so many cases."""
    few = FactColumns(
        size=cases,
        catalogue=CATALOGUE,
        of_case=columns().of_case,
        of_lesions={},
        offsets=np.zeros(cases + 1, dtype=np.int64),
        are_told=np.ones(cases, dtype=np.bool_),
    )
    tracemalloc.start()
    answers = SHEET.answers(few, at_a_time=1 << 11)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most - answers.true.nbytes - answers.false.nbytes
