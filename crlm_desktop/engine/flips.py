"""Flip points: for every numeric fact in play, the exact intervals in which the same options lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from crlm_desktop.engine.cuts import Cell, Cuts, cells, told
from crlm_desktop.engine.facts import FACTS, FactId, FactKind, Scope
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.missing import declaration_of
from crlm_desktop.engine.proposal import FlipInterval, StrategyId
from crlm_desktop.engine.trials import Trials

Leading = tuple[StrategyId, ...]
LeadingAt = Callable[[float], Leading]

_NEAR = 2.0**-20
"""How near to the end of a cell, as a share of its width, it is looked whether the same options still lead there."""
_HALVINGS = 60
"""So many halvings lead from the widest range of a fact to two neighbouring numbers of the machine, or nearly so."""
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
        found = [_flip(cell, leading_at(cell.inside)) for cell in parts]
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

    The ends and the middle of the cell are looked at; where two of them differ, the place between is found by halving,
    and is the number of the fewest decimals at which the options change.
    """
    if cell.low == cell.high:
        yield _flip(cell, leading_at(cell.inside))
        return
    step = (cell.high - cell.low) * _NEAR
    looked = [
        cell.low if cell.closed_low else cell.low + step,
        cell.inside,
        cell.high if cell.closed_high else cell.high - step,
    ]
    seen = [leading_at(number) for number in looked]
    start, closed = cell.low, cell.closed_low
    for (left, right), (before, after) in zip(pairwise(looked), pairwise(seen), strict=True):
        if before != after:
            at = _turn(left, right, before, leading_at)
            here = leading_at(at)
            yield FlipInterval(low=start, high=at, leading=before, closed_low=closed, closed_high=here == before)
            if here not in (before, after):
                yield FlipInterval(low=at, high=at, leading=here, closed_low=True, closed_high=True)
            start, closed = at, here == after
    yield FlipInterval(low=start, high=cell.high, leading=seen[-1], closed_low=closed, closed_high=cell.closed_high)


def _turn(left: float, right: float, before: Leading, leading_at: LeadingAt) -> float:
    """Return where, between two numbers, the options that lead at the left end cease to lead."""
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        if not left < middle < right:
            break
        if leading_at(middle) == before:
            left = middle
        else:
            right = middle
    return _plainest(left, right)


def _plainest(left: float, right: float) -> float:
    """Return the number with the fewest decimals from ``left`` to ``right``, which are neighbours; else ``right``."""
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
