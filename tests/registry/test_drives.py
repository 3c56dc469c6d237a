"""Drives and clocks that misbehave: read-only, vanished, exchanged underneath, set back; nothing is lost."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, faults, integrity, keys
from crlm_desktop.registry.lock import Lock, TakenError
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, add_case, an_identity, reopened

ROOT = Path(__file__).resolve().parent.parent.parent
# Opens the registry, and when that is possible tries to write and to back up; tells the codes of what was refused.
VISITOR = """
import json, sys
from pathlib import Path
from crlm_desktop.errors import CrlmError
from crlm_desktop.registry import integrity, keys, opening
from tests.registry.building import CLOCK, PASSPHRASE, add_case, held, reopened
place, told = Path(sys.argv[1]), {}
key = keys.unlock(keys.read(place / "keys.json"), PASSPHRASE)
def attempt(name, act):
    try:
        told[name] = act() or "done"
    except CrlmError as error:
        told[name] = error.code.id
def write():
    registry = reopened(place)
    try:
        add_case(registry, "written")
    finally:
        registry.close()
def look():
    return [one.code.id for one in integrity.verify(place, key).findings] or "whole"
def read():
    registry = reopened(place)
    try:
        with registry.reading() as unit:
            return sorted(unit.cases.ids())
    finally:
        registry.close()
def mistype():
    opening.open_(place, "another passphrase", clock=CLOCK)
attempt("write", write)
attempt("read", read)
attempt("held", lambda: held(place).cases)
attempt("verify", look)
if sys.argv[2:] == ["mistyping"]:
    attempt("mistyped", mistype)
