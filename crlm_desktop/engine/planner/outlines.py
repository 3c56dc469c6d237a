"""What a request of a strategy allows before volumes are reckoned: every operation with every assignment of ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.planner.assignment import Assignments
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import NO_OPERATION, Operation, PlannedResection, is_surely_treated_otherwise
from crlm_desktop.engine.planner.staging import is_stageable
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Marks, Way, Ways, places_where
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FactId

Pair = tuple[Operation, Ways]
"""An operation with the way of every lesion."""

OutlineKey = tuple[frozenset[LesionModality], frozenset[LesionModality], bool, PlannedResection]


class Outlines:
    """Every operation with every assignment that a request allows.

    They stand on the lesions, the RAS status and what the team plans (`key_of`), not on the volumes of the liver: cases
    that are otherwise alike share them.
    """

    def __init__(
        self, ground: Ground, modalities: frozenset[LesionModality], must_use: frozenset[LesionModality]
    ) -> None:
        self._ground = ground
        self._vanished = places_where(target.is_vanished for target in ground.targets)
        self.verdicts = ground.allowed(modalities)
        self.marks = Marks.of(self.verdicts)
        self._assignments = Assignments(ground.targets, self.verdicts, must_use)
        self.may_resect = LesionModality.RESECT in modalities
        self._found = [(operation, tuple(self._assignments.of(operation))) for operation in self._possible_operations()]
        self._pairs: dict[Augmentation | None, tuple[Pair, ...]] = {}

    def of(self, augmentation: Augmentation | None) -> tuple[Pair, ...]:
        """Return those that can be carried out straight away, or in the stages of an augmentation."""
        pairs = self._pairs.get(augmentation)
        if pairs is None:
            pairs = self._pairs[augmentation] = tuple(
                (operation, ways)
                for operation, assigned in self._found
                for ways in assigned
                if augmentation is None or is_stageable(augmentation, operation, ways, self._vanished)
            )
        return pairs

    @cached_property
    def untreated(self) -> Interval:
        """Return how many lesions none of the modalities can treat, in the operation that leaves the fewest."""
        different = {(operation.inside, operation.cut): operation for operation, _ in self._found}
        counts = [self._assignments.untreated(operation) for operation in different.values()]
        return Interval(min(least for least, _ in counts), min(surely for _, surely in counts))

    @cached_property
    def open_facts(self) -> frozenset[FactId]:
        """Return on what it hangs whether lesions that no way surely treats by itself can be treated at all."""
        single = [[one.answer for way, one in each.items() if way is not Way.ANATOMICAL] for each in self.verdicts]
        unsure = [found for found in single if not any(answer.is_true for answer in found)]
        return frozenset().union(*(answer.hangs_on for found in unsure for answer in found))

    def _possible_operations(self) -> Iterator[Operation]:
        if not self.may_resect:
            yield NO_OPERATION
            return
        reckoning = self._ground.reckoning
        found = tuple(self._ground.operations.joining(self._to_join()))
        yield from found
        is_unnamed = reckoning.planned.is_measured and reckoning.planned.named is None
        is_unplaced = any(not target.segments for target in self._ground.targets)
        if is_unnamed and (is_unplaced or not any(reckoning.is_measured_for(one) for one in found)):
            operation = self._ground.operations.unnamed(self.verdicts)
            if operation is not None:
                yield operation

    def _to_join(self) -> list[Target]:
        """Return the lesions for which an operation may have several parts: those that a wedge or heat may not do for.

        When RAS is mutated, that is every lesion: sources disagree on whether a wedge does.
        """
        if self._ground.is_ras_mutated:
            return list(self._ground.targets)
        pairs = zip(self._ground.targets, self.verdicts, strict=True)
        return [one for one, each in pairs if not is_surely_treated_otherwise(each) or each[Way.WEDGE].assumptions]


def key_of(ground: Ground, modalities: frozenset[LesionModality], must_use: frozenset[LesionModality]) -> OutlineKey:
    """Return what tells outlines apart whose lesions, and the verdicts on them, are the same."""
    return modalities, must_use, ground.is_ras_mutated, ground.reckoning.planned
