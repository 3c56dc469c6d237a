"""The plans of one strategy: every draft that its modalities allow, the one that leads, and what that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation, Vessel
from crlm_desktop.engine.planner import answers
from crlm_desktop.engine.planner.comparing import before_next
from crlm_desktop.engine.planner.draft import Draft, Drafting
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import (
    Operation,
)
from crlm_desktop.engine.planner.outlines import OutlineBook, Outlines
from crlm_desktop.engine.planner.plan_set import MAX_PLANS, PlanSet
from crlm_desktop.engine.planner.sketch import Sketch, Sketching, best
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Verdicts, places_where
from crlm_desktop.engine.planner.writing import Writer
from crlm_desktop.engine.proposal import LesionModality, Plan
from crlm_desktop.engine.tri import FALSE, TRUE, Tri, Truth, tri_not, tri_or, unknown

_KNIFE_AND_HEAT = (LesionModality.RESECT, LesionModality.ABLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a strategy asks of the planner."""

    modalities: frozenset[LesionModality]
    must_use: frozenset[LesionModality]
    augmentation: Augmentation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """The outlines that a request allows, and which of them leads; ``in_question`` are those on which it hangs.

    While the team plans an operation, only its outlines are in question: the others are alternatives.
    """

    verdicts: tuple[Verdicts, ...]
    sketches: tuple[Sketch, ...]
    leading: Sketch | None
    as_planned: Sketch | None
    in_question: tuple[Sketch, ...]
    drafting: Drafting

    @property
    def exists(self) -> Tri:
        """Whether any outline can be carried out; while none surely can, it hangs on what the best of them hang on."""
        if any(sketch.stands is Truth.TRUE for sketch in self.in_question):
            return TRUE
        return tri_or(self.drafting.stands(sketch) for sketch in best(self.in_question)[:MAX_PLANS])

    @property
    def leading_draft(self) -> Draft | None:
        """The leading outline, worked out."""
        return None if self.leading is None else self.drafting.draft(self.leading)

    @property
    def shown(self) -> list[Sketch]:
        """The leading outline and those that no other beats.

        What cannot be carried out is not shown, nor what leaves too little while something else leaves enough, unless
        the team plans it: that comes last, with its measured remnant.
        """
        front = [sketch for sketch in best(self.sketches) if sketch is not self.leading]
        if any(sketch.good is Truth.TRUE for sketch in front):
            front = [sketch for sketch in front if sketch.good is not Truth.FALSE]
        planned = self.as_planned
        if planned is not None and planned.stands is not Truth.FALSE and planned not in (self.leading, *front):
            front = [*front[: MAX_PLANS - 2], planned]
        is_led = self.leading is not None and self.leading.stands is not Truth.FALSE
        return [self.leading, *front] if self.leading is not None and is_led else front

    def sparing_alternative_to(self, leading: Sketch) -> Tri:
        """Tell whether an outline that keeps more liver than the leading one leaves enough."""
        sparing = (sketch for sketch in self.sketches if sketch.kept > leading.kept)
        found = min(sparing, key=lambda one: one.order, default=None)
        return FALSE if found is None else self.drafting.draft(found).good


