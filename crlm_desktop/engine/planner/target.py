"""A lesion as the planner sees it: what is known of it, and nothing about what may be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from crlm_desktop.case.choices import Depth, LesionState
from crlm_desktop.engine.facts.source import LesionSource, Source
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.liver.segments import NOTHING, SegmentSet, is_within, segment_set
from crlm_desktop.engine.tri import FactId, Tri, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A lesion that needs treatment, or whose state nobody has told.

    ``segments`` is empty while they are not known; ``centre`` is the segment that holds its centre. ``size`` in mm is
    that before systemic treatment when the lesion has vanished.
    """

    source: LesionSource
    segments: SegmentSet
    centre: SegmentSet
    size: Interval
    is_vanished: bool
    is_surely_there: bool
    id: str = field(init=False)
    is_subcapsular: bool = field(init=False)
    """Whether it is known to lie below the capsule."""
    is_deep: bool = field(init=False)
    """Whether it is known to lie deep."""
    likely_mm: float | None = field(init=False)
    """The diameter when it is known."""

    def __post_init__(self) -> None:
        """Read what is asked again and again."""
        object.__setattr__(self, "id", self.source.id)
        depth = self.value("depth").known
        object.__setattr__(self, "is_subcapsular", depth == Depth.SUBCAPSULAR)
        object.__setattr__(self, "is_deep", depth == Depth.DEEP)
        object.__setattr__(self, "likely_mm", self.size.low if self.size.is_exact else None)

    def fact(self, attribute: str) -> FactId:
        """Return the id of one of the lesion's own facts."""
        return FactId(f"lesions[{self.id}].{attribute}")

    def value(self, attribute: str) -> FactValue:
        """Return what is known of one of the lesion's own facts."""
        return self.source.value(attribute)

    def number(self, attribute: str) -> Interval:
        """Return what a number of the lesion can be that every lesion has."""
        found = self.value(attribute).interval
        assert found is not None, f"{attribute} always applies"
        return found

    @property
    def size_fact(self) -> FactId:
        """The fact that holds the size that counts."""
        return self.fact("size_before_mm" if self.is_vanished else "size_mm")

    def is_size_at_most(self, limit_mm: float) -> Tri:
        """Tell whether the lesion is no larger."""
        return Tri(self.size.is_at_most(limit_mm), (self.size_fact,))

    def is_known_as(self, attribute: str, code: str) -> bool:
        """Tell whether a choice of the lesion surely is that code."""
        return self.value(attribute).known == code

    def can_be(self, attribute: str, code: str) -> bool:
        """Tell whether a choice of the lesion can still be that code."""
        return code in self.value(attribute).candidates


def targets_of(source: Source, like: Mapping[str, Target] | None = None) -> tuple[Target, ...] | None:
    """Return the lesions of a case that may need treatment, by id; ``None`` when nobody has told which there are.

    Those of ``like`` are taken as they are.
    """
    if source.lesions is None:
        return None
    return tuple(sorted(_targets(source.lesions, like or {}), key=lambda target: natural(target.id)))


def _targets(lesions: tuple[LesionSource, ...], like: Mapping[str, Target]) -> Iterator[Target]:
    for lesion in lesions:
        known = like.get(lesion.id)
        if known is not None:
            yield known
        elif lesion.needs_treatment.truth is not Truth.FALSE:
            yield _target(lesion)


def _target(lesion: LesionSource) -> Target:
    state = lesion.value("state")
    is_vanished = str(LesionState.PRESENT) not in state.candidates
    size = lesion.value("size_before_mm" if is_vanished else "size_mm").interval
    assert size is not None, "every lesion has a size"
    segments = _segments(lesion)
    return Target(
        source=lesion,
        segments=segments,
        centre=_centre(lesion, segments),
        size=size,
        is_vanished=is_vanished,
        is_surely_there=state.is_settled or size.low > 0,
    )


def _segments(lesion: LesionSource) -> SegmentSet:
    value = lesion.value("segments")
    return segment_set(sorted(value.members.surely)) if value.is_settled else NOTHING


def _centre(lesion: LesionSource, segments: SegmentSet) -> SegmentSet:
    """Return the segment that the record names first, unless what is assumed of the segments says otherwise."""
    first = segment_set((lesion.lesion.segments or ())[:1])
    return first if first and is_within(first, segments) else segments


@cache
def natural(lesion_id: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which L2 stands before L10."""
    parts = re.findall(r"\d+|\D+", lesion_id)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
