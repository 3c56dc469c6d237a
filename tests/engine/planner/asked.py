"""Short ways to ask the planner about a case written as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.planner.planning import plan
from crlm_desktop.engine.proposal import LesionModality, Plan
from crlm_desktop.engine.tri import FactId
from tests.builders import a_case

RESECT, ABLATE, SBRT, LEAVE = LesionModality.RESECT, LesionModality.ABLATE, LesionModality.SBRT, LesionModality.LEAVE

THRESHOLDS: Mapping[str, float] = {
    "flr.floor_percent": 20,
    "flr.normal_percent": 30,
    "flr.injured_percent": 30,
    "flr.cirrhosis_percent": 40,
    "chemotherapy.injury_weeks": 12,
    "augmentation.kgr_percent_per_week": 2,
    "augmentation.growth_percent": 54,
    "ablation.max_mm": 30,
    "ablation.limit_mm": 50,
    "ablation.duct_distance_mm": 10,
    "ablation.margin_mm": 5,
    "ablation.margin_ideal_mm": 10,
    "resection.margin_mm": 10,
    "wedge.max_mm": 30,
    "wedge.pedicle_distance_mm": 10,
    "sbrt.limit_count": 5,
    "sbrt.max_mm": 60,
    "sbrt.bowel_distance_mm": 8,
    "sbrt.spared_liver_ml": 700,
}


def lesion(number: int, segments: str | None, size_mm: float | None, **fields: Any) -> dict[str, Any]:
    """Return a lesion as it stands in a case file: L1 in the segments of a text such as ``"5 8"``."""
    found: dict[str, Any] = {"id": f"L{number}", **fields}
    if segments:
        found["segments"] = segments.split()
    if size_mm is not None:
        found["size_mm"] = size_mm
    return found


def asked(
    *modalities: LesionModality,
    must_use: Sequence[LesionModality] | None = None,
    augmentation: Augmentation | None = None,
    assume: Mapping[str, object] | None = None,
    thresholds: Mapping[str, float] | None = None,
    **parts: Any,
) -> PlanSet:
    """Return the plans of a case of these parts; without ``must_use`` a plan must use each of the modalities."""
    return plan(
        facts_of(a_case(**parts), assume=assume),
        modalities=frozenset(modalities),
        must_use=frozenset(modalities if must_use is None else must_use),
        augmentation=augmentation,
        thresholds={**THRESHOLDS, **(thresholds or {})},
    )


def told(plans: PlanSet, fact: str) -> FactValue:
    """Return a fact of the leading plan by the end of its name: ``exists``, ``flr_percent``."""
    return plans.facts[FactId(f"plan.{fact}")]


def known(plans: PlanSet, fact: str) -> object:
    """Return the settled value of a fact of the leading plan."""
    return told(plans, fact).known


def ways(plan: Plan) -> dict[str, str]:
    """Return what a plan does to each lesion."""
    return {one.lesion: str(one.modality) for one in plan.treatments}


def actions(plan: Plan) -> list[str]:
    """Return the stable words of the steps in order."""
    return [step.action for step in plan.steps]
