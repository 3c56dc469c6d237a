"""A plan before it is put into words: an operation and a way for each lesion, and how it compares with others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import exactly
from crlm_desktop.engine.liver.resections import MAJOR_FROM
from crlm_desktop.engine.planner.assignment import Ways
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.reckoning import TOTAL, Remnant
from crlm_desktop.engine.planner.ways import Assumption, AssumptionKind, Verdicts, Way
from crlm_desktop.engine.proposal import Basis, LesionModality
from crlm_desktop.engine.tri import FALSE, Tri, Truth, tri, tri_and

EXTENDED_FROM = 5
_EXTRA_PROCEDURES = {Augmentation.PVE: 1, Augmentation.SIRT: 1, Augmentation.TWO_STAGE_1: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An operation with the way of every lesion, by position.

    ``stands`` tells whether it can be carried out, ``sufficient`` whether it leaves enough liver for its quality.
    ``kept`` is the parenchyma likely kept in percent, reckoned by volumes whatever was measured. ``faults`` are what
    makes one plan better than another, each better when less, the weightiest first.
    """

    operation: Operation
    ways: Ways
    stands: Tri
    sufficient: Tri
    remnant: Remnant
    kept: float
    procedures: int
    assumptions: tuple[Assumption, ...]
    faults: tuple[float, ...]
    is_plausible: bool

    @property
    def good(self) -> Tri:
        """Whether it can be carried out and leaves enough."""
        return tri_and((self.stands, self.sufficient))

    @property
    def order(self) -> tuple[object, ...]:
        """A key by which better drafts come first; of drafts that compare equal, always the same one."""
        takes = -1 if self.operation.takes is None else self.operation.takes
        return (*self.faults, len(self.assumptions), takes, tuple(way.value for way in self.ways))

    @property
    def order_as_planned(self) -> tuple[object, ...]:
        """The key among drafts of the operation that the team measured for: the simplest that fits the measurement."""
        settled = (2 - self.stands.truth, not self.is_plausible)
        return (*settled, len(self.operation.parts), self.operation.size, *self.order)

    def beats(self, other: Draft) -> bool:
        """Tell whether it is better in one respect and worse in none."""
        return self.faults != other.faults and all(
            mine <= theirs for mine, theirs in zip(self.faults, other.faults, strict=True)
        )