class StrategyPlanner:
    """Plans the strategies of one case in which there is something to treat; what they share is drafted once."""

    def __init__(self, ground: Ground, book: OutlineBook) -> None:
        """``book`` holds the outlines of the case under other assumptions, to which it adds."""
        self._ground = ground
        self._outlines = book.of(ground)
        self._lesions = [lesion.id for lesion in ground.source.lesions or ()]
        self._enumerations: dict[tuple[object, ...], _Enumeration] = {}

    def plan_set(self, request: Request) -> PlanSet:
        """Return the plans of a strategy and what they answer."""
        enumeration = self._enumeration(request)
        straight, field = enumeration.field(None), enumeration.field(request.augmentation)
        draft, needed = field.leading_draft, _augmentation_needed(enumeration, straight)
        if draft is None or field.leading is None:
            exists = FALSE if request.augmentation is None else _staged_once_placed(self._ground.targets)
            facts = answers.without_plan(
                exists,
                untreated=enumeration.outlines.untreated,
                augmentation_needed=needed,
                hangs_on=enumeration.outlines.open_facts | exists.hangs_on,
            )
            return PlanSet(facts=facts, treated_by=answers.treated_by(None, (), self._lesions))
        return PlanSet(
            write=lambda: self._written(field, request.augmentation),
            facts=answers.of_leading(
                draft,
                exists=field.exists,
                kept=self._ground.reckoning.kept(draft.operation, draft.ways),
                required=self._ground.required,
                augmentation_needed=needed,
                sparing_alternative=straight.sparing_alternative_to(field.leading),
                beside_beam=self._beside_beam(request.must_use),
            ),
            treated_by=answers.treated_by(draft, self._ground.targets, self._lesions),
            presumed=frozenset(one.fact for one in draft.assumptions),
        )

    def _beside_beam(self, must_use: frozenset[LesionModality]) -> answers.BesideBeam:
        others = must_use - {LesionModality.SBRT}
        if not others or others == must_use:
            return answers.BesideBeam()
        accepted = frozenset(one for one in _KNIFE_AND_HEAT if not self._ground.is_barred(one))
        return answers.BesideBeam(
            is_needed=tri_not(self._treat_every_lesion(others, must_use=others)),
            is_possible_otherwise=self._treat_every_lesion(accepted),
        )

    def _treat_every_lesion(
        self, modalities: frozenset[LesionModality], *, must_use: frozenset[LesionModality] = frozenset()
    ) -> Tri:
        """Tell whether these modalities can treat every lesion, none of them against advice."""
        request = Request(modalities=modalities, must_use=must_use, augmentation=None)
        field = self._enumeration(request).field(None)
        draft = field.leading_draft
        return FALSE if draft is None or draft.against_advice else field.exists

    def _written(self, field: _Field, augmentation: Augmentation | None) -> tuple[Plan, ...]:
        shown = field.shown[:MAX_PLANS]
        writer = Writer(self._ground, field.verdicts)
        return tuple(
            writer.plan(field.drafting.draft(sketch), augmentation, before_next(shown, place, field.as_planned))
            for place, sketch in enumerate(shown)
        )

    def _enumeration(self, request: Request) -> _Enumeration:
        is_for_resection = request.must_use <= {LesionModality.RESECT} or request.augmentation is not None
        key = (request.modalities, request.must_use, is_for_resection)
        found = self._enumerations.get(key)
        if found is None:
            outlines = self._outlines.of(self._ground, request.modalities, request.must_use)
            found = self._enumerations[key] = _Enumeration(self._ground, outlines, is_for_resection=is_for_resection)
        return found


def _staged_once_placed(targets: Sequence[Target]) -> Tri:
    """Tell whether stages could serve after all: a lesion of unknown site may lie in the right liver."""
    sites = [target.fact("segments") for target in targets if not target.segments]
    return unknown(*sites) if sites else FALSE


def _augmentation_needed(enumeration: _Enumeration, straight: _Field) -> Tri | None:
    """Tell whether the remnant stands in the way of treating every lesion at once; ``None`` where nothing is resected.

    The team's judgement that the liver is not technically resectable is no matter of the remnant, and left aside.
    """
    if not enumeration.outlines.may_resect:
        return None
    field = enumeration.field(None, heeds_judgement=False) if enumeration.is_judged_unresectable else straight
    draft = field.leading_draft
    return FALSE if draft is None else tri_not(draft.good)


