"""Volumes of a record turned into a liver to reckon with: its parenchyma in ml, and the shares of its segments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from crlm_desktop.engine.interval import added
from crlm_desktop.engine.liver.segments import WHOLE_LIVER, SegmentSet, is_within, segment_set, segments_in
from crlm_desktop.engine.liver.shares import LiverShares, Share, Shares
from crlm_desktop.engine.liver.with_tumour import EitherShares, SharesWithTumour


def sphere_ml(diameter_mm: float) -> float:
    """Return the volume of a sphere in ml."""
    return math.pi / 6 * diameter_mm**3 / 1000


def rim_ml(diameter_mm: float, margin_mm: float) -> float:
    """Return the parenchyma in ml that a margin around a round lesion takes; the lesion itself is not parenchyma."""
    return sphere_ml(diameter_mm + 2 * margin_mm) - sphere_ml(diameter_mm)


class VolumeNote(Enum):
    """What was taken as given to turn volumes into shares."""

    TUMOUR_FROM_SIZES = "tumour_from_sizes"
    STANDARDISED = "standardised"
    CONTRADICTORY = "contradictory"
    TUMOUR_TAKEN_OFF = "tumour_taken_off"
    TUMOUR_PERHAPS_IN = "tumour_perhaps_in"
    TYPICAL_LIVER = "typical_liver"


TYPICAL_ML = Share(1275, 1510, 1818)
"""Total liver volume (Vauthey et al., Liver Transpl 2002;8:233) at 60 kg, 160 cm; 70 kg, 170 cm; 85 kg, 180 cm."""


AS_POPULATION = Shares()
"""The shares of a liver of which nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumetry:
    """The volumes of a record in ml; what was not measured is ``None`` or absent (segments by code, ``4`` included).

    ``estimated_total_ml`` is the total liver volume estimated from the body surface, ``lesions_ml`` the volume of the
    lesions as spheres, ``tumour_in`` the segments in which it lies, as far as that is known, ``resected`` what a
    resection takes and its share in percent, known from its measured remnant.
    """

    total_ml: float | None = None
    tumour_ml: float | None = None
    segments_ml: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    estimated_total_ml: float | None = None
    lesions_ml: float = 0
    tumour_in: SegmentSet = WHOLE_LIVER
    resected: tuple[SegmentSet, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Liver:
    """A liver as the planner reckons with it: its parenchyma (without tumour) in ml and the shares of its segments."""

    parenchyma_ml: Share
    shares: LiverShares
    notes: tuple[VolumeNote, ...] = ()

    def percent_of(self, volume_ml: float) -> float:
        """Return the likely share of a volume in percent."""
        return 100 * volume_ml / self.parenchyma_ml.likely


def liver_of(volumetry: Volumetry) -> Liver:
    """Return the liver of a record: measured volumes where they suffice, the population's fractions else.

    The whole is the sum of all segments when each was measured, else the measured liver less its tumour, else the liver
    volume that is estimated from the body surface. Segments that add up to the liver with its tumour were measured with
    it: it is then taken off those that hold lesions. Of some segments nobody can tell; both are allowed for.
    """
    whole, notes = _parenchyma(volumetry)
    if not volumetry.segments_ml or VolumeNote.TYPICAL_LIVER in notes:
        shares = AS_POPULATION if volumetry.resected is None else Shares(resected=volumetry.resected)
        return Liver(parenchyma_ml=whole, shares=shares, notes=notes)
    try:
        found, more = _measured_shares(volumetry, whole.likely)
    except ValueError:
        return Liver(parenchyma_ml=whole, shares=AS_POPULATION, notes=(*notes, VolumeNote.CONTRADICTORY))
    return Liver(parenchyma_ml=whole, shares=found, notes=(*notes, *more))


def _measured_shares(volumetry: Volumetry, whole_ml: float) -> tuple[LiverShares, tuple[VolumeNote, ...]]:
    """Return the shares of measured segments; volumes that cannot be are a ValueError."""
    segments, tumour = volumetry.segments_ml, _tumour_ml(volumetry)
    if _hold_tumour(volumetry):
        raw = _shares(segments, whole_ml + tumour)
        percent = 100 * tumour / (whole_ml + tumour)
        if raw.of(volumetry.tumour_in).likely < percent:
            raise ValueError("the segments with lesions are smaller than the tumour")
        shares = SharesWithTumour(raw=raw, tumour_percent=percent, tumour_in=volumetry.tumour_in)
        return shares, (VolumeNote.TUMOUR_TAKEN_OFF,)
    within = {code: ml for code, ml in segments.items() if segment_set((code,)) & volumetry.tumour_in}
    is_of_whole = volumetry.total_ml is not None and whole_ml == volumetry.total_ml - tumour
    if not tumour or not any(within.values()) or not is_of_whole or segment_set(segments) == WHOLE_LIVER:
        return _shares(segments, whole_ml), ()
    held = min(tumour, added(within.values()))
    less = {code: ml * (1 - held / added(within.values())) for code, ml in within.items()}
    with_tumour = _shares({**segments, **less}, whole_ml)
    try:
        without_tumour = _shares(segments, whole_ml)
    except ValueError:
        return with_tumour, (VolumeNote.TUMOUR_TAKEN_OFF,)
    is_all_within = is_within(volumetry.tumour_in, segment_set(segments))
    likely, other = (with_tumour, without_tumour) if is_all_within else (without_tumour, with_tumour)
    return EitherShares(likely=likely, other=other), (VolumeNote.TUMOUR_PERHAPS_IN,)


def _shares(segments_ml: Mapping[str, float], whole_ml: float) -> Shares:
    measured = {code: 100 * ml / whole_ml for code, ml in segments_ml.items()}
    segment_4 = measured.pop("4", None)
    by_segment = {segments_in(segment_set((code,)))[0]: share for code, share in measured.items()}
    return Shares(by_segment, segment_4=segment_4)


def _tumour_ml(volumetry: Volumetry) -> float:
    return volumetry.lesions_ml if volumetry.tumour_ml is None else volumetry.tumour_ml


def _hold_tumour(volumetry: Volumetry) -> bool:
    """Tell whether all segments were measured and add up to the liver with its tumour rather than without it."""
    tumour = _tumour_ml(volumetry)
    if segment_set(volumetry.segments_ml) != WHOLE_LIVER or volumetry.total_ml is None or not tumour:
        return False
    return abs(_sum_of_all(volumetry.segments_ml) - volumetry.total_ml) < tumour / 2


def _parenchyma(volumetry: Volumetry) -> tuple[Share, tuple[VolumeNote, ...]]:
    segments, tumour = volumetry.segments_ml, _tumour_ml(volumetry)
    reckoned = (VolumeNote.TUMOUR_FROM_SIZES,) if volumetry.tumour_ml is None and volumetry.lesions_ml else ()
    if segment_set(segments) == WHOLE_LIVER and (whole := _sum_of_all(segments)):
        if not _hold_tumour(volumetry):
            return Share(whole, whole, whole), ()
        whole -= tumour
        if whole > 0:
            return Share(whole, whole, whole), reckoned
    if volumetry.total_ml is not None:
        whole = volumetry.total_ml - tumour
        if whole > 0:
            return Share(whole, whole, whole), reckoned
    if volumetry.estimated_total_ml is not None and volumetry.estimated_total_ml > 0:
        whole = volumetry.estimated_total_ml
        return Share(whole, whole, whole), (VolumeNote.STANDARDISED,)
    return TYPICAL_ML, (VolumeNote.TYPICAL_LIVER,)


def _sum_of_all(segments_ml: Mapping[str, float]) -> float:
    """Return the sum of segments that cover the liver; where 4 and both its parts were measured, its parts count."""
    parts_of_4 = [segments_ml[code] for code in ("4a", "4b") if code in segments_ml]
    segment_4 = added(parts_of_4) if len(parts_of_4) == 2 else segments_ml["4"]
    return segment_4 + added(ml for code, ml in segments_ml.items() if not code.startswith("4"))
