"""Where a registry lies: on a drive of this machine, on a network share, in a folder that a cloud synchronises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crlm_desktop.registry import cloud_folders, keys, network_drives
from crlm_desktop.registry.cloud_folders import Cloud
from crlm_desktop.registry.copies import DATA_NAME

_OWN = frozenset(
    {DATA_NAME, *(f"{DATA_NAME}{end}" for end in ("-wal", "-shm", "-journal")), keys.FILE_NAME, f"{keys.FILE_NAME}.new"}
)
_STEMS = (Path(DATA_NAME).stem, Path(keys.FILE_NAME).stem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What a person should know: ``network`` is the kind of a share, ``copies`` what a conflict has left."""

    network: str
    cloud: Cloud | None
    copies: tuple[str, ...]


def look(folder: Path) -> Whereabouts:
    """Return where a folder lies, which need not be a registry yet."""
    return Whereabouts(network=network_of(folder), cloud=cloud_folders.cloud_of(folder), copies=conflict_copies(folder))


def network_of(folder: Path) -> str:
    """Return the kind of network share on which a folder lies, empty when on none."""
    return network_drives.kind_of(folder)


def conflict_copies(folder: Path) -> tuple[str, ...]:
    """Return the files beside a registry's own that are called like them: what synchronising leaves after a conflict.

    Such as ``registry (conflicted copy).db``, ``registry-MACHINE.db``, ``keys.sync-conflict-20261130-101500.json``.
    """
    try:
        names = [one.name for one in folder.iterdir()]
    except OSError:
        return ()
    return tuple(sorted(name for name in names if name.startswith(_STEMS) and name not in _OWN))
