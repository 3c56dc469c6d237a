"""The anatomical resections that come into question for a set of lesions, none of them included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Protocol

from crlm_desktop.engine.liver.resections import Resection, composition
from crlm_desktop.engine.liver.segments import (
    NOTHING,
    RIGHT_LIVER,
    WHOLE_LIVER,
    SegmentSet,
    count,
    is_within,
    leaves_two_adjacent,
)
from crlm_desktop.engine.planner.keeping import keep
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Verdicts, Way, places_where

MAX_PARTS = 3
"""An operation is composed of at most so many named resections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One anatomical operation: what it takes, and which lesions (sets of positions) go with it.

    ``inside`` lie wholly in what is taken; ``cut`` only with their centre, so that the cut must be widened around them.
    ``presumed_inside`` are those inside of which the record does not tell it. ``is_planned`` marks the operation that
    the team named or measured the remnant for; its ``takes`` is ``None`` when nothing tells its extent.
    """

    takes: SegmentSet | None
    parts: tuple[Resection, ...] = ()
    inside: int = 0
    cut: int = 0
    presumed_inside: int = 0
    is_planned: bool = False
    taken: SegmentSet = field(init=False)
    """The segments that it is known to take."""
    size: int = field(init=False)
    """The number of segments taken, out of eight."""
    is_resection: bool = field(init=False)
    """Whether anything anatomical is resected at all."""

    def __post_init__(self) -> None:
        """Reckon what is asked again and again."""
        taken = self.takes or NOTHING
        object.__setattr__(self, "taken", taken)
        object.__setattr__(self, "size", count(taken))
        object.__setattr__(self, "is_resection", self.takes is None or self.takes != NOTHING)


NO_OPERATION = Operation(takes=NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedResection:
    """What the team plans: the segments where it named a resection, and that it measured a remnant for one."""

    named: SegmentSet | None
    is_measured: bool


def takes_right_liver(operation: Operation) -> bool:
    """Tell whether the right liver goes; an operation of unknown extent is taken as one that does."""
    return operation.takes is None or is_within(RIGHT_LIVER, operation.takes)


class WhatIsLeft(Protocol):
    """What tells how much of the liver an operation leaves."""

    @property
    def of_operations(self) -> object:
        """What stands for all by which it is told."""
        ...

    def left_by(self, operation: Operation) -> float:
        """Return the share that is likely left, in percent."""
        ...


class Possible:
    """Operations that come into question for the lesions of a case."""

    def __init__(self, found: tuple[Operation, ...]) -> None:
        self.found = found
        self._right = tuple(one for one in found if takes_right_liver(one) and one.inside)
        self._ordered: dict[object, tuple[tuple[float, Operation], ...]] = {}

    def by_what_they_leave(self, liver: WhatIsLeft, *, of_right_liver: bool) -> tuple[tuple[float, Operation], ...]:
        """Return the operations, or those that take the right liver, with what they leave; the most comes first."""
        key = (liver.of_operations, of_right_liver)
        ordered = self._ordered.get(key)
        if ordered is None:
            left = [(liver.left_by(one), one) for one in (self._right if of_right_liver else self.found)]
            ordered = tuple(sorted(left, key=_most_left_first))
            keep(self._ordered, key, ordered)
        return ordered


def _most_left_first(one: tuple[float, Operation]) -> float:
    return -one[0]


NO_RESECTION = Possible((NO_OPERATION,))


class Operations:
    """The operations that come into question for the lesions of a case, found once for all strategies.

    Each part of an operation serves at least one visible lesion that the operation takes wholly. What the team named
    always comes into question.
    """

    def __init__(self, targets: Sequence[Target], verdicts: Sequence[Verdicts], planned: PlannedResection) -> None:
        self._targets = targets
        self._unresectable = places_where(each[Way.ANATOMICAL].answer.is_false for each in verdicts)
        self._named = planned.named
        self._sites = tuple((one.segments, one.centre, one.is_vanished) for one in targets)

    def joining(self, to_join: Sequence[Target]) -> Possible:
        """Return the operation that takes nothing, and the others in a fixed order.

        Operations of several parts come into question only where each part serves a lesion of ``to_join``.
        """
        joined = _sites((one.segments, one.centre, one.is_vanished) for one in to_join)
        return _joining(self._sites, joined, self._unresectable, self._named)

    def unnamed(self, verdicts: Sequence[Verdicts]) -> Operation | None:
        """Return the operation that the team measured a remnant for when neither name nor lesions tell its extent.

        It holds the lesions of unknown site, and those that no other way surely treats.
        """
        pairs = zip(self._targets, verdicts, strict=True)
        inside = places_where(not target.segments or not is_surely_treated_otherwise(each) for target, each in pairs)
        operation = Operation(takes=None, inside=inside, presumed_inside=inside, is_planned=True)
        return operation if self._may(operation) else None

    def _may(self, operation: Operation) -> bool:
        return _may(operation, self._unresectable)


def _may(operation: Operation, unresectable: int) -> bool:
    """Tell whether the operation resects something, and nothing that the team calls unresectable."""
    return operation.inside != 0 and not operation.inside & unresectable


Site = tuple[SegmentSet, SegmentSet, bool]
"""Where a lesion lies: its segments, the one of its centre, and whether it has vanished."""


@cache
def _all_operations() -> tuple[tuple[SegmentSet, tuple[Resection, ...]], ...]:
    """Return every set of segments that can be taken in one operation, with the resections it is composed of."""
    sets = (SegmentSet(number) for number in range(1, WHOLE_LIVER))
    composed = ((takes, composition(takes)) for takes in sets if leaves_two_adjacent(takes))
    return tuple((takes, parts) for takes, parts in composed if len(parts) <= MAX_PARTS)


def is_surely_treated_otherwise(verdicts: Verdicts) -> bool:
    """Tell whether a lesion needs no territory to be resected: a wedge, heat or observation surely serves it well."""
    found = (verdicts[way] for way in (Way.WEDGE, Way.ABLATE, Way.LEAVE) if way in verdicts)
    return any(verdict.answer.is_true and verdict.is_ideal for verdict in found)


def _sites(sites: Iterable[Site]) -> frozenset[SegmentSet]:
    """Return where the visible lesions of known site lie."""
    return frozenset(segments for segments, _, is_vanished in sites if segments and not is_vanished)


@lru_cache(maxsize=256)
def _operations_on(sites: tuple[Site, ...]) -> tuple[Operation, ...]:
    """Return every operation of which each part serves a visible lesion, but those of several parts that take too much.

    It is remembered: flip points and missing facts ask about the same sites again and again.
    """
    served = _sites(sites)
    found = [_operation(takes, parts, sites) for takes, parts in _all_operations() if _serves(takes, parts, served)]
    return tuple(operation for operation in found if len(operation.parts) == 1 or not _takes_too_much(operation, found))


def _takes_too_much(operation: Operation, others: Iterable[Operation]) -> bool:
    """Tell whether another operation takes less, needs no more parts, and all the same lesions go with it."""
    return any(
        other.inside == operation.inside
        and other.takes != operation.takes
        and is_within(other.taken, operation.taken)
        and len(other.parts) <= len(operation.parts)
        for other in others
    )


@lru_cache(maxsize=256)
def _joining(
    sites: tuple[Site, ...], to_join: frozenset[SegmentSet], unresectable: int, named: SegmentSet | None
) -> Possible:
    """Return the operations of `Operations.joining`; trials ask about the same again and again."""
    joined = _joined(to_join)
    found = [
        operation
        for operation in _operations_on(sites)
        if operation.takes != named and (len(operation.parts) == 1 or operation.takes in joined)
    ]
    if named is not None and leaves_two_adjacent(named):
        found.append(_planned(named, sites))
    return Possible((NO_OPERATION, *(operation for operation in found if _may(operation, unresectable))))


def _planned(named: SegmentSet, sites: tuple[Site, ...]) -> Operation:
    """Return the operation that the team named; lesions of unknown site are presumed to go with it."""
    known = _operation(named, composition(named), sites)
    presumed = places_where(not segments for segments, _, _ in sites)
    return replace(known, inside=known.inside | presumed, presumed_inside=presumed, is_planned=True)


@lru_cache(maxsize=256)
def _joined(sites: frozenset[SegmentSet]) -> frozenset[SegmentSet]:
    """Return what the operations take of which each part serves a lesion at one of these sites."""
    return frozenset(takes for takes, parts in _all_operations() if _serves(takes, parts, sites))


def _serves(takes: SegmentSet, parts: tuple[Resection, ...], sites: Iterable[SegmentSet]) -> bool:
    """Tell whether each part is needed for a lesion that lies wholly in what is taken."""
    taken = [site for site in sites if not site & ~takes]
    return bool(taken) and all(any(site & part.takes for site in taken) for part in parts)


def _operation(takes: SegmentSet, parts: tuple[Resection, ...], sites: tuple[Site, ...]) -> Operation:
    inside = places_where(bool(segments) and is_within(segments, takes) for segments, _, _ in sites)
    centred = places_where(bool(centre & takes) for _, centre, _ in sites)
    return Operation(takes=takes, parts=parts, inside=inside, cut=centred & ~inside)
