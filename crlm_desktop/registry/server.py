"""A registry kept on a server: connections of one login, writers one after another, and a save that breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from typing_extensions import override

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, keys, server_connection, server_faults
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.keeping import Keeping
from crlm_desktop.registry.logins import Logins
from crlm_desktop.registry.server_connection import connect, login_of
from crlm_desktop.registry.user import User
from crlm_desktop.registry.values import Head

if TYPE_CHECKING:
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.report import Report

# Whoever writes takes this lock of the database first, so that the audit log stays one chain.
_WRITING = 0x63726C6D


class Server(Keeping):
    """The server of one open registry, as one user sees it; the password is kept for connecting again."""

    def __init__(self, address: ServerAddress, user: str, password: str) -> None:
        self.is_only_read = False
        self._address = address
        self._login = login_of(user)
        self._password = password
        # A password of one's own that is changed by a transaction, until that is committed.
        self._changed: list[str] = []
        # The last transaction of which nobody knows yet whether it was committed.
        self._uncertain: str | None = None
        self.engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            poolclass=sa.QueuePool,
            # A connection that was lost overnight is noticed before it is used.
            pool_pre_ping=True,
            use_native_hstore=False,
            hide_parameters=True,
        )
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "handle_error", _without_values)

    @property
    @override
    def place(self) -> ServerAddress:
        return self._address

    @property
    @override
    def path(self) -> Path:
        raise EnvironmentFault(server_faults.FOLDERS_ONLY, path=str(self._address))

    @override
    def check_is_in_place(self) -> None:
        """Nothing comes between: every statement goes to the server itself."""

    @override
    @contextmanager
    def driver_faults(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            fault = self.fault_of(error)
            if fault is None:
                raise
            raise fault from error

    @override
    def fault_of(self, error: BaseException) -> EnvironmentFault | None:
        return server_connection.fault_of(error, self._address)

    @override
    def begun(self, connection: sa.Connection) -> str:
        row = connection.execute(
            sa.text("SELECT pg_current_xact_id()::text FROM pg_advisory_xact_lock(:lock)"), {"lock": _WRITING}
        )
        return str(row.scalar_one())

    @override
    def earlier(self, connection: sa.Connection) -> EnvironmentFault | None:
        if self._uncertain is None:
            return None
        was_committed = _was_committed(connection, self._uncertain)
        self._uncertain = None
        return EnvironmentFault(faults.SAVED_AFTER_ALL, path=str(self._address)) if was_committed else None

    @override
    def broke_off(self, transaction: str) -> EnvironmentFault | None:
        self.engine.dispose()
        try:
            with self.engine.connect().execution_options(writes=True) as connection:
                # Whoever held the lock is done with it: the transaction is decided by now.
                self.begun(connection)
                if _was_committed(connection, transaction):
                    return None
        except (EnvironmentFault, sa.exc.DBAPIError):
            self._uncertain = transaction
            return EnvironmentFault(faults.UNCERTAIN, path=str(self._address))
        return EnvironmentFault(faults.CONNECTION_LOST, path=str(self._address))

    @override
    def slots(self, session: Session) -> Logins:
        return Logins(session, verifier=self._verifier, changed=self._changed.append)

    @override
    @contextmanager
    def slots_in_step(self) -> Iterator[None]:
        self._changed.clear()
        yield
        for password in self._changed:
            self._password = password

    @override
    def recognise(self, user: User, passphrase: str, *, at: datetime) -> None:
        connect(self._address, login_of(user.name), passphrase).close()

    @override
    def go_on_as(self, user: User, passphrase: str) -> None:
        login = login_of(user.name)
        if (login, passphrase) != (self._login, self._password):
            self._login, self._password = login, passphrase
            self.engine.dispose()

    @override
    def sign(self, user: User) -> None:
        """Nobody holds a server: others come and go at the same time."""

    @override
    def back_up(self, kind: str, *, now: datetime, to: Path | None, wanted: Callable[[], bool]) -> Backup:
        raise EnvironmentFault(server_faults.FOLDERS_ONLY, path=str(self._address))

    @override
    def verified(self, *, wanted: Callable[[], bool], noted: Head | None) -> Report:
        from crlm_desktop.registry import integrity

        return integrity.verify_server(self.engine, self._address, wanted=wanted, noted=noted)

    @override
    def close(self) -> None:
        self.engine.dispose()

    def _connect(self) -> psycopg.Connection[Any]:
        return connect(self._address, self._login, self._password)

    def _verifier(self, login: str, password: str) -> str:
        connection = self._connect()
        try:
            return verifier_of(connection, login, password)
        finally:
            connection.close()


def verifier_of(connection: psycopg.Connection[Any], login: str, password: str) -> str:
    """Return what a server checks a password against, made on this side of the connection."""
    secret = connection.pgconn.encrypt_password(keys.normalised(password).encode(), login.encode(), b"scram-sha-256")
    return secret.decode()


def _was_committed(connection: sa.Connection, transaction: str) -> bool:
    statement = sa.text("SELECT pg_xact_status(CAST(CAST(:id AS text) AS xid8))")
    return connection.execute(statement, {"id": transaction}).scalar() == "committed"


def _without_values(context: sa.ExceptionContext) -> None:
    """Leave of an error what the server says in the first place: its details quote what stands in the rows."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and error.diag.message_primary and context.sqlalchemy_exception is not None:
        error.args = (error.diag.message_primary,)
        context.sqlalchemy_exception.args = (f"{type(error).__name__}: {error.diag.message_primary}",)


def _begin(begun: sa.Connection) -> None:
    if begun.get_execution_options().get("writes", False):
        # What is read after the lock is the newest there is.
        begun.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
