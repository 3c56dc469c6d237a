"""Where anything can change with a number: at the constants that conditions and the planner compare it with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from crlm_desktop.engine.facts import Fact, FactId, FactValue, Members, Possible, Provenance
from crlm_desktop.engine.facts.function import UMOL_L_PER_MG_DL
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.liver.room import room_limits_mm
from crlm_desktop.engine.planner import plan_facts

Cuts = Mapping[FactId, tuple[float, ...]]

_SIZES = ("ablation.max_mm", "ablation.limit_mm", "wedge.max_mm", "sbrt.max_mm")
_REMNANTS = ("flr.floor_percent", "flr.normal_percent", "flr.injured_percent", "flr.cirrhosis_percent")
_BY_PLANNER: Mapping[str, tuple[str, ...]] = {
    "lesions[].size_mm": _SIZES,
    "lesions[].size_before_mm": _SIZES,
    "lesions[].bile_duct_distance_mm": ("ablation.duct_distance_mm",),
    "lesions[].vessel_distance_mm": ("ablation.duct_distance_mm", "wedge.pedicle_distance_mm"),
    "lesions[].bowel_distance_mm": ("sbrt.bowel_distance_mm",),
    "chemotherapy.weeks": ("chemotherapy.injury_weeks",),
    "flr.percent": _REMNANTS,
}
"""The thresholds with which the planner compares a fact."""
_CHILD_PUGH = ("function.child_pugh", "function.child_pugh_points")
_OF_CHILD_PUGH: Mapping[str, tuple[float, ...]] = {
    "function.bilirubin_umol_l": (round(2 * UMOL_L_PER_MG_DL, 1), round(3 * UMOL_L_PER_MG_DL, 1)),
    "function.albumin_g_l": (28, 35),
    "function.inr": (1.7, 2.3),
}
"""Where the points of the Child-Pugh score change, on which conditions ask its class."""
_SIZE = FactId("lesions[].size_mm")
_REMNANT = FactId("flr.percent")
_OF_PLANS = (plan_facts.FLR.id, plan_facts.FLR_THRESHOLD.id)
"""What conditions compare of a plan is, where the remnant was measured, the measured remnant itself."""


def cuts_of(edition: Edition) -> Cuts:
    """Return, by fact, the constants in order with which the rules of the edition and the planner compare it."""
    found: dict[FactId, set[float]] = {}
    conditions = [rule.condition for strategy in edition.strategies for rule in strategy.rules]
    asked = frozenset().union(*(condition.facts for condition in conditions))
    for condition in conditions:
        for fact, constants in condition.constants.items():
            found.setdefault(fact, set()).update(constants)
    found.setdefault(_SIZE, set()).update(room_limits_mm())
    for name, thresholds in _BY_PLANNER.items():
        found.setdefault(FactId(name), set()).update(edition.thresholds[one].value for one in thresholds)
    if not asked.isdisjoint(_CHILD_PUGH):
        for name, numbers in _OF_CHILD_PUGH.items():
            found.setdefault(FactId(name), set()).update(numbers)
    found[_REMNANT].update(*(found.get(fact, ()) for fact in _OF_PLANS))
    return MappingProxyType({fact: tuple(sorted(constants)) for fact, constants in sorted(found.items())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Numbers among which a comparison with any of the cuts gives the same."""

    low: float
    high: float
    closed_low: bool
    closed_high: bool

    @property
    def first(self) -> float:
        """Its least number, or one right beside the cut below."""
        return self.low if self.closed_low else self.low + self._step

    @property
    def last(self) -> float:
        """Its greatest number, or one right beside the cut above."""
        return self.high if self.closed_high else self.high - self._step

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def _step(self) -> float:
        return (self.high - self.low) * _BESIDE


_BESIDE = 2.0**-20
"""How near to its end a cell is looked at, as a share of its width."""


def cells(within: Interval, cuts: Iterable[float], *, is_integer: bool) -> Iterator[Cell]:
    """Yield the cells of an interval in order: each cut by itself, and what lies between the cuts."""
    edges = sorted({cut for cut in cuts if within.low <= cut <= within.high})
    parts = _whole_cells(within, edges) if is_integer else _cells(within, edges)
    yield from parts


def _cells(within: Interval, cuts: list[float]) -> Iterator[Cell]:
    start, is_closed = within.low, True
    for cut in cuts:
        if start < cut:
            yield Cell(low=start, high=cut, closed_low=is_closed, closed_high=False)
        yield Cell(low=cut, high=cut, closed_low=True, closed_high=True)
        start, is_closed = cut, False
    if start < within.high:
        yield Cell(low=start, high=within.high, closed_low=is_closed, closed_high=True)
    elif not cuts:
        yield Cell(low=start, high=start, closed_low=True, closed_high=True)


def _whole_cells(within: Interval, cuts: list[float]) -> Iterator[Cell]:
    first, last = math.ceil(within.low), math.floor(within.high)
    starts = {first}
    for cut in cuts:
        starts.update((math.ceil(cut), math.floor(cut) + 1))
    edges = [*sorted(start for start in starts if first <= start <= last), last + 1]
    for low, after in pairwise(edges):
        yield Cell(low=low, high=after - 1, closed_low=True, closed_high=True)


def told(fact: FactId, possible: Possible | None) -> FactValue:
    """Return a fact taken as given."""
    return FactValue(fact=fact, possible=possible, provenance=Provenance.ASSUMED)


def what_it_can_be(declared: Fact, value: FactValue, cuts: Iterable[float]) -> Iterator[FactValue]:
    """Yield a value of each kind that an open fact can still have: each code, one number a cell, not applicable."""
    match value.possible:
        case Interval() as interval:
            for number in _numbers(interval, cuts, is_integer=declared.is_integer):
                yield told(value.fact, exactly(number))
        case Members() as members:
            for codes in _sets(members):
                yield told(value.fact, Members(codes, codes))
        case None:
            pass
        case candidates:
            for candidate in sorted(candidates, key=str):
                yield told(value.fact, frozenset({candidate}))
    if value.may_not_apply:
        yield told(value.fact, None)


def _numbers(interval: Interval, cuts: Iterable[float], *, is_integer: bool) -> Iterator[float]:
    """Yield a number a cell; the cuts are left out, for at a cut things are as on one side of it, but for the ends."""
    for cell in cells(interval, cuts, is_integer=is_integer):
        if is_integer or not cell.is_point or cell.low in (interval.low, interval.high):
            yield cell.first


def _sets(members: Members) -> Iterator[frozenset[str]]:
    """Yield the set with nothing that is open, with each one thing, and with all."""
    open_ = sorted(members.possibly - members.surely)
    yield members.surely
    yield from (members.surely | {code} for code in open_)
    if len(open_) > 1:
        yield members.possibly
