"""The facts of a strategy's leading plan as values, so that conditions can ask them and learn what they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import assert_never

from crlm_desktop.engine.facts.declaration import Fact, Scope
from crlm_desktop.engine.facts.value import FactValue, Possible, Provenance, is_single, one_of
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.liver.resections import MAJOR_FROM
from crlm_desktop.engine.liver.shares import Share
from crlm_desktop.engine.planner import plan_facts as f
from crlm_desktop.engine.planner.draft import Draft
from crlm_desktop.engine.planner.required import RemnantThreshold
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.proposal import Basis, LesionModality
from crlm_desktop.engine.tri import FactId, Tri, Truth

SITE = FactId("lesions[].segments")


def value(fact: Fact, possible: Possible | None, hangs_on: Iterable[FactId] = (), *, called: str = "") -> FactValue:
    """Return a derived value; what it hangs on is dropped when it is settled."""
    is_settled = possible is None or is_single(possible)
    return FactValue(
        fact=FactId(called or fact.id),
        possible=possible,
        provenance=Provenance.DERIVED,
        hangs_on=frozenset() if is_settled else frozenset(hangs_on),
    )


def answered(fact: Fact, answer: Tri) -> FactValue:
    """Return a statement that holds as the answer says."""
    match answer.truth:
        case Truth.TRUE:
            return _stated(fact.id, True)
        case Truth.FALSE:
            return _stated(fact.id, False)
        case Truth.UNKNOWN:
            return value(fact, _EITHER, answer.hangs_on)
        case _:
            assert_never(answer.truth)


def answered_or_not(fact: Fact, answer: Tri | None) -> FactValue:
    """Return a statement, or that it does not apply."""
    return value(fact, None) if answer is None else answered(fact, answer)


def counted(fact: Fact, number: float) -> FactValue:
    """Return a number that is known."""
    return _known(fact.id, number)


_EITHER = one_of((True, False))


@cache
def _stated(fact: FactId, holds: bool) -> FactValue:
    return FactValue(fact=fact, possible=one_of((holds,)), provenance=Provenance.DERIVED)


@lru_cache(maxsize=4096)
def _known(fact: FactId, number: float) -> FactValue:
    return FactValue(fact=fact, possible=exactly(number), provenance=Provenance.DERIVED)


def without_plan(
    exists: Tri, *, untreated: Interval, augmentation_needed: Tri | None, hangs_on: frozenset[FactId]
) -> Mapping[FactId, FactValue]:
    """Return the facts where there is no plan to speak of.

    When none can be, they do not apply; while the lesions are not known, they can still be anything.
    """
    values = {fact.id: _open(fact, hangs_on) if exists.is_unknown else value(fact, None) for fact in _OF_THE_CASE}
    values[f.EXISTS.id] = answered(f.EXISTS, exists)
    values[f.UNTREATED.id] = value(f.UNTREATED, untreated, hangs_on)
    if exists.is_false:
        values[f.AUGMENTATION_NEEDED.id] = answered_or_not(f.AUGMENTATION_NEEDED, augmentation_needed)
    return MappingProxyType(values)


def _open(fact: Fact, hangs_on: frozenset[FactId]) -> FactValue:
    return FactValue(
        fact=fact.id,
        possible=fact.anything,
        may_not_apply=fact.can_lack_value,
        provenance=Provenance.DERIVED,
        hangs_on=hangs_on,
    )


_OF_THE_CASE = tuple(fact for fact in f.PLAN_FACTS if fact.scope is Scope.CASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideBeam:
    """What could be done without radiotherapy where a strategy joins it to another modality; ``None`` elsewhere."""

    is_needed: Tri | None = None
    is_possible_otherwise: Tri | None = None


def of_leading(
    leading: Draft,
    *,
    exists: Tri,
    kept: Share,
    required: RemnantThreshold,
    augmentation_needed: Tri | None,
    sparing_alternative: Tri,
    beside_beam: BesideBeam,
) -> Mapping[FactId, FactValue]:
    """Return the facts of the leading draft."""
    operation, ways, remnant = leading.operation, leading.ways, leading.remnant
    flr, least = remnant.share.interval, required.percent
    lack = Interval(max(0.0, round(least.low - flr.high, 1)), max(0.0, round(least.high - flr.low, 1)))
    open_extent = operation.takes is None
    values = (
        answered(f.EXISTS, exists),
        counted(f.UNTREATED, 0),
        counted(f.PROCEDURES, leading.procedures),
        value(f.MAJOR, one_of((True, False) if open_extent else (operation.size >= MAJOR_FROM,)), (SITE,)),
        value(f.SEGMENTS_TAKEN, Interval(0, 8) if open_extent else exactly(operation.size), (SITE,)),
        value(f.FLR, flr, remnant.hangs_on),
        value(f.FLR_THRESHOLD, least, required.hangs_on),
        answered(f.FLR_SUFFICIENT, leading.good if exists.is_true else leading.sufficient),
        value(f.FLR_DEFICIT, lack, remnant.hangs_on | required.hangs_on),
        value(f.FLR_MEASURED, None if flr.low == 100 else one_of((remnant.basis is Basis.MEASURED,))),
        value(f.KEPT, kept.interval, remnant.hangs_on or (FactId("liver.volumes_ml.total"),)),
        counted(f.RESECTED, (ways.anatomical | ways.wedge).bit_count()),
        counted(f.ABLATED, ways.ablate.bit_count()),
        counted(f.IRRADIATED, ways.sbrt.bit_count()),
        counted(f.OBSERVED, ways.leave.bit_count()),
        counted(f.WEAKER, leading.weaker),
        counted(f.AGAINST_ADVICE, leading.against_advice),
        counted(f.ASSUMPTIONS, len(leading.assumptions)),
        answered_or_not(f.AUGMENTATION_NEEDED, augmentation_needed),
        answered_or_not(f.BEAM_NEEDED, beside_beam.is_needed),
        answered_or_not(f.KNIFE_OR_HEAT_POSSIBLE, beside_beam.is_possible_otherwise),
        answered(f.SPARING_ALTERNATIVE, sparing_alternative),
    )
    return MappingProxyType({one.fact: one for one in values})


def treated_by(leading: Draft | None, targets: Iterable[Target], lesions: Iterable[str]) -> Mapping[str, FactValue]:
    """Return what the leading draft does to each lesion; to one that needs no treatment nothing is done."""
    if leading is None:
        return MappingProxyType({lesion: _nothing_done(lesion) for lesion in lesions})
    places = {target.id: place for place, target in enumerate(targets)}
    ways = leading.ways
    return MappingProxyType(
        {
            lesion: _done(lesion, ways.of(places[lesion]).modality) if lesion in places else _nothing_done(lesion)
            for lesion in lesions
        }
    )


@lru_cache(maxsize=512)
def _done(lesion: str, modality: LesionModality) -> FactValue:
    return value(f.TREATED_BY, one_of((str(modality),)), called=f"lesions[{lesion}].{f.TREATED_BY.attribute}")


@lru_cache(maxsize=512)
def _nothing_done(lesion: str) -> FactValue:
    return value(f.TREATED_BY, None, called=f"lesions[{lesion}].{f.TREATED_BY.attribute}")
