"""The liver map of a case with its legend: which plan it shows, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.case.choices import LesionState
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.lesion_map import is_vanished, map_label
from crlm_desktop.engine.proposal import LesionModality, Plan, Proposal, Status
from crlm_desktop.meeting.decision import Decision, Outcome
from crlm_desktop.minutes.content import Fact, LegendKind, LegendLine, LiverPicture, Span, Words, muted
from crlm_desktop.minutes.decision_sections import chosen_plan
from crlm_desktop.minutes.option_sections import remnant_alone
from crlm_desktop.minutes.record_sections import molecular
from crlm_desktop.minutes.telling import Teller


def plan_shown(outcome: Outcome | None, proposal: Proposal, teller: Teller) -> tuple[Plan | None, str]:
    """Return the plan that map and lesion table show, and in words what kind of plan it is."""
    _ = teller.catalogue.gettext
    chosen = chosen_plan(outcome, proposal)
    if chosen is not None:
        return chosen, _("Shown is the plan that was decided.")
    if isinstance(outcome, Decision):
        return None, _("The decision names no plan lesion by lesion.")
    for option in proposal.options:
        if option.plans and option.status is not Status.EXCLUDED:
            name = teller.catalogue.pick(option.name)
            return option.plans[0], _("Shown is a proposal, nothing was decided: {option}.").format(option=name)
    return None, _("There is no plan lesion by lesion.")


def picture(case: Case, plan: Plan | None, basis: str, teller: Teller) -> LiverPicture:
    """Return the map of a case as the plan treats it; ``basis`` says in words which plan that is."""
    _ = teller.catalogue.gettext
    captions: list[Words] = [(Span(basis),)]
    unplaced = [
        map_label(lesion.id, number) for number, lesion in enumerate(case.lesions or (), 1) if not lesion.segments
    ]
    if unplaced:
        captions.append((Span(_("Segment not known: {lesions}.").format(lesions=teller.listing(unplaced))),))
    captions.append(muted(_("Lesions are drawn to scale; within a segment their place is schematic.")))
    return LiverPicture(
        case=case,
        plan=plan,
        title=_("Liver map"),
        legend=tuple(_legend(case, plan, teller)),
        captions=tuple(captions),
        facts=molecular(case, teller),
        remnant=Fact(label=_("Remnant of this plan"), value=remnant_alone(plan, teller)) if plan else None,
        scale=_("50 mm"),
    )


def _legend(case: Case, plan: Plan | None, teller: Teller) -> Iterator[LegendLine]:
    """Yield a line for everything that the map shows, and for nothing else."""
    _ = teller.catalogue.gettext
    lesions = [lesion for lesion in case.lesions or () if lesion.segments]
    treated = {one.lesion: one.modality for one in plan.treatments} if plan else dict[str, LesionModality]()
    used = {treated[lesion.id] for lesion in lesions if lesion.id in treated}
    for modality in LesionModality:
        if modality in used:
            name = teller.catalogue.pick(modality.label)
            yield LegendLine(kind=LegendKind.MODALITY, modality=modality, text=name)
    if any(lesion.id not in treated for lesion in lesions):
        yield LegendLine(kind=LegendKind.MODALITY, text=_("no plan for this lesion"))
    if plan and plan.resected_segments:
        yield LegendLine(kind=LegendKind.RESECTED, text=_("segment taken"))
    if any(is_vanished(lesion) for lesion in lesions):
        yield LegendLine(kind=LegendKind.VANISHED, text=_("vanished on imaging, at its former size"))
    if any(lesion.state is LesionState.TREATED for lesion in lesions):
        yield LegendLine(kind=LegendKind.TREATED, text=_("treated before"))
    if any(lesion.size_mm is None and not is_vanished(lesion) for lesion in lesions):
        yield LegendLine(kind=LegendKind.SIZE_UNKNOWN, text=_("size not known"))
