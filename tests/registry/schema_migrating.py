"""A process that brings a registry up and meets its end within the last migration: killed, or on a full disk."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.errors import CrlmError
from crlm_desktop.registry import opening, schema
from tests.registry.building import CLOCK
from tests.registry.schemas.make import PASSPHRASE

# Grown by so much more than the registry itself, the backup before is made and the migration finds no room.
_ROOM = 400_000


def bring_up(folder: Path, migrations: Path, *, is_full: bool) -> dict[str, str]:
    """Open the registry with these migrations, whose newest is 9001; tell what was refused."""
    schema.VERSION = "9001"
    paths.db = migrations.parent.joinpath
    if is_full:
        room = (folder / "registry.db").stat().st_size + _ROOM
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        opening.open_(folder, PASSPHRASE, clock=CLOCK).close()
    except CrlmError as error:
        return {"code": error.code.id, "backup": str(error.params.get("backup", ""))}
    return {"code": ""}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bring_up(Path(sys.argv[1]), Path(sys.argv[2]), is_full=sys.argv[3] == "full")))
