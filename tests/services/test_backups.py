"""Backups as use cases: made when they are due, told when they are wanting, restored and recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, backup_log
from crlm_desktop.registry.entering import Entrant
from crlm_desktop.registry.values import Act
from crlm_desktop.services import backups, exporting, integrity, review, workplace
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, held
from tests.services.places import plain_engine

NOW = CLOCK.now()


def who(path: Path) -> Entrant:
    return workplace.enter_closed(path, PASSPHRASE, clock=CLOCK)


def codes(place: Workplace, *, later: timedelta = timedelta()) -> list[str]:
    return [one.code.id for one in backups.standing(place.path, now=NOW + later).warnings]


def test_that_the_backup_of_the_day_is_made_once_a_day(place: Workplace) -> None:
    assert backups.daily(place) is not None
    assert backups.daily(place) is None
    place.clock = FixedClock(NOW + timedelta(days=1))
    assert backups.daily(place) is not None


def test_that_another_backup_of_the_day_does_not_stand_for_the_one_of_the_day(place: Workplace) -> None:
    backups.back_up(place)
    assert backups.daily(place) is not None


def test_that_a_clock_set_back_does_not_keep_the_backup_of_the_day_from_being_made(place: Workplace) -> None:
    place.clock = FixedClock(NOW + timedelta(days=900))
    backups.daily(place)
    place.clock = CLOCK
    made = backups.daily(place)
    assert made is not None
    assert made.made_at == NOW


def test_that_the_demonstration_needs_no_backup_of_the_day(place: Workplace) -> None:
    place._registry._info = replace(place.info, is_demonstration=True)
    assert backups.daily(place) is None


def test_that_a_registry_without_a_backup_or_without_one_for_a_week_says_so(place: Workplace) -> None:
    assert codes(place) == ["backups.none"]
    backups.back_up(place)
    assert codes(place) == ["backups.same-drive"]
    assert codes(place, later=timedelta(days=7)) == ["backups.same-drive"]
    assert codes(place, later=timedelta(days=8)) == ["backups.none-for-a-week", "backups.same-drive"]
    # To a clock that runs behind, a backup from the future is none.
    assert codes(place, later=timedelta(days=-1)) == ["backups.none"]


def test_that_a_backup_on_another_drive_ends_the_warning(place: Workplace, tmp_path: Path) -> None:
    backups.back_up(place)
    (tmp_path / "drive").mkdir()
    made = backups.back_up(place, to=tmp_path / "drive")
    log = backup_log.read(place.path / "backups")
    assert log.elsewhere is not None
    assert codes(place) == ["backups.same-drive"]
    there = replace(log.elsewhere, is_other_drive=True)
    backup_log._write(place.path / "backups", replace(log, elsewhere=there))
    assert codes(place) == []
    assert backups.standing(place.path, now=NOW).elsewhere == there
    assert there.path == made.path


def test_that_a_failed_backup_is_told_with_its_reason(place: Workplace, tmp_path: Path) -> None:
    backups.back_up(place)
    with pytest.raises(EnvironmentFault):
        backups.back_up(place, to=tmp_path / "unplugged")
    assert codes(place) == ["backups.last-failed", "backup.no-folder", "backups.same-drive"]


def test_that_a_log_that_makes_no_sense_tells_nothing(place: Workplace) -> None:
    backups.back_up(place)
    (place.path / "backups" / "log.json").write_text('{"failure": {"at": "yesterday"}, "elsewhere": 7}')
    assert codes(place) == ["backups.same-drive"]


def test_that_imports_in_a_row_share_the_backup_before_the_first(place: Workplace, tmp_path: Path) -> None:
    source = tmp_path / "case.json"
    source.write_text(casefile.pretty(a_case()))
    for number in range(3):
        exporting.import_case(place, source, identity=Identity(number=f"N-{number}"))
    assert [one.kind for one in backup.listed(place.path)] == [backup.BEFORE_IMPORT]
    place.clock = FixedClock(NOW + timedelta(minutes=11))
    exporting.import_case(place, source, identity=Identity(number="N-9"))
    assert len(backup.listed(place.path)) == 2


def test_that_nothing_is_imported_when_no_backup_can_be_made(place: Workplace, tmp_path: Path) -> None:
    source = tmp_path / "case.json"
    source.write_text(casefile.pretty(a_case()))
    (place.path / "backups").write_text("in the way")
    with pytest.raises(EnvironmentFault):
        exporting.import_case(place, source, identity=Identity(number="N-1"))
    assert review.count_cases(place) == 0


def test_that_a_registry_that_is_open_in_a_window_is_backed_up_by_the_command(place: Workplace) -> None:
    review.create_case(place, Identity(number="1"), a_case())
    made = backups.back_up_closed(who(place.path), to=None, clock=CLOCK)
    assert held(made.path).cases == 1
    assert integrity.verify(who(made.path)).is_good


def test_that_making_lists_anew_is_recorded_in_the_name_of_who_did_it_and_ends_with_a_full_check(
    place: Workplace,
) -> None:
    review.create_case(place, Identity(number="1"), a_case())
    path = place.path
    place.close()
    report = integrity.rebuild(who(path), clock=CLOCK)
    assert (report.is_good, report.cases) == (True, 1)
    with workplace.open_(path, PASSPHRASE, clock=CLOCK, engine=plain_engine()) as opened, opened.reading() as unit:
        authors = [entry.author for entry in unit.audit.entries() if entry.act is Act.REGISTRY_REBUILT]
    assert authors == [AUTHOR]


def test_that_a_registry_that_tells_its_users_no_more_is_entered_as_a_reader_and_only_to_be_checked(
    place: Workplace,
) -> None:
    path = place.path
    place.close()
    (path / "registry.db").write_bytes(b"\xff" * 8192)
    with pytest.raises(EnvironmentFault) as refused:
        who(path)
    assert refused.value.code.id == "registry.damaged"
    somebody = workplace.enter_closed(path, PASSPHRASE, clock=CLOCK, takes_damaged=True)
    assert (somebody.user.role, somebody.users) == (Role.READER, ())
