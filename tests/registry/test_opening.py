"""Creating and opening a registry: whole or not at all, and each refusal told by its own reason."""

from __future__ import annotations

import errno
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.registry import connection, faults, keys, opening, schema
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Act
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE, a_registry, add_case, reopened


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed registry with one case."""
    folder = tmp_path / "tests.crlm"
    made = a_registry(folder)
    add_case(made, "c1")
    made.close()
    return folder


def refusal(path: Path, passphrase: str = PASSPHRASE) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(path, passphrase, clock=CLOCK)
    return refused.value


def test_that_a_created_registry_opens_again_with_what_was_written(closed: Path) -> None:
    registry = reopened(closed)
    with registry.reading() as unit:
        assert [row.number for row in unit.search.rows("", limit=9)] == ["N-c1"]
    assert (registry.info.name, registry.info.is_demonstration, registry.info.offers) == ("Tests", False, None)
    registry.close()


def test_that_a_registry_opens_by_its_folder_and_by_the_files_in_it(closed: Path) -> None:
    for path in (closed, closed / "registry.db", closed / "keys.json"):
        reopened(path).close()


def test_that_a_closed_registry_is_three_files_for_its_owner_only(closed: Path) -> None:
    assert sorted(file.name for file in closed.iterdir()) == ["keys.json", "lock", "registry.db"]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in closed.iterdir()} == {0o600}


def test_that_a_copied_folder_is_a_registry_of_its_own(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy.crlm")
    one, other = reopened(closed), reopened(tmp_path / "copy.crlm")
    assert one.info == other.info
    one.close()
    other.close()


def test_that_closing_twice_does_nothing(closed: Path) -> None:
    registry = reopened(closed)
    registry.close()
    registry.close()


def test_that_a_file_or_folder_at_the_place_is_never_overwritten(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(EnvironmentFault) as refused:
        a_registry(taken)
    assert refused.value.code is faults.ALREADY_THERE
    assert list(taken.iterdir()) == []


def test_that_a_registry_in_a_folder_that_is_not_there_is_refused_by_that_folder(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        a_registry(tmp_path / "none" / "r")
    assert (refused.value.code, refused.value.params["path"]) == (faults.NO_FOLDER, str(tmp_path / "none"))


def test_that_a_short_passphrase_and_an_empty_name_make_nothing(tmp_path: Path) -> None:
    for name, passphrase, path in (("Tests", "short", "passphrase"), ("  ", PASSPHRASE, "name")):
        with pytest.raises(InputError) as refused:
            opening.create(tmp_path / "r", passphrase, name=name, author=AUTHOR, clock=CLOCK, cost=CHEAP)
        assert [one.path for one in refused.value.problems] == [path]
    assert list(tmp_path.iterdir()) == []


def test_that_a_creation_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(schema, "build", no_room)
    with pytest.raises(EnvironmentFault) as refused:
        a_registry(tmp_path / "r")
    assert refused.value.code is faults.DISK_FULL
    assert list(tmp_path.iterdir()) == []


def test_that_a_wrong_passphrase_is_told_as_such(closed: Path) -> None:
    told = refusal(closed, "another passphrase")
    assert (told.code, told.params["path"]) == (faults.WRONG_PASSPHRASE, str(closed))


def test_that_a_refused_opening_does_not_keep_the_registry_locked(closed: Path) -> None:
    refusal(closed, "another passphrase")
    opening.open_(closed, PASSPHRASE, clock=FixedClock(CLOCK.now() + timedelta(seconds=1))).close()


def test_that_a_missing_registry_is_told_as_such(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.crlm").code is faults.NOT_THERE


def test_that_what_is_not_a_registry_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague")
    assert refusal(tmp_path / "letter.txt").code is faults.NOT_A_REGISTRY
    assert refusal(tmp_path).code is faults.NOT_A_REGISTRY


@pytest.mark.parametrize("name", ["keys.json", "registry.db"])
def test_that_a_registry_without_one_of_its_files_names_the_file(closed: Path, name: str) -> None:
    (closed / name).unlink()
    told = refusal(closed)
    assert (told.code, told.params["file"]) == (faults.FILE_MISSING, name)


def test_that_keys_of_another_registry_are_told_as_damage(closed: Path, tmp_path: Path) -> None:
    a_registry(tmp_path / "other.crlm").close()
    shutil.copy(tmp_path / "other.crlm" / "keys.json", closed / "keys.json")
    assert refusal(closed).code is faults.DAMAGED


@pytest.mark.parametrize("kept", [0, 100, 4096, 9000])
def test_that_a_truncated_file_is_told_as_damaged(closed: Path, kept: int) -> None:
    file = closed / "registry.db"
    file.write_bytes(file.read_bytes()[:kept])
    assert refusal(closed).code is faults.DAMAGED


def test_that_a_flipped_bit_on_the_first_page_is_told_as_damaged(closed: Path) -> None:
    file = closed / "registry.db"
    content = bytearray(file.read_bytes())
    content[50] ^= 1
    file.write_bytes(content)
    told = refusal(closed)
    assert (told.code, told.params["path"]) == (faults.DAMAGED, str(closed))


def test_that_damage_found_while_reading_is_told_and_not_guessed_around(closed: Path) -> None:
    file = closed / "registry.db"
    content = bytearray(file.read_bytes())
    for page in range(3, len(content) // 4096):
        content[page * 4096 + 7] ^= 1
    file.write_bytes(content)
    with pytest.raises(EnvironmentFault) as refused:
        read_all(closed)
    assert refused.value.code is faults.DAMAGED


def read_all(folder: Path) -> None:
    registry = reopened(folder)
    try:
        with registry.reading() as unit:
            unit.search.rows("", limit=9)
    finally:
        registry.close()


def test_that_a_registry_of_a_newer_version_is_refused_with_both_versions(closed: Path) -> None:
    key = keys.unlock(keys.read(closed / "keys.json"), PASSPHRASE)
    assert key is not None
    newer = connection.connect(closed / "registry.db", key)
    newer.execute("UPDATE alembic_version SET version_num = '9001'")
    newer.close()
    before = (closed / "registry.db").read_bytes()
    told = refusal(closed)
    assert told.code is faults.NEWER
    assert (told.params["found"], told.params["known"]) == ("9001", schema.VERSION)
    assert (closed / "registry.db").read_bytes() == before


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, faults.NOT_ALLOWED),
        (errno.EROFS, faults.READ_ONLY),
        (errno.ENOSPC, faults.DISK_FULL),
        (errno.EIO, faults.DISK_FAULT),
    ],
)
def test_that_what_the_system_refuses_is_told_by_its_reason(
    closed: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: object
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr("crlm_desktop.registry.lock.os.open", refuse)
    assert refusal(closed).code is code


def test_that_a_full_disk_during_a_save_is_told_and_leaves_the_registry_as_it_was(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = connection.connect

    def nearly_full(file: Path, key: bytes) -> connection.Connection:
        made = plain(file, key)
        pages = made.execute("PRAGMA page_count").fetchone()[0]
        made.execute(f"PRAGMA max_page_count = {pages}")
        return made

    monkeypatch.setattr("crlm_desktop.registry.folder.connect", nearly_full)
    registry = reopened(closed)
    with pytest.raises(EnvironmentFault) as refused:
        add_many(registry)
    assert refused.value.code is faults.DISK_FULL
    registry.close()
    monkeypatch.undo()
    assert_whole(reopened(closed))


def add_many(registry: Registry) -> None:
    for number in range(200):
        add_case(registry, f"more{number}", name="x" * 200)


def assert_whole(registry: Registry) -> None:
    with registry.reading() as unit:
        assert unit.search.count() == len(unit.cases.ids())
    add_case(registry, "afterwards")
    registry.close()


def test_that_a_reading_transaction_writes_nothing(closed: Path) -> None:
    registry = reopened(closed)
    with pytest.raises(EnvironmentFault) as refused, registry.reading() as unit:
        unit.audit.add(Act.REGISTRY_CREATED, "r")
    assert refused.value.code is faults.READ_ONLY
    registry.close()


def change_and_fail(registry: Registry) -> None:
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.set_offers(())
        raise ZeroDivisionError


def test_that_a_unit_left_by_an_exception_changes_nothing(closed: Path) -> None:
    registry = reopened(closed)
    with pytest.raises(ZeroDivisionError):
        change_and_fail(registry)
    assert registry.info.offers is None
    registry.close()
