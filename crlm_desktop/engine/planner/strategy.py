"""The plans of one strategy: every draft that its modalities allow, the one that leads, and what that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.planner import answers
from crlm_desktop.engine.planner.assignment import Assignments
from crlm_desktop.engine.planner.draft import Draft, Drafting, best
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import (
    NO_OPERATION,
    Operation,
    is_surely_treated_otherwise,
    operations,
    unnamed_operation,
)
from crlm_desktop.engine.planner.plan_set import MAX_PLANS, PlanSet
from crlm_desktop.engine.planner.staging import is_stageable
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Way
from crlm_desktop.engine.planner.writing import Writer
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FALSE, Tri, tri_not, tri_or


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a strategy asks of the planner."""

    modalities: frozenset[LesionModality]
    must_use: frozenset[LesionModality]
    augmentation: Augmentation | None


@dataclass(frozen=True, slots=True)
class _Field:
    """The drafts of a request, and which of them leads."""

    drafts: tuple[Draft, ...]
    leading: Draft | None
    exists: Tri


def plan_set(ground: Ground, request: Request) -> PlanSet:
    """Return the plans of a strategy for a case in which there is something to treat."""
    enumeration = _Enumeration(ground, request)
    straight = enumeration.field(None, heeds_judgement=request.augmentation is None)
    field = straight if request.augmentation is None else enumeration.field(request.augmentation)
    needed = FALSE if straight.leading is None else tri_not(straight.leading.good)
    lesions = [lesion.id for lesion in ground.source.lesions or ()]
    leading = field.leading
    if leading is None:
        return PlanSet(
            plans=(),
            facts=answers.without_plan(
                FALSE, untreated=enumeration.untreated(), augmentation_needed=needed, hangs_on=frozenset()
            ),
            treated_by=answers.treated_by(None, ground.targets, lesions),
        )
    shown = _shown(field)
    writer = Writer(ground, enumeration.verdicts)
    return PlanSet(
        plans=tuple(writer.plan(draft, request.augmentation) for draft in shown[:MAX_PLANS]),
        facts=answers.of_leading(
            leading,
            exists=field.exists,
            kept=ground.reckoning.kept(leading.operation, leading.ways),
            required=ground.required,
            augmentation_needed=needed,
            sparing_alternative=_sparing_alternative(leading, straight.drafts),
        ),
        treated_by=answers.treated_by(leading, ground.targets, lesions),
        presumed=frozenset(one.fact for one in leading.assumptions),
        left_out=max(0, len(shown) - MAX_PLANS),
    )


def _shown(field: _Field) -> list[Draft]:
    """Return the leading draft and those that no other beats.

    What cannot be carried out is not shown, nor what leaves too little while something else leaves enough.
    """
    leading = field.leading
    front = [draft for draft in best(field.drafts) if draft is not leading]
    if any(draft.good.is_true for draft in front):
        front = [draft for draft in front if not draft.good.is_false]
    return front if leading is None or leading.stands.is_false else [leading, *front]


def _sparing_alternative(leading: Draft, straight: Sequence[Draft]) -> Tri:
    """Tell whether a draft that needs no augmentation and keeps more liver than the leading one leaves enough."""
    sparing = (draft for draft in straight if draft.kept > leading.kept)
    found = min(sparing, key=lambda one: one.order, default=None)
    return FALSE if found is None else found.good


class _Enumeration:
    """Drafts every operation with every assignment that a request allows."""

    def __init__(self, ground: Ground, request: Request) -> None:
        self._ground = ground
        self._request = request
        self.verdicts = ground.allowed(request.modalities)
        self._assignments = Assignments(ground.targets, self.verdicts, request.must_use)
        self._operations = tuple(self._possible_operations())

    def field(self, augmentation: Augmentation | None, *, heeds_judgement: bool = True) -> _Field:
        """Return the drafts straight away or in stages; the team's judgement of the whole disease may be left aside."""
        drafting = Drafting(self._ground, self.verdicts, augmentation=augmentation, heeds_judgement=heeds_judgement)
        targets = self._ground.targets
        drafts = tuple(
            drafting.draft(operation, ways)
            for operation in self._operations
            for ways in self._assignments.of(operation)
            if augmentation is None or is_stageable(augmentation, operation, ways, targets)
        )
        planned = tuple(draft for draft in drafts if self._is_planned(draft.operation))
        if planned:
            return _Field(drafts, min(planned, key=lambda one: one.order_as_planned), _any_stands(planned))
        leading = min(drafts, key=lambda one: one.order, default=None)
        return _Field(drafts, leading, _any_stands(drafts))

    def untreated(self) -> Interval:
        """Return how many lesions none of the modalities can treat, in the operation that leaves the fewest."""
        counts = [self._assignments.untreated(operation) for operation in self._operations]
        return Interval(min(least for least, _ in counts), min(surely for _, surely in counts))

    def _possible_operations(self) -> Iterator[Operation]:
        if LesionModality.RESECT not in self._request.modalities:
            yield NO_OPERATION
            return
        reckoning, targets = self._ground.reckoning, self._ground.targets
        found = tuple(operations(targets, self.verdicts, reckoning.planned, to_join=self._to_join()))
        yield from found
        is_unnamed = reckoning.planned.is_measured and reckoning.planned.named is None
        is_unplaced = any(not target.segments for target in targets)
        if is_unnamed and (is_unplaced or not any(reckoning.is_measured_for(one) for one in found)):
            operation = unnamed_operation(targets, self.verdicts)
            if operation is not None:
                yield operation

    def _to_join(self) -> list[Target]:
        """Return the lesions for which an operation may have several parts: those that a wedge or heat may not do for.

        When RAS is mutated, that is every lesion: sources disagree on whether a wedge does.
        """
        return [
            target
            for target, verdicts in zip(self._ground.targets, self.verdicts, strict=True)
            if not is_surely_treated_otherwise(verdicts)
            or self._ground.is_ras_mutated
            or verdicts[Way.WEDGE].assumptions
        ]

    def _is_planned(self, operation: Operation) -> bool:
        """Tell whether this is what the team plans, so that it leads.

        That is the resection that the team named. A remnant measured without a name tells that a major resection is
        planned: it leads where resection alone, or an augmentation for it, is asked about.
        """
        if operation.is_planned:
            return True
        is_for_resection = self._request.must_use <= {LesionModality.RESECT} or self._request.augmentation is not None
        return is_for_resection and operation.is_resection and self._ground.reckoning.is_measured_for(operation)


def _any_stands(drafts: Sequence[Draft]) -> Tri:
    """Tell whether any draft can be carried out; while none surely can, it hangs on what the best of them hang on."""
    if any(draft.stands.is_true for draft in drafts):
        return tri_or(draft.stands for draft in drafts)
    return tri_or(draft.stands for draft in best(drafts)[:MAX_PLANS])
