"""A whole copy of a registry: taken while it is in use, encrypted as it is, and checked by opening it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import disk, faults, keys
from crlm_desktop.registry.connection import Access, access_to_closed, connect, driver_faults
from crlm_desktop.registry.values import LEAVING_ALL_AS_IT_WAS

DATA_NAME = "registry.db"
# About 8 MB a step: often enough to stop soon, seldom enough to cost nothing.
_PAGES_A_STEP = 2048
_LOOKS = 3
# Only our own constants are put into the statement.
_UNCHANGING = ", ".join(f"'{act.value}'" for act in LEAVING_ALL_AS_IT_WAS)
_NEWEST_CHANGE = f"SELECT at FROM audit_log WHERE act NOT IN ({_UNCHANGING}) ORDER BY id DESC LIMIT 1"
_BETWEEN_LOOKS_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a registry holds, in a few values that tell one state of it from another.

    ``newest_change`` is when its last entry of a change was written, ``newest_revision`` the SHA-256 of the revision
    added last.
    """

    name: str
    schema: str
    cases: int
    entries: int
    newest_change: datetime | None
    newest_revision: str | None


def is_always_wanted() -> bool:
    """Stand for whoever never stops a copy."""
    return True


def copy(
    folder: Path, key: bytes, *, to: Path, access: Access, wanted: Callable[[], bool] = is_always_wanted
) -> Content:
    """Copy the registry in ``folder``, as it is at one moment, into the empty folder ``to``, and check the copy.

    ``wanted`` is asked now and then; when it says no, the copy is given up by an `EnvironmentFault`.
    """
    with faults.system_faults(to):
        key_file = (folder / keys.FILE_NAME).read_bytes()
        (to / keys.FILE_NAME).write_bytes(key_file)
        (to / keys.FILE_NAME).chmod(0o600)
        disk.see_onto_disk(to / keys.FILE_NAME)
    with driver_faults(folder):
        source = connect(folder / DATA_NAME, key, access=access)
        try:
            source.execute("BEGIN")
            held = content_of(source)
            check_pages(source, folder)
            _go_on(to, wanted)
            _copy_pages(source, to, key, wanted=wanted)
        finally:
            source.close()
    with faults.system_faults(to):
        (to / DATA_NAME).chmod(0o600)
        disk.see_onto_disk(to / DATA_NAME)
        disk.see_onto_disk(to)
    _go_on(to, wanted)
    _check_copy(to, key, held=held, key_file=key_file, original=folder)
    return held


def content_of(connection: Connection) -> Content:
    """Return what the registry behind a connection holds."""
    changed = connection.execute(_NEWEST_CHANGE).fetchone()
    revision = connection.execute("SELECT content, sha256 FROM revisions ORDER BY rowid DESC LIMIT 1").fetchone()
    is_whole = revision is None or hashlib.sha256(revision[0]).hexdigest() == revision[1]
    return Content(
        name=_first(connection, "SELECT name FROM registry_info"),
        schema=_first(connection, "SELECT version_num FROM alembic_version"),
        cases=int(_first(connection, "SELECT count(*) FROM cases")),
        entries=int(_first(connection, "SELECT count(*) FROM audit_log")),
        newest_change=None if changed is None else datetime.fromisoformat(changed[0]).replace(tzinfo=UTC),
        newest_revision=None if revision is None else revision[1] if is_whole else f"altered {revision[1]}",
    )


def content_at(folder: Path, key: bytes) -> Content:
    """Return what a closed registry holds; nothing is written into its folder."""
    file = folder / DATA_NAME
    with driver_faults(folder):
        connection = connect(file, key, access=access_to_closed(file))
        try:
            return content_of(connection)
        except (IndexError, TypeError):
            raise faults.told(faults.DAMAGED, folder, "no schema") from None
        finally:
            connection.close()


def check_pages(connection: Connection, folder: Path) -> None:
    """Refuse a file of which a page does not fit its own check: SQLite would copy such a page as an empty one."""
    for _look in range(_LOOKS):
        # A page that is being written at this moment does not fit either; the next look finds it whole.
        bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if not bad:
            return
        time.sleep(_BETWEEN_LOOKS_S)
    raise faults.told(faults.DAMAGED, folder, str(bad[0][0]))


def _go_on(to: Path, wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise EnvironmentFault(faults.COPY_STOPPED, path=str(to.parent))


def _copy_pages(source: Connection, to: Path, key: bytes, *, wanted: Callable[[], bool]) -> None:
    def ask(_status: int, _remaining: int, _total: int) -> None:
        _go_on(to, wanted)

    with driver_faults(to.parent):
        copied = connect(to / DATA_NAME, key, access=Access.CREATING)
        try:
            source.backup(copied, pages=_PAGES_A_STEP, progress=ask)
        finally:
            copied.close()


def _check_copy(folder: Path, key: bytes, *, held: Content, key_file: bytes, original: Path) -> None:
    with faults.system_faults(folder):
        has_same_keys = (folder / keys.FILE_NAME).read_bytes() == key_file
    keys.read(folder / keys.FILE_NAME)
    try:
        with driver_faults(folder):
            connection = connect(folder / DATA_NAME, key, access=Access.UNTOUCHED)
            try:
                check_pages(connection, folder)
                found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
                is_same = content_of(connection) == held
            finally:
                connection.close()
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        # Every page of the registry was whole: what is damaged is the copy, and with it perhaps the drive it is on.
        raise EnvironmentFault(faults.COPY_BAD, path=str(original), reason=str(fault.params["reason"])) from fault
    if found != ["ok"]:
        # The pages are those of the registry, each of which fits its check: so is their structure.
        raise faults.told(faults.DAMAGED, original, " ".join(found[0].split()))
    if not is_same or not has_same_keys:
        raise EnvironmentFault(faults.COPY_BAD, path=str(original), reason="it holds something else")


def _first(connection: Connection, statement: str) -> str:
    (value,) = connection.execute(statement).fetchone()
    return str(value)
