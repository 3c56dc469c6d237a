"""Conditions written as clauses, so that many of them are answered side by side."""

from __future__ import annotations

from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.expression.clauses import MAX_CLAUSES, clauses_of
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.scalar import frame_of
from crlm_desktop.engine.tri import Truth
from tests.engine.told import WORLD, a_told_table


def written(text: str) -> tuple[int, bool] | None:
    """Return how many clauses a condition has, and whether they are those of its contrary."""
    found = clauses_of(compile_expression(text, catalogue=WORLD).tree)
    return None if found is None else (len(found.clauses), found.is_contrary)


def test_that_the_shorter_way_to_write_a_condition_is_taken() -> None:
    assert written("x < 5 or colour == 'red'") == (1, False)
    assert written("x < 5 and colour == 'red'") == (1, True)
    assert written("(x < 5 or n < 3) and (is_so or colour == 'red')") == (2, False)


def test_that_what_speaks_of_lesions_or_would_need_too_many_clauses_is_asked_apart() -> None:
    assert written("x < 5 and any(l.size > 3 for l in lesions)") is None
    pairs = " or ".join(f"(x < {at} and n > {at} and is_so)" for at in range(1, 6))
    longer = " and ".join(f"({pairs.replace('x <', f'since > {at} or x <')})" for at in range(1, 4))
    assert MAX_CLAUSES < 3**5
    assert written(longer.replace("since > ", "is_applicable(since) and since > ")) is None


def test_that_places_stay_with_their_conditions() -> None:
    texts = ["x < 5", "not x < 5", "any(l.size > 3 for l in lesions)", "x < 5 or x >= 5", "colour == 'red' and x > 7"]
    sheet = Sheet([compile_expression(text, catalogue=WORLD) for text in texts])
    table = a_told_table(x=3)
    told = sheet.truths(Marked(table), frame_of(table))
    assert told == (Truth.TRUE, Truth.FALSE, Truth.FALSE, Truth.TRUE, Truth.FALSE)
    nothing = a_told_table()
    told = sheet.truths(Marked(nothing), frame_of(nothing))
    assert told == (Truth.UNKNOWN, Truth.UNKNOWN, Truth.FALSE, Truth.TRUE, Truth.UNKNOWN)
