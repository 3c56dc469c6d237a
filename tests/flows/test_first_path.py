"""One case's whole way: registry, case, options, opinion, decision, seal, minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from crlm_desktop.case.edits import with_value, with_values
from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import Status
from crlm_desktop.errors import ConflictFault, CrlmError, EnvironmentFault
from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.meeting.decision import Action, Consensus, Decision, Dissent
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Attendance, Discipline
from crlm_desktop.registry.keys import KdfCost
from crlm_desktop.services import knowledge, meetings, printing, proposing, review, workplace
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace

PASSPHRASE = "a passphrase of our own"
CLOCK = FixedClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)
NOWHERE_ELSE = dict.fromkeys(
    (
        f"extrahepatic.{site}.state"
        for site in ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other")
    ),
    "none",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return knowledge.load_engine()


@pytest.fixture
def place(tmp_path: Path, engine: Engine) -> Iterator[Workplace]:
    with workplace.create(
        tmp_path / "own.crlm", PASSPHRASE, name="Own", author="Dr A", clock=CLOCK, engine=engine, cost=CHEAP
    ) as opened:
        yield opened


def a_recorded_case(place: Workplace) -> OpenCase:
    stored = review.create_case(place, Identity(number="4711", name="李文博"))
    case = with_values(
        stored.case,
        {
            **NOWHERE_ELSE,
            "lesions[0]": {"id": "L1", "segments": ["6"], "size_mm": 22, "state": "present", "depth": "subcapsular"},
            "fitness.ecog": 0,
            "fitness.asa": 2,
            "fitness.declines": [],
            "liver.quality": "normal",
            "function.bilirubin_umol_l": 9,
            "function.albumin_g_l": 42,
            "function.inr": 1,
            "function.ascites": "none",
            "function.encephalopathy": "none",
            "molecular.ras": "wild_type",
            "primary.state": "resected",
        },
    )
    return review.record_case(place, stored.id, base_revision=stored.revision.number, case=case)


def test_that_a_registry_opens_again_with_its_passphrase_and_with_no_other(
    place: Workplace, tmp_path: Path, engine: Engine
) -> None:
    stored = a_recorded_case(place)
    place.close()
    with pytest.raises(EnvironmentFault) as caught:
        workplace.open_(tmp_path / "own.crlm", "another passphrase", author="Dr A", clock=CLOCK, engine=engine)
    assert "passphrase" in caught.value.code.sentence.lower()
    later = FixedClock(CLOCK.now() + timedelta(seconds=1))
    with workplace.open_(tmp_path / "own.crlm", PASSPHRASE, author="Dr A", clock=later, engine=engine) as again:
        assert review.open_case(again, stored.id).case == stored.case


@pytest.mark.parametrize("query", ["4711", "71", "李文", "博"])
def test_that_a_case_is_found_by_a_part_of_its_number_or_its_name(place: Workplace, query: str) -> None:
    stored = a_recorded_case(place)
    review.create_case(place, Identity(number="0815", name="Somebody else"))
    assert [row.id for row in review.list_cases(place, query)] == [stored.id]


def test_that_an_edit_on_an_old_revision_is_refused_and_writes_nothing(place: Workplace) -> None:
    stored = a_recorded_case(place)
    old = stored.revision.number
    newer = review.record_case(place, stored.id, base_revision=old, case=with_value(stored.case, "fitness.ecog", 1))
    with pytest.raises(ConflictFault):
        review.record_case(place, stored.id, base_revision=old, case=with_value(stored.case, "fitness.ecog", 2))
    assert review.open_case(place, stored.id).revision == newer.revision


def test_that_the_options_follow_the_record(place: Workplace, engine: Engine) -> None:
    stored = a_recorded_case(place)
    before = proposing.propose(engine, stored.case)
    leading = {option.strategy for option in before.options if option.status is Status.RECOMMENDED}
    assert leading & {"resection", "ablation"}
    frail = proposing.propose(engine, with_value(stored.case, "fitness.ecog", 4))
    after = {option.strategy: option.status for option in frail.options}
    assert after["resection"] is not Status.RECOMMENDED
    assert after["supportive-care"] in (Status.RECOMMENDED, Status.SUITABLE)


def test_that_a_what_if_leaves_the_record_untouched(place: Workplace, engine: Engine) -> None:
    stored = a_recorded_case(place)
    assumed = proposing.propose(engine, stored.case, assume={"fitness.ecog": 4})
    assert dict(assumed.assumed) == {"fitness.ecog": 4}
    assert review.open_case(place, stored.id).sha256 == stored.sha256 == assumed.case_sha256


def a_held_meeting(place: Workplace, stored: OpenCase) -> meetings.OpenMeeting:
    opened = meetings.create(place, Particulars(title="Liver board", site="Invented", held_on=date(2026, 11, 26)))
    meetings.set_attendance(
        place,
        opened.meeting.id,
        [
            Attendance(person="Dr A", discipline=Discipline.LIVER_SURGERY),
            Attendance(person="Dr B", discipline=Discipline.MEDICAL_ONCOLOGY),
            Attendance(person="Dr C", discipline=Discipline.RADIOLOGY),
        ],
    )
    meetings.add_case(place, opened.meeting.id, stored.id, question="Resect or ablate?")
    review.give_opinion(
        place,
        stored.id,
        case_sha256=stored.sha256,
        person="Dr C",
        discipline=Discipline.RADIOLOGY,
        stance=OpinionStance.AGAINST,
        strategy="ablation",
        text="Hard to see on ultrasound.",
    )
    decision = Decision(
        options=("resection",),
        rationale="One lesion at the surface.",
        consensus=Consensus.MAJORITY,
        dissents=(Dissent(person="Dr B", discipline=Discipline.MEDICAL_ONCOLOGY, reason="Chemotherapy first."),),
        actions=(Action(what="Theatre date", owner="Dr A", due_on=date(2026, 12, 4)),),
    )
    return meetings.record_outcome(place, opened.meeting.id, stored.id, decision)


def test_that_a_meeting_with_an_undecided_case_does_not_close(place: Workplace) -> None:
    stored = a_recorded_case(place)
    held = a_held_meeting(place, stored)
    meetings.record_outcome(place, held.meeting.id, stored.id, None)
    with pytest.raises(CrlmError):
        meetings.close(place, held.meeting.id)
    assert meetings.open_meeting(place, held.meeting.id).meeting.state is MeetingState.OPEN


def test_that_what_was_sealed_does_not_change_when_the_case_is_edited_afterwards(place: Workplace) -> None:
    stored = a_recorded_case(place)
    held = a_held_meeting(place, stored)
    sealed = meetings.close(place, held.meeting.id)
    review.record_case(
        place,
        stored.id,
        base_revision=stored.revision.number,
        case=with_value(stored.case, "lesions[0].size_mm", 55),
    )
    assert meetings.sealed(place, held.meeting.id) == sealed
    (case,) = meetings.sealed(place, held.meeting.id).cases
    assert [lesion.size_mm for lesion in case.case.lesions or ()] == [22]


@pytest.mark.parametrize("language", list(Language))
def test_that_the_minutes_say_who_decided_what_and_who_dissented(
    place: Workplace, tmp_path: Path, language: Language
) -> None:
    stored = a_recorded_case(place)
    held = a_held_meeting(place, stored)
    meetings.close(place, held.meeting.id)
    paper = printing.minutes(place, held.meeting.id, language=language, to=tmp_path / "minutes.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(paper).pages)
    for said in ("4711", "李文博", "One lesion at the surface.", "Chemotherapy first.", "Theatre date", "2026-12-04"):
        assert said in text
    again = printing.minutes(place, held.meeting.id, language=language, to=tmp_path / "again.pdf")
    assert again.read_bytes() == paper.read_bytes()
