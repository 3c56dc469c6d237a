"""Partly known numbers: the interval in which a number lies, and comparisons settled only if both ends agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crlm_desktop.engine.tri import Truth


@dataclass(frozen=True, slots=True)
class Interval:
    """Every number from ``low`` to ``high``, both included; a known number is the interval from itself to itself."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse an interval that holds no number."""
        if not self.low <= self.high:
            raise ValueError(f"no interval: {self.low} to {self.high}")

    @property
    def is_exact(self) -> bool:
        """Whether only one number is left."""
        return self.low == self.high

    def __contains__(self, number: float) -> bool:
        """Whether the number can still be it."""
        return self.low <= number <= self.high

    def __add__(self, other: Interval) -> Interval:
        """Return what the sum can be."""
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        """Return what the difference can be, the two not being linked."""
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        """Return what the product can be."""
        corners = [mine * theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        """Return what the quotient can be; a divisor that can be zero is a ZeroDivisionError."""
        if 0 in other:
            raise ZeroDivisionError(f"divided by {other.low} to {other.high}")
        corners = [mine / theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def scaled(self, factor: float) -> Interval:
        """Return the interval multiplied by a known factor."""
        return self * Interval(factor, factor)

    def hull(self, other: Interval) -> Interval:
        """Return the least interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def within(self, other: Interval) -> Interval | None:
        """Return what both hold, or ``None`` when they have no number in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def is_less(self, number: float) -> Truth:
        """Tell whether it is less than ``number``."""
        return _agreed(self.high < number, self.low >= number)

    def is_at_most(self, number: float) -> Truth:
        """Tell whether it is at most ``number``."""
        return _agreed(self.high <= number, self.low > number)

    def is_equal(self, number: float) -> Truth:
        """Tell whether it is ``number``."""
        return _agreed(self.low == number == self.high, number not in self)


def _agreed(surely: bool, surely_not: bool) -> Truth:
    if surely:
        return Truth.TRUE
    return Truth.FALSE if surely_not else Truth.UNKNOWN


def exactly(number: float) -> Interval:
    """Return the interval of a known number."""
    return Interval(number, number)


def largest(intervals: Iterable[Interval]) -> Interval:
    """Return what the greatest of the numbers can be; of none it is a ValueError."""
    parts = list(intervals)
    return Interval(max(part.low for part in parts), max(part.high for part in parts))


def smallest(intervals: Iterable[Interval]) -> Interval:
    """Return what the least of the numbers can be; of none it is a ValueError."""
    parts = list(intervals)
    return Interval(min(part.low for part in parts), min(part.high for part in parts))


def total(intervals: Iterable[Interval]) -> Interval:
    """Return what the sum of the numbers can be; of none it is zero."""
    parts = list(intervals)
    return Interval(added(part.low for part in parts), added(part.high for part in parts))


def added(numbers: Iterable[float]) -> float:
    """Return the sum of numbers, added one after the other.

    The built-in ``sum`` makes up for rounding since Python 3.12 and did not before: proposals would differ in a digit.
    """
    found = 0.0
    for number in numbers:
        found += number
    return found
