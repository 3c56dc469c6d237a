"""Write the registry of a schema with the program of that time: `python make.py FOLDER`, run in a checkout of it.

What a version does not know yet (users, drafts) is left out. The README beside says which commits the kept ones are of.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.meeting.decision import Action, Consensus, Decision, Deferral, DeferralReason
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Attendance, Discipline
from crlm_desktop.registry.keys import KdfCost
from crlm_desktop.services import meetings, review, workplace
from tests.services.places import plain_engine

PASSPHRASE = "a passphrase that everybody may know"
OTHER_PASSPHRASE = "a second one that everybody may know"
AUTHOR, OTHER = "Dr Founder", "Dr Second"
CLOCK = FixedClock(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
CHEAP = KdfCost(memory_kib=32, iterations=1, lanes=1)
SHOWN = ("demo-001.json", "demo-011.json")


def write(folder: Path) -> None:
    """Take two invented cases through two meetings, of which one is closed, and leave the rest half done."""
    place = workplace.create(
        folder, PASSPHRASE, name="Kept · 留存", author=AUTHOR, clock=CLOCK, engine=plain_engine(), cost=CHEAP
    )
    with place:
        cases = [a_case(place, name) for name in SHOWN]
        with_users(place)
        for title, closes in (("First", True), ("Second", False)):
            a_meeting(place, cases, title=title, closes=closes)
        with_drafts(place, cases[0])


def a_case(place: Any, name: str) -> Any:
    told = json.loads((paths.db("demo") / name).read_bytes())
    who, case = told["identity"], casefile.from_json(told["case"])
    number, born_on = str(who["number"]), date.fromisoformat(who["born_on"])
    identity = Identity(number=number, name=str(who["name"]), born_on=born_on)
    stored = review.create_case(place, identity, case)
    later = stored.case.model_copy(update={"question": f"{stored.case.question} (again)"})
    stored = review.record_case(place, stored.id, base_revision=1, case=later, reason="Asked again")
    for stance in (OpinionStance.FOR, OpinionStance.AGAINST):
        review.give_opinion(
            place,
            stored.id,
            case_sha256=stored.sha256,
            person="Dr Grey",
            discipline=Discipline.LIVER_SURGERY,
            stance=stance,
            strategy="resection",
            text=f"Said {stance.value}",
        )
    return stored.id


def a_meeting(place: Any, cases: list[Any], *, title: str, closes: bool) -> None:
    particulars = meetings.Particulars(title=title, site="Invented Hospital", held_on=date(2026, 11, 26))
    meeting_id = meetings.create(place, particulars).meeting.id
    meetings.set_attendance(place, meeting_id, [Attendance(person="Dr Grey", discipline=Discipline.LIVER_SURGERY)])
    for case_id in cases:
        meetings.add_case(place, meeting_id, case_id, question="In which order?")
    decision = Decision(
        options=("resection",),
        rationale="One lesion at the surface.",
        consensus=Consensus.CONSENSUS,
        actions=(Action(what="Theatre date", owner="Dr Grey", due_on=date(2026, 12, 4)),),
    )
    meetings.record_outcome(place, meeting_id, cases[0], decision)
    meetings.record_outcome(place, meeting_id, cases[1], Deferral(reason=DeferralReason.OUT_OF_TIME))
    if closes:
        meetings.close(place, meeting_id)


def with_users(place: Any) -> None:
    try:
        from crlm_desktop.services import users
    except ImportError:
        return
    users.add_user(place, OTHER, users.Role.MEMBER, OTHER_PASSPHRASE, cost=CHEAP)


def with_drafts(place: Any, case_id: Any) -> None:
    try:
        from crlm_desktop.registry.values import DraftKey, DraftKind, KeptDraft
        from crlm_desktop.services import drafts
    except ImportError:
        return
    key = DraftKey(kind=DraftKind.FIELD, subject=case_id, place="patient.age_years")
    text = '{"entry":"","text":"6"}'
    drafts.keep(place, [KeptDraft(run="0" * 32, key=key, text=text, revision=2, typed_at=CLOCK.now())])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
