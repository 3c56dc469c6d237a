"""What the plans of all strategies for one case stand on: lesions, verdicts, volumes, thresholds, worked out once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from crlm_desktop.case.choices import Augmentation, Offer, Ras, TreatmentFamily
from crlm_desktop.engine.facts.source import Source
from crlm_desktop.engine.liver.segments import NOTHING, SegmentSet
from crlm_desktop.engine.planner.feasibility import verdicts_on
from crlm_desktop.engine.planner.operation import Operations
from crlm_desktop.engine.planner.reckoning import Reckoning, Reckonings
from crlm_desktop.engine.planner.required import RemnantThreshold, threshold_of_remnant
from crlm_desktop.engine.planner.target import Target, targets_of
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.planner.ways import WAYS, Verdict, Verdicts, Way, without_last_resorts
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import TRUE, tri_or, unknown

_BARRED_BY: Mapping[LesionModality, tuple[TreatmentFamily, Offer]] = {
    LesionModality.RESECT: (TreatmentFamily.RESECTION, Offer.RESECTION),
    LesionModality.ABLATE: (TreatmentFamily.ABLATION, Offer.ABLATION),
    LesionModality.SBRT: (TreatmentFamily.RADIOTHERAPY, Offer.SBRT),
}


Sight = tuple[tuple[int, ...], ...]
"""What tells lesions apart as far as ways are assigned to them: for each its kind, the verdicts, its place by size."""


class Kinds:
    """What lesions of one case are like under several assumptions, as numbers: alike ones have the same."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def number(self, kind: Hashable) -> int:
        """Return the number that stands for something."""
        return self._numbers.setdefault(kind, len(self._numbers))


class Seen(NamedTuple):
    """A lesion with the verdicts on its ways; numbers stand for what it is but for its size, and for each verdict."""

    target: Target
    verdicts: Verdicts
    kind: int
    judged: Mapping[Way, int]


class Workings:
    """What the grounds of one case under several assumptions work out once."""

    def __init__(self, limits: Limits) -> None:
        self.reckonings = Reckonings(limits)
        self._kinds = Kinds()

    def seen(self, target: Target, verdicts: Verdicts) -> Seen:
        """Return a lesion with the verdicts on its ways."""
        kind = (target.segments, target.centre, target.is_vanished, target.is_deep, target.is_subcapsular)
        numbers = {way: self._kinds.number(verdict) for way, verdict in verdicts.items()}
        return Seen(target, verdicts, self._kinds.number(kind), numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One case as the planner sees it; ``lesions_known`` is false when nobody has told which lesions there are.

    ``is_resectable`` is the team's judgement of the whole liver disease, ``None`` where it gave none; ``augmented`` is
    what made the measured remnant grow, ``None`` where nothing did or nobody told. ``explains`` is false in trials, of
    which only the answers count: what an open one hangs on is then not worked out.
    """

    source: Source
    limits: Limits
    lesions_known: bool
    targets: tuple[Target, ...]
    verdicts: tuple[Verdicts, ...]
    seen: tuple[Seen, ...]
    reckoning: Reckoning
    operations: Operations
    required: RemnantThreshold
    is_resectable: bool | None
    is_ras_mutated: bool
    augmented: Augmentation | None
    explains: bool

    def allowed(self, modalities: frozenset[LesionModality]) -> tuple[Verdicts, ...]:
        """Return the verdicts on the ways of these modalities; leaving a vanished lesion is always among them.

        What is advised against for a lesion is among them only where these modalities offer it nothing else.
        """
        return tuple(
            without_last_resorts(
                {way: one for way, one in verdicts.items() if way is Way.LEAVE or way.modality in modalities}
            )
            for verdicts in self.verdicts
        )

    def sight(self, modalities: frozenset[LesionModality]) -> Sight:
        """Return what these modalities are assigned by: the lesions, of whose sizes only the order counts."""
        ways = [way for way in WAYS if way is Way.LEAVE or way.modality in modalities]
        sizes = [target.size.low for target in self.targets]
        places = {size: place for place, size in enumerate(sorted(set(sizes)))}
        return tuple(
            (one.kind, places[size], *[one.judged[way] for way in ways])
            for one, size in zip(self.seen, sizes, strict=True)
        )

    def is_barred(self, modality: LesionModality) -> bool:
        """Tell whether the person is known to decline the modality, or the centre not to offer it."""
        family, offer = _BARRED_BY[modality]
        value = self.source.value
        return value(f"declines.{family}").tri.is_true or value(f"offers.{offer}").tri.is_false


def ground_of(
    source: Source,
    thresholds: Mapping[str, float],
    *,
    like: Ground | None = None,
    but: frozenset[str] = frozenset(),
    workings: Workings | None = None,
) -> Ground:
    """Read a case; a threshold of the planner that is missing is a KeyError.

    ``like`` is the ground of the same case, of which this is a trial: what it found of lesions is taken over, except
    of those named in ``but``. ``workings`` are those of the same case.
    """
    limits = Limits.of(thresholds)
    workings = Workings(limits) if workings is None else workings
    judged = source.value("liver.technically_resectable").known
    is_resectable = judged if isinstance(judged, bool) else None
    known = {} if like is None else {one.target.id: one for one in like.seen if one.target.id not in but}
    targets = targets_of(source, {lesion: one.target for lesion, one in known.items()}) or ()
    reckoning = workings.reckonings.of(source, targets)
    named = reckoning.planned.named

    def see(target: Target) -> Seen:
        verdicts = _verdicts(target, limits, named=named, is_resectable=is_resectable)
        return workings.seen(target, verdicts)

    seen = tuple(known.get(target.id) or see(target) for target in targets)
    verdicts = tuple(one.verdicts for one in seen)
    return Ground(
        source=source,
        limits=limits,
        lesions_known=source.lesions is not None,
        targets=targets,
        verdicts=verdicts,
        seen=seen,
        reckoning=reckoning,
        operations=Operations(targets, verdicts, reckoning.planned),
        required=threshold_of_remnant(source, limits),
        is_resectable=is_resectable,
        is_ras_mutated=source.value("molecular.ras").known == Ras.MUTATED,
        augmented=_augmented(source),
        explains=like is None,
    )


def _augmented(source: Source) -> Augmentation | None:
    after = source.value("liver.flr.after").known
    return next((one for one in Augmentation if one == after and one is not Augmentation.NONE), None)


def _verdicts(target: Target, limits: Limits, *, named: SegmentSet | None, is_resectable: bool | None) -> Verdicts:
    found = verdicts_on(target, limits, named=named)
    territory = found[Way.ANATOMICAL]
    if is_resectable and territory.answer.is_unknown:
        territory = replace(territory, answer=TRUE, judged=True)
    wedge = _knife(target, found[Way.WEDGE], is_resectable=is_resectable)
    return {**found, Way.ANATOMICAL: territory, Way.WEDGE: wedge}


def _knife(target: Target, verdict: Verdict, *, is_resectable: bool | None) -> Verdict:
    """Return the verdict on a resection without its territory, after the team's judgement of the whole disease.

    A liver that is technically resectable is so with each of its lesions, unless the team says otherwise of one. What
    cannot be cut out by itself may go with its territory: that hangs on the segment where nobody told it.
    """
    if target.value("resectable").is_settled:
        return verdict
    if is_resectable and not verdict.answer.is_true:
        is_ideal = not verdict.answer.is_false
        return replace(verdict, answer=TRUE, is_ideal=is_ideal, judged=True, assumptions=())
    if target.segments == NOTHING:
        return replace(verdict, answer=tri_or((verdict.answer, unknown(target.fact("segments")))))
    return verdict
