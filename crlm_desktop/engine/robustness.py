"""Robustness: whether the same options lead when remnant and lesions are measured a little larger or smaller."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from crlm_desktop.engine.cuts import Cuts, told
from crlm_desktop.engine.facts import Fact, FactId
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.labelling import declaration_of, label_of
from crlm_desktop.engine.proposal import Robustness, Tipping
from crlm_desktop.engine.tracing import value_of
from crlm_desktop.engine.trials import Trials

REMNANT = FactId("flr.percent")
SIZE = "size_mm"
LARGEST = FactId("lesions.max_mm")
REMNANT_POINTS = 5.0
"""So far apart, in points of the percentage, are two measurements of a remnant taken to lie."""
SIZE_MM = 3.0
"""So far apart, in millimetres, are two readings of a lesion's size taken to lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """For each measurement whether what leads is stable or fragile, and where it tips over."""

    robustness: Mapping[str, Robustness]
    tippings: tuple[Tipping, ...]


UNTRIED = Steadiness(robustness=MappingProxyType({}), tippings=())


def steadiness_of(trials: Trials, cuts: Cuts) -> Steadiness:
    """Return how steady the leading options are under each known measurement that bears on any option.

    Tried are both ends of what a second measurement could give, the constants between them with which rules and planner
    compare it, and a number between two of these. While nothing leads, nothing is tried.
    """
    if not trials.base.leading:
        return UNTRIED
    verdicts: dict[str, Robustness] = {}
    tippings: list[Tipping] = []
    for fact, by in _measurements(trials):
        tipping = _tipping(fact, by, trials, cuts)
        verdicts[fact] = Robustness.STABLE if tipping is None else Robustness.FRAGILE
        if tipping is not None:
            tippings.append(tipping)
    return Steadiness(robustness=MappingProxyType(verdicts), tippings=tuple(tippings))


def _measurements(trials: Trials) -> Iterator[tuple[FactId, float]]:
    """Yield each known measurement that bears on any option, with by how much another one may differ."""
    sizes = [FactId(f"lesions[{lesion.id}].{SIZE}") for lesion in trials.table.lesions or ()]
    for fact, by in ((REMNANT, REMNANT_POINTS), *((size, SIZE_MM) for size in sizes)):
        known = value_of(trials.table, fact)
        interval = known.interval
        if interval is None or known.may_not_apply or not interval.is_exact or interval.low <= 0:
            continue
        if trials.touched_by(fact):
            yield fact, by


def _tipping(fact: FactId, by: float, trials: Trials, cuts: Cuts) -> Tipping | None:
    """Return the nearest number at which others lead, if there is any within reach."""
    declared, known = declaration_of(fact), value_of(trials.table, fact).interval
    assert declared is not None
    assert known is not None
    within = Interval(max(declared.low, known.low - by), min(declared.high, known.low + by))
    for number in _to_try(known.low, within, _constants(declared, cuts)):
        leading = trials.leading(told(fact, exactly(number)))
        if leading != trials.base.leading:
            return Tipping(
                fact=fact, label=label_of(fact), unit=declared.unit, value=known.low, at=number, leading=leading
            )
    return None


def _constants(declared: Fact, cuts: Cuts) -> tuple[float, ...]:
    """Return the constants with which a measurement is compared; rules mostly ask for the largest of all lesions."""
    own = cuts.get(declared.id, ())
    return own if declared.id == REMNANT else (*own, *cuts.get(LARGEST, ()))


def _to_try(value: float, within: Interval, constants: tuple[float, ...]) -> list[float]:
    """Return the numbers to try, those nearest to what was measured first."""
    reached = sorted({one for one in constants if one in within})
    numbers = {within.low, within.high, *reached, *(_between(low, high) for low, high in pairwise(reached))} - {value}
    return sorted(numbers, key=lambda number: (abs(number - value), number))


def _between(low: float, high: float) -> float:
    """Return a number between two others: a whole one if there is one, as sizes and remnants are written down."""
    whole = math.floor(low) + 1.0
    return whole if whole < high else (low + high) / 2
