"""Two processes at one registry: the second reads what the first has saved, writes nothing, and knows who it is."""

from __future__ import annotations

import errno
import hashlib
import platform
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, lock, opening, whereabouts
from crlm_desktop.registry.reading_only import Held
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import Act
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE, a_registry, add_case, reopened
from tests.registry.holder import Holder, holding

OTHER = "Dr-B"


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed registry with one case and a second user."""
    folder = tmp_path / "tests.crlm"
    made = a_registry(folder)
    add_case(made, "c1")
    with made.changing_slots(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.add(User(id="b" * 32, name=OTHER, role=Role.MEMBER, created_at=CLOCK.now()))
        unit.slots.put("b" * 32, PASSPHRASE, label=OTHER, cost=CHEAP)
    made.close()
    return folder


@pytest.fixture
def holder(closed: Path) -> Iterator[Holder]:
    with holding(closed, user=AUTHOR) as held:
        yield held


def beside(path: Path) -> Registry:
    """Open the registry as the second one."""
    registry = opening.open_(path, PASSPHRASE, user=OTHER, clock=CLOCK)
    assert isinstance(registry.reading_only, Held)
    return registry


def held_by(registry: Registry) -> lock.Holder:
    assert isinstance(registry.reading_only, Held)
    return registry.reading_only.holder


def cases(registry: Registry) -> set[str]:
    with registry.reading() as unit:
        return set(unit.cases.ids())


def refused_write(registry: Registry) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as refused:
        add_case(registry, "second")
    return refused.value


def folder_content(path: Path) -> dict[str, str]:
    """Return what is in a folder, but for the shared memory of those who have it open."""
    files = (file for file in path.rglob("*") if file.is_file() and not file.name.endswith("-shm"))
    return {str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_that_the_second_opener_reads_and_is_told_who_has_it_where_and_since_when(closed: Path, holder: Holder) -> None:
    second = beside(closed)
    assert second.user is not None
    assert (second.user.name, cases(second)) == (OTHER, {"c1"})
    assert held_by(second) == lock.Holder(
        user=AUTHOR, machine=platform.node(), process=holder.pid, since=CLOCK.now().replace(second=0)
    )
    told = refused_write(second)
    assert told.code is faults.HELD
    assert (told.params["user"], told.params["process"]) == (AUTHOR, str(holder.pid))
    second.close()


def test_that_the_second_opener_sees_what_the_first_saves_later_and_writes_nothing(
    closed: Path, holder: Holder
) -> None:
    before = folder_content(closed)
    second = beside(closed)
    assert cases(second) == {"c1"}
    refused_write(second)
    assert folder_content(closed) == before
    holder.do("add", "later")
    after = folder_content(closed)
    assert cases(second) == {"c1", "later"}
    second.close()
    assert folder_content(closed) == after
    holder.do("add", "last")


def test_that_another_user_of_the_first_window_is_told_as_its_holder(closed: Path, holder: Holder) -> None:
    holder.do("become", OTHER)
    second = beside(closed)
    assert held_by(second).user == OTHER
    second.close()


def test_that_a_closed_registry_is_taken_over_with_all_that_was_saved(closed: Path, holder: Holder) -> None:
    second = beside(closed)
    holder.do("add", "later")
    holder.do("close")
    assert lock.signed(closed) is None
    third = opening.take_over(second, clock=CLOCK)
    assert third.reading_only is None
    assert third.user == second.user
    add_case(third, "mine")
    assert cases(third) == {"c1", "later", "mine"}
    signature = lock.signed(closed)
    assert signature is not None
    assert signature.user == OTHER
    third.close()


def test_that_a_registry_whose_holder_was_killed_is_taken_over_with_all_that_was_saved(
    closed: Path, holder: Holder
) -> None:
    second = beside(closed)
    holder.do("add", "later")
    holder.kill()
    assert lock.signed(closed) is not None
    third = opening.take_over(second, clock=CLOCK)
    assert cases(third) == {"c1", "later"}
    third.close()


def test_that_a_registry_that_is_still_held_is_not_taken_over_and_can_be_read_on(closed: Path, holder: Holder) -> None:
    second = beside(closed)
    with pytest.raises(EnvironmentFault) as refused:
        opening.take_over(second, clock=CLOCK)
    assert refused.value.code is faults.IN_USE
    assert refused.value.params["user"] == AUTHOR
    holder.do("add", "later")
    assert cases(second) == {"c1", "later"}
    second.close()


def test_that_what_has_to_write_is_refused_with_the_name_of_the_holder(closed: Path, holder: Holder) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_to_rebuild(closed, PASSPHRASE, clock=CLOCK)
    assert refused.value.code is faults.IN_USE
    assert (refused.value.params["user"], refused.value.params["process"]) == (AUTHOR, str(holder.pid))


def test_that_wrong_passphrases_at_the_second_opening_delay_and_are_recorded_by_the_next_who_writes(
    closed: Path,
) -> None:
    first = reopened(closed)
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(closed, "a wrong passphrase", user=OTHER, clock=CLOCK)
    assert refused.value.code is faults.WRONG_PASSPHRASE
    with pytest.raises(EnvironmentFault) as early:
        opening.open_(closed, PASSPHRASE, user=OTHER, clock=CLOCK)
    assert early.value.code is faults.TOO_EARLY
    later = FixedClock(CLOCK.now() + timedelta(seconds=2))
    opening.open_(closed, PASSPHRASE, user=OTHER, clock=later).close()
    first.close()
    with opening_again(closed, later) as again, again.reading() as unit:
        refusals = [one for one in unit.audit.entries() if one.act is Act.PASSPHRASES_REFUSED]
    assert [one.detail["count"] for one in refusals] == ["1"]


def opening_again(path: Path, clock: FixedClock) -> Closing:
    return Closing(opening.open_(path, PASSPHRASE, user=AUTHOR, clock=clock))


class Closing:
    """An open registry that is closed at the end of a block."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def __enter__(self) -> Registry:
        return self._registry

    def __exit__(self, *_: object) -> None:
        self._registry.close()


