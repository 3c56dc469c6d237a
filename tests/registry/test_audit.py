"""The audit log: one entry a change, in the name of its author; none of a change that was not made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.errors import CrlmError
from crlm_desktop.meeting.opinion import OpinionId
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Act
from tests.builders import a_case, a_decision, a_meeting, an_attendance, an_opinion
from tests.registry.building import AUTHOR, CLOCK, add_case
from tests.registry.tampering import is_refused


def acts(registry: Registry) -> list[Act]:
    with registry.reading() as unit:
        return [entry.act for entry in unit.audit.entries() if entry.act is not Act.USER_ENTERED]


def test_that_each_change_adds_one_entry(registry: Registry) -> None:
    case_id = add_case(registry, "case-1")
    meeting = a_meeting()
    with registry.unit(author=AUTHOR, at=CLOCK.now() + timedelta(hours=1)) as unit:
        unit.cases.record(case_id, a_case(question="?"), base_revision=1, reason="")
        unit.cases.identify(case_id, Identity(number="H-9"))
        unit.opinions.give(an_opinion())
        unit.opinions.withdraw(OpinionId("opinion-1"))
        unit.meetings.create(meeting)
        unit.meetings.change_particulars(meeting)
        unit.meetings.set_attendance(meeting.id, (an_attendance(),))
        unit.meetings.add_case(meeting.id, case_id, question="")
        unit.meetings.reorder(meeting.id, (case_id,))
        unit.meetings.set_question(meeting.id, case_id, "?")
        unit.meetings.record_outcome(meeting.id, case_id, a_decision())
        unit.meetings.record_outcome(meeting.id, case_id, None)
        unit.meetings.remove_case(meeting.id, case_id)
        unit.seals.add(meeting.id, b"sealed")
        unit.meetings.close(meeting.id)
        unit.set_offers((Offer.SBRT,))
    assert acts(registry) == [
        Act.REGISTRY_CREATED,
        Act.CASE_CREATED,
        Act.CASE_RECORDED,
        Act.CASE_IDENTIFIED,
        Act.OPINION_GIVEN,
        Act.OPINION_WITHDRAWN,
        Act.MEETING_CREATED,
        Act.MEETING_CHANGED,
        Act.ATTENDANCE_RECORDED,
        Act.CASE_LISTED,
        Act.AGENDA_ORDERED,
        Act.QUESTION_ASKED,
        Act.OUTCOME_RECORDED,
        Act.OUTCOME_WITHDRAWN,
        Act.CASE_UNLISTED,
        Act.MEETING_CLOSED,
        Act.OFFERS_SET,
    ]


def test_that_an_entry_says_who_when_and_what(registry: Registry) -> None:
    case_id, later = add_case(registry, "c1"), CLOCK.now() + timedelta(days=1)
    with registry.unit(author=AUTHOR, at=later) as unit:
        unit.cases.record(case_id, a_case(question="?"), base_revision=1, reason="")
        entry = unit.audit.entries(case_id)[-1]
    assert (entry.author, entry.at, entry.act, entry.subject) == (AUTHOR, later, Act.CASE_RECORDED, case_id)
    assert entry.detail == {"revision": "2"}


def test_that_a_refused_change_leaves_no_entry(registry: Registry) -> None:
    with pytest.raises(CrlmError), registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.record(CaseId("elsewhere"), a_case(), base_revision=1, reason="")
    assert acts(registry) == [Act.REGISTRY_CREATED]


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET author = 'nobody'", "DELETE FROM audit_log"])
def test_that_not_even_sql_alters_or_removes_an_entry(registry: Registry, statement: str) -> None:
    assert is_refused(registry, statement)
