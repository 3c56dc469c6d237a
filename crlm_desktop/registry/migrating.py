"""Bringing an older registry up to the newest schema: backed up first, then all migrations or none."""

from __future__ import annotations

import shutil
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
from crlm_desktop.registry import faults, keys, schema
from crlm_desktop.registry.connection import connect, driver_faults, fault_of

BACKUPS_NAME = "backups"


def bring_up(
    folder: Path, file: Path, key: bytes, *, found: str, now: datetime, migrations: Path | None = None
) -> None:
    """Bring the file from the schema ``found`` to the newest of ``migrations`` (default: those shipped).

    The backup is a whole registry of its own, under ``backups``, which the same passphrases open.
    """
    backup = back_up(folder, file, key, name=f"schema-{found}-{now:%Y%m%dT%H%M%SZ}")
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
            backup=str(backup),
        ) from error


def back_up(folder: Path, file: Path, key: bytes, *, name: str) -> Path:
    """Copy the registry, as it is at this moment, to a folder under ``backups`` and return that folder."""
    target = folder / BACKUPS_NAME / name
    with faults.system_faults(target):
        target.mkdir(mode=0o700, parents=True)
        shutil.copyfile(folder / keys.FILE_NAME, target / keys.FILE_NAME)
    with driver_faults(target):
        source, copy = connect(file, key), connect(target / file.name, key, create=True)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
    return target


def upgrade(file: Path, key: bytes, *, migrations: Path) -> None:
    """Run the migrations that the file lacks, in one transaction."""
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connect(file, key), hide_parameters=True)
    event.listen(engine, "begin", _begin)
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise sa.exc.InvalidRequestError(f"{len(broken)} rows point to nothing after the migration")
    finally:
        engine.dispose()


def _begin(connection: sa.Connection) -> None:
    # Tables are replaced by migrating them; the references between them are checked at the end instead.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