def test_that_whoever_lost_access_meanwhile_does_not_come_in_beside_the_holder(closed: Path) -> None:
    first = reopened(closed)
    slots = (closed / "keys.json").read_bytes()
    with first.changing_slots(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.revoke("b" * 32)
        unit.slots.remove("b" * 32)
    # An old copy of the keys lets nobody in either.
    (closed / "keys.json").write_bytes(slots)
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(closed, PASSPHRASE, user=OTHER, clock=CLOCK)
    assert refused.value.code is faults.SLOT_OF_NOBODY
    first.close()


def test_that_across_a_network_another_machine_is_refused_even_for_reading(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whereabouts, "network_of", lambda _folder: "cifs")
    with holding(closed, user=AUTHOR, machine="ward-7"), pytest.raises(EnvironmentFault) as refused:
        opening.open_(closed, PASSPHRASE, user=OTHER, clock=CLOCK)
    assert refused.value.code is faults.HELD_ACROSS_NETWORK
    assert (refused.value.params["machine"], refused.value.params["kind"]) == ("ward-7", "cifs")


def test_that_across_a_network_a_second_window_of_the_same_machine_reads(
    closed: Path, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whereabouts, "network_of", lambda _folder: "nfs4")
    second = beside(closed)
    assert held_by(second).process == holder.pid
    second.close()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_that_a_drive_that_cannot_lock_is_refused_with_what_to_do(
    closed: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "no locks available")

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(EnvironmentFault) as refused:
        reopened(closed)
    assert refused.value.code is faults.NO_LOCKS


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe", b'{"machine": 7}', b'{"process": "x"}', b"9" * 5000])
def test_that_a_signature_that_makes_no_sense_still_says_that_somebody_has_it(closed: Path, text: bytes) -> None:
    first = reopened(closed)
    (closed / lock.FILE_NAME).write_bytes(text)
    second = beside(closed)
    assert held_by(second) == lock.Holder()
    assert refused_write(second).params["user"] == lock.UNKNOWN
    second.close()
    first.close()
