"""Meetings in the registry: what is put in comes out; a closed one refuses every change, by values and by SQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import ConflictFault, CrlmError, EnvironmentFault, InputError
from crlm_desktop.meeting.agenda import ALREADY_CLOSED, AgendaItem, MeetingId, MeetingState
from crlm_desktop.meeting.decision import (
    Action,
    Condition,
    Consensus,
    Deferral,
    DeferralReason,
    Dissent,
    Outcome,
)
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.registry import faults
from crlm_desktop.registry.unit import Registry, Unit
from tests.builders import a_decision, a_meeting, an_attendance
from tests.registry.building import AUTHOR, CLOCK, add_case
from tests.registry.tampering import is_refused, tampering

MEETING = MeetingId("meeting-1")
C1, C2, C3 = (CaseId(f"c{number}") for number in (1, 2, 3))


def writing(registry: Registry) -> AbstractContextManager[Unit]:
    return registry.unit(author=AUTHOR, at=CLOCK.now())


@pytest.fixture
def prepared(registry: Registry) -> Registry:
    """A registry with three cases, two of them on the agenda of a meeting."""
    for case_id in (C1, C2, C3):
        add_case(registry, case_id)
    with writing(registry) as unit:
        unit.meetings.create(a_meeting())
        unit.meetings.add_case(MEETING, C1, question="Resect?")
        unit.meetings.add_case(MEETING, C2, question="")
    return registry


@pytest.fixture
def closed(prepared: Registry) -> Registry:
    """The prepared registry with its meeting decided, attended, sealed and closed."""
    with writing(prepared) as unit:
        unit.meetings.set_attendance(MEETING, (an_attendance(),))
        unit.meetings.record_outcome(MEETING, C1, a_decision())
        unit.meetings.record_outcome(MEETING, C2, a_decision())
        unit.seals.add(MEETING, b"sealed")
        unit.meetings.close(MEETING)
    return prepared


def agenda(registry: Registry) -> list[str]:
    with registry.reading() as unit:
        return [item.case_id for item in unit.meetings.value(MEETING).agenda]


def test_that_particulars_and_attendance_come_back_as_they_went_in(prepared: Registry) -> None:
    people = (
        an_attendance("Dr Grey", presence=Presence.REMOTE, arrived_at=time(8, 5), left_at=time(9)),
        an_attendance("王医生", Discipline.RADIOLOGY, presence=Presence.APOLOGIES),
    )
    changed = a_meeting(title="Tumour board", ends_at=time(9, 30), chair="Dr Grey", coordinator="N. N.")
    with writing(prepared) as unit:
        unit.meetings.change_particulars(changed)
        unit.meetings.set_attendance(MEETING, people)
    with prepared.reading() as unit:
        found = unit.meetings.value(MEETING)
    assert found == replace(
        changed,
        attendance=people,
        agenda=(AgendaItem(case_id=C1, question="Resect?"), AgendaItem(case_id=C2)),
    )


@pytest.mark.parametrize(
    "outcome",
    [
        a_decision(
            options=("ablation", "resection"),
            plan_index=2,
            plan="消融后切除",
            alternatives="SBRT",
            conditions=(Condition(text="if it grows", look_again_on=date(2027, 1, 8)), Condition(text="else")),
            consensus=Consensus.MAJORITY,
            dissents=(Dissent(person="Dr Okonkwo", discipline=Discipline.MEDICAL_ONCOLOGY, reason="too early"),),
            deviation_reason="the patient's wish",
            actions=(
                Action(what="book", owner="N. N.", due_on=date(2026, 12, 4)),
                Action(what="tell", owner="Dr Grey"),
            ),
        ),
        Deferral(reason=DeferralReason.IMAGING_NOT_DONE, note="MRI", actions=(Action(what="MRI", owner="N. N."),)),
    ],
)
def test_that_an_outcome_comes_back_as_it_went_in(prepared: Registry, outcome: Outcome) -> None:
    with writing(prepared) as unit:
        unit.meetings.record_outcome(MEETING, C1, outcome)
    with prepared.reading() as unit:
        item = unit.meetings.value(MEETING).item(C1)
    assert item is not None
    assert item.outcome == outcome


def test_that_an_outcome_can_be_changed_and_taken_back(prepared: Registry) -> None:
    for outcome in (a_decision(), Deferral(reason=DeferralReason.OUT_OF_TIME), None, None):
        with writing(prepared) as unit:
            unit.meetings.record_outcome(MEETING, C1, outcome)
            item = unit.meetings.value(MEETING).item(C1)
        assert item is not None
        assert item.outcome == outcome


def test_that_a_list_counts_cases_and_outcomes_and_puts_the_latest_first(prepared: Registry) -> None:
    with writing(prepared) as unit:
        unit.meetings.create(a_meeting(id=MeetingId("later"), held_on=date(2026, 12, 1)))
        unit.meetings.record_outcome(MEETING, C1, a_decision())
        rows = unit.meetings.rows()
    assert [(row.id, row.case_count, row.outcome_count) for row in rows] == [("later", 0, 0), (MEETING, 2, 1)]


def test_that_a_case_knows_its_meetings_and_the_next_open_one(prepared: Registry) -> None:
    with writing(prepared) as unit:
        unit.meetings.create(a_meeting(id=MeetingId("sooner"), held_on=date(2026, 11, 20)))
        unit.meetings.add_case(MeetingId("sooner"), C2, question="")
        (row,) = unit.search.rows_of([C2])
        assert row.next_meeting_on == date(2026, 11, 20)
        assert [meeting.id for meeting in unit.cases.opened(C2).meetings] == [MEETING, "sooner"]
        assert unit.cases.opened(C3).meetings == ()


def test_that_a_closed_meeting_is_no_next_meeting(closed: Registry) -> None:
    with closed.reading() as unit:
        assert [row.next_meeting_on for row in unit.search.rows("", limit=9)] == [None, None, None]


def test_that_the_agenda_takes_the_order_it_is_given(prepared: Registry) -> None:
    with writing(prepared) as unit:
        unit.meetings.add_case(MEETING, C3, question="")
        unit.meetings.reorder(MEETING, (C3, C1, C2))
    assert agenda(prepared) == [C3, C1, C2]


def test_that_a_case_taken_off_goes_with_its_outcome_and_leaves_no_gap(prepared: Registry) -> None:
    with writing(prepared) as unit:
        unit.meetings.record_outcome(MEETING, C1, a_decision())
        unit.meetings.remove_case(MEETING, C1)
        unit.meetings.add_case(MEETING, C3, question="")
        unit.meetings.add_case(MEETING, C1, question="again")
    assert agenda(prepared) == [C2, C3, C1]
    with prepared.reading() as unit:
        assert [item.outcome for item in unit.meetings.value(MEETING).agenda] == [None, None, None]


@pytest.mark.parametrize("order", [(C1,), (C1, C1), (C1, C2, C3), (C1, C3)])
def test_that_an_order_that_is_not_of_this_agenda_is_refused(prepared: Registry, order: tuple[CaseId, ...]) -> None:
    with writing(prepared) as unit, pytest.raises(ConflictFault) as refused:
        unit.meetings.reorder(MEETING, order)
    assert refused.value.code is faults.AGENDA_MOVED_ON


def test_that_a_case_is_on_an_agenda_once(prepared: Registry) -> None:
    with writing(prepared) as unit, pytest.raises(InputError) as refused:
        unit.meetings.add_case(MEETING, C1, question="")
    assert [(one.code, one.params["number"]) for one in refused.value.problems] == [(faults.LISTED_ALREADY, "N-c1")]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda unit: unit.meetings.value(MeetingId("elsewhere")), faults.MEETING_NOT_THERE),
        (lambda unit: unit.meetings.set_attendance(MeetingId("elsewhere"), ()), faults.MEETING_NOT_THERE),
        (lambda unit: unit.meetings.add_case(MEETING, CaseId("elsewhere"), question=""), faults.CASE_NOT_THERE),
        (lambda unit: unit.meetings.set_question(MEETING, C3, "?"), faults.NOT_LISTED),
        (lambda unit: unit.meetings.remove_case(MEETING, C3), faults.NOT_LISTED),
        (lambda unit: unit.meetings.record_outcome(MEETING, C3, None), faults.NOT_LISTED),
        (lambda unit: unit.seals.content(MEETING), faults.NOT_SEALED),
    ],
)
def test_that_what_is_not_there_is_told_as_such(
    prepared: Registry, act: Callable[[Unit], object], code: object
) -> None:
    with writing(prepared) as unit, pytest.raises(CrlmError) as refused:
        act(unit)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "act",
    [
        lambda unit: unit.meetings.change_particulars(a_meeting(title="Other")),
        lambda unit: unit.meetings.set_attendance(MEETING, ()),
        lambda unit: unit.meetings.add_case(MEETING, C3, question=""),
        lambda unit: unit.meetings.remove_case(MEETING, C1),
        lambda unit: unit.meetings.reorder(MEETING, (C2, C1)),
        lambda unit: unit.meetings.set_question(MEETING, C1, "?"),
        lambda unit: unit.meetings.record_outcome(MEETING, C1, None),
        lambda unit: unit.meetings.record_outcome(MEETING, C1, a_decision(plan="Other")),
        lambda unit: unit.meetings.close(MEETING),
    ],
)
def test_that_a_closed_meeting_refuses_every_change(closed: Registry, act: Callable[[Unit], object]) -> None:
    with closed.reading() as unit:
        before = unit.meetings.value(MEETING)
    with writing(closed) as unit, pytest.raises(CrlmError) as refused:
        act(unit)
    assert refused.value.code is ALREADY_CLOSED
    with closed.reading() as unit:
        assert unit.meetings.value(MEETING) == before
        assert (before.state, before.closed_at) == (MeetingState.CLOSED, CLOCK.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings SET title = 'Other'",
        "UPDATE meetings SET state = 'open', closed_at = NULL",
        "DELETE FROM meetings",
        "UPDATE attendances SET person = 'Other'",
        "DELETE FROM attendances",
        "INSERT INTO attendances VALUES ('meeting-1', 9, 'Other', 'radiology', 'present', NULL, NULL)",
        "UPDATE agenda_items SET question = 'Other'",
        "DELETE FROM agenda_items",
        "INSERT INTO agenda_items VALUES ('meeting-1', 'c3', 9, '')",
        "UPDATE outcomes SET value = '{}'",
        "DELETE FROM outcomes",
        "UPDATE seals SET sha256 = 'other'",
        "DELETE FROM seals",
    ],
)
def test_that_not_even_sql_changes_what_was_sealed(closed: Registry, statement: str) -> None:
    assert is_refused(closed, statement)


def test_that_not_even_replacing_changes_what_was_sealed(folder_registry: Registry) -> None:
    with writing(folder_registry) as unit:
        unit.meetings.create(a_meeting())
        unit.seals.add(MEETING, b"sealed")
        unit.meetings.close(MEETING)
    statement = "INSERT OR REPLACE INTO seals SELECT meeting_id, x'00', sha256, sealed_at, sealed_by FROM seals"
    assert is_refused(folder_registry, statement)


def test_that_a_meeting_is_not_closed_without_a_seal(prepared: Registry) -> None:
    with writing(prepared) as unit, pytest.raises(sa.exc.IntegrityError):
        unit.meetings.close(MEETING)


def test_that_a_meeting_is_sealed_once(closed: Registry) -> None:
    with writing(closed) as unit, pytest.raises(sa.exc.IntegrityError):
        unit.seals.add(MEETING, b"other")


def test_that_bytes_that_do_not_fit_their_hash_are_told_and_not_handed_out(closed: Registry) -> None:
    with tampering(closed) as connection:
        binary = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
        connection.exec_driver_sql(f"UPDATE seals SET content = CAST('other' AS {binary})")
    with closed.reading() as unit, pytest.raises(EnvironmentFault) as refused:
        unit.seals.content(MEETING)
    assert refused.value.code is faults.SEAL_BROKEN
