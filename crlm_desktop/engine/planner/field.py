"""The outlines that a request allows, and which of them leads: judged by the volumes only as far as it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from crlm_desktop.case.choices import Augmentation, Vessel
from crlm_desktop.engine.planner.draft import Draft, Drafting
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.outlines import Outlines
from crlm_desktop.engine.planner.plan_set import MAX_PLANS
from crlm_desktop.engine.planner.search import SURE, Search
from crlm_desktop.engine.planner.sketch import Reckoned, Sketch, Sketching, best
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Verdicts, places_where
from crlm_desktop.engine.tri import FALSE, TRUE, FactId, Tri, Truth, tri_or, unknown


class Enumeration:
    """Judges the outlines that a request allows by the volumes of the liver."""

    def __init__(self, ground: Ground, outlines: Outlines, *, is_for_resection: bool) -> None:
        """``is_for_resection`` lets a remnant that was measured without a name tell which resection leads."""
        self._ground = ground
        self._is_for_resection = is_for_resection
        self.outlines = outlines
        self.is_judged_unresectable = ground.is_resectable is False
        self._fields: dict[tuple[Augmentation | None, bool], Field] = {}

    def field(self, augmentation: Augmentation | None, *, heeds_judgement: bool = True) -> Field:
        """Return the outlines straight away or in stages; the team's judgement of the whole may be left aside."""
        found = self._fields.get((augmentation, heeds_judgement))
        if found is None:
            sketching = Sketching(
                self._ground, self.outlines.marks, augmentation=augmentation, heeds_judgement=heeds_judgement
            )
            found = Field(self._ground, self.outlines, sketching, augmentation, is_for_resection=self._is_for_resection)
            self._fields[augmentation, heeds_judgement] = found
        return found


class Field:
    """The outlines that a request allows, and which of them leads.

    They stand in the order of what is compared once it is known whether they can be carried out and leave enough liver;
    so the first for which both surely hold leads, and the others need not be judged. While the team plans an operation,
    only its outlines are in question: the others are alternatives.
    """

    def __init__(
        self,
        ground: Ground,
        outlines: Outlines,
        sketching: Sketching,
        augmentation: Augmentation | None,
        *,
        is_for_resection: bool,
    ) -> None:
        self._ground = ground
        self._sketching = sketching
        self._augmentation = augmentation
        self._is_for_resection = is_for_resection
        self._sketches: dict[int, Sketch] = {}
        self.verdicts: Sequence[Verdicts] = outlines.verdicts
        self.drafting = Drafting(ground, outlines.verdicts, sketching=sketching, augmentation=augmentation)
        self._search = self._cleared(Search(outlines, sketching, ground.reckoning, augmentation))
        self._planned = self._planned_search()
        self.as_planned = (
            None if self._planned is None else self._sketch(self._planned.foremost(self._order_as_planned))
        )
        self.leading: Sketch | None = self._leading()

    def _cleared(self, search: Search) -> Search:
        """Return the outlines that clear what an augmentation made shrink, where one of them surely leaves enough."""
        if self._ground.reckoning.enlarged is None:
            return search
        cleared = search.among(self._ground.reckoning.clears_shrunken_side)
        best = cleared.best()
        return cleared if best is not None and cleared.judge(best).faults == SURE else search

    def _planned_search(self) -> Search | None:
        planned = self._ground.reckoning.planned
        if planned.named is None and not planned.is_measured:
            return None
        return self._search.among(self._is_planned)

    def _sketch(self, reckoned: Reckoned | None) -> Sketch | None:
        return None if reckoned is None else self._sketch_of(reckoned)

    def _sketch_of(self, reckoned: Reckoned) -> Sketch:
        found = self._sketches.get(id(reckoned.outline))
        if found is None:
            found = self._sketches[id(reckoned.outline)] = self._sketching.sketch(reckoned)
        return found

    def _leading(self) -> Sketch | None:
        planned = self.as_planned
        if planned is not None and (self._augmentation is not None or planned.good is Truth.TRUE):
            return planned
        in_general = self._sketch(self._search.best())
        return in_general if planned is None or self._overrules(in_general) else planned

    def _overrules(self, sketch: Sketch | None) -> bool:
        """Tell whether an outline leads before what the team plans: it surely leaves enough where that does not.

        It may presume nothing, treat no lesion on weaker evidence, and cut none out by a wedge that lies deep at a
        vessel: as long as the record leaves open whether it can be done, the team's own plan stands.
        """
        if sketch is None:
            return False
        is_sure = sketch.good is Truth.TRUE and sketch.assumptions == 0 and sketch.weaker == 0
        return is_sure and not sketch.ways.wedge & self._deep_at_vessels

    @cached_property
    def _deep_at_vessels(self) -> int:
        margin = self._ground.limits.pedicle_distance_mm
        return places_where(not _is_clear_of_vessels(target, margin) for target in self._ground.targets)

    def _order_as_planned(self, operation: Operation) -> tuple[float, ...]:
        """Return the key among operations that the team plans: the simplest that fits its measurement comes first."""
        is_odd = not self._ground.reckoning.is_plausible_for(operation)
        return (is_odd, len(operation.parts), operation.size)

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

    @cached_property
    def exists(self) -> Tri:
        """Whether any outline can be carried out; while none surely can, it hangs on what the best of them hang on."""
        leading = self.leading
        if leading is None:
            return FALSE
        if leading.stands is Truth.TRUE:
            return TRUE
        in_question = self._search
        if self._planned is not None and leading is self.as_planned:
            in_question = self._planned
        if in_question.has_one_that_stands():
            return TRUE
        if leading.stands is Truth.FALSE:
            return FALSE
        if not self._ground.explains:
            return _UNEXPLAINED
        return tri_or(self.drafting.stands(sketch) for sketch in best(map(self._sketch_of, in_question))[:MAX_PLANS])

    @cached_property
    def leading_draft(self) -> Draft | None:
        """The leading outline, worked out."""
        return None if self.leading is None else self.drafting.draft(self.leading)

    @property
    def shown(self) -> list[Sketch]:
        """The leading outline and those that no other beats.

        What cannot be carried out is not shown, nor what leaves too little while something else leaves enough, unless
        the team plans it: that comes last, with its measured remnant.
        """
        front = [sketch for sketch in best(map(self._sketch_of, self._search)) if sketch is not self.leading]
        if any(sketch.good is Truth.TRUE for sketch in front):
            front = [sketch for sketch in front if sketch.good is not Truth.FALSE]
        planned = self.as_planned
        if planned is not None and planned.stands is not Truth.FALSE and planned not in (self.leading, *front):
            front = [*front[: MAX_PLANS - 2], planned]
        is_led = self.leading is not None and self.leading.stands is not Truth.FALSE
        return [self.leading, *front] if self.leading is not None and is_led else front

    def sparing_alternative_to(self, leading: Sketch) -> Tri:
        """Tell whether an outline that keeps more liver than the leading one leaves enough."""
        found = self._sketch(self._search.best(keeping_over=leading.kept))
        return FALSE if found is None else self.drafting.draft(found).good


_UNEXPLAINED = unknown(FactId("lesions"))


def _is_clear_of_vessels(target: Target, margin_mm: float) -> bool:
    """Tell whether a lesion lies below the capsule, or is known to lie further from any vessel than the margin."""
    if target.is_subcapsular or target.is_known_as("vessel", Vessel.NONE):
        return True
    distance = target.value("vessel_distance_mm").interval
    return distance is not None and distance.low > margin_mm
