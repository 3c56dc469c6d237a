"""Meetings: prepared, held, closed; what was sealed stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, cast

import pytest

from crlm_desktop.case import casefile
from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import SystemClock
from crlm_desktop.engine import encoding
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.meeting import agenda, decision
from crlm_desktop.meeting.agenda import MeetingId, MeetingState
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import meetings, review, workplace
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_decision, an_attendance
from tests.registry.building import CLOCK
from tests.services.places import PlainEngine

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine

PARTICULARS = Particulars(title="Liver meeting", site="General Hospital", held_on=date(2026, 11, 26))


@pytest.fixture
def place(either_place: Workplace) -> Workplace:
    return either_place


def held(place: Workplace) -> MeetingId:
    """Prepare and hold a meeting on one case up to its closing."""
    opened = review.create_case(place, Identity(number="H-7", name="Ada Example"), a_case(question="Resect?"))
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    meetings.set_attendance(place, meeting_id, [an_attendance()])
    meetings.add_case(place, meeting_id, opened.id)
    review.give_opinion(
        place,
        opened.id,
        case_sha256=opened.sha256,
        person="Dr Grey",
        discipline=Discipline.LIVER_SURGERY,
        stance=OpinionStance.FOR,
        strategy="resection",
    )
    meetings.record_outcome(place, meeting_id, opened.id, a_decision())
    return meeting_id


def test_that_a_meeting_is_created_open_and_empty(place: Workplace) -> None:
    opened = meetings.create(place, replace(PARTICULARS, title="  Liver meeting ", starts_at=time(8)))
    assert (opened.meeting.title, opened.meeting.state, opened.cases) == ("Liver meeting", MeetingState.OPEN, ())
    assert meetings.open_meeting(place, opened.meeting.id) == opened
    assert [row.id for row in meetings.list_meetings(place)] == [opened.meeting.id]


def test_that_impossible_particulars_are_refused_and_change_nothing(place: Workplace) -> None:
    bad = replace(PARTICULARS, title=" ", starts_at=time(9), ends_at=time(8))
    with pytest.raises(InputError) as refused:
        meetings.create(place, bad)
    assert {one.path for one in refused.value.problems} == {"title", "ends_at"}
    opened = meetings.create(place, PARTICULARS)
    with pytest.raises(InputError):
        meetings.change_particulars(place, opened.meeting.id, bad)
    assert meetings.open_meeting(place, opened.meeting.id) == opened
    changed = meetings.change_particulars(place, opened.meeting.id, replace(PARTICULARS, chair="Dr Grey"))
    assert changed.meeting.chair == "Dr Grey"


def test_that_a_listed_case_asks_the_question_of_its_record_unless_told_otherwise(place: Workplace) -> None:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    ids = [review.create_case(place, Identity(number=f"H-{n}"), a_case(question="Resect?")).id for n in range(3)]
    meetings.add_case(place, meeting_id, ids[0])
    meetings.add_case(place, meeting_id, ids[1], question="Ablate?")
    opened = meetings.add_case(place, meeting_id, ids[2], question="")
    assert [item.question for item in opened.meeting.agenda] == ["Resect?", "Ablate?", ""]
    assert [row.id for row in opened.cases] == ids
    assert [row.next_meeting_on for row in opened.cases] == [PARTICULARS.held_on] * 3


def test_that_an_agenda_can_be_ordered_asked_and_shortened(place: Workplace) -> None:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    one, two = (review.create_case(place, Identity(number=f"H-{n}")).id for n in range(2))
    for case_id in (one, two):
        meetings.add_case(place, meeting_id, case_id)
    assert [item.case_id for item in meetings.reorder(place, meeting_id, [two, one]).meeting.agenda] == [two, one]
    asked = meetings.set_question(place, meeting_id, one, " Why? ").meeting.item(one)
    assert asked is not None
    assert asked.question == "Why?"
    assert [row.id for row in meetings.remove_case(place, meeting_id, two).cases] == [one]


def test_that_an_attendance_without_a_name_or_with_times_turned_round_is_refused(place: Workplace) -> None:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    bad = [an_attendance(" "), an_attendance("Dr Haug", arrived_at=time(9), left_at=time(8, 30))]
    with pytest.raises(InputError) as refused:
        meetings.set_attendance(place, meeting_id, bad)
    assert [(one.path, one.code) for one in refused.value.problems] == [
        ("attendance[0].person", meetings.PERSON_MISSING),
        ("attendance[1].left_at", meetings.LEFT_EARLY),
    ]
    assert meetings.open_meeting(place, meeting_id).meeting.attendance == ()


def test_that_an_outcome_with_faults_is_refused_with_every_reason(place: Workplace) -> None:
    meeting_id = held(place)
    case_id = meetings.open_meeting(place, meeting_id).cases[0].id
    with pytest.raises(InputError) as refused:
        meetings.record_outcome(place, meeting_id, case_id, a_decision(options=(), rationale=""))
    assert {one.code for one in refused.value.problems} == {decision.NOTHING_DECIDED, decision.RATIONALE_MISSING}


def test_that_a_meeting_is_closed_only_when_nothing_is_open(place: Workplace) -> None:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    with pytest.raises(InputError) as refused:
        meetings.close(place, meeting_id)
    assert {one.code for one in refused.value.problems} == {agenda.NOT_CLOSABLE_EMPTY, agenda.NOT_CLOSABLE_NOBODY}
    meetings.set_attendance(place, meeting_id, [an_attendance()])
    meetings.add_case(place, meeting_id, review.create_case(place, Identity(number="H-9")).id)
    with pytest.raises(InputError) as refused:
        meetings.close(place, meeting_id)
    assert [(one.code, one.params["number"]) for one in refused.value.problems] == [(agenda.NOT_CLOSABLE_OPEN, "H-9")]
    assert meetings.open_meeting(place, meeting_id).meeting.state is MeetingState.OPEN


def test_that_closing_seals_all_that_was_known_proposed_said_and_decided(place: Workplace) -> None:
    meeting_id = held(place)
    sealed = meetings.close(place, meeting_id)
    (case,) = sealed.cases
    stored = review.open_case(place, case.case_id)
    assert (sealed.registry, sealed.is_demonstration, sealed.is_draft) == (place.name, False, False)
    assert sealed.meeting == meetings.open_meeting(place, meeting_id).meeting
    assert (sealed.meeting.state, sealed.meeting.closed_at) == (MeetingState.CLOSED, CLOCK.now())
    assert (case.identity, case.revision, case.case, case.opinions) == (
        stored.identity,
        1,
        stored.case,
        stored.opinions,
    )
    assert encoding.from_json(case.proposal).case_sha256 == stored.sha256
    assert meetings.sealed(place, meeting_id) == sealed


def test_that_what_was_sealed_does_not_change_when_everything_else_does(place: Workplace) -> None:
    meeting_id = held(place)
    before = meetings.close(place, meeting_id)
    case_id = before.cases[0].case_id
    review.record_case(place, case_id, base_revision=1, case=a_case(question="Ablate?", lesions=[]))
    review.record_identity(place, case_id, Identity(number="H-8", name="Ada Other"))
    review.withdraw_opinion(place, before.cases[0].opinions[0].id)
    workplace.set_offers(place, (Offer.SBRT,))
    cast(PlainEngine, place.engine).asked.clear()
    assert meetings.sealed(place, meeting_id) == before
    assert cast(PlainEngine, place.engine).asked == []


def test_that_a_closed_meeting_is_closed_once_and_refuses_the_rest(place: Workplace) -> None:
    meeting_id = held(place)
    case_id = meetings.close(place, meeting_id).cases[0].case_id
    for act in (
        lambda: meetings.close(place, meeting_id),
        lambda: meetings.record_outcome(place, meeting_id, case_id, None),
        lambda: meetings.change_particulars(place, meeting_id, PARTICULARS),
        lambda: meetings.set_attendance(place, meeting_id, ()),
    ):
        with pytest.raises(CrlmError) as refused:
            act()
        assert refused.value.code is agenda.ALREADY_CLOSED


def test_that_an_open_meeting_has_a_draft_and_no_seal(place: Workplace) -> None:
    meeting_id = held(place)
    draft = meetings.draft(place, meeting_id)
    assert (draft.is_draft, draft.meeting.state, len(draft.cases)) == (True, MeetingState.OPEN, 1)
    with pytest.raises(CrlmError) as refused:
        meetings.sealed(place, meeting_id)
    assert refused.value.code.id == "seal.not-sealed"


def test_that_a_draft_shows_a_case_that_has_no_outcome_yet(place: Workplace) -> None:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    meetings.add_case(place, meeting_id, review.create_case(place, Identity(number="H-9")).id)
    draft = meetings.draft(place, meeting_id)
    assert [item.outcome for item in draft.meeting.agenda] == [None]


def test_that_the_sealed_case_is_the_one_the_proposal_is_about(place: Workplace) -> None:
    workplace.set_offers(place, (Offer.SBRT,))
    (case,) = meetings.close(place, held(place)).cases
    assert case.case.centre.offers == (Offer.SBRT,)
    assert encoding.from_json(case.proposal).case_sha256 == casefile.sha256(case.case)


def test_that_a_meeting_that_fails_to_close_stays_open_and_unsealed(place: Workplace) -> None:
    meeting_id = held(place)

    class Broken(PlainEngine):
        def propose(self, *_: object) -> object:  # type: ignore[override]  # it proposes nothing
            raise ZeroDivisionError

    engine, place.engine = place.engine, cast("Engine", Broken())
    with pytest.raises(ZeroDivisionError):
        meetings.close(place, meeting_id)
    place.engine = engine
    assert meetings.open_meeting(place, meeting_id).meeting.state is MeetingState.OPEN
    assert meetings.close(place, meeting_id).meeting.state is MeetingState.CLOSED


def test_that_a_meeting_and_its_seal_name_one_moment_while_the_clock_goes_on(place: Workplace) -> None:
    meeting_id = held(place)
    place.clock = SystemClock()
    sealed = meetings.close(place, meeting_id).meeting
    assert meetings.open_meeting(place, meeting_id).meeting == sealed
