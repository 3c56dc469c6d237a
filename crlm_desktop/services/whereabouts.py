"""What a person should know of where a registry lies: on a network share, in a cloud's folder, beside stray copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop.errors import N_, Code, Problem, problem

if TYPE_CHECKING:
    from crlm_desktop.registry.whereabouts import Whereabouts

__all__ = ["CLOUD", "CLOUD_BY_NAME", "CONFLICT_COPIES", "NETWORK", "warnings"]

NETWORK = Code(
    "whereabouts.network",
    N_(
        "{folder} is on a network share ({kind}). Only one machine at a time can use it there, and a connection that "
        "breaks during a save can damage it: keep the registry on a drive of this machine, and send backups there."
    ),
)
CLOUD = Code(
    "whereabouts.cloud",
    N_(
        "{folder} is synchronised by {service}, which copies files one by one and can tear an open registry apart: "
        "keep the registry in another folder of this machine, and send backups there."
    ),
)
CLOUD_BY_NAME = Code(
    "whereabouts.cloud-by-name",
    N_(
        "{folder} looks by its name like a folder that {service} synchronises. If it is, keep the registry in another "
        "folder of this machine: a service that copies files one by one can tear an open registry apart."
    ),
)
CONFLICT_COPIES = Code(
    "whereabouts.conflict-copies",
    N_(
        "Beside the registry in {folder} there are copies that synchronising leaves when two machines wrote: {files}. "
        "They may hold changes that are missing here. Keep them, and have both compared before anybody goes on."
    ),
)
_SHOWN = 5


def warnings(path: Path) -> tuple[Problem, ...]:
    """Return what to know of the folder of a registry, which may be one that is still to be created."""
    from crlm_desktop.registry import whereabouts

    return tuple(_told(path, whereabouts.look(path)))


def _told(path: Path, found: Whereabouts) -> list[Problem]:
    told = []
    if found.network:
        told.append(problem("", NETWORK, folder=str(path), kind=found.network))
    if found.cloud is not None:
        code = CLOUD_BY_NAME if found.cloud.is_guess else CLOUD
        told.append(problem("", code, folder=str(path), service=found.cloud.service))
    if found.copies:
        more = ", …" if len(found.copies) > _SHOWN else ""
        told.append(problem("", CONFLICT_COPIES, folder=str(path), files=", ".join(found.copies[:_SHOWN]) + more))
    return told
