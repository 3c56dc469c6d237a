"""The workplace: an open registry, the engine, a clock and the person who works with them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crlm_desktop.case.choices import Offer
from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry.address import Place, ServerAddress, place_of
from crlm_desktop.registry.faults import (
    HELD,
    IN_USE,
    NEWER,
    PASSING,
    READING_ONLY,
    TOO_EARLY,
    UNWRITABLE,
    WRONG_PASSPHRASE,
)
from crlm_desktop.registry.keys import LEAST_CHARACTERS, STANDARD_COST, KdfCost
from crlm_desktop.registry.lock import Holder
from crlm_desktop.registry.reading_only import Damaged, Held, ReadingOnly, Unwritable
from crlm_desktop.registry.server_faults import FOLDERS_ONLY, LOST
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import RegistryInfo
from crlm_desktop.services.roles import use_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.errors import EnvironmentFault
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.entering import Entrant
    from crlm_desktop.registry.integrity import Report
    from crlm_desktop.registry.unit import Registry, Unit

__all__ = [
    "HELD",
    "IN_USE",
    "LEAST_CHARACTERS",
    "LOST",
    "NEWER",
    "PASSING",
    "READING_ONLY",
    "STANDARD_COST",
    "TOO_EARLY",
    "UNWRITABLE",
    "WRONG_PASSPHRASE",
    "Damaged",
    "Entrant",
    "Held",
    "Holder",
    "KdfCost",
    "Place",
    "ReadingOnly",
    "RegistryInfo",
    "Role",
    "ServerAddress",
    "Unwritable",
    "User",
    "Workplace",
    "check_is_free",
    "check_is_there",
    "create",
    "create_on_server",
    "enter_closed",
    "folder",
    "has_recovery_key",
    "open_",
    "place",
    "place_of",
    "recover",
    "set_offers",
    "upgrade_server",
    "user_names",
]


class Workplace:
    """An open registry with all that the use cases need; made by `create` or `open_`, to be closed after use.

    ``user`` is who works with it and the author of every change; see `users.enter` for how that becomes another.
    """

    def __init__(self, registry: Registry, *, engine: Engine, clock: Clock) -> None:
        assert registry.user is not None, "nobody has come in"
        self.engine = engine
        self.clock = clock
        self._registry = registry
        self._user = registry.user
        self._is_closed = False

    @property
    def user(self) -> User:
        """Who works with the registry."""
        return self._user

    @property
    def author(self) -> str:
        """Who is told as the author of every change: the user's name."""
        return self._user.name

    @property
    def place(self) -> Place:
        """Where the registry is: a folder, or the address of a server, which tells no password."""
        return self._registry.place

    @property
    def path(self) -> Path:
        """The folder of the registry; one on a server has none, and is refused by an `EnvironmentFault`."""
        return self._registry.path

    @property
    def is_on_server(self) -> bool:
        """Whether the registry is on a server, whose administrator makes the backups, and not in a folder."""
        return isinstance(self.place, ServerAddress)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the server did not answer when it was asked last; a folder is always reached."""
        return self._registry.is_out_of_reach

    def leave_reaching(self) -> None:
        """From now on nothing waits for a server that does not answer, but `reach`, which is to be called elsewhere."""
        self._registry.is_reached_by_another = True

    def reach(self) -> None:
        """Try to reach a server that did not answer; an `EnvironmentFault` tells that it still does not."""
        self._registry.reach()

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

    def changing_slots(self) -> AbstractContextManager[Unit]:
        """Return one transaction that writes, together with the key slots: both are changed, or none."""
        return self._registry.changing_slots(author=self.author, at=self.clock.now())

    def become(self, user: User) -> None:
        """Go on in the name of a user who has shown who they are."""
        self._user = user
        self._registry.let_in(user)

    def go_on_as(self, user: User, passphrase: str) -> None:
        """Go on in the name of a user who was recognised by this passphrase, also where the server asks for it."""
        self._registry.keeping.go_on_as(user, passphrase)
        self.become(user)

    def recognise(self, user: User, passphrase: str) -> None:
        """Refuse a passphrase that is not the user's; the wrong ones that came before the right one are recorded."""
        from crlm_desktop.registry import admission

        admission.recognise(self._registry, user, passphrase, at=self.clock.now())

    def reading(self) -> AbstractContextManager[Unit]:
        """Return one transaction that only reads: everything read in it is of one moment."""
        return self._registry.reading()

    @property
    def reading_only(self) -> ReadingOnly | None:
        """Why the registry can only be read; ``None`` when it is written."""
        return self._registry.reading_only

    def refusal(self) -> EnvironmentFault | None:
        """Return why nothing can be written, ``None`` when everything can."""
        return None if self.reading_only is None else self.reading_only.fault(self.path)

    def holder(self) -> Holder | None:
        """Return who holds the registry now, as far as they have signed; ``None`` when it was closed meanwhile."""
        from crlm_desktop.registry import lock

        return lock.signed(self.path)

    def take_over(self) -> None:
        """Go on with a registry that somebody else held as its holder; while they hold it still, they are told."""
        from crlm_desktop.registry import opening

        self._registry = opening.take_over(self._registry, clock=self.clock)
        assert self._registry.user is not None
        self._user = self._registry.user

    def back_up(self, kind: str, *, to: Path | None, wanted: Callable[[], bool]) -> Backup:
        """Make a backup while the registry is in use (see `services.backups`)."""
        return self._registry.back_up(kind, now=self.clock.now(), to=to, wanted=wanted)

    def verify(self, *, wanted: Callable[[], bool]) -> Report:
        """Check all of the registry while it is in use (see `services.integrity`)."""
        return self._registry.verified(wanted=wanted)

    def close(self) -> None:
        """Record that the user leaves, as far as that can be written, and close the registry; twice does nothing."""
        from crlm_desktop.registry import admission

        try:
            if not self._is_closed:
                self._is_closed = True
                admission.record_leaving(self._registry, self._user, at=self.clock.now())
        finally:
            self._registry.close()

    def record_refusal(self, use_case: str) -> None:
        """Record that the user's role was refused a use case, as far as that can be written."""
        from crlm_desktop.registry import admission

        admission.record_refused(self._registry, self._user, use_case, at=self.clock.now())

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

    ``author`` is its first administrator, whose passphrase this is. A passphrase of fewer than 8 characters and an
    empty name are refused by an `InputError`.
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
    return Workplace(registry, engine=engine, clock=clock)


