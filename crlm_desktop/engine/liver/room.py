"""How large a lesion one segment can hold: one that is larger reaches its neighbours, whatever the record says."""

from __future__ import annotations

import math
from functools import cache

from crlm_desktop.engine.liver.segments import SEGMENTS, SegmentSet, count, segment_set
from crlm_desktop.engine.liver.volumes import AS_POPULATION, TYPICAL_ML


@cache
def largest_mm_within(segments: SegmentSet) -> float | None:
    """Return the diameter in mm of the largest lesion that one segment can hold; ``None`` for any other number.

    A segment is taken as large as it is at most in 95 of 100 persons, in a large person's liver, and all of it as
    tumour: about 47 mm in the caudate lobe, 85 mm in segments 2 and 3, more elsewhere. It does not go by measured
    volumes: those are of the parenchyma that a tumour has left.
    """
    if count(segments) != 1:
        return None
    volume_ml = AS_POPULATION.of(segments).high * TYPICAL_ML.high / 100
    return round(math.cbrt(6000 * volume_ml / math.pi), 1)


@cache
def room_limits_mm() -> tuple[float, ...]:
    """Return every such diameter, smallest first: with them a size is compared, wherever the lesion lies."""
    sites = [segment_set((code,)) for code in (*map(str, SEGMENTS), "4")]
    return tuple(sorted({limit for limit in map(largest_mm_within, sites) if limit is not None}))
