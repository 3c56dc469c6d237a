"""Kleene's strong three-valued logic: its tables, and what follows from them for any parts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.engine.tri import FALSE, TRUE, FactId, Tri, Truth, tri, tri_and, tri_not, tri_or, unknown

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
AND = {(T, T): T, (T, U): U, (T, F): F, (U, T): U, (U, U): U, (U, F): F, (F, T): F, (F, U): F, (F, F): F}
OR = {(T, T): T, (T, U): T, (T, F): T, (U, T): T, (U, U): U, (U, F): U, (F, T): T, (F, U): U, (F, F): F}
NOT = {T: F, U: U, F: T}

FACTS = [FactId(name) for name in ("molecular.ras", "flr.percent", "lesions")]
ANSWERS = st.one_of(
    st.just(TRUE), st.just(FALSE), st.frozensets(st.sampled_from(FACTS), min_size=1).map(lambda facts: unknown(*facts))
)


def _a(truth: Truth) -> Tri:
    return Tri(truth, FACTS[:1])


@pytest.mark.parametrize(("left", "right"), list(product(Truth, Truth)))
def test_that_and_and_or_follow_the_tables(left: Truth, right: Truth) -> None:
    assert tri_and([_a(left), _a(right)]).truth is AND[left, right]
    assert tri_or([_a(left), _a(right)]).truth is OR[left, right]


@pytest.mark.parametrize("truth", Truth)
def test_that_not_follows_its_table(truth: Truth) -> None:
    assert tri_not(_a(truth)).truth is NOT[truth]


@given(st.lists(ANSWERS))
def test_that_denying_all_is_denying_each(parts: list[Tri]) -> None:
    assert tri_not(tri_and(parts)) == tri_or(tri_not(part) for part in parts)


@given(st.lists(ANSWERS))
def test_that_the_order_of_the_parts_does_not_matter(parts: list[Tri]) -> None:
    assert tri_and(parts) == tri_and(reversed(parts))
    assert tri_or(parts) == tri_or(reversed(parts))


@given(st.lists(ANSWERS))
def test_that_only_an_unknown_answer_hangs_on_something(parts: list[Tri]) -> None:
    for answer in (tri_and(parts), tri_or(parts)):
        assert bool(answer.hangs_on) is answer.is_unknown


@given(st.lists(st.tuples(ANSWERS, st.booleans())))
def test_that_settling_a_part_never_turns_a_settled_answer_round(parts: list[tuple[Tri, bool]]) -> None:
    settled = [tri(value) if part.is_unknown else part for part, value in parts]
    for join in (tri_and, tri_or):
        before, after = join(part for part, _ in parts), join(settled)
        assert before.is_unknown or after is before
