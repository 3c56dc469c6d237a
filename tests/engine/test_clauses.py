"""Conditions written as clauses, so that many of them are answered side by side."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.expression import sheet as sheets
from crlm_desktop.engine.expression.clauses import MAX_CLAUSES, clauses_of
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.facts import FactCatalogue
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.scalar import frame_of
from crlm_desktop.engine.tri import Truth
from tests.engine.told import WORLD, ToldTable, a_told_lesion, a_told_table, number, told

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def written(text: str) -> tuple[int, int] | None:
    """Return how many clauses make a condition hold, and how many make it fail."""
    condition = compile_expression(text, catalogue=WORLD)
    found = clauses_of(condition.tree, condition.variables)
    return None if found is None else (len(found.holding), len(found.failing))


def asked(*texts: str) -> Sheet:
    return Sheet([compile_expression(text, catalogue=WORLD, may_ask_known=True) for text in texts])


def answers(sheet: Sheet, table: ToldTable) -> tuple[Truth, ...]:
    return sheet.truths(Marked(table), frame_of(table))


def test_that_a_condition_has_clauses_that_make_it_hold_and_clauses_that_make_it_fail() -> None:
    assert written("x < 5 or colour == 'red'") == (1, 2)
    assert written("x < 5 and colour == 'red'") == (2, 1)
    assert written("(x < 5 or n < 3) and (is_so or colour == 'red')") == (2, 4)
    assert written("True") == (0, 1)


def test_that_what_speaks_of_lesions_or_would_need_too_many_clauses_is_asked_apart() -> None:
    assert written("x < 5 and any(l.size > 3 for l in lesions)") is None
    pairs = " or ".join(f"(x < {at} and n > {at} and is_so)" for at in range(1, 6))
    assert MAX_CLAUSES < 3**5
    assert written(pairs) is None


def test_that_what_asks_too_many_facts_in_contrary_ways_is_asked_apart() -> None:
    facts = [number(f"x{at}") for at in range(9)]
    text = " and ".join(f"(x{at} > 5 or x{at} <= 5)" for at in range(9))
    condition = compile_expression(text, catalogue=FactCatalogue(facts))
    assert clauses_of(condition.tree, condition.variables) is None


def test_that_places_stay_with_their_conditions() -> None:
    sheet = asked(
        "x < 5", "not x < 5", "any(l.size > 3 for l in lesions)", "x < 5 or x >= 5", "colour == 'red' and x > 7"
    )
    assert answers(sheet, a_told_table(x=3)) == (T, F, F, T, F)
    assert answers(sheet, a_told_table()) == (U, U, F, T, U)


def test_that_equal_conditions_in_several_places_answer_alike() -> None:
    sheet = asked("x < 5", "any(l.size > 3 for l in lesions)", "is_so", "x < 5", "any(l.size > 3 for l in lesions)")
    table = a_told_table(a_told_lesion(size=9), x=3, is_so=False)
    assert answers(sheet, table) == (T, T, F, T, T)
    assert answers(asked("x < 5", "x < 5"), table) == (T, T)


def test_that_a_sheet_of_one_condition_or_none_is_asked_too() -> None:
    assert answers(asked("x < 5"), a_told_table(x=3)) == (T,)
    assert answers(asked(), a_told_table()) == ()


def test_that_the_planes_of_a_sheet_have_a_bit_for_each_place() -> None:
    sheet = asked("x < 5", "x > 5", "colour == 'red'", "x < 5")
    table = a_told_table(x=3)
    assert sheet.planes(Marked(table), frame_of(table)) == (0b1001, 0b0100)
    assert asked().planes(Marked(table), frame_of(table)) == (0, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 5 or x <= 5", T),
        ("x < 3 and x > 6", F),
        ("2 < x <= 7", U),
        ("n > 3 and n < 4", F),
        ("colour == 'red' or colour != 'red'", T),
        ("'p' in letters or 'p' not in letters", T),
        ("(x > 5 and is_so) or (x <= 5 and is_so)", U),
        ("(x > 5 or is_so) and (x <= 5 or is_so) and (x > 5 or not is_so) and (x <= 5 or not is_so)", F),
        ("is_applicable(since) and (since < 5 or since >= 5)", U),
        ("not is_applicable(since) or since < 5 or since >= 5", T),
        ("is_known(x) or x > 5", U),
    ],
)
def test_that_facts_asked_in_contrary_ways_are_seen_together(text: str, expected: Truth) -> None:
    assert answers(asked(text), a_told_table()) == (expected,)


def test_that_a_part_of_what_can_be_settles_what_was_open() -> None:
    sheet = asked("2 < x <= 7", "x < 5 or x > 5", "not is_applicable(since) or since < 5")
    table = ToldTable({"x": told("x", Interval(3, 6)), "since": told("since", Interval(1, 2), may_not_apply=True)})
    assert answers(sheet, table) == (T, U, T)
    assert answers(sheet, ToldTable({"x": told("x", Interval(8, 9)), "since": told("since", None)})) == (F, T, T)


def test_that_more_values_than_are_remembered_are_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MOST_REMEMBERED", 2)
    sheet = asked("x < 5", "x == 5", "x > 5")
    for _ in range(2):
        assert [answers(sheet, a_told_table(x=x / 2)) for x in range(9, 13)] == [
            (T, F, F),
            (F, T, F),
            (F, F, T),
            (F, F, T),
        ]
