"""Which ways are open to a lesion by its size, site, depth and neighbours; the team's own judgement stands above all.

What the record leaves open is unknown where the answer truly hangs on it (the size; the distance of a caudate lesion to
a bile duct), and an assumption of the plan where a report would speak of it if it were otherwise (the distance of a
peripheral lesion to a bile duct). Why which is which: ``docs/decisions/planner.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crlm_desktop.case.choices import Vessel
from crlm_desktop.engine.liver.resections import is_major
from crlm_desktop.engine.liver.room import largest_mm_within
from crlm_desktop.engine.liver.segments import CAUDATE, SegmentSet, is_within, segment_set
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.planner.ways import CLOSED, Assumption, AssumptionKind, Verdict, Way
from crlm_desktop.engine.tri import FALSE, TRUE, Tri, Truth, tri_and, tri_not, tri_or, unknown

_NEAR_BOWEL = segment_set(("2", "3", "4b", "5", "6"))
"""Segments that lie on stomach, duodenum or colon; the others are held off by them."""


def verdicts_on(target: Target, limits: Limits, *, named: SegmentSet | None = None) -> Mapping[Way, Verdict]:
    """Return the verdict on every way for one lesion; ``named`` are the segments of the resection the team named."""
    fits = is_held_by_site(target, named)
    found = {
        Way.ANATOMICAL: _judged(target, "resectable", Verdict(answer=fits)),
        Way.WEDGE: _judged(target, "resectable", _within_site(_wedge_by_extent(target, limits), fits)),
        Way.ABLATE: _judged(target, "ablatable", _ablation(target, limits)),
        Way.SBRT: _judged(target, "sbrt_feasible", _sbrt(target, limits)),
    }
    if not target.is_surely_there:
        visible = Assumption(kind=AssumptionKind.VISIBLE, lesion=target.id, fact=target.fact("state"))
        found = {way: replace(one, assumptions=(*one.assumptions, visible)) for way, one in found.items()}
    return {**found, Way.LEAVE: _leaving(target)}


def _leaving(target: Target) -> Verdict:
    """Return whether the lesion may be left: when it has vanished, which hangs on its state while nobody told that."""
    if target.is_vanished:
        return Verdict(answer=TRUE)
    return CLOSED if target.is_surely_there else Verdict(answer=unknown(target.fact("state")))


def is_held_by_site(target: Target, named: SegmentSet | None = None) -> Tri:
    """Tell whether the lesion can lie where the record puts it: larger than its one segment, it reaches others.

    What a resection would have to take is then not known, and it hangs on the team's judgement whether the lesion can
    be resected, unless the resection that the team named takes more than that segment.
    """
    largest_mm = largest_mm_within(target.segments)
    if target.is_vanished or largest_mm is None or target.is_size_at_most(largest_mm) is not FALSE:
        return TRUE
    if named is not None and is_within(target.segments, named) and largest_mm_within(named) is None:
        return TRUE
    return unknown(target.fact("resectable"))


def _within_site(verdict: Verdict, fits: Tri) -> Verdict:
    return verdict if fits is TRUE else replace(verdict, answer=tri_and((verdict.answer, fits)))


def _judged(target: Target, attribute: str, derived: Verdict) -> Verdict:
    stated = target.value(attribute).known
    if stated is True:
        is_ideal = derived.is_ideal and not derived.answer.is_false
        is_opened = derived.answer is not TRUE or derived.is_last_resort
        return replace(derived, answer=TRUE, is_ideal=is_ideal, is_last_resort=False, judged=is_opened, assumptions=())
    if stated is False:
        return Verdict(answer=FALSE, judged=derived.answer is not FALSE)
    return derived


def _ablation(target: Target, limits: Limits) -> Verdict:
    """Up to 30 mm (COLLISION), possible up to 50 mm (COLLISION-XL); larger or beside a central bile duct a last resort.

    The caudate lobe is a relative contraindication. A vessel nearby is an argument for microwaves, not an exclusion.
    """
    duct, assumptions = _duct(target, limits)
    advised = tri_and((target.is_size_at_most(limits.ablation_limit_mm), duct))
    if advised is FALSE:
        return Verdict(answer=TRUE, is_ideal=False, is_last_resort=True)
    return Verdict(
        answer=advised,
        is_ideal=target.is_size_at_most(limits.ablation_ideal_mm) is TRUE and not target.segments & CAUDATE,
        assumptions=assumptions,
    )


def _duct(target: Target, limits: Limits) -> tuple[Tri, tuple[Assumption, ...]]:
    """Return whether the central bile ducts are far enough from heat.

    A distance that nobody has told decides for a lesion in the caudate lobe or at a portal pedicle; elsewhere it is
    taken as sufficient, and below the capsule nothing need be assumed.
    """
    fact = target.fact("bile_duct_distance_mm")
    near = target.number("bile_duct_distance_mm").is_at_most(limits.duct_distance_mm)
    if near is not Truth.UNKNOWN:
        return Tri(near.opposite), ()
    if target.segments & CAUDATE or _at_pedicle(target, limits.duct_distance_mm) is TRUE:
        return unknown(fact), ()
    if target.is_subcapsular:
        return TRUE, ()
    return TRUE, (Assumption(kind=AssumptionKind.DUCT_FAR, lesion=target.id, fact=fact),)


def _at_pedicle(target: Target, within_mm: float) -> Tri:
    """Tell whether the nearest vessel is a portal pedicle and no further away."""
    if not target.can_be("vessel", Vessel.PORTAL_PEDICLE):
        return FALSE
    is_pedicle = TRUE if target.is_known_as("vessel", Vessel.PORTAL_PEDICLE) else unknown(target.fact("vessel"))
    distance = target.value("vessel_distance_mm").interval
    if distance is None:
        return FALSE
    return tri_and((is_pedicle, Tri(distance.is_at_most(within_mm), (target.fact("vessel_distance_mm"),))))


def _wedge_by_extent(target: Target, limits: Limits) -> Verdict:
    """What reaches through as many segments as a major resection takes is hardly spared by a wedge."""
    verdict = _wedge(target, limits)
    return replace(verdict, is_ideal=False) if is_major(target.segments) else verdict


def _wedge(target: Target, limits: Limits) -> Verdict:
    """Below the capsule, or small; a deep lesion at a portal pedicle needs the resection of the pedicle's territory."""
    if target.is_subcapsular:
        return Verdict(answer=TRUE)
    is_small = target.is_size_at_most(limits.wedge_max_mm)
    if target.is_deep:
        at_pedicle, assumptions = _pedicle_when_deep(target, limits)
        return Verdict(answer=tri_and((is_small, tri_not(at_pedicle))), assumptions=assumptions)
    return _wedge_of_unknown_depth(target, limits, is_small)


