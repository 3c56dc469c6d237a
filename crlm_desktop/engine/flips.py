"""Flip points: for every numeric fact in play, the exact intervals in which the same options lead."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from crlm_desktop.engine.cuts import Cell, Cuts, cells, told
from crlm_desktop.engine.facts import FACTS, FactId, FactKind, Scope
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.labelling import declaration_of
from crlm_desktop.engine.proposal import FlipInterval, StrategyId
from crlm_desktop.engine.trials import Trials

Leading = tuple[StrategyId, ...]
Seen = tuple[float, Leading]
"""A number of the fact, and the options that lead there."""

_HALVINGS = 24
_GUESS_EVERY = 12
_MOST_DECIMALS = 9
_PLAIN_DECIMALS = 4


def flip_points(trials: Trials, cuts: Cuts) -> Mapping[str, tuple[FlipInterval, ...]]:
    """Return the intervals of every numeric fact of the case at which others come to lead.

    Tried are the facts that a condition or the planner compares with a number; one on which nothing turns is left out.
    """
    needed = trials.needed
    facts = [fact for fact in FACTS.of(Scope.CASE) if fact.id in cuts and fact.id in needed and fact.can_be_assumed]
    found = {fact.id: flips_of(fact.id, trials, cuts) for fact in sorted(facts, key=lambda one: one.id)}
    return MappingProxyType({fact: flips for fact, flips in found.items() if len(flips) > 1})


def flips_of(fact: FactId, trials: Trials, cuts: Cuts) -> tuple[FlipInterval, ...]:
    """Return the intervals of one numeric fact, of the case or of a lesion, over its whole range."""
    declared = declaration_of(fact)
    assert declared is not None
    assert declared.kind is FactKind.NUMBER
    scale = _Scale(fact, trials)
    parts = cells(Interval(declared.low, declared.high), cuts.get(declared.id, ()), is_integer=declared.is_integer)
    if declared.is_integer or scale.is_compared_only:
        found = [scale.whole(cell) for cell in parts]
    else:
        found = [flip for cell in parts for flip in scale.refined(cell)]
    return tuple(_merged(found))


class _Scale:
    """One numeric fact, tried at one number after the other."""

    def __init__(self, fact: FactId, trials: Trials) -> None:
        self._fact = fact
        self._trials = trials
        self._turns = trials.turns_of(fact)

    @property
    def is_compared_only(self) -> bool:
        """Whether the fact is only ever compared with the cuts, so that nothing changes between them."""
        return self._trials.touched_by(self._fact) <= {self._fact} and self._fact not in self._trials.planned_from

    def whole(self, cell: Cell) -> FlipInterval:
        """Return a cell in which the same options lead throughout."""
        return FlipInterval(
            low=cell.low,
            high=cell.high,
            leading=self._leading(cell.first),
            closed_low=cell.closed_low,
            closed_high=cell.closed_high,
        )

    def refined(self, cell: Cell) -> Iterator[FlipInterval]:
        """Yield the parts of a cell in which the same options lead, where the fact is reckoned with, too.

        Both ends of the cell are looked at; where they differ, the places between are sought.
        """
        if cell.is_point:
            yield self.whole(cell)
            return
        left, start, closed = cell.first, cell.low, cell.closed_low
        before, last = self._leading(left), self._leading(cell.last)
        while before != last:
            still, no_more = self._turn((left, before), (cell.last, last))
            at = _plainest(still, no_more)
            is_still = self._leading(at) == before
            yield FlipInterval(low=start, high=at, leading=before, closed_low=closed, closed_high=is_still)
            start, closed, left, before = at, not is_still, no_more, self._leading(no_more)
        yield FlipInterval(low=start, high=cell.high, leading=last, closed_low=closed, closed_high=cell.closed_high)

    def _leading(self, number: float) -> Leading:
        return self._trials.leading(told(self._fact, exactly(number)))

    def _turn(self, left: Seen, right: Seen) -> tuple[float, float]:
        """Return two close numbers: at the first the options of the left end still lead, at the second no more.

        The place is sought among the options that lead at either end alone, since planning all of them takes long; when
        another one turns out to lead there, it is sought among all.
        """
        before, between = left[1], {*left[1], *right[1]}

        def still_leads(number: float) -> bool:
            return self._trials.leading(told(self._fact, exactly(number)), between=between) == before

        still, no_more = _parted(left[0], right[0], self._turns, still_leads)
        if self._leading(still) == before != self._leading(no_more):
            return still, no_more
        return _parted(left[0], right[0], self._turns, lambda number: self._leading(number) == before)


def _parted(left: float, right: float, turns: Iterable[float], still: Callable[[float], bool]) -> tuple[float, float]:
    """Return two numbers close together of which only the first is ``still`` so, looking at ``turns`` first."""
    between = [turn for turn in turns if left < turn < right]
    while between:
        middle = len(between) // 2
        if still(between[middle]):
            left, between = between[middle], between[middle + 1 :]
        else:
            right, between = between[middle], between[:middle]
    above, below = math.nextafter(left, math.inf), math.nextafter(right, -math.inf)
    if _is_plain(left) and not still(above):
        return left, above
    if _is_plain(right) and still(below):
        return below, right
    return _halved(left, right, still)


def _is_plain(number: float) -> bool:
    return round(number, _PLAIN_DECIMALS) == number


def _halved(left: float, right: float, still: Callable[[float], bool]) -> tuple[float, float]:
    """Return two numbers close together of which only the first is ``still`` so.

    Between halvings the plainest number is tried, since what a person wrote down is mostly where things turn; then the
    two are neighbours, else they lie a ten-millionth of the way apart.
    """
    for halving in range(1, _HALVINGS + 1):
        middle = (left + right) / 2
        left, right = (middle, right) if still(middle) else (left, middle)
        if halving % _GUESS_EVERY == 0:
            guess = _plainest(left, right)
            below, above = math.nextafter(guess, -math.inf), math.nextafter(guess, math.inf)
            if still(below) and not still(above):
                return (guess, above) if still(guess) else (below, guess)
    return left, right


def _plainest(left: float, right: float) -> float:
    """Return a number from ``left`` to ``right`` with the fewest decimals, else ``right``."""
    for decimals in range(_MOST_DECIMALS + 1):
        number = float(round(Decimal(right), decimals))
        if left <= number <= right:
            return number
    return right


def _merged(flips: list[FlipInterval]) -> Iterator[FlipInterval]:
    """Yield neighbours that have the same leading options as one interval."""
    current = flips[0]
    for flip in flips[1:]:
        if flip.leading == current.leading:
            current = replace(current, high=flip.high, closed_high=flip.closed_high)
        else:
            yield current
            current = flip
    yield current