class Drafting:
    """Judges the drafts of one case and strategy."""

    def __init__(
        self,
        ground: Ground,
        verdicts: Sequence[Verdicts],
        *,
        augmentation: Augmentation | None,
        heeds_judgement: bool = True,
    ) -> None:
        """``heeds_judgement`` is false where it is asked what the remnant alone would say."""
        self._ground = ground
        self._verdicts = verdicts
        self._reckoning = ground.reckoning
        self._required = ground.required
        self._limits = ground.limits
        self._augmentation = augmentation
        self._judged = ground.is_resectable if heeds_judgement or ground.is_resectable else None

    def draft(self, operation: Operation, ways: Ways) -> Draft:
        """Judge one operation with the ways of all lesions."""
        remnant = self._reckoning.remnant(operation, ways)
        stands = tri_and((*self._needs(operation, ways), self._keeps_floor(operation, remnant)))
        sufficient = remnant.is_at_least(self._required.percent, hangs_on=self._required.hangs_on)
        assumptions = tuple(self._assumptions(operation, ways))
        procedures = self._procedures(ways)
        kept = self._reckoning.reckoned_kept(operation, ways)
        faults = (
            2 - tri_and((stands, sufficient)).truth,
            2 - stands.truth,
            sum(self._is_weak(place, way) for place, way in enumerate(ways)),
            -round(kept),
            procedures,
            _invasiveness(operation, ways),
            ways.count(Way.LEAVE),
            any(self._is_disputed(place, way) for place, way in enumerate(ways)),
        )
        return Draft(
            operation=operation,
            ways=ways,
            stands=stands,
            sufficient=sufficient,
            remnant=remnant,
            kept=kept,
            procedures=procedures,
            assumptions=assumptions,
            faults=faults,
            is_plausible=self._reckoning.is_plausible_for(operation),
        )

    def _needs(self, operation: Operation, ways: Ways) -> Iterator[Tri]:
        """Yield what must hold for the draft to be carried out, the remnant apart."""
        yield self._is_resectable(operation, ways)
        for place, way in enumerate(ways):
            yield self._verdicts[place][way].answer
        beams = ways.count(Way.SBRT)
        if beams:
            yield tri(beams <= self._limits.sbrt_max_count)
            spared = self._reckoning.spared_by_beam(operation, ways)
            yield Tri(spared.is_less(self._limits.spared_liver_ml).opposite, (TOTAL,))

    def _is_resectable(self, operation: Operation, ways: Ways) -> Tri:
        """A liver that the team calls technically unresectable is not cleared by resection alone, straight away."""
        used = {way.modality for way in ways} - {LesionModality.LEAVE}
        by_knife_alone = operation.is_resection or used == {LesionModality.RESECT}
        is_alone = by_knife_alone and used <= {LesionModality.RESECT} and self._augmentation is None
        return FALSE if self._judged is False and is_alone else tri(True)

    def _keeps_floor(self, operation: Operation, remnant: Remnant) -> Tri:
        """Tell whether the absolute floor is kept; before an augmentation the remnant may be smaller.

        Where the team calls the liver technically resectable, an estimate does not say otherwise; a measurement does.
        """
        is_overruled = self._judged is True and remnant.basis is Basis.ESTIMATED
        if self._augmentation is not None or is_overruled:
            return tri(True)
        return remnant.is_at_least(exactly(self._limits.flr_floor))

    def _is_weak(self, place: int, way: Way) -> bool:
        return way is not Way.LEAVE and not self._verdicts[place][way].is_ideal

    def _is_disputed(self, place: int, way: Way) -> bool:
        """Tell whether a lesion is cut out without its territory though that may not do.

        Either the record does not tell that it can be reached so, or RAS is mutated: there, sources disagree on whether
        anatomical resection serves better (Margonis 2017), and a plan that keeps to it is shown next to the sparing one.
        """
        return way is Way.WEDGE and (self._ground.is_ras_mutated or bool(self._verdicts[place][way].assumptions))

    def _assumptions(self, operation: Operation, ways: Ways) -> Iterator[Assumption]:
        for place, way in enumerate(ways):
            yield from self._verdicts[place][way].assumptions
            if place in operation.presumed_inside:
                target = self._ground.targets[place]
                yield Assumption(kind=AssumptionKind.WITHIN_PLANNED, lesion=target.id, fact=target.fact("segments"))

    def _procedures(self, ways: Ways) -> int:
        sessions = any(way in (Way.ANATOMICAL, Way.WEDGE, Way.ABLATE) for way in ways)
        extra = 0 if self._augmentation is None else _EXTRA_PROCEDURES[self._augmentation]
        return sessions + (Way.SBRT in ways) + extra


def _invasiveness(operation: Operation, ways: Iterable[Way]) -> int:
    """Return how much is done to the person: observation 0, irradiation, ablation, wedges, minor to extended 6."""
    if operation.is_resection:
        if operation.takes is None or operation.size >= EXTENDED_FROM:
            return 6
        return 5 if operation.size >= MAJOR_FROM else 4
    grades = {Way.WEDGE: 3, Way.ABLATE: 2, Way.SBRT: 1}
    return max((grades.get(way, 0) for way in ways), default=0)


def best(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts that can stand and that no other beats in every respect, best first."""
    front: list[Draft] = []
    standing = (draft for draft in drafts if draft.stands.truth is not Truth.FALSE)
    for draft in sorted(standing, key=lambda one: one.order):
        if not any(kept.beats(draft) for kept in front):
            front.append(draft)
    return front
