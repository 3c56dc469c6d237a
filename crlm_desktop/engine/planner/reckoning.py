"""What a plan leaves of the liver: by the volumes of the record, or as the remnant was measured."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

from crlm_desktop.case.choices import Augmentation, Segment
from crlm_desktop.engine.facts.source import Source
from crlm_desktop.engine.facts.value import FactValue, Plain
from crlm_desktop.engine.interval import Interval, added
from crlm_desktop.engine.liver.naming import named_segments
from crlm_desktop.engine.liver.resections import is_major
from crlm_desktop.engine.liver.segments import (
    RIGHT_LIVER,
    WHOLE_LIVER,
    SegmentSet,
    both,
    codes_of,
    is_within,
    without,
)
from crlm_desktop.engine.liver.shares import Share
from crlm_desktop.engine.liver.volumes import Liver, VolumeNote, Volumetry, liver_of, sphere_ml
from crlm_desktop.engine.planner.keeping import keep
from crlm_desktop.engine.planner.losses import Losses, losses_of, rim_of
from crlm_desktop.engine.planner.operation import Operation, PlannedResection
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.planner.ways import Way, Ways, places_in
from crlm_desktop.engine.proposal import Basis
from crlm_desktop.engine.tri import FactId

FLR = FactId("liver.flr.percent")
TOTAL = FactId("liver.volumes_ml.total")
NEARLY_EXACT = 1.0
"""An interval of so many percentage points, as an unmeasured caudate lobe leaves it, still counts as measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remnant:
    """The liver that stays, in percent of the liver without tumour, and what would make it exact."""

    share: Share
    basis: Basis
    hangs_on: frozenset[FactId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that volumes are reckoned from: what was measured, and of each lesion its diameter and depth.

    ``after`` is the code of what made the remnant grow, ``None`` while nobody has told.
    """

    measured: FactValue
    after: Plain | None
    planned: PlannedResection
    volumetry: Volumetry
    lesions: tuple[tuple[float | None, Interval, bool, bool], ...]

    @property
    def of_liver(self) -> Hashable:
        """What tells apart the volumes alone, whatever remnant was measured."""
        volumes = self.volumetry
        return (
            self.lesions,
            volumes.total_ml,
            volumes.tumour_ml,
            tuple(volumes.segments_ml.items()),
            volumes.estimated_total_ml,
            volumes.lesions_ml,
            volumes.tumour_in,
            volumes.resected,
        )


def figures_of(source: Source, targets: Sequence[Target]) -> Figures:
    """Read what volumes are reckoned from."""
    measured = source.value("flr.percent")
    number, named = measured.number, _named(source)
    return Figures(
        measured=measured,
        after=source.value("liver.flr.after").known,
        planned=PlannedResection(named=named, is_measured=number is not None),
        volumetry=_volumetry(source, targets, named, number),
        lesions=tuple((target.likely_mm, target.size, target.is_deep, target.is_subcapsular) for target in targets),
    )


class Reckonings:
    """The reckonings of one case under several assumptions, shared by those with the same figures.

    Each remembers very much, so that only those of the case itself and the latest others are kept.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found: dict[Hashable, Reckoning] = {}
        self._livers: dict[Hashable, tuple[Liver, Losses]] = {}

    def of(self, source: Source, targets: Sequence[Target]) -> Reckoning:
        """Return the reckoning of the case as the source tells it."""
        figures = figures_of(source, targets)
        of_liver = figures.of_liver
        key = (figures.measured, figures.after, figures.planned, of_liver)
        found = self._found.get(key)
        if found is None:
            liver, losses = self._liver(of_liver, figures, targets)
            found = Reckoning(figures, targets, self._limits, liver=liver, losses=losses)
            keep(self._found, key, found)
        return found

    def _liver(self, key: Hashable, figures: Figures, targets: Sequence[Target]) -> tuple[Liver, Losses]:
        found = self._livers.get(key)
        if found is None:
            liver = liver_of(figures.volumetry)
            found = (liver, losses_of(targets, liver, self._limits))
            keep(self._livers, key, found)
        return found


class Reckoning:
    """The volumes of one case, asked for the remnant of each plan."""

    def __init__(
        self, figures: Figures, targets: Sequence[Target], limits: Limits, *, liver: Liver, losses: Losses
    ) -> None:
        self._figures = figures
        self.targets = targets
        self._limits = limits
        self._number = figures.measured.number
        self.planned = figures.planned
        self.liver = liver
        self._losses = losses
        self.enlarged = self._enlarged()
        self._rests: dict[SegmentSet | None, Share] = {}
        self._kept: dict[tuple[SegmentSet | None, int, int], Share] = {}

    @property
    def of_operations(self) -> object:
        """What stands for all by which it is reckoned how much operations of known extent leave (`left_by`)."""
        return self.liver.shares if self.enlarged is None else self

    def left_by(self, operation: Operation) -> float:
        """Return the parenchyma likely left by an operation, by the volumes alone, in percent."""
        is_by_volume = operation.takes is not None and self.enlarged is None
        rest = self.liver.shares.of(operation.taken).rest if is_by_volume else self._rest(operation)
        return rest.likely

    def _enlarged(self) -> SegmentSet | None:
        """Return what was left after an augmentation that was measured; ``None`` while nothing made the remnant grow.

        The other side was embolised, irradiated or tied off. Unless the team named another resection it is the right
        liver; it shrinks, and no part of it counts as remnant any more.
        """
        if not self.planned.is_measured or self._figures.after in (None, Augmentation.NONE):
            return None
        return without(WHOLE_LIVER, RIGHT_LIVER if self.planned.named is None else self.planned.named)

    def clears_shrunken_side(self, operation: Operation) -> bool:
        """Tell whether an operation takes all that an augmentation has made shrink."""
        if self.enlarged is None or operation.takes is None:
            return True
        return is_within(without(WHOLE_LIVER, self.enlarged), operation.takes)

    def remnant(self, operation: Operation, ways: Ways) -> Remnant:
        """Return what stays: measured where a measurement belongs to the operation, else reckoned."""
        share, is_measured = self.remaining(operation, ways), self.is_measured(operation)
        sizes = frozenset(self.targets[place].size_fact for place in self._unsized(ways))
        return Remnant(
            share=share,
            basis=Basis.MEASURED if is_measured else Basis.ESTIMATED,
            hangs_on=frozenset() if share.low == share.high else self._settled_by(operation, is_measured) | sizes,
        )

    def remaining(self, operation: Operation, ways: Ways) -> Share:
        """Return the share that stays; a measured remnant is taken as it is, and nothing is taken off it."""
        if self.is_measured_for(operation):
            return self._rest(operation)
        return self.kept(operation, ways)

    def kept(self, operation: Operation, ways: Ways) -> Share:
        """Return the parenchyma that neither knife nor heat takes, to a tenth of a percent."""
        key = (operation.takes, ways.wedge, ways.ablate)
        found = self._kept.get(key)
        if found is None:
            rest, (least, likely, most) = self._rest(operation), self._losses.of(ways.wedge, ways.ablate)
            if most:
                rest = _rounded(
                    Share(max(0.0, rest.low - most), max(0.0, rest.likely - likely), max(0.0, rest.high - least))
                )
            found = self._kept[key] = rest
        return found

    def _unsized(self, ways: Ways) -> list[int]:
        """Return the lesions of unknown size that are cut out or ablated."""
        return [place for place in places_in(ways.wedge | ways.ablate) if self.targets[place].likely_mm is None]

    def is_tellable(self, ways: Ways) -> bool:
        """Tell whether a figure of what stays says anything: not where a visible lesion of unknown size is cut out."""
        return all(self.targets[place].is_vanished for place in self._unsized(ways))

    def told(self, operation: Operation, ways: Ways) -> Share:
        """Return what stays as a plan tells it: off a measured remnant goes what the plan itself takes beside it.

        Nobody records whether the measurement leaves that out already, so that at most the whole of it stays.
        """
        share = self.remaining(operation, ways)
        if not self.is_measured_for(operation):
            return share
        kept = self.kept(operation, ways)
        return Share(kept.low, kept.likely, share.high)

    def reckoned_kept(self, operation: Operation, ways: Ways) -> float:
        """Return the parenchyma likely kept, by the volumes alone: the same yardstick for every plan."""
        return self.left_by(operation) - self._losses.of(ways.wedge, ways.ablate)[1]

    def _rest(self, operation: Operation) -> Share:
        found = self._rests.get(operation.takes)
        if found is None:
            found = self._rests[operation.takes] = self._rest_of(operation)
        return found

    def _rest_of(self, operation: Operation) -> Share:
        """Return what the operation leaves, no less than was measured for a larger one, no more than for a smaller."""
        number = self._number
        if number is not None and self.is_measured_for(operation):
            return Share(number, number, number)
        assert operation.takes is not None, "only a measured remnant stands for an operation of unknown extent"
        if number is not None and self.enlarged is not None and operation.takes:
            return self._rest_of_enlarged(operation.takes, self.enlarged, number)
        rest, named = _rounded(self.liver.shares.of(operation.takes).rest), self.planned.named
        if number is None or named is None:
            return rest
        if is_within(operation.takes, named):
            return Share(max(rest.low, number), max(rest.likely, number), max(rest.high, number))
        if is_within(named, operation.takes):
            return Share(min(rest.low, number), min(rest.likely, number), min(rest.high, number))
        return rest

    def _rest_of_enlarged(self, takes: SegmentSet, enlarged: SegmentSet, number: float) -> Share:
        """Return what an operation leaves of an enlarged remnant; what it leaves of the shrunken side does not count.

        The parts of the remnant are taken to have grown alike.
        """
        whole, taken = self.liver.shares.of(enlarged), self.liver.shares.of(SegmentSet(enlarged & takes))
        if not enlarged & takes or number == 0:
            return Share(number, number, number)
        low = number * max(0.0, 1 - taken.high / whole.low) if whole.low > 0 else 0.0
        return _rounded(Share(low, number * (1 - taken.likely / whole.likely), number * (1 - taken.low / whole.high)))

    def losses(self, ways: Ways) -> Share:
        """Return what wedges and ablation zones take beside the operation."""
        return Share(*self._losses.of(ways.wedge, ways.ablate))

    def lost_by(self, place: int, way: Way) -> float:
        """Return the parenchyma in percent that one lesion likely costs when it is treated by itself in a way."""
        bit = 1 << place
        return self._losses.of(bit if way is Way.WEDGE else 0, bit if way is Way.ABLATE else 0)[1]

    def spared_by_beam(self, operation: Operation, ways: Ways) -> Interval:
        """Return the liver in ml that stays and is not irradiated with a margin."""
        kept, parenchyma = self.kept(operation, ways), self.liver.parenchyma_ml
        margin = self._limits.resection_margin_mm
        beams = added(rim_of(self.targets[place], margin, self._limits) for place in places_in(ways.sbrt))
        low, high = kept.low * parenchyma.low / 100 - beams, kept.high * parenchyma.high / 100 - beams / 2
        return Interval(min(low, high), high)

    def is_measured_for(self, operation: Operation) -> bool:
        """Tell whether the measured remnant belongs to the operation.

        It belongs to the resection that the team named. Without a name it is the remnant of the major resection that
        the team plans, and so of any that takes three segments or more.
        """
        if not self.planned.is_measured:
            return False
        if operation.takes is None:
            return True
        if self.planned.named is not None:
            return operation.takes == self.planned.named
        return is_major(operation.takes)

    def is_plausible_for(self, operation: Operation) -> bool:
        """Tell whether the measured remnant lies within what is reckoned for the operation."""
        number = self._number
        if number is None or operation.takes is None:
            return True
        if self.enlarged is not None:
            return operation.takes == without(WHOLE_LIVER, self.enlarged)
        return number in self.liver.shares.of(operation.takes).rest.interval

    def is_too_large_for(self, operation: Operation) -> bool:
        """Tell whether more was measured than the operation can leave of a liver that nothing has made grow."""
        number = self._number
        if number is None or operation.takes is None or self.enlarged is not None:
            return False
        return number > self.liver.shares.of(operation.takes).rest.high

    def is_measured(self, operation: Operation) -> bool:
        """Tell whether what the operation leaves rests on measured volumes."""
        if self.is_measured_for(operation):
            return True
        if not operation.takes:
            return False
        share = self.liver.shares.of(operation.takes)
        return self.liver.shares.is_measured and share.high - share.low <= NEARLY_EXACT

    def _settled_by(self, operation: Operation, is_measured: bool) -> frozenset[FactId]:
        """Return what would make the remnant exact: volumes where little is taken, else a measured remnant."""
        if operation.takes and (is_measured or is_major(operation.takes)):
            return frozenset({FLR})
        if VolumeNote.TYPICAL_LIVER in self.liver.notes:
            return frozenset({TOTAL})
        told = self._figures.volumetry.segments_ml
        missing = frozenset(
            FactId(f"liver.volumes_ml.{code}") for code in codes_of(operation.taken) if code not in told
        )
        return missing or frozenset({FLR})


def _rounded(share: Share) -> Share:
    """Return the share to a tenth of a percent, as it is shown: what is compared is what is read."""
    return Share(round(share.low, 1), round(share.likely, 1), round(share.high, 1))


def _named(source: Source) -> SegmentSet | None:
    flr = source.case.liver.flr
    return named_segments(flr.resection) if flr is not None and flr.resection is not None else None


def _tumour_in(targets: Sequence[Target]) -> SegmentSet:
    """Return the segments that hold visible lesions; the whole liver while the site of any is not known."""
    sites = [target.segments for target in targets if not target.is_vanished]
    return reduce(both, sites) if sites and all(sites) else WHOLE_LIVER


def _volumetry(
    source: Source, targets: Sequence[Target], named: SegmentSet | None, flr_percent: float | None
) -> Volumetry:
    measured = {str(code): source.value(f"liver.volumes_ml.{code}").number for code in Segment}
    visible = (target.likely_mm for target in targets if not target.is_vanished)
    return Volumetry(
        total_ml=source.value(TOTAL).number,
        tumour_ml=source.value("liver.volumes_ml.tumour").number,
        segments_ml=MappingProxyType({code: ml for code, ml in measured.items() if ml is not None}),
        estimated_total_ml=source.value("liver.estimated_total_ml").number,
        lesions_ml=added(sphere_ml(size) for size in visible if size is not None),
        tumour_in=_tumour_in(targets),
        resected=None if named is None or flr_percent is None else (named, 100 - flr_percent),
    )
