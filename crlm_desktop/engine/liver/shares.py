"""What share of the liver each set of segments is: measured exactly, else within what population and whole allow.

A share is a percentage of the liver without tumour. Population: Abdalla et al., Surgery 2004 (right liver 65 %, SD 7;
segments 2 and 3 16 %, SD 4; segment 4 17 %; caudate lobe 2-3 %); 95 of 100 persons lie in the interval made of it. No
published share divides a part further: a segment is then taken as between half and twice an equal share of its part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from crlm_desktop.engine.facts.choices import CouinaudSegment as Segment
from crlm_desktop.engine.interval import Interval, added
from crlm_desktop.engine.liver.segments import (
    CAUDATE,
    LEFT_LATERAL,
    RIGHT_LIVER,
    SEGMENT_4,
    WHOLE_LIVER,
    SegmentSet,
    is_within,
    segments_in,
    without,
)

SPREAD = 1.96
"""Standard deviations on either side of the mean that hold 95 of 100 persons."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the liver in percent: the interval in which it lies, and its likely value."""

    low: float
    likely: float
    high: float

    @property
    def interval(self) -> Interval:
        """The share without its likely value."""
        return Interval(self.low, self.high)

    @property
    def rest(self) -> Share:
        """What the share leaves of the whole."""
        return Share(100 - self.high, 100 - self.likely, 100 - self.low)


class LiverShares(Protocol):
    """What tells the share of any set of segments in the liver without tumour."""

    @property
    def is_measured(self) -> bool:
        """Whether any segment was measured."""

    def of(self, segments: SegmentSet) -> Share:
        """Return the share of a set of segments."""


def _spread(mean: float, deviation: float) -> Share:
    return Share(mean - SPREAD * deviation, mean, mean + SPREAD * deviation)


POPULATION: Mapping[SegmentSet, Share] = {
    CAUDATE: Share(2, 2, 3),
    LEFT_LATERAL: _spread(16, 4),
    # No deviation is reported with segment 4; it is taken as that of segments 2 and 3, which are as large.
    SEGMENT_4: _spread(17, 4),
    RIGHT_LIVER: _spread(65, 7),
}
"""The parts of the liver whose share is published; together they are the whole liver."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One published part: its measured segments, and the share of its ``others`` (not measured) taken together."""

    measured: Mapping[Segment, float]
    others: tuple[Segment, ...]
    rest: Share
    is_open: bool
    """Whether the rest is not known but bounded by the population."""

    def share_of(self, segments: SegmentSet) -> Share:
        """Return the share of the part's segments that are in the set."""
        chosen = segments_in(segments)
        known = added(share for segment, share in self.measured.items() if segment in chosen)
        taken = sum(1 for segment in self.others if segment in chosen)
        low, likely, high = _fraction(taken, len(self.others))
        return Share(known + low * self.rest.low, known + likely * self.rest.likely, known + high * self.rest.high)


@cache
def _fraction(taken: int, of: int) -> tuple[float, float, float]:
    """Return what fraction ``taken`` out of ``of`` like segments are, each between half and twice an equal share."""
    if taken in (0, of):
        return (float(taken > 0),) * 3
    left = of - taken
    low = max(taken / (2 * of), 1 - 2 * left / of)
    high = min(2 * taken / of, 1 - left / (2 * of))
    return low, taken / of, high


