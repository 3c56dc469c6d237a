"""The compiled knowledge in the user's cache: taken when it is that of the same texts and program, else made anew.

Nothing here is ever a fault: a cache that is damaged, foreign, of another version or cannot be read or written costs
the time to load the texts, as without it. It holds the edition and nothing of a case.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import crlm_desktop
from crlm_desktop import paths
from crlm_desktop.engine.knowledge import compiled, loading
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.services import files

FILE = "compiled-knowledge.json"
MAX_BYTES = 20_000_000
_ROOMS = ("case", "engine")
# A file that others may write to is not read; on Windows the folders of a user are the user's by themselves.
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def edition_of(texts: Mapping[str, str]) -> Edition:
    """Return the checked edition of the texts, from the cache if that fits; `InputError` tells every fault of them."""
    stamp = _program_stamp()
    kept = _kept()
    edition = None if kept is None else compiled.read(kept, texts, stamp=stamp)
    if edition is None:
        edition = loading.load(texts)
        _keep(compiled.write(edition, stamp=stamp))
    return edition


def _kept() -> bytes | None:
    try:
        with (paths.cache_folder() / FILE).open("rb") as stream:
            if not _is_own(os.fstat(stream.fileno())):
                return None
            return stream.read(MAX_BYTES)
    except (EnvironmentFault, OSError):
        return None


def _is_own(status: os.stat_result) -> bool:
    """Tell whether only the user who runs the program can have written the file."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _WRITABLE_BY_OTHERS


def _keep(data: bytes) -> None:
    try:
        with files.written_beside(paths.cache_folder() / FILE, data, overwrite=True):
            pass
    except (EnvironmentFault, OSError):
        return


@lru_cache(maxsize=1)
def _program_stamp() -> str:
    """Return what tells one build of the program from another: size and time of its sources and of its executable."""
    root = Path(crlm_desktop.__file__).parent
    sources = (entry for room in _ROOMS for entry in _sources(root / room))
    parts = [f"{path} {status.st_size} {status.st_mtime_ns}" for path, status in sorted(sources, key=str)]
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).stat()
        parts.append(f"{program.st_size} {program.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sources(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sources(Path(entry.path))
            elif entry.name.endswith(".py"):
                yield entry.path, entry.stat()
