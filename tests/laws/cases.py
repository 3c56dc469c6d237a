"""Generated cases: any part of what matters may be told or not, and each thing told is plausible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

LESION_FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "size_mm": st.sampled_from([0.5, 12, 29, 30, 31, 45, 50, 62]),
    "segments": st.sampled_from([["2"], ["3"], ["4"], ["5"], ["6", "7"], ["8"], ["1"]]),
    "state": st.sampled_from(["present", "treated"]),
    "depth": st.sampled_from(["subcapsular", "deep"]),
    "vessel": st.sampled_from(["none", "hepatic_vein", "portal_pedicle"]),
    "bile_duct_distance_mm": st.sampled_from([4, 10, 30]),
    "bowel_distance_mm": st.sampled_from([5, 20]),
}
PRESUMED = frozenset({"state"})
"""A lesion of which nobody has said that it was treated is presumed to be there (docs/decisions/planner.md)."""

FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "fitness.ecog": st.integers(0, 4),
    "fitness.asa": st.integers(1, 5),
    "patient.age_years": st.integers(18, 95),
    "patient.height_cm": st.sampled_from([150, 170, 190]),
    "patient.weight_kg": st.sampled_from([50, 70, 110]),
    "primary.n": st.sampled_from(["N0", "N1", "N2b"]),
    "molecular.ras": st.sampled_from(["wild_type", "mutated"]),
    "molecular.braf": st.sampled_from(["wild_type", "v600e", "other"]),
    "metastases.presentation": st.sampled_from(["synchronous", "metachronous"]),
    "liver.quality": st.sampled_from(["normal", "steatosis", "cirrhosis"]),
    "liver.flr.percent": st.sampled_from([15, 20, 25, 30, 40, 55]),
    "function.bilirubin_umol_l": st.sampled_from([8, 34, 60]),
    "function.albumin_g_l": st.sampled_from([25, 35, 42]),
    "function.portal_hypertension": st.booleans(),
}


def _set(parts: dict[str, Any], path: str, value: object) -> None:
    *way, last = path.split(".")
    for step in way:
        parts = parts.setdefault(step, {})
    parts[last] = value


@st.composite
def lesions(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """Return a lesion of which some is told."""
    told = draw(st.sets(st.sampled_from(sorted(LESION_FIELDS))))
    return {"id": f"L{number}", **{field: draw(LESION_FIELDS[field]) for field in sorted(told)}}


@st.composite
def parts_of_cases(draw: st.DrawFn) -> dict[str, Any]:
    """Return the parts of a case of which some is told."""
    parts: dict[str, Any] = {}
    for path in sorted(draw(st.sets(st.sampled_from(sorted(FIELDS))))):
        _set(parts, path, draw(FIELDS[path]))
    if draw(st.booleans()):
        parts["lesions"] = [draw(lesions(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    if draw(st.booleans()):
        parts["systemic"] = [{"line": 1, "agents": ["oxaliplatin", "bevacizumab"], "cycles": 6}]
    if draw(st.integers(0, 5)) == 0:
        _set(parts, "fitness.declines", draw(st.sampled_from([[], ["resection"], ["ablation", "systemic"]])))
    if draw(st.integers(0, 5)) == 0:
        _set(parts, "centre.offers", draw(st.sampled_from([[], ["ablation"], ["resection", "sbrt"]])))
    return parts


def untold(parts: Mapping[str, Any]) -> list[tuple[str, st.SearchStrategy[Any]]]:
    """Return the paths of the fields that the case leaves open, with what each can be filled in with."""
    found = [(path, values) for path, values in FIELDS.items() if not _is_told(parts, path)]
    for position, lesion in enumerate(parts.get("lesions") or ()):
        for field, values in LESION_FIELDS.items():
            if field not in lesion and field not in PRESUMED:
                found.append((f"lesions[{position}].{field}", values))
    return found


def told(parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the facts that the case tells as fields of the record, with their values."""
    found = [(path, _value(parts, path)) for path in FIELDS if _is_told(parts, path)]
    for lesion in parts.get("lesions") or ():
        found += [
            (f"lesions[{lesion['id']}].{field}", lesion[field]) for field in lesion if field not in ("id", "segments")
        ]
    return found


def _value(parts: Mapping[str, Any], path: str) -> Any:
    value: Any = parts
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _is_told(parts: Mapping[str, Any], path: str) -> bool:
    return _value(parts, path) is not None
