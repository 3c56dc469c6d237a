"""Backups: whole or not there, thinned out by the rotation, and what is remembered of them."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, backup_log, copies, faults, keys
from crlm_desktop.registry.backup import Backup
from crlm_desktop.registry.unit import Registry
from tests.registry.building import CLOCK, PASSPHRASE, a_registry, add_case, reopened

NOW = CLOCK.now()


@pytest.fixture
def registry(folder_registry: Registry) -> Registry:
    """Backups are made of a folder; those of a server are its administrator's."""
    return folder_registry


def names(folder: Path) -> list[str]:
    return [one.path.name for one in backup.listed(folder)]


def a_backup(name: str) -> Backup:
    kind, at = name.rsplit("-", 1)
    return Backup(path=Path(name), kind=kind, made_at=datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))


def daily(made_at: datetime) -> Backup:
    return a_backup(f"daily-{made_at:%Y%m%dT%H%M%SZ}")


def test_that_a_backup_opens_by_the_same_passphrase_with_what_was_committed(registry: Registry) -> None:
    add_case(registry, "c1", name="张三")
    made = registry.back_up(backup.ASKED, now=NOW)
    add_case(registry, "c2")
    assert made.path == registry.path / "backups" / "asked-20261123T183000Z"
    copy = reopened(made.path)
    with copy.reading() as unit:
        assert [row.name for row in unit.search.rows("", limit=9)] == ["张三"]
    copy.close()


def test_that_a_backup_shows_nobody_a_name(registry: Registry) -> None:
    add_case(registry, "c1", name="Ada Unmistakable", number="H-998877")
    made = registry.back_up(backup.ASKED, now=NOW)
    content = b"".join(file.read_bytes() for file in made.path.iterdir())
    assert b"Unmistakable" not in content
    assert b"H-998877" not in content
    assert content.find(b"SQLite format 3") == -1


def test_that_a_second_backup_of_the_same_second_gets_a_name_of_its_own(registry: Registry) -> None:
    for _ in range(2):
        registry.back_up(backup.ASKED, now=NOW)
    assert names(registry.path) == ["asked-20261123T183000Z-2", "asked-20261123T183000Z"]


