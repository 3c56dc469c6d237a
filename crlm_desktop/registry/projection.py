"""What lists and searches know of a case, computed from its identity and its newest revision and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from crlm_desktop.case.choices import LesionState, Presentation
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.fields import Kind, field_of
from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.registry.completeness import completeness

_SYNCHRONOUS_MONTHS = 6


def presentation(case: Case) -> Presentation | None:
    """Return the presentation as stated, else as the dates have it, else ``None``.

    Synchronous means found at, before or within 6 months of the primary's diagnosis; dates that leave it open do.
    """
    stated = case.metastases.presentation
    diagnosed, detected = case.primary.diagnosed_on, case.metastases.detected_on
    if stated is not None or diagnosed is None or detected is None:
        return stated
    surely = _is_within(diagnosed, detected, latest=True)
    possibly = _is_within(diagnosed, detected, latest=False)
    if surely != possibly:
        return None
    return Presentation.SYNCHRONOUS if surely else Presentation.METACHRONOUS


def lesion_count(case: Case) -> int | None:
    """Return how many lesions are not yet treated, ``None`` when nobody has told of lesions."""
    if case.lesions is None:
        return None
    return sum(lesion.state is not LesionState.TREATED for lesion in case.lesions)


def facts(identity: Identity, case: Case, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lists show of a case, by the columns of its row; ``record`` is the case as JSON."""
    return {
        "number": identity.number,
        "name": identity.name,
        "age_years": case.patient.age_years,
        "sex": case.patient.sex,
        "presentation": presentation(case),
        "lesion_count": lesion_count(case),
        "ras": case.molecular.ras,
        "braf": case.molecular.braf,
        "mmr": case.molecular.mmr,
        "completeness": completeness(record),
    }


def lesion_facts(case: Case) -> tuple[dict[str, Any], ...]:
    """Return what lists show of each lesion, by the columns of its row, in the order of the record."""
    return tuple(
        {
            "lesion": lesion.id,
            "segments": ",".join(lesion.segments) if lesion.segments is not None else None,
            "size_mm": lesion.size_mm,
            "state": lesion.state,
        }
        for lesion in case.lesions or ()
    )


def texts(identity: Identity, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every free text by which a case can be found: number, name, question, and all words of its JSON."""
    found = (identity.number, identity.name, *_texts_of(record, ""))
    return tuple(text for text in (folded(one) for one in found) if text)


def folded(text: str) -> str:
    """Return a text as it is compared: without regard to case, accents, and the width of letters and digits."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    kept = unicodedata.normalize("NFKC", plain).replace("\0", "")
    return kept.encode("utf-8", "ignore").decode().strip()


def characters(text: str) -> str:
    """Return the letters, digits and ideographs of a folded text as words of one character."""
    return " ".join(char for char in text if char.isalnum())


def _texts_of(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts_of(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_of(inner, f"{path}[]")
    elif isinstance(value, str) and _is_free_text(path):
        yield value


@cache
def _is_free_text(path: str) -> bool:
    field = field_of(path)
    return field is not None and field.kind in (Kind.TEXT, Kind.TEXTS)


def _is_within(diagnosed: PartialDate, detected: PartialDate, *, latest: bool) -> bool:
    """Whether the detection is within 6 months of the diagnosis at the latest, or at the earliest, it can have been."""
    from_day = diagnosed.earliest if latest else diagnosed.latest
    to_day = detected.latest if latest else detected.earliest
    months = (to_day.year - from_day.year) * 12 + to_day.month - from_day.month
    months_begun = months + (to_day.day > from_day.day)
    return months_begun <= _SYNCHRONOUS_MONTHS
