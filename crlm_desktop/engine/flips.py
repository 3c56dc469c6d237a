"""Flip points: for every numeric fact in play, the exact intervals in which the same options lead."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from crlm_desktop.engine.cuts import Cell, Cuts, cells, told
from crlm_desktop.engine.facts import FACTS, FactId, FactKind, Scope
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.missing import declaration_of
from crlm_desktop.engine.proposal import FlipInterval, StrategyId
from crlm_desktop.engine.trials import Trials

Leading = tuple[StrategyId, ...]
LeadingAt = Callable[[float], Leading]

_HALVINGS = 60
"""So many halvings lead from the widest range of a fact to two neighbouring numbers of the machine, or nearly so."""
_GUESS_EVERY = 8
_MOST_DECIMALS = 9


def flip_points(trials: Trials, cuts: Cuts) -> Mapping[str, tuple[FlipInterval, ...]]:
    """Return the intervals of every numeric fact of the case that a condition or the planner compares with a number."""
    needed = trials.needed
    facts = [fact for fact in FACTS.of(Scope.CASE) if fact.id in cuts and fact.id in needed and fact.can_be_assumed]
    return MappingProxyType(
        {fact.id: flips_of(fact.id, trials, cuts) for fact in sorted(facts, key=lambda one: one.id)}
    )


def flips_of(fact: FactId, trials: Trials, cuts: Cuts) -> tuple[FlipInterval, ...]:
    """Return the intervals of one numeric fact, of the case or of a lesion, over its whole range."""
    declared = declaration_of(fact)
    assert declared is not None
    assert declared.kind is FactKind.NUMBER

    def leading_at(number: float) -> Leading:
        return trials.assuming(told(fact, exactly(number))).leading

    parts = cells(Interval(declared.low, declared.high), cuts.get(declared.id, ()), is_integer=declared.is_integer)
    if _is_compared_only(fact, trials) or declared.is_integer:
        found = [_flip(cell, leading_at(cell.first)) for cell in parts]
    else:
        found = [flip for cell in parts for flip in _refined(cell, leading_at)]
    return tuple(_merged(found))


def _is_compared_only(fact: FactId, trials: Trials) -> bool:
    """Tell whether the fact is only ever compared with the constants, so that nothing changes between them."""
    return trials.touched_by(fact) <= {fact} and fact not in trials.planned_from


def _flip(cell: Cell, leading: Leading) -> FlipInterval:
    return FlipInterval(
        low=cell.low, high=cell.high, leading=leading, closed_low=cell.closed_low, closed_high=cell.closed_high
    )


def _refined(cell: Cell, leading_at: LeadingAt) -> Iterator[FlipInterval]:
    """Yield the parts of a cell in which the same options lead, where a fact is reckoned with and not only compared.

    Both ends of the cell are looked at; where they differ, the places between are found by halving, and each is the
    number of the fewest decimals at which the options change.
    """
    if cell.is_point:
        yield _flip(cell, leading_at(cell.low))
        return
    left, right, start, closed = cell.first, cell.last, cell.low, cell.closed_low
    before, last = leading_at(left), leading_at(right)
    while before != last:
        still, no_more = _turn(left, right, before, leading_at)
        at = _plainest(still, no_more)
        is_still = leading_at(at) == before
        yield FlipInterval(low=start, high=at, leading=before, closed_low=closed, closed_high=is_still)
        start, closed, left, before = at, not is_still, no_more, leading_at(no_more)
    yield FlipInterval(low=start, high=cell.high, leading=last, closed_low=closed, closed_high=cell.closed_high)


def _turn(left: float, right: float, before: Leading, leading_at: LeadingAt) -> tuple[float, float]:
    """Return two neighbouring numbers: at the first the options of the left end still lead, at the second no more.

    Between halvings the plainest number is tried, since what a person wrote down is mostly where things turn.
    """
    for halving in range(1, _HALVINGS + 1):
        middle = (left + right) / 2
        if not left < middle < right:
            break
        if leading_at(middle) == before:
            left = middle
        else:
            right = middle
        if halving % _GUESS_EVERY == 0:
            guess = _plainest(left, right)
            around = (math.nextafter(guess, -math.inf), guess, math.nextafter(guess, math.inf))
            leads = [leading_at(number) == before for number in around]
            if leads[0] and not leads[2]:
                return (around[1], around[2]) if leads[1] else (around[0], around[1])
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
