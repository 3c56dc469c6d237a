"""The audit log of coming and going, of exports and of what was refused."""

from __future__ import annotations

import platform
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.registry import faults
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.values import Act, Entry
from crlm_desktop.services import backups, log, review, users, workplace
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.registry.tampering import findings
from tests.services.places import a_workplace, plain_engine

OTHER = "Dr Other"
PEOPLE = (Act.USER_ENTERED, Act.USER_LEFT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed registry with an administrator and a member."""
    with a_workplace(tmp_path / "r.crlm") as made:
        users.add_user(made, OTHER, Role.MEMBER, PASSPHRASE, cost=CHEAP)
    return tmp_path / "r.crlm"


def opened(path: Path, user: str = AUTHOR, *, minutes: float = 1) -> Workplace:
    clock = FixedClock(CLOCK.now() + timedelta(minutes=minutes))
    return workplace.open_(path, PASSPHRASE, user=user, clock=clock, engine=plain_engine())


def told(place: Workplace, *acts: Act) -> list[Entry]:
    with place.reading() as unit:
        return [one for one in unit.audit.entries() if one.act in acts]


def test_that_every_coming_and_going_is_recorded_with_user_machine_and_moment(path: Path) -> None:
    opened(path, OTHER, minutes=5).close()
    with opened(path, minutes=9) as place:
        found = told(place, *PEOPLE)
        assert findings(place._registry) == ()
    assert [(one.act, one.author) for one in found] == [
        (Act.USER_ENTERED, AUTHOR),
        (Act.USER_LEFT, AUTHOR),
        (Act.USER_ENTERED, OTHER),
        (Act.USER_LEFT, OTHER),
        (Act.USER_ENTERED, AUTHOR),
    ]
    assert found[2].at == CLOCK.now() + timedelta(minutes=5)
    assert found[2].detail["machine"] == platform.node()


def test_that_another_user_of_an_open_window_is_recorded_and_unlocking_is_not(path: Path) -> None:
    with opened(path) as place:
        users.enter(place, AUTHOR, PASSPHRASE)
        users.enter(place, OTHER, PASSPHRASE)
        found = told(place, Act.USER_ENTERED)
    assert [(one.author, one.detail.get("before")) for one in found[1:]] == [(AUTHOR, None), (OTHER, AUTHOR)]


def test_that_whoever_cannot_be_recorded_as_leaving_leaves_nevertheless(path: Path, tmp_path: Path) -> None:
    place = opened(path)
    path.rename(tmp_path / "elsewhere")
    place.close()
    with opened(tmp_path / "elsewhere") as again:
        assert [one.act for one in told(again, *PEOPLE)][-2:] == [Act.USER_ENTERED, Act.USER_ENTERED]


def test_that_a_full_disk_lets_one_read_and_the_coming_is_recorded_with_the_first_save(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise EnvironmentFault(faults.DISK_FULL, path=str(path))

    monkeypatch.setattr(Audit, "add", full)
    place = opened(path, minutes=3)
    assert review.count_cases(place) == 0
    assert len(told(place, Act.USER_ENTERED)) == 1
    with pytest.raises(EnvironmentFault):
        review.create_case(place, Identity(number="0"))
    monkeypatch.undo()
    review.create_case(place, Identity(number="1"))
    review.create_case(place, Identity(number="2"))
    found = told(place, Act.USER_ENTERED, Act.CASE_CREATED)
    assert [one.act for one in found][1:] == [Act.USER_ENTERED, Act.CASE_CREATED, Act.CASE_CREATED]
    assert found[1].detail["at"] == (CLOCK.now() + timedelta(minutes=3)).isoformat()
    assert findings(place._registry) == ()
    place.close()


def test_that_a_backup_to_another_folder_is_recorded_and_one_beside_is_not(path: Path, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    with opened(path) as place:
        backups.back_up(place)
        assert told(place, Act.REGISTRY_COPIED) == []
        backups.back_up(place, to=tmp_path / "drive")
        found = told(place, Act.REGISTRY_COPIED)
    assert [(one.author, one.detail) for one in found] == [(AUTHOR, {"to": str(tmp_path / "drive")})]


@pytest.mark.parametrize("is_held", [False, True])
def test_that_a_backup_by_command_is_recorded_also_beside_whoever_holds_the_registry(
    path: Path, tmp_path: Path, is_held: bool
) -> None:
    (tmp_path / "drive").mkdir()
    holder = opened(path) if is_held else None
    made = backups.back_up_closed(path, PASSPHRASE, to=tmp_path / "drive", clock=CLOCK)
    if holder is not None:
        review.create_case(holder, Identity(number="1"))
        holder.close()
    with opened(path) as place:
        assert [one.author for one in told(place, Act.REGISTRY_COPIED)] == [AUTHOR]
        assert findings(place._registry) == ()
    assert backups.held(made.path, PASSPHRASE).entries > 0


def test_that_opening_does_not_count_as_a_change_of_what_a_backup_holds(path: Path, tmp_path: Path) -> None:
    with opened(path, minutes=600) as place:
        made = backups.back_up(place)
    assert backups.held(made.path, PASSPHRASE).newest_change == CLOCK.now()


def test_that_only_administrators_read_the_log_and_a_refusal_stands_in_it(path: Path) -> None:
    with opened(path, OTHER, minutes=2) as place, pytest.raises(CrlmError):
        log.entries(place)
    with opened(path, minutes=3) as place:
        found = log.entries(place, since=CLOCK.now() + timedelta(minutes=2))
    assert [(one.act, one.author) for one in found] == [
        (Act.USER_ENTERED, OTHER),
        (Act.USE_CASE_REFUSED, OTHER),
        (Act.USER_LEFT, OTHER),
        (Act.USER_ENTERED, AUTHOR),
    ]
    assert found[1].detail == {"use_case": "log.entries", "role": "member"}
