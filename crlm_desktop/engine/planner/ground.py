"""What the plans of all strategies for one case stand on: lesions, verdicts, volumes, thresholds, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crlm_desktop.case.choices import Augmentation, Offer, Ras, TreatmentFamily
from crlm_desktop.engine.facts.source import Source
from crlm_desktop.engine.liver.segments import NOTHING, SegmentSet
from crlm_desktop.engine.planner.feasibility import verdicts_on
from crlm_desktop.engine.planner.operation import Operations
from crlm_desktop.engine.planner.reckoning import Reckoning, Reckonings
from crlm_desktop.engine.planner.required import RemnantThreshold, threshold_of_remnant
from crlm_desktop.engine.planner.target import Target, targets_of
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.planner.ways import Verdict, Verdicts, Way, without_last_resorts
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import TRUE, tri_or, unknown

_BARRED_BY: Mapping[LesionModality, tuple[TreatmentFamily, Offer]] = {
    LesionModality.RESECT: (TreatmentFamily.RESECTION, Offer.RESECTION),
    LesionModality.ABLATE: (TreatmentFamily.ABLATION, Offer.ABLATION),
    LesionModality.SBRT: (TreatmentFamily.RADIOTHERAPY, Offer.SBRT),
}


Sight = tuple[tuple[tuple[object, ...], ...], tuple[Verdicts, ...]]
"""What tells lesions apart as far as ways are assigned to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One case as the planner sees it; ``lesions_known`` is false when nobody has told which lesions there are.

    ``is_resectable`` is the team's judgement of the whole liver disease, ``None`` where it gave none; ``augmented`` is
    what made the measured remnant grow, ``None`` where nothing did or nobody told.
    """

    source: Source
    limits: Limits
    lesions_known: bool
    targets: tuple[Target, ...]
    verdicts: tuple[Verdicts, ...]
    reckoning: Reckoning
    operations: Operations
    required: RemnantThreshold
    is_resectable: bool | None
    is_ras_mutated: bool
    augmented: Augmentation | None

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

    @property
    def sight(self) -> Sight:
        """What ways are assigned by: the lesions, of whose sizes only the order counts, and the verdicts on them."""
        sizes = sorted({target.size.low for target in self.targets})
        kinds = tuple(
            (one.segments, one.centre, one.is_vanished, one.is_deep, one.is_subcapsular, sizes.index(one.size.low))
            for one in self.targets
        )
        return kinds, self.verdicts

    def is_barred(self, modality: LesionModality) -> bool:
        """Tell whether the person is known to decline the modality, or the centre not to offer it."""
        family, offer = _BARRED_BY[modality]
        value = self.source.value
        return value(f"declines.{family}").tri.is_true or value(f"offers.{offer}").tri.is_false


def ground_of(
    source: Source,
    thresholds: Mapping[str, float],
    like: Ground | None = None,
    reckonings: Reckonings | None = None,
) -> Ground:
    """Read a case; a threshold of the planner that is missing is a KeyError.

    ``like`` is the ground of the same case with the same lesions, and the same judgement of the whole disease, while
    other facts were assumed: what it found of the lesions is taken over. ``reckonings`` are those of the same case.
    """
    limits = Limits.of(thresholds)
    judged = source.value("liver.technically_resectable").known
    is_resectable = judged if isinstance(judged, bool) else None
    targets = like.targets if like is not None else targets_of(source) or ()
    reckoning = (Reckonings(limits) if reckonings is None else reckonings).of(source, targets)
    named = reckoning.planned.named
    if like is None:
        verdicts = tuple(_verdicts(target, limits, named=named, is_resectable=is_resectable) for target in targets)
        operations = Operations(targets, verdicts, reckoning.planned)
    else:
        verdicts, operations = like.verdicts, like.operations
    return Ground(
        source=source,
        limits=limits,
        lesions_known=source.lesions is not None,
        targets=targets,
        verdicts=verdicts,
        reckoning=reckoning,
        operations=operations,
        required=threshold_of_remnant(source, limits),
        is_resectable=is_resectable,
        is_ras_mutated=source.value("molecular.ras").known == Ras.MUTATED,
        augmented=_augmented(source),
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
