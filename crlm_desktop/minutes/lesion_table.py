"""The lesions of a case one by one: where, how large, how deep, and what a plan does to each."""

from __future__ import annotations

from crlm_desktop.case.choices import LesionState, PreviousTreatment, Vessel
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.liver.lesion_map import map_label
from crlm_desktop.engine.proposal import Plan, Treatment
from crlm_desktop.minutes.content import Block, Prose, Span, Table, TableKind, Tone, Words, muted, plain, strong
from crlm_desktop.minutes.telling import Teller, joined


def lesion_table(case: Case, plan: Plan | None, teller: Teller) -> tuple[Block, ...]:
    """Return the lesions one by one, with what the plan does to each."""
    _ = teller.catalogue.gettext
    if case.lesions is None:
        return (Prose(words=teller.unknown),)
    if not case.lesions:
        return (Prose(words=plain(_("No lesion is left in the liver."))),)
    head = (
        _("Lesion"),
        _("Segment"),
        _("Now, mm"),
        _("Before, mm"),
        _("State, depth and vessels"),
        _("Visible on"),
        _("Plan"),
    )
    treatments = {one.lesion: one for one in plan.treatments} if plan else {}
    rows = tuple(
        _lesion_row(number, lesion, treatments.get(lesion.id), teller) for number, lesion in enumerate(case.lesions, 1)
    )
    return (Table(kind=TableKind.LESIONS, head=head, rows=rows),)


def _lesion_row(number: int, lesion: Lesion, treatment: Treatment | None, teller: Teller) -> tuple[Words, ...]:
    label = map_label(lesion.id, number)
    own_id = muted(f"{lesion.id}{teller.signs.colon}") if label != lesion.id else ()
    return (
        strong(label),
        teller.segments(lesion.segments),
        teller.quantity(lesion.size_mm),
        teller.quantity(lesion.size_before_mm),
        (*own_id, *_findings(lesion, teller)),
        teller.value(lesion.visible_on, FIELDS["lesions[].visible_on"]),
        _treatment(lesion, treatment, teller),
    )


def _findings(lesion: Lesion, teller: Teller) -> Words:
    """Tell what became of a lesion, unless it is just there, and how it lies."""
    _ = teller.catalogue.gettext
    parts: list[Words] = []
    if lesion.state is None:
        parts.append(muted(_("state not known")))
    elif lesion.state is not LesionState.PRESENT:
        parts.append(teller.choice(lesion.state))
    if lesion.previous_treatment is not None and lesion.previous_treatment is not PreviousTreatment.NONE:
        treatment = teller.catalogue.pick(lesion.previous_treatment.label)
        parts.append(plain(_("back after {treatment}").format(treatment=treatment)))
    parts.extend(_depth(lesion, teller))
    return joined(parts, teller.signs.comma)


def _depth(lesion: Lesion, teller: Teller) -> list[Words]:
    _ = teller.catalogue.gettext
    parts = [teller.choice(lesion.depth)] if lesion.depth else []
    if lesion.vessel is not None:
        vessel = _("no vessel near") if lesion.vessel is Vessel.NONE else teller.catalogue.pick(lesion.vessel.label)
        distance = lesion.vessel_distance_mm
        parts.append(plain(vessel if distance is None else f"{vessel} {distance:g} mm"))
    for distance, sentence in (
        (lesion.bile_duct_distance_mm, _("bile duct {distance} mm")),
        (lesion.bowel_distance_mm, _("bowel {distance} mm")),
    ):
        if distance is not None:
            parts.append(plain(sentence.format(distance=f"{distance:g}")))
    return parts or [muted(_("depth and vessels not known"))]


def _treatment(lesion: Lesion, treatment: Treatment | None, teller: Teller) -> Words:
    """Tell what the plan does to a lesion, and the team's own judgement of it."""
    _ = teller.catalogue.gettext
    parts: list[Words] = []
    if treatment is not None:
        parts.append((Span(teller.catalogue.pick(treatment.modality.label), Tone.STRONG),))
    for judgement, yes, no in (
        (lesion.resectable, _("judged resectable"), _("judged not resectable")),
        (lesion.ablatable, _("judged ablatable"), _("judged not ablatable")),
        (lesion.sbrt_feasible, _("SBRT judged feasible"), _("SBRT judged not feasible")),
    ):
        if judgement is not None:
            parts.append(((Span(yes if judgement else no, Tone.MUTED)),))
    return joined(parts, teller.signs.comma) if parts else plain("–")
