"""A lesion in words: where it lies, how large it is, what is near it, and what a plan does to it."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.case.choices import LesionState
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.record import Lesion
from crlm_desktop.case.typed import show_value
from crlm_desktop.engine.proposal import Treatment
from crlm_desktop.gui import wording
from crlm_desktop.i18n import Catalogue

_DETAILS = ("depth", "vessel", "vessel_distance_mm", "bile_duct_distance_mm", "bowel_distance_mm", "visible_on")


def lesion_headline(lesion: Lesion, catalogue: Catalogue) -> str:
    """Return id, segments and size in one line."""
    _ = catalogue.gettext
    segments = wording.listed((f"S{segment}" for segment in lesion.segments or ()), catalogue)
    parts = [lesion.id, segments or _("segment not known"), _size(lesion, catalogue)]
    if lesion.state is not None and lesion.state is not LesionState.PRESENT:
        parts.append(catalogue.pick(lesion.state.label))
    return " · ".join(parts)


def lesion_facts(lesion: Lesion, treatment: Treatment | None, catalogue: Catalogue) -> str:
    """Return everything that is known of a lesion, a line a thing."""
    lines = [lesion_headline(lesion, catalogue), *_details(lesion, catalogue)]
    if treatment is not None:
        lines.append(treatment_words(treatment, catalogue))
    return "\n".join(lines)


def treatment_words(treatment: Treatment, catalogue: Catalogue) -> str:
    """Return what the plan does to the lesion, and whether the team's judgement chose it."""
    _ = catalogue.gettext
    modality = catalogue.pick(treatment.modality.label)
    if treatment.judged:
        return _("In this plan: {modality} (by the team's judgement)").format(modality=modality)
    return _("In this plan: {modality}").format(modality=modality)


def _size(lesion: Lesion, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    field = FIELDS["lesions[].size_mm"]
    if lesion.size_mm is None and lesion.state is not LesionState.VANISHED:
        return _("size not known")
    now = show_value(field, lesion.size_mm or 0.0)
    if lesion.size_before_mm is None:
        return _("{now} mm").format(now=now)
    return _("{now} mm (before: {before} mm)").format(now=now, before=show_value(field, lesion.size_before_mm))


def _details(lesion: Lesion, catalogue: Catalogue) -> Iterator[str]:
    for item in _DETAILS:
        value = getattr(lesion, item)
        if value is not None:
            field = FIELDS[f"lesions[].{item}"]
            plain = [str(one) for one in value] if isinstance(value, tuple) else value
            unit = f" {field.unit}" if field.unit else ""
            yield f"{catalogue.pick(field.label)}: {wording.value_text(field, plain, catalogue)}{unit}"
