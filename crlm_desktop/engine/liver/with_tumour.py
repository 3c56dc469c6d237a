"""Shares of a liver whose segments were measured with the tumour in them: what of them is parenchyma."""

from __future__ import annotations

from dataclasses import dataclass, field

from crlm_desktop.engine.liver.segments import SegmentSet, without
from crlm_desktop.engine.liver.shares import LiverShares, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesWithTumour:
    """Shares of the parenchyma, from segments that were all measured together with the tumour in them.

    ``raw`` are the shares of the whole with its tumour, which is ``tumour_percent`` of that whole and lies in the
    segments of ``tumour_in``, no one knows how much in which: as much as the segments left or taken can hold bounds it.
    """

    raw: LiverShares
    tumour_percent: float
    tumour_in: SegmentSet
    is_measured: bool = True
    _asked: dict[SegmentSet, Share] = field(default_factory=dict, repr=False, compare=False)

    def of(self, segments: SegmentSet) -> Share:
        """Return the share of a set of segments in the liver without tumour."""
        found = self._asked.get(segments)
        if found is None:
            low, likely, high = self._tumour_within(segments)
            raw, scale = self.raw.of(segments).likely, 100 / (100 - self.tumour_percent)
            found = Share(*(min(100.0, max(0.0, scale * (raw - part))) for part in (high, likely, low)))
            self._asked[segments] = found
        return found

    def _tumour_within(self, segments: SegmentSet) -> tuple[float, float, float]:
        """Return how much tumour lies in the segments, in percent of the whole: at least, likely, at most."""
        holding = self.raw.of(self.tumour_in).likely
        inside = self.raw.of(SegmentSet(self.tumour_in & segments)).likely
        outside = self.raw.of(without(self.tumour_in, segments)).likely
        likely = self.tumour_percent * inside / holding if holding else 0.0
        return max(0.0, self.tumour_percent - outside), likely, min(self.tumour_percent, inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class EitherShares:
    """Shares of a liver some of whose segments were measured, perhaps with the tumour in them: both are allowed for."""

    likely: LiverShares
    other: LiverShares
    is_measured: bool = True

    def of(self, segments: SegmentSet) -> Share:
        """Return the share of a set of segments."""
        one, other = self.likely.of(segments), self.other.of(segments)
        return Share(min(one.low, other.low), one.likely, max(one.high, other.high))