def create_on_server(
    address: ServerAddress,
    preparer: tuple[str, str],
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    engine: Engine,
    offers: tuple[Offer, ...] | None = None,
) -> Workplace:
    """Create a registry in an empty database of a server and open it; all of it is there, or nothing.

    ``preparer`` is a login of the server, with its password, that owns the database and may create roles; ``author``
    is the first administrator of the registry, whose passphrase this is.
    """
    from crlm_desktop.registry import opening

    registry = opening.create_on_server(
        address, preparer, passphrase, name=name, author=author, clock=clock, offers=offers
    )
    return Workplace(registry, engine=engine, clock=clock)


def upgrade_server(address: ServerAddress, preparer: tuple[str, str]) -> tuple[str, str]:
    """Bring a registry on a server to the newest schema, all or nothing; return the schema before and the newest."""
    from crlm_desktop.registry import opening

    return opening.upgrade_server(address, preparer)


def open_(
    path: Place, passphrase: str, *, clock: Clock, engine: Engine, user: str | None = None, author: str = ""
) -> Workplace:
    """Open the registry at ``path`` (its folder, or a file in it) as ``user``, whose passphrase it is.

    Without ``user`` the passphrase is tried on every user's slot. ``author`` is who sits at the machine: an older
    registry, which knows no users yet, takes that as its administrator's name when nothing in it names one.
    An `EnvironmentFault` tells what is wrong: not there, not a registry, wrong passphrase, damaged, no permission,
    of a newer version. A registry of an older version is backed up, then brought up to date. One that is open in
    another window, or lies where nothing can be written, is opened for reading only; `Workplace.reading_only` says why.
    """
    from crlm_desktop.registry import opening

    registry = opening.open_(path, passphrase, clock=clock, user=user, author=author)
    return Workplace(registry, engine=engine, clock=clock)


def recover(
    path: Place,
    recovery_key: str,
    *,
    user: str,
    passphrase: str,
    clock: Clock,
    engine: Engine,
    cost: KdfCost = STANDARD_COST,
) -> Workplace:
    """Open a registry by its recovery key as the administrator ``user``, who has ``passphrase`` from then on.

    A mistyped key is an `InputError` that names its group. The use of the key is recorded.
    """
    from crlm_desktop.registry import opening

    registry = opening.recover(path, recovery_key, user=user, passphrase=passphrase, clock=clock, cost=cost)
    return Workplace(registry, engine=engine, clock=clock)


def enter_closed(
    path: Path, passphrase: str, *, clock: Clock, user: str | None = None, takes_damaged: bool = False
) -> Entrant:
    """Return who comes in by a passphrase, for what needs no open registry; it may be open in a window meanwhile.

    A registry so damaged that it does not tell its users any more is refused, or, for what ``takes_damaged``, entered
    by everybody as a reader.
    """
    from crlm_desktop.registry import entering

    return entering.entrant(path, passphrase, clock=clock, user=user, takes_damaged=takes_damaged)


def user_names(path: Place) -> tuple[str, ...]:
    """Return the names of those who may open the registry at ``path``; an older one's only slot has none."""
    from crlm_desktop.registry import opening

    return opening.user_names(path)


def has_recovery_key(path: Place) -> bool:
    """Whether the registry at ``path`` can be opened by a recovery key."""
    from crlm_desktop.registry import opening

    return opening.has_recovery_key(path)


def folder(path: Place) -> Path:
    """Return a path as the folder that it has to be; a registry on a server is refused."""
    if isinstance(path, ServerAddress):
        raise EnvironmentFault(FOLDERS_ONLY, path=str(path))
    return path


def check_is_there(path: Place) -> None:
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


@use_case
def set_offers(workplace: Workplace, offers: tuple[Offer, ...] | None) -> None:
    """Set what the centre can do for cases that do not say so; ``None`` means that nobody has said."""
    with workplace.unit() as unit:
        unit.set_offers(offers)
