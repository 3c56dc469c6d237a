"""Partly known numbers: their arithmetic, and comparisons that are settled only when both ends agree."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.interval import Interval, added, exactly, largest, smallest, total
from crlm_desktop.engine.tri import Truth


def test_that_an_interval_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        Interval(2, 1)


def test_that_an_interval_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        Interval(float("nan"), 1)


def test_that_only_one_number_is_exact() -> None:
    assert exactly(3).is_exact
    assert not Interval(3, 4).is_exact


@pytest.mark.parametrize(("number", "expected"), [(1, True), (2, True), (0.9, False), (2.1, False)])
def test_that_both_ends_belong_to_it(number: float, expected: bool) -> None:
    assert (number in Interval(1, 2)) is expected


def test_that_arithmetic_holds_every_number_that_can_come_out() -> None:
    one, other = Interval(1, 2), Interval(-3, 4)
    assert one + other == Interval(-2, 6)
    assert one - other == Interval(-3, 5)
    assert one * other == Interval(-6, 8)
    assert other / one == Interval(-3, 4)
    assert one.scaled(-10) == Interval(-20, -10)


def test_that_a_divisor_that_can_be_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval(1, 2) / Interval(0, 1)


def test_that_a_hull_holds_both_and_a_cut_what_both_hold() -> None:
    assert Interval(1, 2).hull(Interval(5, 6)) == Interval(1, 6)
    assert Interval(1, 5).within(Interval(3, 9)) == Interval(3, 5)
    assert Interval(1, 2).within(Interval(3, 4)) is None


@pytest.mark.parametrize(
    ("number", "less", "at_most", "equal"),
    [
        (0, Truth.FALSE, Truth.FALSE, Truth.FALSE),
        (1, Truth.FALSE, Truth.UNKNOWN, Truth.UNKNOWN),
        (1.5, Truth.UNKNOWN, Truth.UNKNOWN, Truth.UNKNOWN),
        (2, Truth.UNKNOWN, Truth.TRUE, Truth.UNKNOWN),
        (3, Truth.TRUE, Truth.TRUE, Truth.FALSE),
    ],
)
def test_that_a_comparison_is_settled_only_when_both_ends_agree(
    number: float, less: Truth, at_most: Truth, equal: Truth
) -> None:
    interval = Interval(1, 2)
    assert [interval.is_less(number), interval.is_at_most(number), interval.is_equal(number)] == [less, at_most, equal]


def test_that_a_known_number_equals_itself() -> None:
    assert exactly(2).is_equal(2) is Truth.TRUE


def test_that_the_largest_the_smallest_and_the_sum_are_as_open_as_they_must_be() -> None:
    parts = [exactly(12), exactly(41), Interval(0, 300)]
    assert largest(parts) == Interval(41, 300)
    assert smallest(parts) == Interval(0, 12)
    assert total(parts) == Interval(53, 353)
    assert total([]) == exactly(0)


def test_that_numbers_are_added_one_after_the_other_whatever_python_does_with_a_sum() -> None:
    assert added([0.1] * 10) == 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1
    assert added([1e16, 1.0, -1e16]) == 0.0
    assert added([]) == 0
