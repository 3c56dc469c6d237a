"""Small values for tests: each builder makes the plainest thing of its kind, and takes what the test is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from crlm_desktop.case.casefile import from_json, sha256
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import SCHEMA_ID, Case
from crlm_desktop.case.wording import Text
from crlm_desktop.engine import encoding
from crlm_desktop.engine.proposal import (
    Argument,
    Intent,
    LesionModality,
    Option,
    Plan,
    Proposal,
    SourceId,
    Stance,
    Status,
    Step,
    StrategyId,
    Strength,
    Treatment,
)
from crlm_desktop.meeting.agenda import AgendaItem, Meeting, MeetingId, MeetingState
from crlm_desktop.meeting.decision import Decision, Outcome
from crlm_desktop.meeting.opinion import Opinion, OpinionId, OpinionStance
from crlm_desktop.meeting.people import Attendance, Discipline
from crlm_desktop.meeting.sealed import SealedCase, SealedMeeting


def both(text: str) -> Text:
    """Return a text that says in Chinese, too, what it says in English."""
    return Text(text, f"（中）{text}")


def a_lesion(**fields: Any) -> dict[str, Any]:
    """Return a lesion as it stands in a case file."""
    return {"id": "L1", "segments": ["6"], "size_mm": 20, "state": "present", **fields}


def a_case(**parts: Any) -> Case:
    """Return a case of the given parts, as JSON; what is not given is not known."""
    return from_json({"schema": SCHEMA_ID, **parts})


def a_plan(treatments: Mapping[str, LesionModality] | None = None, **fields: Any) -> Plan:
    """Return a plan in one step that treats each lesion as told."""
    treated = treatments if treatments is not None else {"L1": LesionModality.RESECT}
    step = Step(order=1, action="wedge", text=both("Resect what is planned"), lesions=tuple(treated))
    made: dict[str, Any] = {
        "steps": (step,),
        "treatments": tuple(Treatment(lesion=lesion, modality=modality) for lesion, modality in treated.items()),
        "essence": both("One resection"),
    }
    return Plan(**{**made, **fields})


def an_argument(**fields: Any) -> Argument:
    """Return an argument that holds, for its option."""
    made: dict[str, Any] = {
        "id": "fit",
        "stance": Stance.FOR,
        "strength": Strength.MODERATE,
        "holds": True,
        "text": both("The lesion is small"),
        "sources": (SourceId("esmo-2023"),),
    }
    return Argument(**{**made, **fields})


def an_option(strategy: str = "resection", **fields: Any) -> Option:
    """Return a recommended option without plans."""
    made: dict[str, Any] = {
        "strategy": StrategyId(strategy),
        "name": both(strategy.replace("-", " ").capitalize()),
        "essence": both(f"The essence of {strategy}"),
        "status": Status.RECOMMENDED,
        "intent": Intent.NED,
        "rank": 1,
        "arguments": (),
    }
    return Option(**{**made, **fields})


def a_proposal(*options: Option, case: Case | None = None, **fields: Any) -> Proposal:
    """Return a proposal of the given options about the case."""
    made: dict[str, Any] = {
        "engine": "0.1.0",
        "edition": "2026.11",
        "edition_sha256": "e" * 64,
        "case_sha256": sha256(case) if case else "c" * 64,
        "intent": Intent.NED,
        "options": options,
    }
    return Proposal(**{**made, **fields})


def an_attendance(
    person: str = "Dr Grey", discipline: Discipline = Discipline.LIVER_SURGERY, **fields: Any
) -> Attendance:
    """Return somebody who took part."""
    return Attendance(person=person, discipline=discipline, **fields)


def an_opinion(**fields: Any) -> Opinion:
    """Return an opinion for the option `resection`."""
    made: dict[str, Any] = {
        "id": OpinionId("opinion-1"),
        "case_id": CaseId("case-1"),
        "case_sha256": "c" * 64,
        "person": "Dr Grey",
        "discipline": Discipline.LIVER_SURGERY,
        "strategy": "resection",
        "stance": OpinionStance.FOR,
        "text": "",
        "given_at": datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    }
    return Opinion(**{**made, **fields})


def a_decision(**fields: Any) -> Decision:
    """Return a decision for the option `resection`."""
    return Decision(**{"options": ("resection",), "rationale": "It can be resected.", **fields})


def a_sealed_case(
    number: int = 1, *, case: Case | None = None, proposal: Proposal | None = None, **fields: Any
) -> SealedCase:
    """Return a sealed case of that number, with a proposal of one option unless told otherwise."""
    record = case or a_case()
    made: dict[str, Any] = {
        "case_id": CaseId(f"case-{number}"),
        "identity": Identity(number=f"H{number:05}"),
        "revision": 1,
        "case": record,
        "proposal": encoding.to_json(proposal or a_proposal(an_option(), case=record), None),
        "opinions": (),
    }
    return SealedCase(**{**made, **fields})


def a_meeting(**fields: Any) -> Meeting:
    """Return an open meeting without people or cases."""
    made: dict[str, Any] = {
        "id": MeetingId("meeting-1"),
        "title": "Liver meeting",
        "site": "General Hospital",
        "held_on": date(2026, 11, 23),
        "starts_at": time(8, 0),
    }
    return Meeting(**{**made, **fields})


def a_sealed_meeting(
    *cases: SealedCase, outcomes: Sequence[Outcome | None] = (), meeting: Meeting | None = None, **fields: Any
) -> SealedMeeting:
    """Return a closed meeting that had these cases, each with its outcome (a plain decision unless told otherwise)."""
    decided = [*outcomes, *(a_decision() for _ in cases[len(outcomes) :])]
    agenda = tuple(
        AgendaItem(case_id=one.case_id, outcome=outcome) for one, outcome in zip(cases, decided, strict=True)
    )
    held = meeting or a_meeting(attendance=(an_attendance(),), state=MeetingState.CLOSED, agenda=agenda)
    made: dict[str, Any] = {
        "meeting": held,
        "cases": cases,
        "registry": "Test registry",
        "program": "CRLM Desktop 0.1.0",
        "is_demonstration": False,
    }
    return SealedMeeting(**{**made, **fields})
