"""The search for the best outline: operations that cannot lead to a better one than was found are not worked out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.outlines import Outlines
from crlm_desktop.engine.planner.reckoning import Reckoning
from crlm_desktop.engine.planner.sketch import AfterKept, Judged, Reckoned, Sketching
from crlm_desktop.engine.tri import Truth

Reached = tuple[float, Operation]
"""An operation with the parenchyma in percent that it leaves before wedges and ablation zones take theirs."""
Order = tuple[tuple[int, int], int, int, AfterKept]
"""What outlines are ordered by: how they are judged, weaker treatments, parenchyma kept, and the rest."""

_LAST_DIGITS = 1e-9
SURE, NOT_SURELY_ENOUGH, OPEN = (0, 0), (1, 0), (1, 1)
"""The first faults, at best, of an outline that surely stands and leaves enough; that stands; that is open."""


class Search:
    """The outlines of a request by the volumes of one liver, straight away or in the stages of an augmentation."""

    def __init__(
        self, outlines: Outlines, sketching: Sketching, reckoning: Reckoning, augmentation: Augmentation | None
    ) -> None:
        self._outlines = outlines
        self._sketching = sketching
        self._reckoning = reckoning
        self._augmentation = augmentation
        self._judged: dict[int, Judged] = {}
        self._lost: dict[int, float] = {0: 0.0}
        self._reached: tuple[Reached, ...] = outlines.by_what_they_leave(augmentation, reckoning)

    def among(self, belongs: Callable[[Operation], bool]) -> Search:
        """Return the search among some of the operations."""
        found = Search(self._outlines, self._sketching, self._reckoning, self._augmentation)
        found._judged = self._judged
        found._reached = tuple(one for one in self._reached if belongs(one[1]))
        return found

    def __bool__(self) -> bool:
        """Whether there is any outline."""
        return any(self._outlines.of(operation, self._augmentation) for _, operation in self._reached)

    def __iter__(self) -> Iterator[Reckoned]:
        """Yield every outline with what it keeps, in no order that means anything."""
        return self._with_kept(operation for _, operation in self._reached)

    def judge(self, reckoned: Reckoned) -> Judged:
        """Tell whether an outline can be carried out, and leaves enough."""
        found = self._judged.get(id(reckoned.outline))
        if found is None:
            found = self._judged[id(reckoned.outline)] = self._sketching.judge(reckoned)
        return found

    def best(self, *, keeping_over: float = -math.inf) -> Reckoned | None:
        """Return the best outline, or the best of those that keep more than so many percent.

        What cannot be better than one found before is not judged, and an operation of which nothing can is passed over.
        """
        best: Reckoned | None = None
        least: Order | None = None
        for rest, operation in self._reached:
            if rest <= keeping_over:
                break
            if least is not None and self._is_beaten(operation, rest, least):
                continue
            for reckoned in self._with_kept((operation,)):
                if reckoned.kept > keeping_over:
                    order = self._better(reckoned, least)
                    if order is not None:
                        best, least = reckoned, order
        return best

    def _is_beaten(self, operation: Operation, rest: float, least: Order) -> bool:
        """Tell whether no outline of an operation can be as good as one that was found, asking first what is quick."""
        outlines, beside = self._outlines, ~(operation.inside | operation.cut) & self._outlines.everywhere
        is_open = outlines.open_anyway & beside != 0
        faults = OPEN if is_open else SURE
        weaker = ((outlines.weak_anyway if is_open else outlines.weak_if_sure) & beside).bit_count()
        if (faults, weaker, -round(rest)) > least[:3]:
            return True
        kept = -round(rest - self._least_lost(beside))
        if (faults, weaker, kept) > least[:3]:
            return True
        is_never_sure = not is_open and (NOT_SURELY_ENOUGH, weaker, kept) > least[:3]
        return is_never_sure and not self._sketching.may_surely_leave_enough(operation)

    def _least_lost(self, lesions: int) -> float:
        """Return what is lost at least where none of these lesions goes with the operation, in percent.

        It is told a little too small, since the order in which the losses are added makes a last digit of difference.
        """
        found = self._lost.get(lesions)
        if found is None:
            last = lesions.bit_length() - 1
            found = self._lost[lesions] = self._least_lost(lesions ^ (1 << last)) + self._least_losses[last]
        return found - _LAST_DIGITS

    @cached_property
    def _least_losses(self) -> tuple[float, ...]:
        return tuple(
            min((self._reckoning.lost_by(place, way) for way in ways), default=0.0)
            for place, ways in enumerate(self._outlines.ways_beside)
        )

    def _better(self, reckoned: Reckoned, least: Order | None) -> Order | None:
        """Return the order of an outline where it is better than another."""
        after_faults = _after_faults(reckoned)
        if least is not None and (OPEN if reckoned.outline.is_open else SURE, *after_faults) >= least:
            return None
        order = (self.judge(reckoned).faults, *after_faults)
        return order if least is None or order < least else None

    def has_one_that_stands(self) -> bool:
        """Tell whether any outline can surely be carried out."""
        open_anyway = self._outlines.open_anyway
        covering = (one for _, one in self._reached if not open_anyway & ~(one.inside | one.cut))
        return any(self.judge(one).stands is Truth.TRUE for one in self._with_kept(covering) if not one.outline.is_open)

    def foremost(self, order_of: Callable[[Operation], tuple[float, ...]]) -> Reckoned | None:
        """Return the outline that can most surely be carried out, then by the order of operations, then the best."""
        best: Reckoned | None = None
        least: tuple[object, ...] | None = None
        for order, _, operation in sorted((order_of(one), at, one) for at, (_, one) in enumerate(self._reached)):
            if least is not None and (0, order) > least[:2]:
                break
            for reckoned in self._with_kept((operation,)):
                outline, judged = reckoned.outline, self.judge(reckoned)
                key = (
                    2 - judged.stands,
                    order,
                    judged.faults,
                    outline.weaker,
                    -round(reckoned.kept),
                    outline.after_kept,
                )
                if least is None or key < least:
                    best, least = reckoned, key
        return best

    def _with_kept(self, operations: Iterable[Operation]) -> Iterator[Reckoned]:
        kept = self._reckoning.reckoned_kept
        for operation in operations:
            for outline in self._outlines.of(operation, self._augmentation):
                yield Reckoned(outline, kept(operation, outline.ways))


def _after_faults(reckoned: Reckoned) -> tuple[int, int, AfterKept]:
    return (reckoned.outline.weaker, -round(reckoned.kept), reckoned.outline.after_kept)