class Shares:
    """The shares of one liver: measured segments exactly, the others within what population and whole allow."""

    def __init__(
        self,
        measured: Mapping[Segment, float] | None = None,
        *,
        segment_4: float | None = None,
        resected: tuple[SegmentSet, float] | None = None,
    ) -> None:
        """Take measured shares in percent; ``segment_4`` is that of 4a and 4b together.

        ``resected`` is the share of a whole resection, known from its measured remnant; it counts where no segment was
        measured and published parts make the resection up. More than 100 percent in all is a ValueError.
        """
        self._measured = dict(measured or {})
        self._segment_4 = segment_4
        self._resected = None
        if resected is not None and not self.is_measured and _is_made_of_parts(resected[0]):
            self._resected = resected
        self._parts = self._fitted_parts()
        self._asked: dict[SegmentSet, Share] = {}

    @property
    def is_measured(self) -> bool:
        """Whether any segment was measured."""
        return bool(self._measured) or self._segment_4 is not None

    def of(self, segments: SegmentSet) -> Share:
        """Return the share of a set of segments; its bounds are the narrower of its own and of what it leaves."""
        found = self._asked.get(segments)
        if found is None:
            direct, left = self._sum(segments), self._sum(without(WHOLE_LIVER, segments)).rest
            # Where all is measured the two differ by rounding alone, which must not turn the bounds round.
            low, high = sorted((max(direct.low, left.low), min(direct.high, left.high)))
            found = Share(low, direct.likely, high)
            self._asked[segments] = found
        return found

    def _sum(self, segments: SegmentSet) -> Share:
        return total_share(part.share_of(segments) for part in self._parts)

    def _fitted_parts(self) -> tuple[_Part, ...]:
        drafts = {segments: self._draft(segments, share) for segments, share in POPULATION.items()}
        if self._resected is None:
            return _fitted_to(list(drafts.values()), 100)
        resected, share = self._resected
        inside = [draft for segments, draft in drafts.items() if is_within(segments, resected)]
        outside = [draft for segments, draft in drafts.items() if not is_within(segments, resected)]
        return (*_fitted_to(inside, share), *_fitted_to(outside, 100 - share))

    def _draft(self, segments: SegmentSet, share: Share) -> _Part:
        """Return a part by itself: of what was not measured, the population's share less what was measured."""
        measured = {one: self._measured[one] for one in segments_in(segments) if one in self._measured}
        others = tuple(one for one in segments_in(segments) if one not in measured)
        known = added(measured.values())
        whole_part = self._segment_4 if segments == SEGMENT_4 else None
        if not others or whole_part is not None:
            rest = max(0.0, whole_part - known) if others and whole_part is not None else 0.0
            return _Part(measured, others, Share(rest, rest, rest), is_open=False)
        bounds = Share(max(0.0, share.low - known), max(0.0, share.likely - known), max(0.0, share.high - known))
        return _Part(measured, others, bounds, is_open=True)


def _is_made_of_parts(segments: SegmentSet) -> bool:
    return all(is_within(part, segments) or not part & segments for part in POPULATION)


def _fitted_to(drafts: Sequence[_Part], whole: float) -> tuple[_Part, ...]:
    """Return the parts with what was not measured so fitted that all together are ``whole``."""
    known = added(added(draft.measured.values()) + (0 if draft.is_open else draft.rest.likely) for draft in drafts)
    if known > whole + 1e-6:
        raise ValueError(f"the measured segments are {known} percent of the liver")
    fitted = iter(_fitted([draft.rest for draft in drafts if draft.is_open], max(0.0, whole - known)))
    return tuple(replace(draft, rest=next(fitted)) if draft.is_open else draft for draft in drafts)


def total_share(shares: Iterable[Share]) -> Share:
    """Return the sum of shares, in each of its three figures."""
    parts = list(shares)
    return Share(added(one.low for one in parts), added(one.likely for one in parts), added(one.high for one in parts))


def _fitted(bounds: Sequence[Share], left: float) -> list[Share]:
    """Return the shares of parts that together are ``left``; a population that does not allow for it bounds nothing."""
    whole = total_share(bounds)
    if not whole.low <= left <= whole.high:
        return [Share(0, left / len(bounds), left) for _ in bounds]
    return [_fitted_share(one, whole, left) for one in bounds]


def _fitted_share(one: Share, whole: Share, left: float) -> Share:
    low = max(one.low, left - (whole.high - one.high))
    high = min(one.high, left - (whole.low - one.low))
    return Share(low, _likely(one, whole, left), high)


def _likely(one: Share, whole: Share, left: float) -> float:
    """Return the likely share moved towards one of its bounds, as far as all are moved for their sum to be ``left``."""
    if left >= whole.likely:
        room = whole.high - whole.likely
        return one.likely + (one.high - one.likely) * ((left - whole.likely) / room if room else 0)
    return one.likely - (one.likely - one.low) * ((whole.likely - left) / (whole.likely - whole.low))
