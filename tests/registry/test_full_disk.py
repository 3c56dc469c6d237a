"""A full disk: a clear message, nothing lost, nothing half, and everything goes on when there is room."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crlm_desktop.registry import faults
from crlm_desktop.services import files

ROOT = Path(__file__).resolve().parent.parent.parent
# A file system of its own for one process: allowed to an ordinary user where user namespaces are.
MOUNTING = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
MOUNT = 'mount -t tmpfs -o size=12m none "$0" && exec "$@"'
# What SQLite calls a file that may not grow is a fault of the disk; a disk without room it tells as such.
FULL = {"mounted": {faults.DISK_FULL.id}, "limit": {faults.DISK_FULL.id, faults.DISK_FAULT.id}}


def can_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run([*MOUNTING, MOUNT, str(folder), "true"], capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture(params=["mounted", "limit"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kind = str(request.param)
    if sys.platform == "win32":
        pytest.skip("neither mounting nor a limit on files on this system")
    if kind == "mounted" and not can_mount(tmp_path):
        pytest.skip("this user may not mount a file system; the same scenes run with a limit on the size of files")
    return kind


def played(scene: str, kind: str, folder: Path) -> dict[str, Any]:
    """Play a scene of `full_disk` in a process of its own and return what it told."""
    disk = folder / "disk"
    disk.mkdir()
    words = [sys.executable, "-m", "tests.registry.full_disk", scene, kind, str(disk)]
    if kind == "mounted":
        words = [*MOUNTING, MOUNT, str(disk), *words]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def test_that_a_save_on_a_full_disk_is_refused_and_every_earlier_one_is_there(kind: str, tmp_path: Path) -> None:
    told = played("save", kind, tmp_path)
    assert told["code"] in FULL[kind]
    assert (told["kept"], told["findings"]) == (True, [])


def test_that_a_backup_on_a_full_disk_is_refused_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    told = played("backup", kind, tmp_path)
    assert told["code"] in FULL[kind]
    assert (told["left"], told["kept"], told["findings"]) == ([], True, [])
    assert told["made"] == "asked-20261123T183000Z"


def test_that_a_migration_on_a_full_disk_leaves_the_registry_in_its_schema(kind: str, tmp_path: Path) -> None:
    told = played("migration", kind, tmp_path)
    assert set(told["codes"]) <= FULL[kind]
    assert (told["schemas"], told["kept"], told["findings"]) == (1, True, [])


def test_that_looking_into_a_registry_on_a_full_disk_tells_that_it_is_full_and_leaves_nothing(
    kind: str, tmp_path: Path
) -> None:
    if kind == "limit":
        pytest.skip("what the lock writes already is more than a limit of nothing allows")
    told = played("look", kind, tmp_path)
    assert set(told["codes"]) == FULL[kind]
    assert told["left"] == []
    assert told["there"] == ["first"]


def test_that_a_restore_on_a_full_disk_leaves_the_registry_as_it_was(kind: str, tmp_path: Path) -> None:
    told = played("restore", kind, tmp_path)
    assert told["code"] in FULL[kind]
    assert told["before"] == ["first", "later", "r.crlm"]
    assert (told["after"], told["findings"]) == (["first"], [])


def test_that_an_export_and_a_pack_on_a_full_disk_leave_no_file(kind: str, tmp_path: Path) -> None:
    told = played("export", kind, tmp_path)
    assert told["code"] == told["pack_code"] == files.DISK_FULL.id
    # What was not written is not in the log either.
    assert (told["taken"], told["whole"]) == (0, True)
    assert (told["left"], told["findings"]) == ([], [])
    assert told["size"] > 3000