print(json.dumps(told))
"""
# Linux: the administrator may write whatever the rights say, unless these two capabilities are given up.
_PR_CAPBSET_DROP = 24
_OVERRIDES = (1, 2)


def give_up_overriding_rights() -> None:
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in _OVERRIDES:
            assert library.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


def visited(place: Path, *how: str) -> dict[str, object]:
    """Let a process to which the rights apply visit a registry, and return what it was refused."""
    if not sys.platform.startswith("linux") and (sys.platform == "win32" or os.geteuid() == 0):
        pytest.skip("rights do not keep this user from writing")
    done = subprocess.run(
        [sys.executable, "-c", VISITOR, str(place), *how],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=give_up_overriding_rights,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


@pytest.fixture
def place(tmp_path: Path) -> Path:
    registry = a_registry(tmp_path / "team.crlm")
    add_case(registry, "c1")
    registry.close()
    return tmp_path / "team.crlm"


def cases_at(path: Path) -> list[str]:
    registry = reopened(path)
    with registry.reading() as unit:
        found = sorted(unit.cases.ids())
    registry.close()
    return found


def test_that_a_read_only_file_is_told_as_such_and_can_be_written_afterwards(place: Path) -> None:
    file = place / "registry.db"
    file.chmod(stat.S_IRUSR)
    told = visited(place)
    assert (told["write"], told["read"]) == (faults.UNWRITABLE.id, ["c1"])
    assert (told["held"], told["verify"]) == (1, "whole")
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert visited(place)["write"] == "done"
    assert cases_at(place) == ["c1", "written"]


def test_that_a_read_only_folder_without_a_lock_is_not_read_while_others_may_write_in_it(place: Path) -> None:
    (place / "lock").unlink()
    place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    told = visited(place)
    assert (told["write"], told["read"], told["held"]) == (faults.NOT_ALLOWED.id, faults.NOT_ALLOWED.id, 1)
    place.chmod(stat.S_IRWXU)
    assert visited(place)["write"] == "done"


def test_that_many_read_at_a_time_what_cannot_be_written_and_keep_writers_out(place: Path) -> None:
    one, other = (Lock(place, since=CLOCK.now(), only_reads=True) for _ in range(2))
    with pytest.raises(TakenError):
        Lock(place, since=CLOCK.now())
    one.release()
    other.release()
    Lock(place, since=CLOCK.now()).release()


def test_that_a_read_only_folder_is_read_and_can_be_written_afterwards(place: Path) -> None:
    before = {one.name: one.read_bytes() for one in place.iterdir() if one.is_file()}
    place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    told = visited(place, "mistyping")
    assert (told["write"], told["read"]) == (faults.UNWRITABLE.id, ["c1"])
    assert (told["mistyped"], told["held"], told["verify"]) == (faults.WRONG_PASSPHRASE.id, 1, "whole")
    after = {one.name: one.read_bytes() for one in place.iterdir() if one.is_file() and one.name != "lock"}
    assert after == {name: content for name, content in before.items() if name != "lock"}
    place.chmod(stat.S_IRWXU)
    assert visited(place)["write"] == "done"
    assert cases_at(place) == ["c1", "written"]


def refused_save(registry: Registry, case_id: str) -> object:
    with pytest.raises(EnvironmentFault) as refused:
        add_case(registry, case_id)
    return refused.value.code


def test_that_a_drive_that_vanished_refuses_saves_until_it_is_back(place: Path) -> None:
    registry = reopened(place)
    place.rename(place.with_name("elsewhere.crlm"))
    assert refused_save(registry, "c2") is faults.VANISHED
    with pytest.raises(EnvironmentFault) as unread, registry.reading():
        pass
    assert unread.value.code is faults.VANISHED
    with pytest.raises(EnvironmentFault) as unsaved:
        registry.back_up(backup.ASKED, now=CLOCK.now())
    assert unsaved.value.code is faults.VANISHED
    place.with_name("elsewhere.crlm").rename(place)
    add_case(registry, "c3")
    registry.close()
    assert cases_at(place) == ["c1", "c3"]


def test_that_a_drive_that_vanishes_within_a_save_does_not_let_it_be_told_as_saved(place: Path) -> None:
    registry = reopened(place)
    moved = place.with_name("elsewhere.crlm")
    with pytest.raises(EnvironmentFault) as refused:
        create_while_moving(registry, place, moved)
    assert refused.value.code is faults.VANISHED
    registry.close()
    assert cases_at(moved) == ["c1"]


def create_while_moving(registry: Registry, place: Path, moved: Path) -> None:
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.create(CaseId("c2"), an_identity("N-2"), a_case(), reason="")
        place.rename(moved)


def test_that_a_file_exchanged_underneath_gets_no_save_and_stays_as_it_was_put_there(
    place: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.db"
    shutil.copy(place / "registry.db", older)
    registry = reopened(place)
    add_case(registry, "c2")
    content = older.read_bytes()
    older.replace(place / "registry.db")
    assert refused_save(registry, "c3") is faults.REPLACED
    assert (place / "registry.db").read_bytes() == content
    registry.close()


@pytest.mark.parametrize("kept", [0, 1, 16, 500, 4096, 5000, 8192, 40_000, 100_000])
def test_that_a_file_of_any_length_opens_for_reading_or_is_told_as_damaged(place: Path, kept: int) -> None:
    registry = reopened(place)
    made = registry.back_up(backup.ASKED, now=CLOCK.now())
    registry.close()
    file = place / "registry.db"
    file.write_bytes(file.read_bytes()[:kept])
    try:
        registry = reopened(place)
    except EnvironmentFault as fault:
        told = fault
    else:
        assert registry.reading_only is not None
        with pytest.raises(EnvironmentFault) as unsaved:
            add_case(registry, "c2")
        registry.close()
        told = unsaved.value
    assert told.code in {faults.DAMAGED_WITH_BACKUP, faults.READING_ONLY}
    assert told.params.get("backup", str(made.path)) == str(made.path)
    assert len(file.read_bytes()) == kept


def test_that_a_clock_that_was_set_back_loses_no_order_and_no_save(place: Path) -> None:
    registry = reopened(place)
    long_ago = CLOCK.now() - timedelta(days=4000)
    with registry.unit(author=AUTHOR, at=long_ago) as unit:
        current = unit.cases.opened(unit.cases.ids()[0])
        case = current.case.model_copy(update={"question": "later, by an earlier clock"})
        unit.cases.record(current.id, case, base_revision=1, reason="")
    with registry.reading() as unit:
        assert unit.cases.opened(current.id).case.question == "later, by an earlier clock"
        assert [one.number for one in unit.cases.history(current.id)] == [2, 1]
        assert unit.search.rows("earlier", limit=9)[0].id == current.id
    made = registry.back_up(backup.DAILY, now=long_ago)
    assert made.path.is_dir()
    registry.close()
    key = keys.unlock(keys.read(place / "keys.json"), PASSPHRASE)
    assert key is not None
    assert integrity.verify(place, key).is_good