class _Enumeration:
    """Judges the outlines that a request allows by the volumes of the liver."""

    def __init__(self, ground: Ground, outlines: Outlines, *, is_for_resection: bool) -> None:
        """``is_for_resection`` lets a remnant that was measured without a name tell which resection leads."""
        self._ground = ground
        self._is_for_resection = is_for_resection
        self.outlines = outlines
        self.is_judged_unresectable = ground.is_resectable is False
        self._fields: dict[tuple[Augmentation | None, bool], _Field] = {}
        margin = ground.limits.pedicle_distance_mm
        self._deep_at_vessels = places_where(not _is_clear_of_vessels(target, margin) for target in ground.targets)

    def field(self, augmentation: Augmentation | None, *, heeds_judgement: bool = True) -> _Field:
        """Return the outlines straight away or in stages; the team's judgement of the whole may be left aside."""
        found = self._fields.get((augmentation, heeds_judgement))
        if found is None:
            found = self._field(augmentation, heeds_judgement=heeds_judgement)
            self._fields[augmentation, heeds_judgement] = found
        return found

    def _field(self, augmentation: Augmentation | None, *, heeds_judgement: bool) -> _Field:
        outlines = self.outlines
        sketching = Sketching(self._ground, outlines.marks, augmentation=augmentation, heeds_judgement=heeds_judgement)
        sketches = tuple(map(sketching.sketch, outlines.of(augmentation)))
        cleared = tuple(one for one in sketches if self._ground.reckoning.clears_shrunken_side(one.operation))
        if any(sketch.good is Truth.TRUE for sketch in cleared):
            sketches = cleared
        planned = tuple(sketch for sketch in sketches if self._is_planned(sketch.operation))
        as_planned = min(planned, key=self._order_as_planned, default=None)
        leading = in_general = min(sketches, key=_order, default=None)
        if as_planned is not None and (augmentation is not None or not self._overrules(in_general, as_planned)):
            leading = as_planned
        return _Field(
            verdicts=outlines.verdicts,
            sketches=sketches,
            leading=leading,
            as_planned=as_planned,
            in_question=planned if leading is as_planned and planned else sketches,
            drafting=Drafting(self._ground, outlines.verdicts, sketching=sketching, augmentation=augmentation),
        )

    def _overrules(self, sketch: Sketch | None, as_planned: Sketch) -> bool:
        """Tell whether an outline leads before what the team plans: it surely leaves enough where that does not.

        It may presume nothing, treat no lesion on weaker evidence, and cut none out by a wedge that lies deep at a
        vessel: as long as the record leaves open whether it can be done, the team's own plan stands.
        """
        if sketch is None or as_planned.good is Truth.TRUE:
            return False
        is_sure = sketch.good is Truth.TRUE and sketch.assumptions == 0 and sketch.weaker == 0
        return is_sure and not sketch.ways.wedge & self._deep_at_vessels

    def _order_as_planned(self, sketch: Sketch) -> tuple[object, ...]:
        """Return the key among outlines of what the team plans: the simplest that fits its measurement comes first."""
        operation = sketch.operation
        is_odd = not self._ground.reckoning.is_plausible_for(operation)
        return (2 - sketch.stands, is_odd, len(operation.parts), operation.size, *sketch.order)

    def _is_planned(self, operation: Operation) -> bool:
        """Tell whether this is what the team plans, so that it leads.

        That is the resection that the team named. A remnant measured without a name tells that a major resection is
        planned that leaves so much: it leads where resection alone, or an augmentation for it, is asked about.
        """
        if operation.is_planned:
            return True
        reckoning = self._ground.reckoning
        is_measured = operation.is_resection and reckoning.is_measured_for(operation)
        return self._is_for_resection and is_measured and not reckoning.is_too_large_for(operation)


def _order(sketch: Sketch) -> tuple[object, ...]:
    return sketch.order


def _is_clear_of_vessels(target: Target, margin_mm: float) -> bool:
    """Tell whether a lesion lies below the capsule, or is known to lie further from any vessel than the margin."""
    if target.is_subcapsular or target.is_known_as("vessel", Vessel.NONE):
        return True
    distance = target.value("vessel_distance_mm").interval
    return distance is not None and distance.low > margin_mm
