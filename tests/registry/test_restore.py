"""Restoring: what the backup holds is in place afterwards, and nothing that was there is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, faults
from tests.registry.building import CLOCK, PASSPHRASE, a_registry, add_case, held, reopened, restored

NOW = CLOCK.now()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A closed registry of two cases, with a backup of the first of them."""
    registry = a_registry(tmp_path / "team.crlm")
    add_case(registry, "c1")
    registry.back_up(backup.ASKED, now=NOW)
    add_case(registry, "c2")
    registry.close()
    return tmp_path / "team.crlm"


def the_backup(place: Path) -> Path:
    (one,) = backup.listed(place)
    return one.path


def cases_at(path: Path) -> list[str]:
    registry = reopened(path)
    with registry.reading() as unit:
        ids = list(unit.cases.ids())
    registry.close()
    return ids


def refusal(path: Path, source: Path, passphrase: str = PASSPHRASE) -> object:
    with pytest.raises(EnvironmentFault) as refused:
        restored(path, source, passphrase)
    return refused.value.code


def test_that_a_backup_tells_what_it_holds_and_is_not_touched(place: Path) -> None:
    source = the_backup(place)
    before = sorted((file.name, file.stat().st_mtime_ns) for file in source.iterdir())
    found = held(source)
    assert (found.name, found.cases, found.newest_change) == ("Tests", 1, NOW)
    assert sorted((file.name, file.stat().st_mtime_ns) for file in source.iterdir()) == before


def test_that_a_restored_registry_holds_what_the_backup_held_and_keeps_what_it_replaced(place: Path) -> None:
    done = restored(place, the_backup(place))
    assert done.kept == place.with_name("team.replaced-20261123T183000Z.crlm")
    assert cases_at(place) == ["c1"]
    assert cases_at(done.kept) == ["c1", "c2"]


def test_that_the_backups_stay_with_the_registry(place: Path) -> None:
    names = [one.path.name for one in backup.listed(place)]
    restored(place, the_backup(place))
    assert [one.path.name for one in backup.listed(place)] == names


def test_that_a_second_restore_of_the_same_second_keeps_both_that_it_replaced(place: Path) -> None:
    kept = [restored(place, the_backup(place)).kept for _ in range(2)]
    assert [one.name for one in kept if one] == [
        "team.replaced-20261123T183000Z.crlm",
        "team.replaced-20261123T183000Z-2.crlm",
    ]


@pytest.mark.parametrize("name", ["registry.db", "keys.json"])
def test_that_a_registry_that_lacks_a_file_is_restored(place: Path, name: str) -> None:
    (place / name).unlink()
    restored(place, the_backup(place))
    assert cases_at(place) == ["c1"]


def test_that_a_registry_that_is_nothing_but_bytes_is_restored_and_kept_as_it_was(place: Path) -> None:
    (place / "registry.db").write_bytes(b"\xff" * 9999)
    done = restored(place, the_backup(place))
    assert cases_at(place) == ["c1"]
    assert done.kept is not None
    assert (done.kept / "registry.db").read_bytes() == b"\xff" * 9999


def test_that_a_missing_registry_is_restored(place: Path, tmp_path: Path) -> None:
    source = shutil.move(the_backup(place), tmp_path / "saved")
    shutil.rmtree(place)
    done = restored(place, Path(source))
    assert done.kept is None
    assert cases_at(place) == ["c1"]


def test_that_an_empty_folder_that_was_made_for_it_becomes_the_registry(place: Path, tmp_path: Path) -> None:
    (tmp_path / "new.crlm").mkdir()
    assert restored(tmp_path / "new.crlm", the_backup(place)).kept is None
    assert cases_at(tmp_path / "new.crlm") == ["c1"]


def test_that_a_registry_that_is_open_is_not_replaced(place: Path) -> None:
    registry = reopened(place)
    assert refusal(place, the_backup(place)) is faults.IN_USE
    registry.close()
    assert cases_at(place) == ["c1", "c2"]


def test_that_a_wrong_passphrase_a_wrong_folder_and_the_registry_itself_change_nothing(
    place: Path, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear colleague")
    assert refusal(place, the_backup(place), "not the passphrase") is faults.WRONG_BACKUP_PASSPHRASE
    assert refusal(place, tmp_path / "letters") is faults.NOT_A_BACKUP
    assert refusal(place, place) is faults.SAME_PLACE
    assert refusal(tmp_path / "letters", the_backup(place)) is faults.NOT_REPLACED
    assert refusal(tmp_path / "none" / "r", the_backup(place)) is faults.NO_FOLDER
    assert cases_at(place) == ["c1", "c2"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["letters", "team.crlm"]


def test_that_a_damaged_backup_is_refused_and_changes_nothing(place: Path, tmp_path: Path) -> None:
    file = the_backup(place) / "registry.db"
    content = bytearray(file.read_bytes())
    content[20 * 4096 + 5] ^= 1
    file.write_bytes(content)
    assert refusal(place, the_backup(place)) is faults.DAMAGED
    assert cases_at(place) == ["c1", "c2"]
    assert [one.name for one in tmp_path.iterdir()] == ["team.crlm"]


def test_that_a_failing_rename_puts_back_what_was_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.rename

    def refuse_the_second(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(5, "Input/output error")
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_second)
    assert refusal(place, the_backup(place)) is faults.DISK_FAULT
    monkeypatch.undo()
    assert cases_at(place) == ["c1", "c2"]
