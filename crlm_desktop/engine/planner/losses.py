"""What wedges and ablation zones take of the liver, for any set of lesions."""

from __future__ import annotations

from collections.abc import Sequence

from crlm_desktop.engine.liver.volumes import Liver, rim_ml
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.thresholds import Limits

Figures = tuple[float, float, float]
"""A loss in percent at least, likely and at most: a plain tuple, since there are thousands of them."""


class Losses:
    """The losses of one liver in percent; sets of lesions are numbers with a bit for each position.

    The shares are added in the order of the lesions, wedges first: floating point sums depend on it, and a proposal is
    the same everywhere.
    """

    def __init__(self, wedges: Sequence[Figures], burns: Sequence[Figures]) -> None:
        """``wedges`` and ``burns`` are what is lost by each lesion when it is cut out, or ablated."""
        self._wedges = wedges
        self._burns = burns
        self._found: dict[tuple[int, int], Figures] = {(0, 0): (0.0, 0.0, 0.0)}

    def of(self, wedge: int, ablate: int) -> Figures:
        """Return what is lost when one set of lesions is cut out and the other ablated: the least, likely and most."""
        found = self._found.get((wedge, ablate))
        if found is None:
            places, rims = (ablate, self._burns) if ablate else (wedge, self._wedges)
            last = places.bit_length() - 1
            others = places ^ (1 << last)
            before, one = self.of(wedge, others) if ablate else self.of(others, 0), rims[last]
            found = self._found[wedge, ablate] = (before[0] + one[0], before[1] + one[1], before[2] + one[2])
        return found


def losses_of(targets: Sequence[Target], liver: Liver, limits: Limits) -> Losses:
    """Return the losses of a liver with these lesions, by the margins aimed at."""

    def rims(margin_mm: float) -> list[Figures]:
        return [_figures(target, margin_mm, liver, limits) for target in targets]

    return Losses(rims(limits.resection_margin_mm), rims(limits.ablation_margin_ideal_mm))


def rim_of(target: Target, margin_mm: float, limits: Limits) -> float:
    """Return the rim in ml; a lesion of unknown size is taken as one of the largest that ablation suits."""
    return rim_ml(limits.ablation_ideal_mm if target.likely_mm is None else target.likely_mm, margin_mm)


def _figures(target: Target, margin_mm: float, liver: Liver, limits: Limits) -> Figures:
    """Return what is taken around a lesion in percent: all of the rim when it is deep, below the capsule half.

    Of a lesion of unknown size it is anything up to the rim of one of the largest that heat is used for.
    """
    whole = liver.percent_of(rim_of(target, margin_mm, limits))
    part = 1.0 if target.is_deep else 0.5 if target.is_subcapsular else 0.75
    if target.likely_mm is not None:
        return (whole / 2, whole * part, whole)
    largest_mm = max(limits.ablation_ideal_mm, min(target.size.high, limits.ablation_limit_mm))
    smallest, largest = (
        liver.percent_of(rim_ml(size_mm, margin_mm))
        for size_mm in (min(target.size.low, limits.ablation_ideal_mm), largest_mm)
    )
    return (smallest / 2, whole * part, largest)
