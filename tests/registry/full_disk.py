"""Scenes on a disk that fills, each in a process of its own; what happened is told as JSON.

The disk is either a small one mounted for this process (``mounted``), or one on which no file may grow (``limit``).
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.registry import backup, integrity, keys, migrating, schema
from crlm_desktop.registry.unit import Registry
from crlm_desktop.services import exporting, meetings, packing
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry.building import CHEAP, CLOCK, PASSPHRASE, a_registry, add_case, held, reopened, restored
from tests.services.places import plain_engine

MIGRATION = '''"""A large table."""

from alembic import op

revision = "9000"
down_revision = "{before}"


def upgrade() -> None:
    op.execute("CREATE TABLE large AS SELECT randomblob(4000000) AS content")
    op.execute("DROP TABLE large")
'''


class MountedDisk:
    """A small file system: it is filled by a file."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self, *, leave: int) -> None:
        """Leave so many bytes free and no more."""
        free = shutil.disk_usage(self._filler.parent).free
        self._filler.write_bytes(b"\0" * max(0, free - leave))

    def make_room(self) -> None:
        """Free all of it again."""
        self._filler.unlink()


class Limit:
    """A limit on the size of each file: what stands for a full disk where nothing may be mounted."""

    def __init__(self, folder: Path) -> None:
        self._hardest = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    def fill(self, *, leave: int) -> None:
        """Let no file be larger than that."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (leave, self._hardest))

    def make_room(self) -> None:
        """Lift the limit."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._hardest, self._hardest))


Disk = MountedDisk | Limit


def save(disk: Disk, folder: Path) -> dict[str, object]:
    """Cases are written until the disk is full; then again when there is room."""
    registry = filled(folder)
    disk.fill(leave=60_000)
    saved: list[str] = []
    code = refused(lambda: add_until_full(registry, saved))
    with registry.reading() as unit:
        there = set(unit.cases.ids())
    disk.make_room()
    add_case(registry, "afterwards")
    registry.close()
    return {"code": code, "kept": there >= set(saved) and len(there) == 1 + len(saved), "findings": findings(folder)}


def back_up(disk: Disk, folder: Path) -> dict[str, object]:
    """A backup is made without room for it, then with."""
    registry = filled(folder)
    disk.fill(leave=40_000)
    code = refused(lambda: registry.back_up(backup.ASKED, now=CLOCK.now()))
    left = [one.name for one in (registry.path / "backups").glob("*") if one.is_dir()]
    add_nothing_lost = len(ids(registry)) == 1
    disk.make_room()
    made = registry.back_up(backup.ASKED, now=CLOCK.now())
    registry.close()
    return {"code": code, "left": left, "kept": add_nothing_lost, "findings": findings(folder), "made": made.path.name}


def migrate(disk: Disk, folder: Path) -> dict[str, object]:
    """An older registry is opened without room for its backup, without room for the migration, then with both."""
    filled(folder).close()
    a_program_with_one_migration_more(folder)
    size = (folder / "r.crlm" / "registry.db").stat().st_size
    codes, schemas = [], []
    for room in (60_000, size + 600_000):
        disk.fill(leave=room)
        codes.append(refused(lambda: reopened(folder / "r.crlm").close()))
        disk.make_room()
        schemas.append(held(folder / "r.crlm").schema)
    registry = reopened(folder / "r.crlm")
    kept = len(ids(registry)) == 1
    registry.close()
    return {"codes": codes, "schemas": len(set(schemas)), "kept": kept, "findings": findings(folder)}


def restoring(disk: Disk, folder: Path) -> dict[str, object]:
    """A backup is restored without room for it, then with."""
    registry = filled(folder)
    made = registry.back_up(backup.ASKED, now=CLOCK.now())
    add_case(registry, "later")
    registry.close()
    place = folder / "r.crlm"
    disk.fill(leave=40_000)
    code = refused(lambda: restored(place, made.path))
    disk.make_room()
    before = [*there(place), *(one.name for one in folder.iterdir())]
    restored(place, backup.listed(place)[0].path)
    return {"code": code, "before": before, "after": there(place), "findings": findings(folder)}


