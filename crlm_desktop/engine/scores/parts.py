"""What every score is made of: facts asked of a case, points with their range, and what is missing for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts import FactId, FactValue
from crlm_desktop.engine.interval import Interval, total
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.tri import Tri, Truth, in_natural_order

DECIMALS = 4
"""Scores are rounded to so many decimals, far below what any boundary needs, so that they print the same everywhere."""

Tell = Callable[[float], Text | None]
"""What a publication says of a value of its score: the class, or the outcome."""


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
    hangs_on: frozenset[FactId] = frozenset()


def nothing(_: float) -> None:
    """Tell nothing: the publication has no classes, or no outcome is known for them."""


def summed(
    score_id: str,
    name: Text,
    *,
    sources: tuple[SourceId, ...],
    parts: Callable[[Facts], tuple[Part, ...] | None],
    grade: Tell = nothing,
    outcome: Tell = nothing,
) -> ScoreRule:
    """Return the rule of a score that is the sum of its parts; parts of ``None`` say that it does not apply."""

    def of(facts: Facts) -> Score | None:
        made = parts(facts)
        if made is None:
            return None
        whole = total(part.adds for part in made)
        return scored(score_id, name, sources=sources, whole=whole, parts=made, grade=grade, outcome=outcome)

    return ScoreRule(id=score_id, name=name, sources=sources, of=of)


def scored(
    score_id: str,
    name: Text,
    *,
    sources: tuple[SourceId, ...],
    whole: Interval,
    parts: tuple[Part, ...],
    grade: Tell = nothing,
    outcome: Tell = nothing,
) -> Score:
    """Return a score; class and outcome are told once they are the same wherever in the range the value lies."""
    low, high = (_rounded(end) for end in (whole.low, whole.high))
    return Score(
        id=score_id,
        name=name,
        value=low if whole.is_exact else None,
        range=(low, high),
        points=_points_of(parts),
        grade=_agreed(grade, whole),
        outcome=_agreed(outcome, whole),
        sources=sources,
        missing=in_natural_order({fact for part in parts for fact in part.hangs_on}),
    )


def _agreed(tell: Tell, whole: Interval) -> Text | None:
    """Return what is told of both ends when it is the same; classes are in order, so it then holds between them."""
    told = tell(whole.low)
    return told if told == tell(whole.high) else None


def _points_of(parts: Iterable[Part]) -> Mapping[str, float | None]:
    """Return what each part adds; ``None`` where that is not known."""
    return MappingProxyType({part.id: _rounded(part.adds.low) if part.adds.is_exact else None for part in parts})


def _rounded(number: float) -> float:
    return round(number, DECIMALS) + 0.0


def survival(percent: float, *, years: int = 5) -> Text:
    """Return the overall survival of a class in the series that the score was made from."""
    return Text(
        f"Series: {years}-year survival {percent:g} %",
        f"原始队列：{years} 年生存率 {percent:g}%",
    )


def is_cleared(facts: Facts) -> bool:
    """Whether no lesion is left for sure: a score of metastases then speaks of none, and is not made."""
    count = facts.value(FactId("lesions.count")).interval
    return count is not None and count.high == 0


def point(part_id: str, answer: Tri, *, adds: float = 1.0) -> Part:
    """Return a part that adds so many points when the answer is true."""
    low = adds if answer.truth is Truth.TRUE else 0.0
    high = 0.0 if answer.truth is Truth.FALSE else adds
    return Part(part_id, Interval(low, high), answer.hangs_on)


def stepped(part_id: str, value: FactValue, points: Callable[[float], float]) -> Part:
    """Return a part whose points grow with a number; it hangs on the number only while the points are open."""
    assert value.interval is not None
    adds = Interval(points(value.interval.low), points(value.interval.high))
    return Part(part_id, adds, frozenset() if adds.is_exact else value.hangs_on)


def is_more(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is more than ``constant``."""
    assert value.interval is not None
    return Tri(value.interval.is_at_most(constant).opposite, value.hangs_on)


def is_less(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is less than ``constant``."""
    assert value.interval is not None
    return Tri(value.interval.is_less(constant), value.hangs_on)


def is_at_least(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is ``constant`` or more."""
    assert value.interval is not None
    return Tri(value.interval.is_less(constant).opposite, value.hangs_on)


def is_at_most(value: FactValue, constant: float) -> Tri:
    """Tell whether a numeric fact is ``constant`` or less."""
    assert value.interval is not None
    return Tri(value.interval.is_at_most(constant), value.hangs_on)


def is_among(value: FactValue, *choices: Choice) -> Tri:
    """Tell whether a choice is one of these; one that does not apply is none of them."""
    codes = frozenset[str | bool](str(choice) for choice in choices)
    if not value.candidates & codes:
        return Tri(Truth.FALSE)
    is_sure = value.candidates <= codes and not value.may_not_apply
    return Tri(Truth.TRUE if is_sure else Truth.UNKNOWN, value.hangs_on)
