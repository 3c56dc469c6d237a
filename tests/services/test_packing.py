"""A meeting taken along: what the file holds, the working registry made from it, and what is refused."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import CrlmError, EnvironmentFault, InputError
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry import opening, pack_faults, pack_file
from crlm_desktop.registry import pack as packs
from crlm_desktop.registry.connection import connect
from crlm_desktop.registry.values import Act
from crlm_desktop.services import files, meetings, packing, review, sealing
from crlm_desktop.services.packing import Freshness
from tests.builders import a_decision
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.packs import PACK_PASSPHRASE, TRAVELLER, Home, contents, findings, give, hands_back, laptop
from tests.services.places import plain_engine


def code_of(error: pytest.ExceptionInfo[CrlmError]) -> object:
    return error.value.code


def test_that_a_working_registry_holds_the_meeting_and_its_cases_as_they_are_at_home(home: Home) -> None:
    give(home.place, home.ids[0], "Dr Grey")
    with laptop(home.takes_along()) as place:
        assert contents(place, home.meeting) == home.held()
        assert place.name == "Test registry · 2026-11-23"
        assert place.author == TRAVELLER
        taking = packing.errand(place)
        assert taking is not None
        assert (taking.registry_name, taking.by) == ("Test registry", home.place.author)
        assert [row.name for row in review.list_cases(place, "H-1")] == ["Name of H-1"]
        assert findings(place) == ()


def test_that_neither_the_file_nor_its_name_says_a_word_about_anybody(home: Home) -> None:
    file = home.takes_along(packing.suggested_name("2026-12-03", is_handed_back=False))
    assert file.name == "MDT-2026-12-03.crlmpack"
    content = file.read_bytes()
    for word in ("H-1", "H-2", "Name of", "Dr Grey", "Tumour board", "Test registry", "resection", AUTHOR):
        for encoding in ("utf-8", "utf-16-le"):
            encoded = word.encode(encoding)
            # Encrypted bytes hold any three of them, such as those of "H-1", by chance once in a while.
            is_told_from_chance = len(encoded) > 3
            assert not is_told_from_chance or encoded not in content


def test_that_a_pack_is_written_in_the_log_of_home_with_its_sha256(home: Home) -> None:
    made = packing.take_along(
        home.place, home.meeting, PACK_PASSPHRASE, to=home.folder / "p.crlmpack", days=3, cost=CHEAP
    )
    assert (made.cases, made.valid_until) == (2, CLOCK.moment + timedelta(days=3))
    with home.place.reading() as unit:
        entry = unit.audit.entries(home.meeting)[-1]
    assert (entry.act, entry.author, entry.detail["sha256"]) == (Act.PACK_TAKEN, AUTHOR, made.sha256)
    (out,) = packing.outings(home.place, home.meeting)
    assert (out.by, out.at, out.valid_until, out.brought_back_at) == (
        AUTHOR,
        CLOCK.moment,
        made.valid_until,
        None,
    )


def test_that_bringing_back_ends_the_outing(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        home.brings_back(hands_back(place))
    (out,) = packing.outings(home.place, home.meeting)
    assert out.brought_back_at == CLOCK.moment


def test_that_the_days_have_limits_which_are_told(home: Home) -> None:
    for days in (0, -1, 61):
        with pytest.raises(InputError) as refused:
            home.takes_along(days=days)
        (told,) = refused.value.problems
        assert (told.params["least"], told.params["most"], told.params["days"]) == (1, 60, days)


def test_that_a_short_passphrase_and_an_existing_file_leave_everything_as_it_was(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(EnvironmentFault) as refused:
        packing.take_along(home.place, home.meeting, PACK_PASSPHRASE, to=tmp_path / "mine", cost=CHEAP)
    assert code_of(refused) is files.EXISTS
    assert (tmp_path / "mine").read_text() == "mine"
    with pytest.raises(InputError):
        packing.take_along(home.place, home.meeting, "short", to=tmp_path / "p", cost=CHEAP)
    assert not (tmp_path / "p").exists()
    assert packing.outings(home.place, home.meeting) == ()


def test_that_a_closed_meeting_is_not_taken_along(home: Home) -> None:
    meetings.record_outcome(home.place, home.meeting, home.ids[0], a_decision())
    meetings.close(home.place, home.meeting)
    with pytest.raises(CrlmError) as refused:
        home.takes_along()
    assert code_of(refused) is pack_faults.MEETING_CLOSED


def test_that_a_working_registry_hands_back_and_neither_takes_along_nor_closes_nor_has_other_meetings(
    home: Home,
) -> None:
    with laptop(home.takes_along()) as place:
        meetings.record_outcome(place, home.meeting, home.ids[0], a_decision())
        with pytest.raises(CrlmError) as again:
            packing.take_along(place, home.meeting, PACK_PASSPHRASE, to=home.folder / "x", cost=CHEAP)
        with pytest.raises(CrlmError) as closing:
            meetings.close(place, home.meeting)
        with pytest.raises(CrlmError) as creating:
            meetings.create(place, meetings.Particulars(title="Other", site="", held_on=CLOCK.today()))
        assert sealing.draft(place, home.meeting).is_draft
    assert [code_of(one) for one in (again, closing, creating)] == [
        pack_faults.HAND_BACK_INSTEAD,
        pack_faults.CLOSE_AT_HOME,
        pack_faults.CREATE_AT_HOME,
    ]
    assert closing.value.params["name"] == "Test registry"


def test_that_an_ordinary_registry_has_nothing_to_hand_back(home: Home) -> None:
    with pytest.raises(CrlmError) as refused:
        hands_back(home.place)
    assert code_of(refused) is pack_faults.NOT_WORKING


def test_that_a_pack_that_was_handed_back_makes_no_working_registry(home: Home, tmp_path: Path) -> None:
    with laptop(home.takes_along()) as place:
        received = packing.receive(hands_back(place), PACK_PASSPHRASE)
    with pytest.raises(EnvironmentFault) as refused:
        packing.open_pack(
            received, tmp_path / "n.crlm", PASSPHRASE, author="A", clock=CLOCK, engine=plain_engine(), cost=CHEAP
        )
    assert code_of(refused) is pack_faults.TO_BRING_BACK
    assert not (tmp_path / "n.crlm").exists()


def test_that_a_place_that_is_taken_is_refused_and_left(home: Home, tmp_path: Path) -> None:
    received = packing.receive(home.takes_along(), PACK_PASSPHRASE)
    (tmp_path / "taken.crlm").mkdir()
    with pytest.raises(EnvironmentFault):
        packing.open_pack(
            received, tmp_path / "taken.crlm", PASSPHRASE, author="A", clock=CLOCK, engine=plain_engine(), cost=CHEAP
        )
    assert list((tmp_path / "taken.crlm").iterdir()) == []
    assert not list(tmp_path.glob(".taken*"))


def sealed(home: Home, content: bytes) -> Path:
    file = home.folder / "odd.crlmpack"
    file.write_bytes(pack_file.sealed(content, "0" * 32, PACK_PASSPHRASE, cost=CHEAP))
    return file


LIES = (
    (b"crlm.pack/1", b"crlm.pack/9"),
    (b'"age_years\\":62', b'"age_years\\":63'),
    (b'"parent_sha256":null', b'"parent_sha256":"0"'),
    (b'"is_handed_back":false', b'"is_handed_back":1'),
    (b'"title":"Tumour board"', b'"title":"Tumour board","more":1'),
    (b'"by":"Dr A. Tester"', b'"by":null'),
)


def test_that_a_content_that_contradicts_itself_is_told_as_unreadable(home: Home) -> None:
    content = packs.encode(packing.receive(home.takes_along(), PACK_PASSPHRASE).pack)
    for old, new in LIES:
        assert old in content
        with pytest.raises(EnvironmentFault) as refused:
            packing.receive(sealed(home, content.replace(old, new, 1)), PACK_PASSPHRASE)
        assert code_of(refused) is pack_faults.UNREADABLE


def test_that_a_pack_of_two_cases_with_one_number_is_told_as_unreadable(home: Home) -> None:
    content = packs.encode(packing.receive(home.takes_along(), PACK_PASSPHRASE).pack)
    with pytest.raises(EnvironmentFault) as refused:
        packing.receive(sealed(home, content.replace(b'"number":"H-2"', '"number":"ｈ-1"'.encode())), PACK_PASSPHRASE)
    assert code_of(refused) is pack_faults.UNREADABLE


def test_that_a_mangled_content_is_read_as_what_it_says_or_refused(home: Home) -> None:
    content = packs.encode(packing.receive(home.takes_along(), PACK_PASSPHRASE).pack)
    dice, refused = random.Random(20261130), 0
    for _time in range(200):
        mangled = bytearray(content)
        for _place in range(dice.randint(1, 3)):
            mangled[dice.randrange(len(mangled))] = dice.choice(b'0"{}[],:x\xe6\\')
        try:
            packs.decode(bytes(mangled))
        except packs.UnsoundError:
            refused += 1
    assert refused > 100


def test_that_a_damaged_record_makes_no_pack(home: Home) -> None:
    connection = opened_by_driver(home)
    connection.execute("DROP TRIGGER revisions_keep_on_update")
    connection.execute("UPDATE revisions SET content = x'7b7d' WHERE number = 1")
    connection.close()
    with pytest.raises(EnvironmentFault) as refused:
        home.takes_along()
    assert code_of(refused) is pack_faults.HOME_UNSOUND
    assert not (home.folder / "out.crlmpack").exists()


def opened_by_driver(home: Home) -> Connection:
    folder, _slot, key = opening.unlocked_slot(home.place.path, PASSPHRASE, clock=CLOCK)
    return connect(folder / "registry.db", key)


def test_that_a_content_that_is_no_pack_is_told_as_unreadable(home: Home) -> None:
    for content in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(EnvironmentFault) as refused:
            packing.receive(sealed(home, content), PACK_PASSPHRASE)
        assert code_of(refused) is pack_faults.UNREADABLE


def test_that_a_pack_grows_stale_and_that_a_clock_set_back_is_told_apart_from_that(home: Home) -> None:
    taking = packing.receive(home.takes_along(days=2), PACK_PASSPHRASE).pack.taking
    told = [
        packing.freshness(taking, now=CLOCK.moment + timedelta(hours=hours)) for hours in (-20, -0.5, 0, 47.9, 48.1)
    ]
    good, stale, behind = Freshness.GOOD, Freshness.STALE, Freshness.CLOCK_BEHIND
    assert told == [behind, good, good, good, stale]
    handed_back = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert packing.freshness(taking, now=CLOCK.moment, made_at=handed_back) is behind


def test_that_new_cases_and_cases_off_the_agenda_are_handed_back_too(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        new = review.create_case(place, Identity(number="H-77", name="Somebody New")).id
        meetings.remove_case(place, home.meeting, home.ids[0])
        pack = packing.receive(hands_back(place), PACK_PASSPHRASE).pack
    assert {one.id for one in pack.contents.cases} == {*home.ids, new}
    assert [base.pack for base in pack.bases] == [pack.taking.pack, pack.id]


def test_that_a_meeting_that_is_not_there_is_told(home: Home) -> None:
    with pytest.raises(CrlmError):
        packing.take_along(home.place, MeetingId("none"), PACK_PASSPHRASE, to=home.folder / "p", cost=CHEAP)
