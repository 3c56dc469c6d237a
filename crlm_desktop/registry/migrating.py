"""Bringing an older registry up to the newest schema: backed up first, then all migrations or none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import event
from sqlcipher3 import dbapi2

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, faults, schema
from crlm_desktop.registry.connection import connect, fault_of


def bring_up(
    folder: Path, file: Path, key: bytes, *, found: str, now: datetime, migrations: Path | None = None
) -> None:
    """Bring the file from the schema ``found`` to the newest of ``migrations`` (default: those shipped).

    The backup is a whole registry of its own, under ``backups``, which the same passphrases open.
    """
    made = backup.make(folder, key, kind=f"{backup.BEFORE_MIGRATION}-{found}", now=now)
    try:
        upgrade(file, key, migrations=migrations if migrations is not None else paths.db("migrations"))
    except (sa.exc.SQLAlchemyError, dbapi2.Error, CommandError) as error:
        cause = getattr(error, "orig", None) or error
        known = fault_of(cause, folder)
        if known is not None:
            raise known from error
        raise EnvironmentFault(
            faults.NOT_BROUGHT_UP,
            path=str(folder),
            found=found,
            known=schema.VERSION,
            reason=type(cause).__name__,
            backup=str(made.path),
        ) from error


def upgrade(file: Path, key: bytes, *, migrations: Path) -> None:
    """Run the migrations that the file lacks, in one transaction."""
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connect(file, key), hide_parameters=True)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            run(connection, migrations)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise sa.exc.InvalidRequestError(f"{len(broken)} rows point to nothing after the migration")
    finally:
        engine.dispose()


def run(connection: sa.Connection, migrations: Path) -> None:
    """Run the migrations that a registry lacks, within a transaction that is there."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _begin(connection: sa.Connection) -> None:
    # Tables are replaced by migrating them; the references between them are checked at the end instead.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
