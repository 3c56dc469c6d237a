"""What a request of a strategy allows before volumes are reckoned: every operation with every assignment of ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.planner.assignment import Assignments
from crlm_desktop.engine.planner.ground import Ground, Sight
from crlm_desktop.engine.planner.operation import NO_OPERATION, Operation, PlannedResection, is_surely_treated_otherwise
from crlm_desktop.engine.planner.sketch import Outline, outline_of
from crlm_desktop.engine.planner.staging import is_stageable
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Marks, Way, places_where
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FactId

OutlineKey = tuple[frozenset[LesionModality], frozenset[LesionModality], bool, PlannedResection]


class Outlines:
    """Every operation with every assignment that a request allows.

    They stand on the lesions, the RAS status and what the team plans, not on the volumes of the liver.
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
        self._operations = tuple(self._possible_operations())
        self._found = [
            outline_of(operation, ways, self.marks, is_ras_mutated=ground.is_ras_mutated)
            for operation in self._operations
            for ways in self._assignments.of(operation)
        ]
        self._staged: dict[Augmentation, tuple[Outline, ...]] = {}

    def of(self, augmentation: Augmentation | None) -> Sequence[Outline]:
        """Return those that can be carried out straight away, or in the stages of an augmentation."""
        if augmentation is None:
            return self._found
        staged = self._staged.get(augmentation)
        if staged is None:
            staged = self._staged[augmentation] = tuple(
                one for one in self._found if is_stageable(augmentation, one.operation, one.ways, self._vanished)
            )
        return staged

    @cached_property
    def untreated(self) -> Interval:
        """Return how many lesions none of the modalities can treat, in the operation that leaves the fewest."""
        different = {(operation.inside, operation.cut): operation for operation in self._operations}
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


class OutlineBook:
    """The outlines of one case under several assumptions, which those share that see the lesions alike."""

    def __init__(self) -> None:
        self._found: list[tuple[Sight, LesionOutlines]] = []

    def of(self, ground: Ground) -> LesionOutlines:
        """Return the outlines that are kept for these lesions."""
        sight = ground.sight
        for other, outlines in self._found:
            if sight == other:
                return outlines
        self._found.append((sight, outlines := LesionOutlines()))
        return outlines


class LesionOutlines:
    """The outlines of all requests for the same lesions."""

    def __init__(self) -> None:
        self._found: dict[OutlineKey, Outlines] = {}

    def of(
        self, ground: Ground, modalities: frozenset[LesionModality], must_use: frozenset[LesionModality]
    ) -> Outlines:
        """Return the outlines that a request allows; the ground is one that sees these lesions."""
        key = (modalities, must_use, ground.is_ras_mutated, ground.reckoning.planned)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = Outlines(ground, modalities, must_use)
        return found
