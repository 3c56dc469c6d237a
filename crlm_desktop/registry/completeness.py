"""How much of what a first discussion asks for is known of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crlm_desktop.case.choices import PrimarySite

# What a case should bring to the table: the question, the person, the primary, the molecular type, the liver, the
# disease elsewhere, the treatment so far and the imaging. It counts what is missing; no rule of treatment uses it.
ASKED = (
    "question",
    "patient.age_years",
    "patient.sex",
    "fitness.ecog",
    "fitness.comorbidities",
    "fitness.wishes",
    "primary.site",
    "primary.state",
    "primary.t",
    "primary.n",
    "primary.diagnosed_on",
    "molecular.ras",
    "molecular.braf",
    "molecular.mmr",
    "metastases.detected_on",
    "metastases.episode",
    "lesions",
    "liver.quality",
    "function.bilirubin_umol_l",
    "function.albumin_g_l",
    "function.platelets_1e9_l",
    "function.inr",
    "markers",
    "extrahepatic.lung",
    "extrahepatic.peritoneum",
    "extrahepatic.staged_on",
    "systemic",
    "local_treatments",
    "imaging.ct_on",
    "imaging.liver_mri_on",
)
ASKED_OF_A_LESION = ("segments", "size_mm", "state")


def completeness(record: Mapping[str, Any]) -> int:
    """Return the share that is known of a case as JSON, 0-100, rounded down, so that 100 means everything.

    Radiotherapy is asked for a rectal primary only; each lesion is asked for its segments, size and state.
    """
    is_rectal = _at(record, "primary.site") == str(PrimarySite.RECTUM)
    asked = [*ASKED, "primary.rectal_radiotherapy"] if is_rectal else [*ASKED]
    known = [_at(record, path) is not None for path in asked]
    for lesion in record.get("lesions", []):
        known += [name in lesion for name in ASKED_OF_A_LESION]
    return 100 * sum(known) // len(known)


def _at(record: Mapping[str, Any], path: str) -> Any:
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
