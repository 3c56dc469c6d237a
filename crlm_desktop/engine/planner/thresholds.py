"""The numbers by name that the planner reads from the edition: a centre can set them, none is hidden in code.

The knowledge declares each in ``thresholds.toml`` with label, sources and the note why sources disagree:

| name | unit | default | range | rests on |
|---|---|---|---|---|
| ``flr.floor_percent`` | % | 20 | 20-30 | Vauthey 2000, Kishi 2009: nothing below 20 %, even in a normal liver |
| ``flr.normal_percent`` | % | 30 | 20-40 | 20: Vauthey 2000, Kishi 2009; 30: ESMO 2023, Chinese guideline 2023 |
| ``flr.injured_percent`` | % | 30 | 30-40 | Shindoh 2013, Kishi 2009: over 12 weeks of chemotherapy, steatosis |
| ``flr.cirrhosis_percent`` | % | 40 | 40-50 | Kubota 1997, Vauthey: fibrosis, cirrhosis; some ask for 50 |
| ``chemotherapy.injury_weeks`` | weeks | 12 | 8-24 | Shindoh 2013: longer chemotherapy counts as an injured liver |
| ``augmentation.kgr_percent_per_week`` | %/week | 2 | 1.5-3 | Shindoh 2013 (J Am Coll Surg 216:201) |
| ``augmentation.growth_percent`` | % of itself | 54 | 26-54 | segments 2 and 3 with segment 4 embolised too (n = 73) |
| ``ablation.max_mm`` | mm | 30 | 20-30 | COLLISION |
| ``ablation.limit_mm`` | mm | 50 | 30-50 | COLLISION-XL; above 50 ablation alone is advised against, not ruled out |
| ``ablation.duct_distance_mm`` | mm | 10 | 5-15 | reports of strictures after heat; some use 5, some 15 |
| ``ablation.margin_mm`` | mm | 5 | 5-10 | Shady 2016 |
| ``ablation.margin_ideal_mm`` | mm | 10 | 10-15 | Shady 2016; needed when RAS is mutated: Calandri 2018 |
| ``resection.margin_mm`` | mm | 10 | 1-10 | R0 is 1 mm, 10 mm are aimed at: Hamady 2014, Sadot 2015 |
| ``wedge.max_mm`` | mm | 30 | 20-50 | a convention: lesions up to 30 mm were resected in COLLISION |
| ``wedge.pedicle_distance_mm`` | mm | 10 | 1-20 | the margin aimed at (Hamady 2014): nearer, the territory goes |
| ``sbrt.limit_count`` | lesions | 5 | 3-5 | most common indications; above 3 SBRT is advised against |
| ``sbrt.max_mm`` | mm | 60 | 40-60 | Rusthoven 2009 |
| ``sbrt.bowel_distance_mm`` | mm | 8 | 8-10 | 8-10 mm from stomach, duodenum, bowel |
| ``sbrt.spared_liver_ml`` | ml | 700 | 700-1000 | Schefter 2005, Rusthoven 2009 |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAMES = (
    "flr.floor_percent",
    "flr.normal_percent",
    "flr.injured_percent",
    "flr.cirrhosis_percent",
    "chemotherapy.injury_weeks",
    "augmentation.kgr_percent_per_week",
    "augmentation.growth_percent",
    "ablation.max_mm",
    "ablation.limit_mm",
    "ablation.duct_distance_mm",
    "ablation.margin_mm",
    "ablation.margin_ideal_mm",
    "resection.margin_mm",
    "wedge.max_mm",
    "wedge.pedicle_distance_mm",
    "sbrt.limit_count",
    "sbrt.max_mm",
    "sbrt.bowel_distance_mm",
    "sbrt.spared_liver_ml",
)
"""Every name that `Limits.of` asks for; an edition that lacks one cannot plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The thresholds of an edition as the planner reads them; lengths mm, volumes ml, shares percent."""

    flr_floor: float
    flr_normal: float
    flr_injured: float
    flr_cirrhosis: float
    injury_weeks: float
    growth_per_week: float
    growth_seen: float
    ablation_ideal_mm: float
    ablation_limit_mm: float
    duct_distance_mm: float
    ablation_margin_mm: float
    ablation_margin_ideal_mm: float
    resection_margin_mm: float
    wedge_max_mm: float
    pedicle_distance_mm: float
    sbrt_max_count: float
    sbrt_max_mm: float
    bowel_distance_mm: float
    spared_liver_ml: float

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> Limits:
        """Read the planner's thresholds; a name that is not there is a KeyError."""
        return cls(**dict(zip(cls.__dataclass_fields__, (thresholds[name] for name in NAMES), strict=True)))
