"""Where things stand on an axis of time: what is in view, in which row each has room, where the ticks are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

LEAST_DAYS = 14.0
"""No fewer days are shown over the whole width."""
_ROOM = 0.06
_YEAR = 365.25
_MONTHS_A_STEP = (1, 3, 6, 12, 24, 60, 120, 300, 600, 1200)
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class View:
    """What is in view: the day at the left edge, as the number that `date.toordinal` counts, and how many days."""

    first: float
    days: float

    def at(self, day: float, width: float) -> float:
        """Return where a day lies, in pixels from the left of a plot of that width."""
        return (day - self.first) / self.days * width

    def day_at(self, place: float, width: float) -> float:
        """Return the day at a place of a plot of that width."""
        return self.first + place / width * self.days

    def zoomed(self, factor: float, around: float, whole: View) -> View:
        """Return the view with ``factor`` times as many days, the day ``around`` staying where it is."""
        days = min(max(self.days * factor, LEAST_DAYS), whole.days * 2)
        share = (around - self.first) / self.days
        return View(around - share * days, days).within(whole)

    def panned(self, days: float, whole: View) -> View:
        """Return the view so many days later."""
        return View(self.first + days, self.days).within(whole)

    def within(self, whole: View) -> View:
        """Return the view moved so that something of ``whole`` stays in its middle."""
        middle = min(max(self.first + self.days / 2, whole.first), whole.first + whole.days)
        return View(middle - self.days / 2, self.days)


def whole_of(days: Iterable[date]) -> View:
    """Return the view of all these days with room around them; there must be one."""
    counted = [day.toordinal() for day in days]
    low, high = min(counted), max(counted)
    span = max(high - low, LEAST_DAYS)
    middle = (low + high) / 2
    shown = span * (1 + 2 * _ROOM)
    return View(middle - shown / 2, shown)


def rows_of(extents: Sequence[tuple[float, float]], *, gap: float) -> list[int]:
    """Return for each extent, from left to right, the first row in which it touches nothing."""
    free: list[float] = []
    rows = [0] * len(extents)
    for place in sorted(range(len(extents)), key=lambda one: extents[one]):
        left, right = extents[place]
        row = next((at for at, until in enumerate(free) if until + gap <= left), len(free))
        if row == len(free):
            free.append(right)
        else:
            free[row] = right
        rows[place] = row
    return rows


def ticks_of(view: View, width: float, *, least_apart: float) -> Iterator[date]:
    """Yield the first days of months at which an axis of that width is marked, at least so many pixels apart."""
    months_a_pixel = view.days / (_YEAR / MONTHS_A_YEAR) / max(width, 1.0)
    step = next((one for one in _MONTHS_A_STEP if one >= months_a_pixel * least_apart), _MONTHS_A_STEP[-1])
    low, high = view.first, view.first + view.days
    start = date.fromordinal(min(max(int(low), 1), date.max.toordinal()))
    month = (start.year * MONTHS_A_YEAR + start.month - 1) // step * step
    while month // MONTHS_A_YEAR <= date.max.year:
        year, index = divmod(month, MONTHS_A_YEAR)
        if year >= 1:
            tick = date(year, index + 1, 1)
            if tick.toordinal() > high:
                return
            if tick.toordinal() >= low:
                yield tick
        month += step
