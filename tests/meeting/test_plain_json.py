"""The values of a meeting as JSON and back: nothing lost, nothing guessed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from crlm_desktop.meeting.agenda import Meeting, MeetingState
from crlm_desktop.meeting.decision import Action, Decision, Deferral, DeferralReason, Dissent
from crlm_desktop.meeting.opinion import Opinion
from crlm_desktop.meeting.people import Attendance, Discipline, Presence
from crlm_desktop.meeting.plain_json import MalformedError, from_json, to_json
from tests.builders import a_decision, a_meeting, a_sealed_case, an_attendance, an_opinion

DECISION = a_decision(
    plan_index=0,
    dissents=(Dissent(person="Dr Grey", discipline=Discipline.NURSING, reason="…"),),
    actions=(Action(what="预约", owner="N. N.", due_on=date(2026, 12, 1)), Action(what="tell", owner="N. N.")),
)


@pytest.mark.parametrize(
    "value",
    [
        DECISION,
        Deferral(reason=DeferralReason.WITHDRAWN, note="no"),
        an_opinion(text="“yes”"),
        an_attendance(presence=Presence.REMOTE, arrived_at=time(8, 5, 30), left_at=time(9)),
        a_meeting(state=MeetingState.CLOSED, closed_at=datetime(2026, 11, 23, 18, 30, 1, 250, tzinfo=UTC)),
        a_sealed_case(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_that_a_value_comes_back_from_json_text_as_it_was(value: object) -> None:
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


def test_that_the_kind_of_an_outcome_is_told() -> None:
    item = {"case_id": "c1", "outcome": {"kind": "deferral", "reason": "out_of_time"}}
    meeting = from_json(Meeting, {**to_json(a_meeting()), "agenda": [item]})
    assert meeting.agenda[0].outcome == Deferral(reason=DeferralReason.OUT_OF_TIME)
    assert to_json(DECISION)["kind"] == "decision"


def test_that_absent_fields_take_their_defaults() -> None:
    assert from_json(Attendance, {"person": "Dr Grey", "discipline": "nursing"}) == Attendance(
        person="Dr Grey", discipline=Discipline.NURSING
    )


@pytest.mark.parametrize(
    ("wanted", "value", "path"),
    [
        (Attendance, [], ""),
        (Attendance, {"discipline": "nursing"}, ".person"),
        (Attendance, {"person": 7, "discipline": "nursing"}, ".person"),
        (Attendance, {"person": "A", "discipline": "magic"}, ".discipline"),
        (Attendance, {"person": "A", "discipline": "nursing", "arrived_at": "late"}, ".arrived_at"),
        (Attendance, {"person": "A", "discipline": "nursing", "shoes": 1}, ".shoes"),
        (Decision, {"options": "resection"}, ".options"),
        (Decision, {"options": ["a", None]}, ".options[1]"),
        (Decision, {"options": [], "plan_index": True}, ".plan_index"),
        (Decision, {"options": [], "actions": [{"what": "x"}]}, ".actions[0].owner"),
        (Opinion, {**to_json(an_opinion()), "given_at": None}, ".given_at"),
        (Meeting, {**to_json(a_meeting()), "agenda": [{"case_id": "c", "outcome": {"kind": "vote"}}]}, ".kind"),
        (type(a_sealed_case()), {**to_json(a_sealed_case()), "case": {"schema": "crlm.case/1", "x": 1}}, ".case.x"),
        (type(a_sealed_case()), {**to_json(a_sealed_case()), "proposal": []}, ".proposal"),
    ],
)
def test_that_what_is_malformed_is_refused_with_its_path(wanted: type[Any], value: object, path: str) -> None:
    with pytest.raises(MalformedError) as refused:
        from_json(wanted, value)
    assert str(refused.value).endswith(path)
