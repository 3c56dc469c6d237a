"""How much of the liver must stay, by its quality: an interval while the quality is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from crlm_desktop.case.choices import LiverQuality
from crlm_desktop.engine.facts.source import Source
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.tri import FactId, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class RemnantThreshold:
    """The least share of the liver in percent that must stay, and what it hangs on while it is an interval.

    ``is_by_chemotherapy`` says that a normal liver counts as injured after long chemotherapy.
    """

    percent: Interval
    hangs_on: frozenset[FactId]
    is_by_chemotherapy: bool = False


def threshold_of_remnant(source: Source, limits: Limits) -> RemnantThreshold:
    """Return the threshold for a liver: 20-30 % normal, 30 % injured, 40 % cirrhotic, as the edition sets them.

    More than 12 weeks of chemotherapy make a normal liver count as injured (Shindoh et al., Ann Surg Oncol 2013).
    """
    quality, weeks = source.value("liver.quality"), source.value("chemotherapy.weeks")
    is_long = Truth.FALSE if weeks.interval is None else weeks.interval.is_at_most(limits.injury_weeks).opposite
    found: Interval | None = None
    for one in LiverQuality:
        if str(one) in quality.candidates:
            percent = _of_quality(one, limits, is_long)
            found = percent if found is None else found.hull(percent)
    assert found is not None, "a liver always has a quality"
    hangs_on = quality.hangs_on
    if quality.is_settled and not found.is_exact:
        hangs_on = weeks.hangs_on
    return RemnantThreshold(
        percent=found,
        hangs_on=frozenset() if found.is_exact else hangs_on,
        is_by_chemotherapy=quality.known == LiverQuality.NORMAL and is_long is Truth.TRUE,
    )


def _of_quality(quality: LiverQuality, limits: Limits, is_long: Truth) -> Interval:
    match quality:
        case LiverQuality.NORMAL:
            after_long = max(limits.flr_normal, limits.flr_injured)
            least = after_long if is_long is Truth.TRUE else limits.flr_normal
            return Interval(least, limits.flr_normal if is_long is Truth.FALSE else after_long)
        case LiverQuality.CHEMOTHERAPY_INJURY | LiverQuality.STEATOSIS:
            return exactly(limits.flr_injured)
        case LiverQuality.FIBROSIS | LiverQuality.CIRRHOSIS:
            return exactly(limits.flr_cirrhosis)
        case _:
            assert_never(quality)
