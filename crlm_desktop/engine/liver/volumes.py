"""Volumes of a record turned into a liver to reckon with: its parenchyma in ml, and the shares of its segments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from crlm_desktop.engine.liver.segments import WHOLE_LIVER, SegmentSet, segment_set, segments_in
from crlm_desktop.engine.liver.shares import Share, Shares


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
    TYPICAL_LIVER = "typical_liver"


TYPICAL_ML = Share(1275, 1510, 1818)
"""Total liver volume (Vauthey et al., Liver Transpl 2002;8:233) at 60 kg, 160 cm; 70 kg, 170 cm; 85 kg, 180 cm."""


AS_POPULATION = Shares()
"""The shares of a liver of which nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumetry:
    """The volumes of a record in ml; what was not measured is ``None`` or absent (segments by code, ``4`` included).

    ``estimated_total_ml`` is the total liver volume estimated from the body surface, ``lesions_ml`` the volume of the
    lesions as spheres, ``resected`` what a resection takes and its share in percent, known from its measured remnant.
    """

    total_ml: float | None = None
    tumour_ml: float | None = None
    segments_ml: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    estimated_total_ml: float | None = None
    lesions_ml: float = 0
    resected: tuple[SegmentSet, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Liver:
    """A liver as the planner reckons with it: its parenchyma (without tumour) in ml and the shares of its segments."""

    parenchyma_ml: Share
    shares: Shares
    notes: tuple[VolumeNote, ...] = ()

    def percent_of(self, volume_ml: float) -> float:
        """Return the likely share of a volume in percent."""
        return 100 * volume_ml / self.parenchyma_ml.likely


def liver_of(volumetry: Volumetry) -> Liver:
    """Return the liver of a record: measured volumes where they suffice, the population's fractions else.

    Segment volumes are read as parenchyma. The whole is the sum of all segments when each was measured, else the
    measured liver less its tumour, else the liver volume that is estimated from the body surface.
    """
    whole, notes = _parenchyma(volumetry)
    measured = {code: 100 * ml / whole.likely for code, ml in volumetry.segments_ml.items()}
    if not measured or VolumeNote.TYPICAL_LIVER in notes:
        shares = AS_POPULATION if volumetry.resected is None else Shares(resected=volumetry.resected)
        return Liver(parenchyma_ml=whole, shares=shares, notes=notes)
    segment_4 = measured.pop("4", None)
    try:
        shares = Shares(
            {segments_in(segment_set((code,)))[0]: one for code, one in measured.items()}, segment_4=segment_4
        )
    except ValueError:
        return Liver(parenchyma_ml=whole, shares=AS_POPULATION, notes=(*notes, VolumeNote.CONTRADICTORY))
    return Liver(parenchyma_ml=whole, shares=shares, notes=notes)


def _parenchyma(volumetry: Volumetry) -> tuple[Share, tuple[VolumeNote, ...]]:
    segments = volumetry.segments_ml
    if segment_set(segments) == WHOLE_LIVER and (whole := _sum_of_all(segments)):
        return Share(whole, whole, whole), ()
    if volumetry.total_ml is not None:
        tumour = volumetry.lesions_ml if volumetry.tumour_ml is None else volumetry.tumour_ml
        whole = volumetry.total_ml - tumour
        if whole > 0:
            notes = (VolumeNote.TUMOUR_FROM_SIZES,) if volumetry.tumour_ml is None and volumetry.lesions_ml else ()
            return Share(whole, whole, whole), notes
    if volumetry.estimated_total_ml is not None and volumetry.estimated_total_ml > 0:
        whole = volumetry.estimated_total_ml
        return Share(whole, whole, whole), (VolumeNote.STANDARDISED,)
    return TYPICAL_ML, (VolumeNote.TYPICAL_LIVER,)


def _sum_of_all(segments_ml: Mapping[str, float]) -> float:
    """Return the sum of segments that cover the liver; where 4 and both its parts were measured, its parts count."""
    parts_of_4 = [segments_ml[code] for code in ("4a", "4b") if code in segments_ml]
    segment_4 = sum(parts_of_4) if len(parts_of_4) == 2 else segments_ml["4"]
    return segment_4 + sum(ml for code, ml in segments_ml.items() if not code.startswith("4"))
