"""Where a registry is kept, and what lets its users in: what an open registry asks of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry.address import Place
from crlm_desktop.registry.keys import KdfCost
from crlm_desktop.registry.user import User
from crlm_desktop.registry.values import Head

if TYPE_CHECKING:
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.report import Report


class Slots(Protocol):
    """What lets users in, each by the id of their user; changed within `Registry.changing_slots`."""

    @property
    def has_recovery_key(self) -> bool:
        """Whether there is a recovery key that lets an administrator in."""
        ...

    def users(self) -> frozenset[str]:
        """Return the ids of the users who have a passphrase."""
        ...

    def put(self, user_id: str, passphrase: str, *, label: str, cost: KdfCost) -> None:
        """Give a user a passphrase, which replaces the one they have."""
        ...

    def put_recovery(self, secret: str, *, cost: KdfCost) -> None:
        """Let a recovery key in, which replaces the one there is."""
        ...

    def remove(self, user_id: str) -> None:
        """Let a user in no more."""
        ...

    def follow(self, names: Mapping[str, str]) -> None:
        """Know the users by the names that hold."""
        ...


class Keeping(Protocol):
    """Where one registry is kept: how it is reached there, and what goes wrong there in our terms.

    ``is_only_read`` says that nothing may be written to it, not even by the way.
    """

    engine: sa.Engine
    is_only_read: bool

    @property
    def place(self) -> Place:
        """Where it is: a folder, or the address of a server."""
        ...

    @property
    def reading_engine(self) -> sa.Engine:
        """Where transactions begin that only read; another than the one for writing only where that is quicker."""
        return self.engine

    @property
    def path(self) -> Path:
        """The folder of the registry; one on a server has none, which is an `EnvironmentFault`."""
        ...

    def check_is_in_place(self) -> None:
        """Refuse to go on when what was opened is not there any more, or something else is."""
        ...

    def driver_faults(self) -> AbstractContextManager[None]:
        """Turn what the driver refuses inside into an `EnvironmentFault`; faults of ours pass."""
        ...

    def fault_of(self, error: BaseException) -> EnvironmentFault | None:
        """Return an error of the driver in our terms, or ``None`` when it is a fault of ours and no message."""
        ...

    def begun(self, connection: sa.Connection) -> str:
        """Take the place of the only writer, and return by what this transaction can be told from others."""
        ...

    def earlier(self, connection: sa.Connection) -> EnvironmentFault | None:
        """Return what has to be told of an earlier transaction that broke off, now that it can be known; once."""
        ...

    def broke_off(self, transaction: str) -> EnvironmentFault | None:
        """Return what has become of a transaction whose connection was lost at its end; ``None``: it is committed."""
        ...

    def slots(self, session: Session) -> Slots:
        """Return what lets users in, within the transaction of ``session``."""
        ...

    def slots_in_step(self) -> AbstractContextManager[None]:
        """Bring what lets users in back to what it was when a transaction inside is not committed."""
        ...

    def recognise(self, user: User, passphrase: str, *, at: datetime) -> None:
        """Refuse a passphrase that is not the user's; wrong ones are counted and delayed."""
        ...

    def go_on_as(self, user: User, passphrase: str) -> None:
        """Work in the name of a user who was recognised by this passphrase."""

    def sign(self, user: User) -> None:
        """Tell others who come to it that ``user`` has it open, where they can be told."""
        ...

    def back_up(self, kind: str, *, now: datetime, to: Path | None, wanted: Callable[[], bool]) -> Backup:
        """Make a backup while the registry is in use."""
        ...

    def verified(self, *, wanted: Callable[[], bool], noted: Head | None) -> Report:
        """Check all of the registry while it is in use."""
        ...

    def close(self) -> None:
        """Let go of it; closing twice does nothing."""
        ...
