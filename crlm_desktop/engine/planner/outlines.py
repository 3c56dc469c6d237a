"""What a request of a strategy allows before volumes are reckoned: every operation with every assignment of ways."""

from __future__ import annotations

from functools import cached_property

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.planner.assignment import Assignments
from crlm_desktop.engine.planner.ground import Ground, Sight
from crlm_desktop.engine.planner.keeping import keep
from crlm_desktop.engine.planner.operation import (
    NO_RESECTION,
    Operation,
    PlannedResection,
    Possible,
    is_surely_treated_otherwise,
)
from crlm_desktop.engine.planner.reckoning import Reckoning
from crlm_desktop.engine.planner.sketch import Outline, Outliner
from crlm_desktop.engine.planner.staging import is_stageable
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Marks, Way, places_where
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FactId

OutlineKey = tuple[Sight, frozenset[LesionModality], frozenset[LesionModality], bool, PlannedResection]


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
        self._operations = self._possible_operations()
        self._outliner = Outliner(self.marks, is_ras_mutated=ground.is_ras_mutated)
        self._found: dict[int, tuple[Outline, ...]] = {}
        self.everywhere = (1 << len(self.verdicts)) - 1
        """All lesions."""
        single = [[one for way, one in each.items() if way is not Way.ANATOMICAL] for each in self.verdicts]
        self.open_anyway = places_where(not any(one.answer.is_true for one in found) for found in single)
        """The lesions whose way hangs on something unless their territory is resected, whatever way is chosen."""
        self.weak_anyway = places_where(
            not any(one.is_ideal and not one.answer.is_false for one in found) for found in single
        )
        """The lesions that are treated on weaker evidence unless their territory is resected."""
        self.weak_if_sure = places_where(
            not any(one.is_ideal and one.answer.is_true for one in found) for found in single
        )
        """The same, where each lesion is treated in a way that is surely open."""

    def of(self, operation: Operation, augmentation: Augmentation | None) -> tuple[Outline, ...]:
        """Return the outlines of an operation that can be carried out straight away, or in stages."""
        found = self._found.get(id(operation))
        if found is None:
            outline = self._outliner.outline
            found = self._found[id(operation)] = tuple(
                outline(operation, ways) for ways in self._assignments.beside(operation)
            )
        if augmentation is None:
            return found
        return tuple(one for one in found if is_stageable(augmentation, operation, one.ways, self._vanished))

    def by_what_they_leave(
        self, augmentation: Augmentation | None, reckoning: Reckoning
    ) -> tuple[tuple[float, Operation], ...]:
        """Return the operations that come into question with what they leave before wedges and ablation zones.

        Those that leave the most come first.
        """
        return self._operations.by_what_they_leave(reckoning, of_right_liver=augmentation is not None)

    @cached_property
    def ways_beside(self) -> tuple[tuple[Way, ...], ...]:
        """The ways that can be open to each lesion beside an operation."""
        return tuple(
            tuple(way for way, one in each.items() if way is not Way.ANATOMICAL and not one.answer.is_false)
            for each in self.verdicts
        )

    @cached_property
    def untreated(self) -> Interval:
        """Return how many lesions none of the modalities can treat, in the operation that leaves the fewest."""
        different = {(operation.inside, operation.cut): operation for operation in self._operations.found}
        counts = [self._assignments.untreated(operation) for operation in different.values()]
        return Interval(min(least for least, _ in counts), min(surely for _, surely in counts))

    @cached_property
    def open_facts(self) -> frozenset[FactId]:
        """Return on what it hangs whether lesions that no way surely treats by itself can be treated at all."""
        single = [[one.answer for way, one in each.items() if way is not Way.ANATOMICAL] for each in self.verdicts]
        unsure = [found for found in single if not any(answer.is_true for answer in found)]
        return frozenset().union(*(answer.hangs_on for found in unsure for answer in found))

    def _possible_operations(self) -> Possible:
        if not self.may_resect:
            return NO_RESECTION
        reckoning = self._ground.reckoning
        possible = self._ground.operations.joining(self._to_join())
        is_unnamed = reckoning.planned.is_measured and reckoning.planned.named is None
        is_unplaced = any(not target.segments for target in self._ground.targets)
        if is_unnamed and (is_unplaced or not any(reckoning.is_measured_for(one) for one in possible.found)):
            operation = self._ground.operations.unnamed(self.verdicts)
            if operation is not None:
                return Possible((*possible.found, operation))
        return possible

    def _to_join(self) -> list[Target]:
        """Return the lesions for which an operation may have several parts: those that a wedge or heat may not do for.

        When RAS is mutated, that is every lesion: sources disagree on whether a wedge does.
        """
        if self._ground.is_ras_mutated:
            return list(self._ground.targets)
        pairs = zip(self._ground.targets, self.verdicts, strict=True)
        return [one for one, each in pairs if not is_surely_treated_otherwise(each) or each[Way.WEDGE].assumptions]


class OutlineBook:
    """The outlines of one case under several assumptions, which requests share that see the lesions alike.

    There are very many, so that only those of the case itself and the latest others are kept.
    """

    def __init__(self) -> None:
        self._of_case: dict[OutlineKey, Outlines] = {}
        self._of_trials: dict[OutlineKey, Outlines] = {}

    def of(
        self, ground: Ground, modalities: frozenset[LesionModality], must_use: frozenset[LesionModality]
    ) -> Outlines:
        """Return the outlines that a request allows."""
        key = (ground.sight(modalities), modalities, must_use, ground.is_ras_mutated, ground.reckoning.planned)
        found = self._of_case.get(key) or self._of_trials.get(key)
        if found is None:
            found = Outlines(ground, modalities, must_use)
            if ground.explains:
                self._of_case[key] = found
            else:
                keep(self._of_trials, key, found)
        return found
