"""The workplace: an open registry, the engine, a clock and the person who works with them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crlm_desktop.case.choices import Offer
from crlm_desktop.clock import Clock
from crlm_desktop.registry.faults import IN_USE, NEWER, READING_ONLY, WRONG_PASSPHRASE
from crlm_desktop.registry.keys import LEAST_CHARACTERS, STANDARD_COST, KdfCost
from crlm_desktop.registry.values import RegistryInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.integrity import Report
    from crlm_desktop.registry.unit import Registry, Unit

__all__ = [
    "IN_USE",
    "LEAST_CHARACTERS",
    "NEWER",
    "READING_ONLY",
    "STANDARD_COST",
    "WRONG_PASSPHRASE",
    "KdfCost",
    "RegistryInfo",
    "Workplace",
    "create",
    "open_",
    "place",
    "set_offers",
]


class Workplace:
    """An open registry with all that the use cases need; made by `create` or `open_`, to be closed after use.

    ``author`` is who is told as the author of every change; it may be set while the registry is open.
    """

    def __init__(self, registry: Registry, *, engine: Engine, clock: Clock, author: str) -> None:
        self.engine = engine
        self.clock = clock
        self.author = author
        self._registry = registry

    @property
    def path(self) -> Path:
        """The folder of the registry."""
        return self._registry.path

    @property
    def info(self) -> RegistryInfo:
        """What the registry says of itself."""
        return self._registry.info

    @property
    def name(self) -> str:
        """The name of the registry."""
        return self.info.name

    @property
    def is_demonstration(self) -> bool:
        """Whether the registry holds invented cases."""
        return self.info.is_demonstration

    @property
    def offers(self) -> tuple[Offer, ...] | None:
        """What the centre can do, for cases that do not say so; ``None`` when nobody has said."""
        return self.info.offers

    def unit(self) -> AbstractContextManager[Unit]:
        """Return one transaction that writes, in the name of the author; leaving it by exception undoes it."""
        return self._registry.unit(author=self.author, at=self.clock.now())

    def reading(self) -> AbstractContextManager[Unit]:
        """Return one transaction that only reads: everything read in it is of one moment."""
        return self._registry.reading()

    @property
    def damage(self) -> str | None:
        """What is damaged, as SQLite tells it; then the registry can only be read. ``None``: nothing that shows."""
        return self._registry.damage

    def back_up(self, kind: str, *, to: Path | None, wanted: Callable[[], bool]) -> Backup:
        """Make a backup while the registry is in use (see `services.backups`)."""
        return self._registry.back_up(kind, now=self.clock.now(), to=to, wanted=wanted)

    def verify(self, *, wanted: Callable[[], bool]) -> Report:
        """Check all of the registry while it is in use (see `services.integrity`)."""
        from crlm_desktop.registry import integrity

        return self._registry.looked_through(partial(integrity.verify, wanted=wanted))

    def close(self) -> None:
        """Close the registry; closing twice does nothing."""
        self._registry.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create(
    path: Path,
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    engine: Engine,
    is_demonstration: bool = False,
    offers: tuple[Offer, ...] | None = None,
    cost: KdfCost = STANDARD_COST,
) -> Workplace:
    """Create a registry at ``path``, which must not exist yet, and open it; it is there wholly or not at all.

    A passphrase of fewer than 8 characters and an empty name are refused by an `InputError`.
    """
    from crlm_desktop.registry import opening

    registry = opening.create(
        path,
        passphrase,
        name=name,
        author=author,
        clock=clock,
        is_demonstration=is_demonstration,
        offers=offers,
        cost=cost,
    )
    return Workplace(registry, engine=engine, clock=clock, author=author)


def open_(path: Path, passphrase: str, *, author: str, clock: Clock, engine: Engine) -> Workplace:
    """Open the registry at ``path`` (its folder, or a file in it).

    An `EnvironmentFault` tells what is wrong: not there, not a registry, wrong passphrase, damaged, no permission,
    open in another window, of a newer version. A registry of an older version is backed up, then brought up to date.
    """
    from crlm_desktop.registry import opening

    return Workplace(opening.open_(path, passphrase, clock=clock), engine=engine, clock=clock, author=author)


def check_is_there(path: Path) -> None:
    """Refuse a path at which there is no registry, before anybody is asked for its passphrase."""
    from crlm_desktop.registry import opening

    opening.check_is_there(path)


def check_is_free(path: Path) -> None:
    """Refuse a path at which no registry can be created, before anybody is asked for a passphrase."""
    from crlm_desktop.registry import opening

    opening.check_is_free(path)


def place(built: Path, path: Path) -> None:
    """Give a closed registry that was built under another name its own, which must be free."""
    from crlm_desktop.registry import opening

    opening.place(built, path)


def set_offers(workplace: Workplace, offers: tuple[Offer, ...] | None) -> None:
    """Set what the centre can do for cases that do not say so; ``None`` means that nobody has said."""
    with workplace.unit() as unit:
        unit.set_offers(offers)
