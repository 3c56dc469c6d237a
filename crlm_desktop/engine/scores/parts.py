"""What every score is made of: facts asked of a case, points with their range, and what is missing for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId, FactValue
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.tri import Tri, Truth

DECIMALS = 4
"""Scores are rounded to so many decimals, far below what any boundary needs, so that they print the same everywhere."""


class Facts(Protocol):
    """What scores are asked of: the facts of a case, recorded or assumed."""

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of the fact."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """One published score: how it is asked of a case. ``of`` answers ``None`` where the score does not apply at all."""

    id: str
    name: Text
    sources: tuple[SourceId, ...]
    of: Callable[[Facts], Score | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it adds, as far as that is known, and the facts that it hangs on."""

    id: str
    adds: Interval
    hangs_on: frozenset[FactId]


def is_cleared(facts: Facts) -> bool:
    """Whether no lesion is left for sure: a score of metastases then speaks of none, and is not made."""
    count = facts.value(FactId("lesions.count")).interval
    return count is not None and count.high == 0


def point(part_id: str, answer: Tri) -> Part:
    """Return a part that adds one point when the answer is true."""
    low = 1.0 if answer.truth is Truth.TRUE else 0.0
    high = 0.0 if answer.truth is Truth.FALSE else 1.0
    return Part(part_id, Interval(low, high), answer.hangs_on)


def is_more(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is more than ``constant``."""
    assert value.interval is not None
    return Tri(value.interval.is_at_most(constant).opposite, value.hangs_on)


def is_less(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is less than ``constant``."""
    assert value.interval is not None
    return Tri(value.interval.is_less(constant), value.hangs_on)


def points_of(parts: Iterable[Part]) -> Mapping[str, float | None]:
    """Return what each part adds; ``None`` where that is not known."""
    return MappingProxyType({part.id: _rounded(part.adds.low) if part.adds.is_exact else None for part in parts})


def missing_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the facts that the parts hang on, sorted."""
    return tuple(sorted({fact for part in parts for fact in part.hangs_on}))


def value_and_range(total: Interval) -> tuple[float | None, tuple[float, float]]:
    """Return the value when it is settled, and the range that it can have."""
    low, high = _rounded(total.low), _rounded(total.high)
    return (low if total.is_exact else None), (low, high)


def _rounded(number: float) -> float:
    return round(number, DECIMALS) + 0.0
