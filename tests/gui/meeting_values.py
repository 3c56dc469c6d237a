"""What the tests of the meetings build with: a registry whose engine proposes plans, cases in it, and a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import Proposal, Status
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import meetings, review
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace
from tests.builders import an_attendance, an_option
from tests.gui.option_values import (
    a_combined_option,
    a_conditional_option,
    a_full_proposal,
    a_two_lesion_case,
    an_excluded_option,
)
from tests.services.places import a_workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine

COMBINED = "ablation-plus-resection"
CONDITIONAL = "sirt-then-resection"
SUITABLE = "resection"


class PlanningEngine:
    """Stands for the engine: proposes a combination with two plans, and options of every other status."""

    edition = SimpleNamespace(version="tests", strategies=(), sources={})

    def propose(self, case: Case, assume: Mapping[str, str] | None = None, *, looks_ahead: bool = True) -> Proposal:
        made = a_full_proposal(
            a_combined_option(),
            an_option(SUITABLE, status=Status.SUITABLE, rank=2),
            a_conditional_option(rank=3),
            an_excluded_option(),
            case=case,
        )
        return made if looks_ahead else replace(made, missing=(), flip_points={})


def planning_engine() -> Engine:
    """Return an engine that proposes plans."""
    return cast("Engine", PlanningEngine())


def a_planning_workplace(path: Path) -> Workplace:
    """Return a new registry whose engine proposes plans."""
    return a_workplace(path, planning_engine())


def add_case(place: Workplace, number: str, case: Case | None = None) -> CaseId:
    """Record a case and return its id."""
    return review.create_case(place, Identity(number=number, name="Ada Example"), case or a_two_lesion_case()).id


def a_meeting_with(place: Workplace, *case_ids: CaseId, title: str = "Liver meeting") -> MeetingId:
    """Record a meeting that has these cases, with a liver surgeon present, and return its id."""
    particulars = Particulars(title=title, site="General Hospital", held_on=date(2026, 11, 26), starts_at=time(16, 0))
    meeting_id = meetings.create(place, particulars).meeting.id
    meetings.set_attendance(place, meeting_id, [an_attendance()])
    for case_id in case_ids:
        meetings.add_case(place, meeting_id, case_id)
    return meeting_id
