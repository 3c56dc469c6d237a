"""A writing session as a process of its own, to be killed: it tells each thing only after it was acknowledged."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import SystemClock
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import backups, meetings, review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_decision, an_attendance
from tests.services.places import plain_engine

PASSPHRASE = "a long enough passphrase"


def write(place: Workplace, number: int) -> None:
    """Take one case through a meeting: created, edited, judged, listed, decided, closed; then back all up."""
    identity = Identity(number=f"K-{number}", name=f"Name {number}")
    opened = review.create_case(place, identity, a_case(question=f"{number}/1 " + "x" * 3000))
    tell("case", number)
    case = opened.case.model_copy(update={"question": f"{number}/2 " + "y" * 3000})
    opened = review.record_case(place, opened.id, base_revision=1, case=case)
    tell("revision", number)
    review.give_opinion(
        place,
        opened.id,
        case_sha256=opened.sha256,
        person="Dr Grey",
        discipline=Discipline.LIVER_SURGERY,
        stance=OpinionStance.FOR,
        strategy="resection",
    )
    tell("opinion", number)
    particulars = meetings.Particulars(title=f"M-{number}", site="", held_on=date(2026, 11, 26))
    meeting_id = meetings.create(place, particulars).meeting.id
    tell("meeting", number)
    meetings.set_attendance(place, meeting_id, [an_attendance()])
    meetings.add_case(place, meeting_id, opened.id)
    tell("listed", number)
    meetings.record_outcome(place, meeting_id, opened.id, a_decision())
    tell("outcome", number)
    meetings.close(place, meeting_id)
    tell("closed", number)
    if number % 2 == 0:
        tell("backup", backups.back_up(place).path.name)


def tell(what: str, which: object) -> None:
    """Say what was acknowledged, at once."""
    sys.stdout.write(f"{what} {which}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with workplace.open_(
        Path(sys.argv[1]), PASSPHRASE, author="Writer", clock=SystemClock(), engine=plain_engine()
    ) as the_place:
        for one in range(int(sys.argv[2]), int(sys.argv[2]) + 100_000):
            write(the_place, one)
