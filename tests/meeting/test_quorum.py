"""Which disciplines a decision needs."""

from __future__ import annotations

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.edits import empty_case
from crlm_desktop.meeting.decision import Decision
from crlm_desktop.meeting.people import Attendance, Discipline, Presence
from crlm_desktop.meeting.quorum import absent, needed

D = Discipline


def test_that_surgery_oncology_and_radiology_are_always_needed() -> None:
    assert needed(empty_case(), None) == (D.LIVER_SURGERY, D.MEDICAL_ONCOLOGY, D.RADIOLOGY)


def test_that_a_primary_in_place_calls_for_colorectal_surgery() -> None:
    case = from_json({"schema": "crlm.case/1", "primary": {"state": "in_situ"}})
    assert D.COLORECTAL_SURGERY in needed(case, None)


def test_that_ablation_and_sbrt_call_for_those_who_do_them() -> None:
    decision = Decision(options=("ablation-plus-resection", "sbrt"), rationale="…")
    assert {D.INTERVENTIONAL_RADIOLOGY, D.RADIATION_ONCOLOGY} <= set(needed(empty_case(), decision))


def test_that_apologies_do_not_count_as_presence() -> None:
    attendance = (
        Attendance(person="A", discipline=D.LIVER_SURGERY),
        Attendance(person="B", discipline=D.MEDICAL_ONCOLOGY, presence=Presence.APOLOGIES),
        Attendance(person="C", discipline=D.RADIOLOGY, presence=Presence.REMOTE),
    )
    assert absent(empty_case(), None, attendance) == (D.MEDICAL_ONCOLOGY,)
