"""How registries are opened, created and restored for the window: in a worker, with the imports that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop import paths
from crlm_desktop.clock import Clock

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.services.arriving import Arrived, Means
    from crlm_desktop.services.packing import Received
    from crlm_desktop.services.places import ServerAddress
    from crlm_desktop.services.restoring import Outlook, Restored
    from crlm_desktop.services.workplace import Workplace


def _engine() -> Engine:
    from crlm_desktop.services import knowledge

    return knowledge.load_engine()


def demonstration(author: str, clock: Clock) -> Workplace:
    """Open the demonstration registry, or build it."""
    from crlm_desktop.services import demonstration as invented

    return invented.open_or_build(author=author, clock=clock, engine=_engine())


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """By which names, and whether by a recovery key, a registry can be opened."""

    path: Path
    names: tuple[str, ...]
    has_recovery_key: bool


def ways_in(path: Path) -> WaysIn:
    """Return by which names a registry can be opened, and whether by a recovery key."""
    from crlm_desktop.services import workplace

    return WaysIn(path=path, names=workplace.user_names(path), has_recovery_key=workplace.has_recovery_key(path))


def opened(author: str, clock: Clock, path: Path, user: str | None, passphrase: str) -> Workplace:
    """Open a registry by the passphrase of a user."""
    from crlm_desktop.services import workplace

    return workplace.open_(path, passphrase, user=user, author=author, clock=clock, engine=_engine())


def means(address: ServerAddress | None, user: str) -> Means:
    """Return where the password of a user of a server could come from."""
    from crlm_desktop.services import arriving

    return arriving.means(address, user)


def arrived(clock: Clock, address: ServerAddress, user: str, password: str, keep: bool | None) -> Arrived:
    """Open a registry on a server."""
    from crlm_desktop.services import arriving

    return arriving.arrive(address, user, password, keep=keep, clock=clock, engine=_engine())


def recovered(clock: Clock, path: Path, recovery_key: str, user: str, passphrase: str) -> Workplace:
    """Open a registry by its recovery key."""
    from crlm_desktop.services import workplace

    return workplace.recover(path, recovery_key, user=user, passphrase=passphrase, clock=clock, engine=_engine())


def created(clock: Clock, path: Path, passphrase: str, name: str, author: str) -> Workplace:
    """Create a registry and open it."""
    from crlm_desktop.services import workplace

    return workplace.create(path, passphrase, name=name, author=author, clock=clock, engine=_engine())


def looked(clock: Clock, target: Path, backup: Path, passphrase: str, present: str) -> Outlook:
    """Return what a backup holds, and what restoring it would change."""
    from crlm_desktop.services import restoring

    return restoring.look(target, backup, passphrase, present=present, clock=clock)


def restored(author: str, clock: Clock, target: Path, backup: Path, passphrase: str, present: str) -> Restored:
    """Restore a registry and open it."""
    from crlm_desktop.services import restoring

    engine = _engine()
    return restoring.restore(target, backup, passphrase, present=present, author=author, clock=clock, engine=engine)


def received(source: Path, passphrase: str) -> Received:
    """Read a pack."""
    from crlm_desktop.services import packing

    return packing.receive(source, passphrase)


def pack_opened(clock: Clock, pack: Received, path: Path, passphrase: str, author: str) -> Workplace:
    """Make a working registry from a pack and open it."""
    from crlm_desktop.services import packing

    return packing.open_pack(pack, path, passphrase, author=author, clock=clock, engine=_engine())


def home_of(backup: Path, known: Sequence[Path]) -> Path:
    """Return the registry that a backup belongs to by its place or its name, or a new one that is named after it."""
    if backup.parent.name == "backups":
        return backup.parent.parent
    named = next((path for path in known if backup.name.startswith(f"{path.stem}-")), None)
    return named if named is not None else paths.data_folder() / f"{backup.name}.crlm"