def _pedicle_when_deep(target: Target, limits: Limits) -> tuple[Tri, tuple[Assumption, ...]]:
    at_pedicle = _at_pedicle(target, limits.pedicle_distance_mm)
    if at_pedicle.is_unknown and not target.is_known_as("vessel", Vessel.PORTAL_PEDICLE):
        return FALSE, (_pedicle_far(target, "vessel"),)
    return at_pedicle, ()


def _wedge_of_unknown_depth(target: Target, limits: Limits, is_small: Tri) -> Verdict:
    """A small lesion is taken as reachable unless it is known to lie at a pedicle; a large one hangs on its depth."""
    at_pedicle = _at_pedicle(target, limits.pedicle_distance_mm)
    if at_pedicle is TRUE or is_small is not TRUE:
        is_reached = FALSE if at_pedicle is TRUE else is_small
        return Verdict(answer=tri_or((unknown(target.fact("depth")), is_reached)))
    return Verdict(answer=TRUE, assumptions=(_pedicle_far(target, "depth"),) if at_pedicle.is_unknown else ())


def _pedicle_far(target: Target, attribute: str) -> Assumption:
    return Assumption(kind=AssumptionKind.PEDICLE_FAR, lesion=target.id, fact=target.fact(attribute))


def _sbrt(target: Target, limits: Limits) -> Verdict:
    """Up to 60 mm, best up to 30 mm (Rusthoven 2009); beside the bowel, where the dose is lowered, a last resort.

    What has vanished gives no target volume.
    """
    if target.is_vanished:
        return CLOSED
    bowel, assumptions = _bowel(target, limits)
    return Verdict(
        answer=target.is_size_at_most(limits.sbrt_max_mm),
        is_ideal=False,
        is_last_resort=bowel is FALSE,
        assumptions=assumptions,
    )


def _bowel(target: Target, limits: Limits) -> tuple[Tri, tuple[Assumption, ...]]:
    """Return whether stomach, duodenum and bowel are far enough from the dose, and whether that is only assumed."""
    fact = target.fact("bowel_distance_mm")
    near = target.number("bowel_distance_mm").is_less(limits.bowel_distance_mm)
    if near is not Truth.UNKNOWN:
        return Tri(near.opposite), ()
    if target.segments and not target.segments & _NEAR_BOWEL:
        return TRUE, ()
    return TRUE, (Assumption(kind=AssumptionKind.BOWEL_FAR, lesion=target.id, fact=fact),)
