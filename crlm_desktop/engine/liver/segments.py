"""The segments of Couinaud as sets: who borders on whom, through which vein each drains, what a surgeon must leave.

A set of segments is a whole number with one bit a segment, because a planner asks for hundreds of them. Segment 4 is
two parts here, 4a and 4b, which count as one segment.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import NewType

from crlm_desktop.engine.facts.choices import CouinaudSegment as Segment

SegmentSet = NewType("SegmentSet", int)

SEGMENTS = tuple(Segment)
NOTHING = SegmentSet(0)
WHOLE_LIVER = SegmentSet((1 << len(SEGMENTS)) - 1)

_BITS = {segment: 1 << place for place, segment in enumerate(SEGMENTS)}
_CODES = {str(segment): bit for segment, bit in _BITS.items()} | {"4": _BITS[Segment.S4A] | _BITS[Segment.S4B]}


def segment_set(codes: Iterable[str]) -> SegmentSet:
    """Return the set of the segments with these codes (``"5"``, ``"4a"``; ``"4"`` is both its parts)."""
    found = 0
    for code in codes:
        found |= _CODES[str(code)]
    return SegmentSet(found)


@cache
def segments_in(parts: SegmentSet) -> tuple[Segment, ...]:
    """Return the segments of the set in Couinaud's order."""
    return tuple(segment for segment in SEGMENTS if parts & _BITS[segment])


def codes_of(parts: SegmentSet) -> tuple[str, ...]:
    """Return how the set is written: both parts of segment 4 together as ``4``."""
    codes = [str(segment) for segment in segments_in(parts)]
    if parts & SEGMENT_4 == SEGMENT_4:
        codes[codes.index("4a") : codes.index("4b") + 1] = ["4"]
    return tuple(codes)


def without(parts: SegmentSet, others: SegmentSet) -> SegmentSet:
    """Return the segments of the first set that are not in the second."""
    return SegmentSet(parts & ~others)


def both(parts: SegmentSet, others: SegmentSet) -> SegmentSet:
    """Return the segments of either set."""
    return SegmentSet(parts | others)


def is_within(parts: SegmentSet, whole: SegmentSet) -> bool:
    """Tell whether every segment of the first set is in the second."""
    return parts & ~whole == 0


CAUDATE = segment_set(("1",))
LEFT_LATERAL = segment_set(("2", "3"))
SEGMENT_4 = segment_set(("4",))
RIGHT_ANTERIOR = segment_set(("5", "8"))
RIGHT_POSTERIOR = segment_set(("6", "7"))
RIGHT_LIVER = both(RIGHT_ANTERIOR, RIGHT_POSTERIOR)
LEFT_LIVER = both(LEFT_LATERAL, SEGMENT_4)

_BORDERS = (
    "1 2", "1 4a", "1 4b", "1 6", "1 7", "1 8",
    "2 3", "2 4a", "3 4b", "4a 4b", "4a 8", "4b 5",
    "5 6", "5 8", "6 7", "7 8",
)  # fmt: skip
"""Pairs of segments that share a border inside the liver."""


def _neighbours() -> tuple[int, ...]:
    near = dict.fromkeys(SEGMENTS, 0)
    for pair in _BORDERS:
        one, other = (segments_in(segment_set((code,)))[0] for code in pair.split())
        near[one] |= _BITS[other]
        near[other] |= _BITS[one]
    return tuple(near.values())


_NEIGHBOURS = _neighbours()


def count(parts: SegmentSet) -> int:
    """Count the segments of the set out of eight; of segment 4 a part alone counts as well as the whole."""
    halves = 1 if parts & SEGMENT_4 == SEGMENT_4 else 0
    return parts.bit_count() - halves


class HepaticVein(Enum):
    """A vein through which segments drain; the caudate lobe drains into the vena cava by veins of its own."""

    RIGHT = "right"
    MIDDLE = "middle"
    LEFT = "left"
    CAVA = "cava"


_TRUNK_RUNS_BETWEEN = {
    HepaticVein.RIGHT: segment_set(("7", "8")),
    HepaticVein.MIDDLE: segment_set(("4a", "8")),
    HepaticVein.LEFT: segment_set(("2", "3")),
}
"""Between which segments the last part of each trunk runs: where both are taken, the trunk is taken with them."""

_DRAINS = {
    HepaticVein.RIGHT: segment_set(("5", "6", "7", "8")),
    HepaticVein.MIDDLE: segment_set(("4", "5", "8")),
    HepaticVein.LEFT: segment_set(("2", "3", "4")),
    HepaticVein.CAVA: CAUDATE,
}


def drained(taken: SegmentSet) -> SegmentSet:
    """Return the segments that stay when ``taken`` is resected and that keep one of their hepatic veins."""
    kept_veins = [segments for vein, segments in _DRAINS.items() if not _is_taken(_TRUNK_RUNS_BETWEEN.get(vein), taken)]
    reached = 0
    for segments in kept_veins:
        reached |= segments
    return SegmentSet(WHOLE_LIVER & ~taken & reached)


def _is_taken(trunk: SegmentSet | None, taken: SegmentSet) -> bool:
    return trunk is not None and is_within(trunk, taken)


def needs_inferior_right_vein(taken: SegmentSet) -> bool:
    """Tell whether segment 6 stays without the right hepatic vein, and so needs an inferior right vein of its own."""
    lower_right = segment_set(("6",))
    return not is_within(lower_right, taken) and not is_within(lower_right, drained(taken))


@cache
def leaves_two_adjacent(taken: SegmentSet) -> bool:
    """Tell whether at least two adjacent segments stay with inflow, outflow and bile drainage of their own.

    That is the technical definition of resectability (Charnsangavej et al., Ann Surg Oncol 2006;13:1261). An anatomical
    resection divides only the pedicles of what it takes, so that whatever stays keeps its inflow and its bile duct; the
    outflow is lost where the trunk of its only hepatic vein goes. 4a and 4b count as one segment.
    """
    open_parts = int(drained(taken))
    while open_parts:
        reached, grown = 0, open_parts & -open_parts
        while grown != reached:
            reached = grown
            for place, near in enumerate(_NEIGHBOURS):
                if reached >> place & 1:
                    grown |= near & open_parts
        if count(SegmentSet(reached)) >= 2:
            return True
        open_parts &= ~reached
    return False
