"""A plan in outline: an operation and a way for each lesion, whether it holds, and how it compares with others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.liver.resections import MAJOR_FROM
from crlm_desktop.engine.liver.shares import Share
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.ways import Marks, Ways
from crlm_desktop.engine.tri import Truth

EXTENDED_FROM = 5
_EXTRA_PROCEDURES = {
    None: 0,
    Augmentation.PVE: 1,
    Augmentation.LVD: 1,
    Augmentation.SIRT: 1,
    Augmentation.ALPPS_STAGE_1: 1,
    Augmentation.TWO_STAGE_1: 2,
}


class Outline(NamedTuple):
    """An operation with the way of every lesion, before any volume is reckoned.

    ``is_open`` tells whether a way hangs on something unknown. ``weaker`` counts the lesions treated on weaker
    evidence; ``after_kept`` holds what is compared once the parenchyma kept is: sessions, invasiveness, lesions left,
    whether a wedge is disputed, assumptions, and last what makes the order complete.
    """

    operation: Operation
    ways: Ways
    is_open: bool
    weaker: int
    after_kept: AfterKept

    @property
    def assumptions(self) -> int:
        """How much is taken as given."""
        return self.after_kept[4]


AfterKept = tuple[int, int, int, bool, int, int, Ways]


class Outliner:
    """Makes outlines of which the same marks tell what is open, weak and assumed."""

    def __init__(self, marks: Marks, *, is_ras_mutated: bool) -> None:
        """With RAS mutated, sources disagree whether any wedge does; else only whether one that is assumed to do."""
        self._open, self._weak, self._assumed = (one if any(one) else None for one in marks)
        self._disputed = -1 if is_ras_mutated else marks.assumed.wedge

    def outline(self, operation: Operation, ways: Ways) -> Outline:
        """Return the outline of an operation with the way of every lesion."""
        weak, assumed, takes = self._weak, self._assumed, operation.takes
        _, wedge, _, _, leave = ways
        return Outline(
            operation,
            ways,
            self._open is not None and ways.meet(self._open) != 0,
            0 if weak is None else ways.meet(weak).bit_count(),
            (
                sessions(ways),
                invasiveness(operation, ways),
                leave.bit_count(),
                wedge & self._disputed != 0,
                (0 if assumed is None else ways.meet(assumed).bit_count()) + operation.presumed_inside.bit_count(),
                -1 if takes is None else takes,
                ways,
            ),
        )


class Reckoned(NamedTuple):
    """An outline with the parenchyma in percent that it likely keeps, reckoned by volumes whatever was measured."""

    outline: Outline
    kept: float


class Judged(NamedTuple):
    """Whether an outline can be carried out, and whether it leaves enough liver for its quality."""

    stands: Truth
    sufficient: Truth

    @property
    def faults(self) -> tuple[int, int]:
        """The first faults of the sketch."""
        return (2 - min(self), 2 - self[0])


class Sketch(NamedTuple):
    """An operation with the way of every lesion.

    ``stands`` tells whether it can be carried out, ``sufficient`` whether it leaves enough liver for its quality.
    ``kept`` is the parenchyma likely kept in percent, reckoned by volumes whatever was measured; ``weaker`` and
    ``assumptions`` count lesions. ``faults`` are what makes one plan better than another, each better when less, the
    weightiest first.
    """

    operation: Operation
    ways: Ways
    stands: Truth
    sufficient: Truth
    kept: float
    weaker: int
    assumptions: int
    faults: tuple[float, ...]

    @property
    def good(self) -> Truth:
        """Whether it can be carried out and leaves enough."""
        return min(self.stands, self.sufficient)

    @property
    def order(self) -> tuple[object, ...]:
        """A key by which better sketches come first; of those that compare equal, always the same one."""
        takes = -1 if self.operation.takes is None else self.operation.takes
        return (self.faults, self.assumptions, takes, self.ways)

    def beats(self, other: Sketch) -> bool:
        """Tell whether it is better in one respect and worse in none."""
        mine, theirs = self.faults, other.faults
        return mine != theirs and all(one <= two for one, two in zip(mine, theirs, strict=True))


def best(sketches: Iterable[Sketch]) -> list[Sketch]:
    """Return the sketches that can stand and that no other beats in every respect, best first.

    Of those that compare equal and resect the same, only the first is kept.
    """
    front: list[Sketch] = []
    told: set[tuple[object, ...]] = set()
    standing = (sketch for sketch in sketches if sketch.stands is not Truth.FALSE)
    for sketch in sorted(standing, key=lambda one: one.order):
        kind = (sketch.faults, sketch.operation.takes)
        if kind not in told and not any(kept.beats(sketch) for kept in front):
            told.add(kind)
            front.append(sketch)
    return front


class Sketching:
    """Judges the outlines of one case and strategy, fast: there are hundreds of them."""

    def __init__(
        self,
        ground: Ground,
        marks: Marks,
        *,
        augmentation: Augmentation | None,
        heeds_judgement: bool = True,
    ) -> None:
        """``heeds_judgement`` is false where it is asked what the remnant alone would say."""
        self._ground = ground
        self._augmentation = augmentation
        self._judged = ground.is_resectable if heeds_judgement or ground.is_resectable else None
        self._marks = marks
        self._floor = exactly(ground.limits.flr_floor)

    def judge(self, reckoned: Reckoned) -> Judged:
        """Tell by the volumes of the liver whether an outline can be carried out, and leaves enough."""
        outline = reckoned.outline
        operation, ways = outline.operation, outline.ways
        remaining = self._ground.reckoning.remaining(operation, ways)
        stands = self._is_possible(outline)
        if stands and ways.sbrt:
            stands = min(stands, self.is_beam_safe(operation, ways))
        if stands:
            stands = min(stands, self.keeps_floor(operation, remaining))
        return Judged(stands, is_at_least(remaining, self._ground.required.percent))

    def may_surely_leave_enough(self, operation: Operation) -> bool:
        """Tell whether the operation by itself surely leaves enough."""
        rest = self._ground.reckoning.remaining(operation, Ways())
        return is_at_least(rest, self._ground.required.percent) is Truth.TRUE

    def sketch(self, reckoned: Reckoned) -> Sketch:
        """Judge one outline, and tell how it compares with others."""
        (outline, kept), (stands, sufficient) = reckoned, self.judge(reckoned)
        _, invasive, left, is_disputed, assumptions, _, _ = outline.after_kept
        faults = (
            2 - min(stands, sufficient),
            2 - stands,
            outline.weaker,
            -round(kept),
            procedures(outline.ways, self._augmentation, self._ground.augmented),
            invasive,
            left,
            is_disputed,
        )
        return Sketch(outline.operation, outline.ways, stands, sufficient, kept, outline.weaker, assumptions, faults)

    def open_places(self, ways: Ways) -> int:
        """Return the lesions whose way hangs on something unknown."""
        return ways.meet(self._marks.open)

    def _is_possible(self, outline: Outline) -> Truth:
        """Tell whether every lesion can be treated in its way.

        A liver that the team calls technically unresectable is not cleared by resection alone, straight away.
        """
        ways = outline.ways
        by_knife = outline.operation.is_resection or ways.wedge != 0
        if self._judged is False and self._augmentation is None and by_knife and not (ways.ablate or ways.sbrt):
            return Truth.FALSE
        return Truth.UNKNOWN if outline.is_open else Truth.TRUE

    def is_beam_safe(self, operation: Operation, ways: Ways) -> Truth:
        """Tell whether no more lesions are irradiated than may be, and enough liver is spared."""
        if not ways.sbrt:
            return Truth.TRUE
        if ways.sbrt.bit_count() > self._ground.limits.sbrt_max_count:
            return Truth.FALSE
        spared = self._ground.reckoning.spared_by_beam(operation, ways)
        return spared.is_less(self._ground.limits.spared_liver_ml).opposite

    def keeps_floor(self, operation: Operation, remaining: Share) -> Truth:
        """Tell whether the absolute floor is kept; before an augmentation the remnant may be smaller.

        Where the team calls the liver technically resectable, an estimate does not say otherwise; a measurement does.
        """
        is_overruled = self._judged is True and not self._ground.reckoning.is_measured(operation)
        if self._augmentation is not None or is_overruled:
            return Truth.TRUE
        return is_at_least(remaining, self._floor)


def is_at_least(share: Share, least: Interval) -> Truth:
    """Tell whether a share reaches what is asked for, which may itself be an interval."""
    if share.low >= least.high:
        return Truth.TRUE
    return Truth.FALSE if share.high < least.low else Truth.UNKNOWN


def procedures(ways: Ways, augmentation: Augmentation | None, given: Augmentation | None) -> int:
    """Return the number of sessions and courses to come; an augmentation that was ``given`` is not counted again."""
    return sessions(ways) + (0 if augmentation is given else _EXTRA_PROCEDURES[augmentation])


def sessions(ways: Ways) -> int:
    """Return the number of sessions and courses: knife and heat together are one, radiotherapy another."""
    anatomical, wedge, ablate, sbrt, _ = ways
    return (anatomical | wedge | ablate != 0) + (sbrt != 0)


def invasiveness(operation: Operation, ways: Ways) -> int:
    """Return how much is done to the person: observation 0, irradiation, ablation, wedges, minor to extended 6."""
    if operation.is_resection:
        if operation.takes is None or operation.size >= EXTENDED_FROM:
            return 6
        return 5 if operation.size >= MAJOR_FROM else 4
    return 3 if ways.wedge else 2 if ways.ablate else 1 if ways.sbrt else 0
