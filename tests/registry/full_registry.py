"""A registry in which everything that a person can do has been done, with two rows at least in every table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import meetings, review, users, workplace
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Role, Workplace
from tests.builders import a_case, a_decision, a_lesion, an_attendance
from tests.registry.building import CHEAP
from tests.services.places import a_workplace

PARTICULARS = Particulars(title="Liver meeting", site="General Hospital", held_on=date(2026, 11, 26))


def _discuss(place: Workplace, ids: list[CaseId], *, closes: bool) -> MeetingId:
    meeting_id = meetings.create(place, PARTICULARS).meeting.id
    meetings.set_attendance(place, meeting_id, [an_attendance(), an_attendance(person="Dr White")])
    for case_id in ids:
        meetings.add_case(place, meeting_id, case_id)
    meetings.record_outcome(place, meeting_id, ids[0], a_decision())
    meetings.record_outcome(place, meeting_id, ids[1], Deferral(reason=DeferralReason.OUT_OF_TIME))
    if closes:
        meetings.close(place, meeting_id)
    return meeting_id


def a_full_workplace(path: Path) -> Workplace:
    """Return a new, open workplace with two users, two cases, two closed meetings and one that is open."""
    opened = a_workplace(path)
    fill(opened)
    return opened


def fill(opened: Workplace) -> None:
    """Do everything in a workplace that a person can do."""
    other = users.add_user(opened, "Dr Other", Role.READER, "a passphrase of their own", cost=CHEAP)
    users.rename_user(opened, other.id, "Dr B. Other")
    users.set_role(opened, other.id, Role.MEMBER)
    ids = [_a_case(opened, number) for number in ("H-1", "H-2")]
    review.record_identity(opened, ids[0], Identity(number="H-1", name="Ada B.", born_on=date(1960, 1, 2)))
    for _time in range(2):
        _discuss(opened, ids, closes=True)
    still_open = _discuss(opened, ids, closes=False)
    meetings.reorder(opened, still_open, reversed(ids))
    meetings.remove_case(opened, still_open, ids[1])
    meetings.set_attendance(opened, still_open, [an_attendance()])
    workplace.set_offers(opened, (Offer.SBRT,))


def _a_case(place: Workplace, number: str) -> CaseId:
    stored = review.create_case(place, Identity(number=number, name="Ada"), a_case(lesions=[a_lesion()]))
    later = a_case(lesions=[a_lesion(), a_lesion(id="L2")], patient={"age_years": 62, "sex": "male"})
    review.record_case(place, stored.id, base_revision=1, case=later, reason="CT of today")
    for person in ("Dr Grey", "Dr Black", "Dr Grey"):
        review.give_opinion(
            place,
            stored.id,
            case_sha256=stored.sha256,
            person=person,
            discipline=Discipline.LIVER_SURGERY,
            stance=OpinionStance.FOR,
        )
    return stored.id
