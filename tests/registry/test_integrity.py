"""The full check finds what was altered and names the cases it affects, never the people; making anew repairs lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting import sealed_json
from crlm_desktop.registry import backup, connection, faults, health, integrity, keys, meeting_check, opening
from crlm_desktop.registry.integrity import Part, Report
from crlm_desktop.registry.reading_only import Damaged
from crlm_desktop.services import meetings
from tests.builders import a_case, a_lesion
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, add_case, reopened
from tests.registry.full_registry import a_full_workplace
from tests.registry.test_backup import flip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A closed registry of four cases, one of them with two revisions."""
    registry = a_registry(tmp_path / "team.crlm")
    for number in range(1, 5):
        add_case(registry, f"c{number}", a_case(lesions=[a_lesion(size_mm=10 + number)]), name=f"Unmistakable {number}")
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.record(unit.cases.ids()[0], a_case(question="resectable?"), base_revision=1, reason="")
    registry.close()
    return tmp_path / "team.crlm"


def key_of(place: Path) -> bytes:
    key = keys.unlock(keys.read(place / "keys.json"), PASSPHRASE)
    assert key is not None
    return key


def altered(place: Path, *statements: str) -> Report:
    """Return what the check finds after somebody with the key has written into the file past the program."""
    direct: Connection = connection.connect(place / "registry.db", key_of(place))
    direct.execute("PRAGMA foreign_keys = OFF")
    guards = direct.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _guard in guards:
        direct.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        direct.execute(statement)
    for _name, guard in guards:
        direct.execute(guard)
    direct.close()
    return integrity.verify(place, key_of(place))


def told(report: Report) -> list[tuple[Part, str, str]]:
    return [(one.part, one.code.id, one.case_id) for one in report.findings]


def test_that_a_whole_registry_is_found_whole_and_left_as_it_was(place: Path) -> None:
    before = (place / "registry.db").read_bytes()
    report = integrity.verify(place, key_of(place))
    assert (report.is_good, report.cases, report.checked) == (True, 4, (*Part,))
    assert (place / "registry.db").read_bytes() == before


def test_that_a_check_that_is_not_wanted_any_more_is_given_up(place: Path) -> None:
    answers = iter([True, True, True, True, False])
    with pytest.raises(EnvironmentFault) as stopped:
        integrity.verify(place, key_of(place), wanted=lambda: next(answers))
    assert stopped.value.code is faults.CHECK_STOPPED


