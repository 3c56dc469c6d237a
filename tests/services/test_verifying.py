"""Minutes held against the registry: what it sealed, another one, an open meeting, and a registry that was altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language
from crlm_desktop.minutes.verifying import Checked
from crlm_desktop.registry.unit import Registry
from crlm_desktop.services import files, meetings, printing, verifying
from crlm_desktop.services.workplace import Workplace
from tests.registry.tampering import tampering
from tests.services.places import another_workplace
from tests.services.test_meetings import held


@pytest.fixture
def minutes(place: Workplace, tmp_path: Path) -> Path:
    """The minutes of a closed meeting."""
    meeting_id = held(place)
    meetings.close(place, meeting_id)
    return printing.minutes(place, meeting_id, language=Language.ZH, to=tmp_path / "minutes.pdf")


def codes(checked: Checked) -> tuple[list[object], list[object]]:
    return [one.code for one in checked.told], [one.code for one in checked.faults]


def altered(registry: Registry, *statements: str) -> None:
    with tampering(registry) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_that_minutes_are_vouched_for_by_seal_and_audit_entry_of_their_registry(
    place: Workplace, minutes: Path
) -> None:
    checked = verifying.held_against(place, verifying.check_file(minutes))
    assert checked.faults == ()
    sealed = checked.told[-1]
    assert sealed.code is verifying.SEALED
    with place.reading() as unit:
        closing = next(one for one in unit.audit.entries() if one.act.value == "meeting.closed")
    assert (sealed.params["entry"], sealed.params["user"]) == (closing.id, place.author)


def test_that_another_registry_does_not_know_the_meeting(minutes: Path, tmp_path: Path) -> None:
    with another_workplace(tmp_path / "other.crlm") as other:
        checked = verifying.held_against(other, verifying.check_file(minutes))
    assert codes(checked)[1] == [verifying.UNKNOWN_MEETING]


def test_that_a_draft_of_an_open_meeting_is_told_as_never_sealed(place: Workplace, tmp_path: Path) -> None:
    written = printing.minutes(place, held(place), language=Language.EN, to=tmp_path / "draft.pdf")
    checked = verifying.held_against(place, verifying.check_file(written))
    assert [one.code.id for one in checked.faults] == ["minutes.draft", "minutes.not-closed"]


def test_that_a_draft_of_a_meeting_that_was_closed_later_is_not_what_was_sealed(
    place: Workplace, tmp_path: Path
) -> None:
    meeting_id = held(place)
    written = printing.minutes(place, meeting_id, language=Language.EN, to=tmp_path / "draft.pdf")
    meetings.close(place, meeting_id)
    checked = verifying.held_against(place, verifying.check_file(written))
    assert [one.code.id for one in checked.faults] == ["minutes.draft", "minutes.sealed-otherwise"]


def test_that_a_seal_altered_with_its_hash_is_found_by_minutes_and_chain(place: Workplace, minutes: Path) -> None:
    altered(place._registry, "UPDATE seals SET content = X'7B7D', sha256 = lower(hex(zeroblob(32)))")
    checked = verifying.held_against(place, verifying.check_file(minutes))
    assert codes(checked)[1] == [verifying.SEAL_BROKEN, verifying.NOT_VOUCHED]


def test_that_who_sealed_it_cannot_be_altered_unseen(place: Workplace, minutes: Path) -> None:
    altered(place._registry, "UPDATE seals SET sealed_by = 'Somebody Else'")
    checked = verifying.held_against(place, verifying.check_file(minutes))
    assert codes(checked)[1] == [verifying.NOT_VOUCHED]


def test_that_an_altered_entry_of_the_log_is_told(place: Workplace, minutes: Path) -> None:
    altered(place._registry, "UPDATE audit_log SET author = 'Somebody Else' WHERE act = 'meeting.closed'")
    checked = verifying.held_against(place, verifying.check_file(minutes))
    assert codes(checked)[1] == [verifying.CHAIN_BROKEN]


def test_that_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        verifying.check_file(tmp_path / "not-there.pdf")
    assert refused.value.code is files.NOT_THERE
