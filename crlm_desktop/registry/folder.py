"""A registry kept in a folder: its encrypted file, its key slots and its lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2
from typing_extensions import override

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, connection, faults
from crlm_desktop.registry.attempts import Attempts
from crlm_desktop.registry.backup import Backup
from crlm_desktop.registry.connection import Access, access_to_closed, connect
from crlm_desktop.registry.keeping import Keeping
from crlm_desktop.registry.keyring import Keyring
from crlm_desktop.registry.lock import Lock
from crlm_desktop.registry.user import User
from crlm_desktop.registry.values import Head

if TYPE_CHECKING:
    from crlm_desktop.registry.report import Report

_Opened = TypeVar("_Opened")


class Folder(Keeping):
    """The folder of one open registry; nobody else has its key. Without a ``lock`` somebody else holds it."""

    def __init__(self, folder: Path, file: Path, *, key: bytes, lock: Lock | None) -> None:
        self.keyring = Keyring(folder, key)
        self.is_only_read = False
        self._path = folder
        self._file = file
        self._key = key
        with faults.system_faults(folder):
            self._identity = _identity_of(file)
        self._lock = lock
        self.engine = self._engine(self._connect)
        self._reading_engine = self._engine(self._connect_to_read)

    @property
    @override
    def place(self) -> Path:
        return self._path

    @property
    @override
    def path(self) -> Path:
        return self._path

    @property
    @override
    def reading_engine(self) -> sa.Engine:
        # Connections of its own: after each change of `query_only` SQLite compiles all statements of one anew.
        return self._reading_engine

    @override
    def check_is_in_place(self) -> None:
        try:
            found = _identity_of(self._file)
        except OSError:
            raise EnvironmentFault(faults.VANISHED, path=str(self._path)) from None
        if found != self._identity:
            raise EnvironmentFault(faults.REPLACED, path=str(self._path))

    @override
    def driver_faults(self) -> AbstractContextManager[None]:
        return connection.driver_faults(self._path)

    @override
    def fault_of(self, error: BaseException) -> EnvironmentFault | None:
        return connection.fault_of(error, self._path)

    @override
    def begun(self, connection: sa.Connection) -> str:
        # The transaction began by taking its place; a file that vanishes takes what was not committed with it.
        return ""

    @override
    def earlier(self, connection: sa.Connection) -> None:
        return None

    @override
    def broke_off(self, transaction: str) -> EnvironmentFault:
        return EnvironmentFault(faults.VANISHED, path=str(self._path))

    @override
    def slots(self, session: Session) -> Keyring:
        return self.keyring

    @override
    @contextmanager
    def slots_in_step(self) -> Iterator[None]:
        # A crash between the key file and the commit leaves each of them whole; opening brings them into step.
        before = self.keyring.content
        try:
            yield
        except BaseException:
            if self.keyring.content != before:
                self.keyring.restore(before)
            raise

    @override
    def recognise(self, user: User, passphrase: str, *, at: datetime) -> None:
        attempts = Attempts(self._path)
        attempts.check(at)
        if not self.keyring.opens(user.id, passphrase):
            raise attempts.refuse(at, user.name)

    @override
    def go_on_as(self, user: User, passphrase: str) -> None:
        """One key for all: the file does not know who works with it."""

    @override
    def sign(self, user: User) -> None:
        if self._lock is not None:
            self._lock.sign(user.name)

    def opened_anew(self, open_: Callable[[Path, bytes], _Opened]) -> _Opened:
        """Return what ``open_`` makes of the folder by its key; the key itself stays here."""
        return open_(self._path, self._key)

    @override
    def back_up(self, kind: str, *, now: datetime, to: Path | None, wanted: Callable[[], bool]) -> Backup:
        return backup.make(self._path, self._key, kind=kind, now=now, to=to, wanted=wanted)

    @override
    def verified(self, *, wanted: Callable[[], bool], noted: Head | None) -> Report:
        from crlm_desktop.registry import integrity

        return integrity.verify(self._path, self._key, wanted=wanted, noted=noted)

    @override
    def close(self) -> None:
        self._reading_engine.dispose()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()

    @staticmethod
    def _engine(creator: Callable[[], Connection]) -> sa.Engine:
        # What is written about a person must not stand in an error's text.
        engine = sa.create_engine(
            "sqlite://", module=dbapi2, creator=creator, poolclass=sa.QueuePool, hide_parameters=True
        )
        event.listen(engine, "begin", _begin)
        return engine

    def _connect_to_read(self) -> Connection:
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _connect(self) -> Connection:
        if not self.is_only_read:
            return connect(self._file, self._key)
        if self._lock is None:
            # Its log and the index of that, which the holder shares with us, are where its newest commits are.
            return connect(self._file, self._key, access=Access.READING)
        return connect(self._file, self._key, access=access_to_closed(self._file))


def _identity_of(file: Path) -> tuple[int, int]:
    told = file.stat()
    return told.st_dev, told.st_ino


def _begin(begun: sa.Connection) -> None:
    writes = begun.get_execution_options().get("writes", False)
    # A transaction that will write takes its place at once: one that began by reading could be refused in its midst.
    begun.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