def test_that_a_large_registry_is_not_checked_while_its_user_waits(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = 45
    flip(place / "registry.db", page * 4096 + 77)
    monkeypatch.setattr(health, "CHECKED_BYTES", 100_000)
    registry = reopened(place)
    assert registry.reading_only is None
    with pytest.raises(EnvironmentFault):
        registry.back_up(backup.DAILY, now=CLOCK.now())
    assert registry.reading_only == Damaged(reason=f"HMAC verification failed for page {page + 1}")
    registry.close()


def test_that_a_registry_in_use_is_checked(place: Path) -> None:
    registry = reopened(place)
    add_case(registry, "c5")
    assert integrity.verify(place, key_of(place)).cases == 5
    registry.close()


@pytest.mark.parametrize(
    ("statement", "part", "code", "case_id"),
    [
        (
            "UPDATE revisions SET content = CAST(replace(content, 'resectable', 'unresectable') AS BLOB)",
            Part.CASES,
            "verify.revision",
            "c1",
        ),
        ("UPDATE revisions SET parent_sha256 = sha256 WHERE number = 2", Part.CASES, "verify.chain", "c1"),
        ("DELETE FROM revisions WHERE case_id = 'c1' AND number = 1", Part.CASES, "verify.chain", "c1"),
        ("UPDATE cases SET head = 1 WHERE id = 'c1'", Part.CASES, "verify.head", "c1"),
        ("UPDATE case_facts SET name = 'Another' WHERE case_id = 'c2'", Part.LISTS, "verify.list", "c2"),
        ("DELETE FROM case_facts WHERE case_id = 'c3'", Part.LISTS, "verify.list", "c3"),
        ("UPDATE lesion_facts SET size_mm = 1 WHERE case_id = 'c4'", Part.LISTS, "verify.list", "c4"),
        (
            "DELETE FROM search_trigrams WHERE rowid = (SELECT touched FROM case_facts WHERE case_id = 'c3')",
            Part.SEARCH,
            "verify.index",
            "c3",
        ),
        ("INSERT INTO search_characters (rowid, text) VALUES (7777, 'x')", Part.SEARCH, "verify.stray", ""),
        ("DELETE FROM patients WHERE name = 'Unmistakable 4'", Part.REFERENCES, "verify.references", ""),
    ],
)
def test_that_each_alteration_is_found_where_it_is(
    place: Path, statement: str, part: Part, code: str, case_id: str
) -> None:
    report = altered(place, statement)
    assert (part, code, case_id) in told(report)
    assert set(report.affected) <= {case_id, "c4" if "patients" in statement else case_id}
    words = " ".join(catalogue_for(Language.EN).sentence(one) for one in report.findings)
    assert "Unmistakable" not in words


def test_that_a_revision_forged_with_a_fitting_hash_does_not_pass_as_the_parent(place: Path) -> None:
    report = altered(place, f"UPDATE revisions SET sha256 = '{'0' * 64}' WHERE case_id = 'c1' AND number = 1")
    assert (Part.CASES, "verify.chain", "c1") in told(report)


def test_that_an_altered_seal_and_a_missing_one_name_their_meetings(place: Path) -> None:
    columns = "(id, title, site, held_on, chair, coordinator, state, closed_at)"
    values = "'T', '', '2026-11-23', '', '', 'closed', '2026-11-23 18:30:00.000000'"
    report = altered(
        place,
        *(f"INSERT INTO meetings {columns} VALUES ('{one}', {values})" for one in ("m1", "m2")),
        f"INSERT INTO seals VALUES ('m1', x'7b7d', '{'0' * 64}', '2026-11-23 18:30:00.000000', 'A')",
    )
    assert [(one.code.id, one.params["meeting"]) for one in report.of(Part.SEALS)] == [
        ("verify.seal", "m1"),
        ("verify.seal-missing", "m2"),
    ]


def test_that_lists_and_search_made_anew_are_whole_again(place: Path) -> None:
    assert not altered(
        place,
        "UPDATE case_facts SET name = 'Another' WHERE case_id = 'c2'",
        "DELETE FROM search_trigrams WHERE rowid > 1",
        "INSERT INTO search_characters (rowid, text) VALUES (7777, 'x')",
    ).is_good
    registry = opening.open_to_rebuild(place, PASSPHRASE, clock=CLOCK)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.rebuild()
    registry.close()
    assert integrity.verify(place, key_of(place)).is_good


def test_that_a_file_that_cannot_be_read_names_its_newest_backup(place: Path) -> None:
    registry = reopened(place)
    made = registry.back_up(backup.ASKED, now=CLOCK.now())
    registry.close()
    (place / "registry.db").write_bytes((place / "registry.db").read_bytes()[:5000])
    with pytest.raises(EnvironmentFault) as refused:
        integrity.verify(place, key_of(place))
    assert refused.value.code is faults.DAMAGED_WITH_BACKUP
    assert refused.value.params["backup"] == str(made.path)


@pytest.mark.parametrize("page", range(1, 46, 3))
def test_that_a_flipped_bit_is_found_by_the_check_and_by_the_opening_and_never_read_as_something_else(
    place: Path, page: int
) -> None:
    flip(place / "registry.db", page * 4096 + 77)
    try:
        report = integrity.verify(place, key_of(place))
        assert Part.FILE in {one.part for one in report.findings}
        registry = reopened(place)
    except EnvironmentFault as fault:
        assert fault.code is faults.DAMAGED  # noqa: PT017 - either it cannot be read at all, or what follows holds
        return
    assert registry.reading_only is not None
    with pytest.raises(EnvironmentFault) as unsaved:
        add_case(registry, "c9")
    assert unsaved.value.code is faults.READING_ONLY
    with registry.reading() as unit:
        for case_id in unit.cases.ids():
            if case_id not in report.affected:
                assert unit.cases.opened(case_id).identity.name == f"Unmistakable {case_id[1:]}"
    registry.close()


def test_that_a_file_that_was_cut_off_opens_for_reading_with_what_is_left(place: Path) -> None:
    registry = reopened(place)
    for number in range(80):
        add_case(registry, f"more{number}", name="x" * 150)
    registry.close()
    file = place / "registry.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size - 4096])
    before = file.read_bytes()
    registry = reopened(place)
    assert registry.reading_only is not None
    with registry.reading() as unit:
        assert len(unit.cases.ids()) == 84
    registry.close()
    assert file.read_bytes() == before


def test_that_a_meeting_sealed_by_an_earlier_version_a_moment_before_it_closed_is_whole(tmp_path: Path) -> None:
    with a_full_workplace(tmp_path / "full.crlm") as full:
        registry, rows = full._registry, meetings.list_meetings(full)
        (one, *_rest) = (row for row in rows if row.closed_at is not None)
        with registry.reading() as unit:
            sealed = sealed_json.decode(unit.seals.content(one.id))
        earlier = replace(sealed.meeting, closed_at=CLOCK.now() - timedelta(milliseconds=3))
        content = sealed_json.encode(replace(sealed, meeting=earlier))
        with registry.reading() as unit:
            assert list(meeting_check.seal_faults(unit.meetings, one.id, "closed", content)) == []
            other = sealed_json.encode(replace(sealed, meeting=replace(sealed.meeting, chair="somebody else")))
            told = list(meeting_check.seal_faults(unit.meetings, one.id, "closed", other))
    assert told == [meeting_check.SEALED_OTHERWISE]
