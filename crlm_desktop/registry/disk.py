"""Seeing onto the disk what must not be half there after a crash: a folder's names, a file replaced as a whole."""

from __future__ import annotations

import os
from pathlib import Path

from crlm_desktop.registry import faults


def see_onto_disk(path: Path) -> None:
    """See a file, or the names in a folder, onto the disk, where the system lets one open a folder."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(file: Path, content: bytes) -> None:
    """Replace a file, readable by its owner only: after a crash there is the old content or the new one, whole.

    What a crash left of an earlier attempt is written over.
    """
    beside = file.with_name(f"{file.name}.new")
    with faults.system_faults(file):
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(file)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        see_onto_disk(file.parent)
