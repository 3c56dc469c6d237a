"""Meetings: particulars, and when one can be closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import InputError
from crlm_desktop.meeting.agenda import AgendaItem, Meeting, MeetingId, checked, closable
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.meeting.people import Attendance, Discipline, Presence

MEETING = Meeting(
    id=MeetingId("m1"),
    title="Liver board",
    site="Invented hospital",
    held_on=date(2026, 11, 26),
    attendance=(Attendance(person="Dr A", discipline=Discipline.LIVER_SURGERY),),
    agenda=(AgendaItem(case_id=CaseId("c1"), outcome=Deferral(reason=DeferralReason.OUT_OF_TIME)),),
)


def test_that_a_meeting_with_a_title_is_accepted() -> None:
    assert checked(MEETING) is MEETING


def test_that_a_meeting_without_title_or_with_its_end_before_its_start_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        checked(replace(MEETING, title=" ", starts_at=time(16), ends_at=time(15, 30)))
    assert [one.path for one in caught.value.problems] == ["title", "ends_at"]


def test_that_a_meeting_closes_when_every_case_has_an_outcome_and_somebody_was_there() -> None:
    assert closable(MEETING, numbers={}) is MEETING


def test_that_a_meeting_with_an_open_case_names_it() -> None:
    with pytest.raises(InputError) as caught:
        closable(replace(MEETING, agenda=(AgendaItem(case_id=CaseId("c1")),)), numbers={CaseId("c1"): "4711"})
    (one,) = caught.value.problems
    assert (one.path, one.params["number"]) == ("agenda[0]", "4711")


def test_that_an_empty_meeting_of_nobody_does_not_close() -> None:
    away = Attendance(person="Dr A", discipline=Discipline.LIVER_SURGERY, presence=Presence.APOLOGIES)
    with pytest.raises(InputError) as caught:
        closable(replace(MEETING, agenda=(), attendance=(away,)), numbers={})
    assert [one.path for one in caught.value.problems] == ["agenda", "attendance"]


def test_that_an_item_is_found_by_its_case() -> None:
    assert MEETING.item(CaseId("c1")) is MEETING.agenda[0]
    assert MEETING.item(CaseId("c2")) is None
