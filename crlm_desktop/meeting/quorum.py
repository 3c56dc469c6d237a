"""Which disciplines a decision about colorectal liver metastases needs, and which of them were missing."""

from __future__ import annotations

from crlm_desktop.case.choices import PrimaryState
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.decision import Decision, Outcome
from crlm_desktop.meeting.people import Attendance, Discipline

ALWAYS = (Discipline.LIVER_SURGERY, Discipline.MEDICAL_ONCOLOGY, Discipline.RADIOLOGY)


def needed(case: Case, outcome: Outcome | None) -> tuple[Discipline, ...]:
    """Return the disciplines that the case and the decision call for, in the order of :class:`Discipline`.

    Liver surgery, medical oncology and radiology always; colorectal surgery while the primary is in place;
    interventional radiology for a decision that contains ablation or intra-arterial treatment; radiation oncology
    for one that contains SBRT.
    """
    wanted = set(ALWAYS)
    if case.primary.state is PrimaryState.IN_SITU:
        wanted.add(Discipline.COLORECTAL_SURGERY)
    options = " ".join(outcome.options) if isinstance(outcome, Decision) else ""
    if any(word in options for word in ("ablation", "sirt", "haic", "tace")):
        wanted.add(Discipline.INTERVENTIONAL_RADIOLOGY)
    if "sbrt" in options:
        wanted.add(Discipline.RADIATION_ONCOLOGY)
    return tuple(discipline for discipline in Discipline if discipline in wanted)


def absent(case: Case, outcome: Outcome | None, attendance: tuple[Attendance, ...]) -> tuple[Discipline, ...]:
    """Return the needed disciplines of which nobody took part; a decision taken without them is provisional."""
    there = {one.discipline for one in attendance if one.is_there}
    return tuple(discipline for discipline in needed(case, outcome) if discipline not in there)
