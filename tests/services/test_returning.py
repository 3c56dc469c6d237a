"""Returning cases: what is otherwise than when a closed meeting discussed the case last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from crlm_desktop.case import edits
from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.clock import FixedClock
from crlm_desktop.engine.comparing_proposals import Cause
from crlm_desktop.engine.proposal import Proposal, Status
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Deferral, DeferralReason, Outcome
from crlm_desktop.services import meetings, proposing, returning, review, workplace
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.returning import Discussed, FieldChange, Since
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_decision, a_lesion, a_proposal, an_attendance, an_option
from tests.services.places import a_workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine


class SizingEngine:
    """Stands for the engine: recommends ablation of a first lesion up to 30 mm, resection of a larger one."""

    def propose(self, case: Case, assume: Mapping[str, str] | None = None, *, looks_ahead: bool = True) -> Proposal:
        size = (case.lesions or ())[0].size_mm or 0
        first, second = ("ablation", "resection") if size <= 30 else ("resection", "ablation")
        return a_proposal(an_option(first), an_option(second, status=Status.SUITABLE, rank=2), case=case)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_workplace(tmp_path / "returning.crlm", cast("Engine", SizingEngine())) as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    lesions = [a_lesion(size_mm=26), a_lesion(id="L2", size_mm=12)]
    return review.create_case(place, Identity(number="H-1"), a_case(lesions=lesions, fitness={"ecog": 1})).id


def discuss(
    place: Workplace, case_id: CaseId, day: int, outcome: Outcome | None = None, *, other: bool = False
) -> MeetingId:
    """Hold a meeting on the case (or on another one) on a day of November and close it that evening."""
    place.clock = FixedClock(datetime(2026, 11, day, 18, 0, tzinfo=UTC))
    listed = (
        review.create_case(place, Identity(number=f"O-{day}"), a_case(lesions=[a_lesion()])).id if other else case_id
    )
    particulars = Particulars(title="Liver meeting", site="General Hospital", held_on=date(2026, 11, day))
    meeting_id = meetings.create(place, particulars).meeting.id
    meetings.set_attendance(place, meeting_id, [an_attendance()])
    meetings.add_case(place, meeting_id, listed)
    meetings.record_outcome(place, meeting_id, listed, outcome or a_decision(options=("ablation",)))
    meetings.close(place, meeting_id)
    return meeting_id


def record(place: Workplace, case_id: CaseId, **values: Any) -> Case:
    """Record values of the case, by their paths with two underscores for a dot."""
    stored = review.open_case(place, case_id)
    case = edits.with_values(stored.case, {path.replace("__", "."): value for path, value in values.items()})
    return review.record_case(place, case_id, base_revision=stored.revision.number, case=case).case


def last(place: Workplace, case_id: CaseId) -> Discussed:
    found = returning.last_discussed(place, case_id)
    assert found is not None
    return found


def compared(place: Workplace, case_id: CaseId) -> Since:
    """Return what is otherwise now than when the case was discussed last."""
    case = review.open_case(place, case_id).case
    proposal = proposing.propose(place.engine, case, offers=place.offers)
    return returning.since(place, last(place, case_id), case, proposal)


def test_that_a_case_that_no_closed_meeting_discussed_does_not_return(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 12, other=True)
    particulars = Particulars(title="Open", site="General Hospital", held_on=date(2026, 11, 26))
    meetings.add_case(place, meetings.create(place, particulars).meeting.id, case_id)

    assert returning.last_discussed(place, case_id) is None


def test_that_the_meeting_that_was_closed_last_is_the_one_that_counts(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 5)
    record(place, case_id, fitness__ecog=2)
    later = discuss(place, case_id, 19, Deferral(reason=DeferralReason.OUT_OF_TIME))

    found = last(place, case_id)

    assert (found.meeting_id, found.held_on) == (later, date(2026, 11, 19))
    assert found.outcome == Deferral(reason=DeferralReason.OUT_OF_TIME)
    assert found.case.fitness.ecog == 2


def test_that_a_closed_meeting_is_held_against_the_one_before_it(place: Workplace, case_id: CaseId) -> None:
    earlier = discuss(place, case_id, 5)
    later = discuss(place, case_id, 19)
    closed_at = meetings.sealed(place, later).meeting.closed_at
    assert closed_at is not None

    found = returning.last_discussed(place, case_id, before=closed_at)

    assert found is not None
    assert found.meeting_id == earlier
    first_closed_at = meetings.sealed(place, earlier).meeting.closed_at
    assert returning.last_discussed(place, case_id, before=first_closed_at) is None


def test_that_nothing_is_otherwise_while_nothing_was_recorded(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 5)

    found = compared(place, case_id)

    assert (found.fields, found.difference.causes, found.difference.changes) == ((), (), ())


def test_that_what_was_recorded_since_is_told_with_what_it_changed(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 5)
    record(place, case_id, **{"lesions[0]__size_mm": 34, "fitness__ecog": None})

    found = compared(place, case_id)

    assert sorted(found.fields, key=lambda one: one.path) == [
        FieldChange(path="fitness.ecog", before=1, after=None),
        FieldChange(path="lesions[L1].size_mm", before=26, after=34),
    ]
    assert found.difference.causes == (Cause.RECORD,)
    assert [change.text.en for change in found.difference.changes] == [
        "Resection: recommended; before: suitable.",
        "Ablation: suitable; before: recommended.",
    ]


def test_that_a_list_with_other_entries_is_told_as_a_whole(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 5)
    stored = review.open_case(place, case_id)
    review.record_case(
        place, case_id, base_revision=stored.revision.number, case=edits.without_entry(stored.case, "lesions[0]")
    )

    (change,) = compared(place, case_id).fields

    assert change.path == "lesions"
    assert [lesion["id"] for lesion in change.before] == ["L1", "L2"]
    assert [lesion["id"] for lesion in change.after] == ["L2"]


def test_that_what_the_centre_offered_at_both_times_is_no_change_of_the_record(
    place: Workplace, case_id: CaseId
) -> None:
    workplace.set_offers(place, (Offer.RESECTION,))
    discuss(place, case_id, 5)

    assert compared(place, case_id).fields == ()


def test_that_a_change_of_what_the_centre_offers_is_told(place: Workplace, case_id: CaseId) -> None:
    discuss(place, case_id, 5)
    workplace.set_offers(place, (Offer.RESECTION,))

    (change,) = compared(place, case_id).fields

    assert change == FieldChange(path="centre.offers", before=None, after=["resection"])