def looking(disk: Disk, folder: Path) -> dict[str, object]:
    """A registry is opened, by a wrong passphrase too, checked and backed up without any room, then with."""
    filled(folder).close()
    place = folder / "r.crlm"
    key = key_of(place)
    before = sorted(one.name for one in place.iterdir())
    disk.fill(leave=0)
    codes = [
        refused(lambda: reopened(place)),
        refused(lambda: reopened(place, passphrase="not the passphrase")),
        refused(lambda: backup.make(place, key, kind=backup.ASKED, now=CLOCK.now())),
    ]
    # SQLite takes its log and the index of it away at the next opening.
    left = sorted(one.name for one in place.glob("[!r]*") if one.name not in before)
    disk.make_room()
    return {"codes": codes, "left": left, "there": there(place)}


def key_of(place: Path) -> bytes:
    key = keys.unlock(keys.read(place / "keys.json"), PASSPHRASE)
    assert key is not None
    return key


def export(disk: Disk, folder: Path) -> dict[str, object]:
    """A case file and a pack are written without room for them, then with."""
    registry = filled(folder)
    place = Workplace(registry, engine=plain_engine(), clock=CLOCK)
    meeting = meetings.create(place, meetings.Particulars(title="M", site="", held_on=CLOCK.today())).meeting.id
    meetings.add_case(place, meeting, CaseId("first"))
    file, pack = folder / "case.json", folder / "out.crlmpack"

    def take() -> object:
        return packing.take_along(place, meeting, PASSPHRASE, to=pack, cost=CHEAP)

    disk.fill(leave=0)
    code = refused(lambda: exporting.export_case(place, CaseId("first"), to=file))
    pack_code = refused(take)
    left = [one.name for one in folder.iterdir() if "case.json" in one.name or "crlmpack" in one.name]
    taken = len(packing.outings(place, meeting))
    disk.make_room()
    exporting.export_case(place, CaseId("first"), to=file)
    take()
    size = file.stat().st_size
    place.close()
    is_whole = not packing.receive(pack, PASSPHRASE).pack.is_handed_back
    told = {"pack_code": pack_code, "taken": taken, "whole": is_whole}
    return {"code": code, "left": left, "size": size, "findings": findings(folder), **told}


def filled(folder: Path) -> Registry:
    registry = a_registry(folder / "r.crlm")
    add_case(registry, "first", a_case(question="q" * 3000))
    return registry


def a_program_with_one_migration_more(folder: Path) -> None:
    shutil.copytree(paths.db("migrations"), folder / "db" / "migrations")
    file = folder / "db" / "migrations" / "versions" / "9000_large.py"
    file.write_text(MIGRATION.format(before=schema.VERSION))
    schema.VERSION = "9000"
    migrating.paths.db = lambda *parts: (folder / "db").joinpath(*parts)


def add_until_full(registry: Registry, saved: list[str]) -> None:
    for number in range(3000):
        add_case(registry, f"c{number}", a_case(question="q" * 3000))
        saved.append(f"c{number}")


def refused(act: Callable[[], object]) -> str:
    try:
        act()
    except CrlmError as error:
        refusal = error
    else:
        return "done"
    # Its sentence can be made in both languages.
    assert all(catalogue_for(language).sentences(refusal) for language in Language)
    return refusal.code.id


def ids(registry: Registry) -> tuple[str, ...]:
    with registry.reading() as unit:
        return unit.cases.ids()


def there(place: Path) -> list[str]:
    registry = reopened(place)
    found = sorted(ids(registry))
    registry.close()
    return found


def findings(folder: Path) -> list[str]:
    place = folder / "r.crlm"
    key = keys.unlock(keys.read(place / "keys.json"), PASSPHRASE)
    assert key is not None
    return [one.code.id for one in integrity.verify(place, key).findings]


SCENES = {
    "save": save,
    "backup": back_up,
    "migration": migrate,
    "restore": restoring,
    "look": looking,
    "export": export,
}

if __name__ == "__main__":
    scene, kind, where = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    sys.stdout.write(json.dumps(SCENES[scene](MountedDisk(where) if kind == "mounted" else Limit(where), where)))
