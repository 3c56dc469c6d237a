"""Minutes as files: from what was sealed, in the language asked for, recorded, never over another file unasked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry.values import Act
from crlm_desktop.services import files, meetings, printing, review, sealing
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion
from tests.services.test_meetings import held


def words(file: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


@pytest.fixture
def closed(place: Workplace) -> MeetingId:
    """A closed meeting on one case."""
    meeting_id = held(place)
    meetings.close(place, meeting_id)
    return meeting_id


@pytest.mark.parametrize(("language", "word"), [(Language.EN, "Liver meeting"), (Language.ZH, "会议")])
def test_that_the_minutes_of_a_closed_meeting_are_a_pdf_in_the_language_asked_for(
    place: Workplace, closed: MeetingId, tmp_path: Path, language: Language, word: str
) -> None:
    written = printing.minutes(place, closed, language=language, to=tmp_path / "minutes.pdf")
    told = words(written)
    assert word in told
    assert "Ada Example" in told
    assert "It can be resected." in told


def test_that_minutes_printed_again_after_edits_are_the_same_bytes(
    place: Workplace, closed: MeetingId, tmp_path: Path
) -> None:
    first = printing.minutes(place, closed, language=Language.EN, to=tmp_path / "1.pdf").read_bytes()
    case_id = meetings.sealed(place, closed).cases[0].case_id
    review.record_case(place, case_id, base_revision=1, case=a_case(lesions=[a_lesion()]))
    review.record_identity(place, case_id, Identity(number="H-8", name="Somebody Else"))
    assert printing.minutes(place, closed, language=Language.EN, to=tmp_path / "2.pdf").read_bytes() == first


def test_that_an_export_is_recorded_with_the_hash_of_what_was_sealed(
    place: Workplace, closed: MeetingId, tmp_path: Path
) -> None:
    printing.minutes(place, closed, language=Language.ZH, to=tmp_path / "minutes.pdf")
    with place.reading() as unit:
        entry = unit.audit.entries(closed)[-1]
    sealed = hashlib.sha256(sealing.content(place, closed)).hexdigest()
    assert entry.act is Act.MINUTES_EXPORTED
    assert entry.detail == {"file": "minutes.pdf", "language": "zh", "sealed_sha256": sealed}


def test_that_an_existing_file_is_left_alone_unless_told(place: Workplace, closed: MeetingId, tmp_path: Path) -> None:
    to = tmp_path / "minutes.pdf"
    to.write_bytes(b"mine")
    with pytest.raises(EnvironmentFault) as refused:
        printing.minutes(place, closed, language=Language.EN, to=to)
    assert refused.value.code is files.EXISTS
    assert to.read_bytes() == b"mine"
    printing.minutes(place, closed, language=Language.EN, to=to, overwrite=True)
    assert to.read_bytes().startswith(b"%PDF")


def test_that_an_open_meeting_is_printed_as_a_draft(place: Workplace, tmp_path: Path) -> None:
    written = printing.minutes(place, held(place), language=Language.EN, to=tmp_path / "draft.pdf")
    assert "draft" in words(written).lower()


def test_that_a_meeting_that_is_not_there_is_told_and_leaves_no_file(place: Workplace, tmp_path: Path) -> None:
    with pytest.raises(CrlmError) as refused:
        printing.minutes(place, MeetingId("elsewhere"), language=Language.EN, to=tmp_path / "minutes.pdf")
    assert refused.value.code.id == "meeting.not-there"
    assert not (tmp_path / "minutes.pdf").exists()