def test_that_a_backup_into_another_folder_names_its_registry_and_is_remembered(
    registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    made = registry.back_up(backup.ASKED, now=NOW, to=tmp_path / "stick")
    assert made.path == tmp_path / "stick" / "tests-asked-20261123T183000Z"
    assert names(registry.path) == []
    elsewhere = backup_log.read(registry.path / "backups").elsewhere
    assert elsewhere is not None
    assert (elsewhere.path, elsewhere.at, elsewhere.is_other_drive) == (made.path, NOW, False)


def test_that_a_folder_that_is_not_there_is_not_made(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        registry.back_up(backup.ASKED, now=NOW, to=tmp_path / "unplugged")
    assert refused.value.code is faults.NO_BACKUP_FOLDER
    assert not (tmp_path / "unplugged").exists()


def test_that_a_copy_that_holds_something_else_is_not_kept(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = copies.content_of
    told = iter(("first", "second"))

    def changing(connection: copies.Connection) -> copies.Content:
        return copies.Content(**{**_fields(plain(connection)), "name": next(told)})

    monkeypatch.setattr(copies, "content_of", changing)
    with pytest.raises(EnvironmentFault) as refused:
        registry.back_up(backup.ASKED, now=NOW)
    assert refused.value.code is faults.COPY_BAD
    assert [file.name for file in (registry.path / "backups").iterdir()] == [backup_log.FILE_NAME]


def test_that_a_drive_that_spoils_the_copy_does_not_make_the_registry_read_only(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = copies._copy_pages

    def spoil(source: copies.Connection, to: Path, key: bytes, **others: Any) -> None:
        plain(source, to, key, **others)
        flip(to / "registry.db", 30 * 4096 + 9)

    monkeypatch.setattr(copies, "_copy_pages", spoil)
    with pytest.raises(EnvironmentFault) as refused:
        registry.back_up(backup.ASKED, now=NOW)
    assert refused.value.code is faults.COPY_BAD
    assert registry.reading_only is None
    add_case(registry, "c1")


def _fields(content: copies.Content) -> dict[str, object]:
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_that_a_failure_is_remembered_until_a_backup_comes_about(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        registry.back_up(backup.ASKED, now=NOW, to=tmp_path / "unplugged")
    failure = backup_log.read(registry.path / "backups").failure
    assert failure is not None
    assert (failure.at, failure.fault.code) == (NOW, faults.NO_BACKUP_FOLDER)
    assert failure.fault.params["path"] == str(tmp_path / "unplugged")
    registry.back_up(backup.ASKED, now=NOW)
    assert backup_log.read(registry.path / "backups").failure is None


def test_that_a_backup_that_is_not_wanted_any_more_leaves_nothing(registry: Registry) -> None:
    with pytest.raises(EnvironmentFault) as stopped:
        registry.back_up(backup.ASKED, now=NOW, wanted=lambda: False)
    assert stopped.value.code is faults.COPY_STOPPED
    assert not (registry.path / "backups").exists()


@pytest.mark.parametrize("page", range(2, 40, 3))
def test_that_a_damaged_registry_gives_no_backup_and_is_only_read_from_then_on(tmp_path: Path, page: int) -> None:
    registry = a_registry(tmp_path / "r.crlm")
    add_case(registry, "c1")
    registry.close()
    registry = reopened(tmp_path / "r.crlm")
    flip(tmp_path / "r.crlm" / "registry.db", page * 4096 + 50)
    with pytest.raises(EnvironmentFault) as refused:
        registry.back_up(backup.ASKED, now=NOW)
    assert refused.value.code is faults.DAMAGED
    assert names(registry.path) == []
    with pytest.raises(EnvironmentFault) as unsaved:
        add_case(registry, "c2")
    assert unsaved.value.code is faults.READING_ONLY
    registry.close()


def flip(file: Path, offset: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(offset)
        (byte,) = stream.read(1)
        stream.seek(offset)
        stream.write(bytes([byte ^ 1]))


def test_that_what_a_killed_process_left_of_a_backup_is_no_backup_and_goes_after_a_day(registry: Registry) -> None:
    made = registry.back_up(backup.ASKED, now=NOW)
    left = made.path.with_name(f".{made.path.name}.0123.part")
    shutil.copytree(made.path, left)
    assert names(registry.path) == [made.path.name]
    registry.back_up(backup.ASKED, now=NOW)
    assert left.exists()
    old = left.stat().st_mtime - 2 * 24 * 3600
    os.utime(left, (old, old))
    registry.back_up(backup.ASKED, now=NOW)
    assert not left.exists()


def test_that_the_rotation_leaves_seven_days_four_weeks_twelve_months_and_what_preceded_a_migration() -> None:
    every_day = [daily(NOW - timedelta(days=age)) for age in range(800)]
    gone = backup.outdated(every_day, now=NOW)
    left = [one.made_at.date().isoformat() for one in every_day if one not in gone]
    assert left[:7] == [(NOW - timedelta(days=age)).date().isoformat() for age in range(7)]
    # Monday to Sunday: the newest of this week and of the three before; the newest of this month and of eleven before.
    assert left[7:] == [
        "2026-11-15",
        "2026-11-08",
        "2026-10-31",
        "2026-09-30",
        "2026-08-31",
        "2026-07-31",
        "2026-06-30",
        "2026-05-31",
        "2026-04-30",
        "2026-03-31",
        "2026-02-28",
        "2026-01-31",
        "2025-12-31",
    ]
    assert not a_backup("schema-0001-20200101T000000Z").is_rotated


MOMENTS = st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)), unique=True, max_size=40)  # noqa: DTZ001 - their zone is set below


@given(moments=MOMENTS)
def test_that_the_rotation_keeps_all_of_the_last_day_and_all_dated_later_and_never_more_than_it_says(
    moments: list[datetime],
) -> None:
    backups = [daily(moment.replace(microsecond=0, tzinfo=UTC)) for moment in moments]
    gone = backup.outdated(backups, now=NOW)
    assert all(NOW - one.made_at > timedelta(days=1) for one in gone)
    older = [one for one in backups if one not in gone and NOW - one.made_at > timedelta(days=1)]
    assert len(older) <= 7 + 4 + 12
    past = [one for one in backups if one.made_at <= NOW]
    assert not past or max(past, key=lambda one: one.made_at) not in gone


def test_that_rotated_backups_are_removed_and_the_new_one_stays_even_when_the_clock_was_set_back(
    registry: Registry,
) -> None:
    for age in range(10):
        registry.back_up(backup.DAILY, now=NOW - timedelta(days=9 - age))
    assert len(names(registry.path)) == 8  # seven days, and the Sunday of the week before last
    long_ago = NOW - timedelta(days=2000)
    made = registry.back_up(backup.DAILY, now=long_ago)
    assert made.path.is_dir()
    assert len(names(registry.path)) == 9


def test_that_the_newest_backup_is_not_one_from_the_future(registry: Registry) -> None:
    registry.back_up(backup.DAILY, now=NOW + timedelta(days=400))
    made = registry.back_up(backup.DAILY, now=NOW)
    newest = backup.newest(registry.path, until=NOW)
    assert newest is not None
    assert newest.path == made.path


def test_that_the_keys_beside_a_backup_are_those_of_the_registry(registry: Registry) -> None:
    made = registry.back_up(backup.ASKED, now=NOW)
    assert keys.unlock(keys.read(made.path / "keys.json"), PASSPHRASE) is not None
    assert (made.path / "keys.json").read_bytes() == (registry.path / "keys.json").read_bytes()
