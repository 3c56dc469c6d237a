"""The migration to the audit chain: a registry of the schema before is vouched for from then on, with all it holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.case.identity import CaseId
from crlm_desktop.registry import connection, covering, keys, migrating
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Act
from tests.builders import a_case
from tests.registry.building import PASSPHRASE, add_case, an_identity, reopened
from tests.registry.full_registry import a_full_workplace
from tests.registry.tampering import findings, tampering

COPIED = (
    "registry_info",
    "users",
    "patients",
    "audit_log",
    "cases",
    "revisions",
    "opinions",
    "case_facts",
    "lesion_facts",
    "meetings",
    "attendances",
    "agenda_items",
    "outcomes",
    "seals",
)


def brought_back(folder: Path, migrations: Path) -> None:
    """Replace the file of a registry by one of the schema before the chain that holds the same rows."""
    key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
    assert key is not None
    newer = folder / "newer.db"
    (folder / "registry.db").rename(newer)
    (migrations / "versions").mkdir(parents=True)
    for part in ("env.py", "versions/0001_first_path.py", "versions/0002_users.py"):
        shutil.copyfile(paths.db("migrations") / part, migrations / part)
    connection.connect(folder / "registry.db", key, access=connection.Access.CREATING).close()
    migrating.upgrade(folder / "registry.db", key, migrations=migrations)
    source, target = connection.connect(newer, key), connection.connect(folder / "registry.db", key)
    guards = target.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _statement in guards:
        target.execute(f"DROP TRIGGER {name}")
    for table in COPIED:
        columns = ", ".join(f'"{row[1]}"' for row in target.execute(f"PRAGMA table_info({table})"))
        marks = ", ".join("?" for _column in columns.split(","))
        target.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})", source.execute(f"SELECT {columns} FROM {table}")
        )
    # The full-text index keeps no texts of its own: what it is made of is taken over as it stands.
    for (table,) in source.execute("SELECT name FROM sqlite_master WHERE name GLOB 'search_*_*' AND type = 'table'"):
        target.execute(f"DELETE FROM {table}")
        marks = ", ".join("?" for _column in target.execute(f"PRAGMA table_info({table})").fetchall())
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", source.execute(f"SELECT * FROM {table}"))
    for _name, statement in guards:
        target.execute(statement)
    source.close()
    target.close()
    newer.unlink()


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    folder = tmp_path / "older.crlm"
    a_full_workplace(folder).close()
    brought_back(folder, tmp_path / "older" / "migrations")
    opened = reopened(folder)
    yield opened
    opened.close()


def test_that_a_registry_of_the_schema_before_has_nothing_wrong_afterwards(registry: Registry) -> None:
    assert findings(registry) == ()
    with registry.reading() as unit:
        assert len(unit.cases.ids()) == 2
        assert len(unit.users.all()) == 2
    add_case(registry, "c3")
    assert findings(registry) == ()


def test_that_the_log_says_that_everything_before_was_chained_then(registry: Registry) -> None:
    with registry.reading() as unit:
        *earlier, chained, entered = unit.audit.entries()
        info = unit.info()
    assert {entry.act for entry in earlier} >= {Act.REGISTRY_CREATED, Act.MEETING_CLOSED}
    assert entered.act is Act.USER_ENTERED
    assert (chained.act, chained.subject) == (Act.REGISTRY_CHAINED, info.id)
    assert chained.detail == {"entries": str(len(earlier))}


def test_that_the_entry_of_the_migration_vouches_for_every_row(registry: Registry) -> None:
    with registry.keeping.engine.connect() as opened:
        written = json.loads(
            opened.exec_driver_sql("SELECT written FROM audit_log ORDER BY id DESC").scalars().all()[1]
        )
        there = [name for table in covering.tables() for name, _values in covering.stored_rows(opened, table)]
    assert sorted(written) == sorted(there)


def test_that_a_row_of_before_that_is_altered_afterwards_is_found(registry: Registry) -> None:
    with tampering(registry) as opened:
        opened.exec_driver_sql("UPDATE revisions SET reason = 'another' WHERE number = 2")
    told = {(one.params["table"], str(one.params["key"]).split("/")[1]) for one in findings(registry)}
    assert told == {("revisions", "2")}


def test_that_many_rows_are_vouched_for_by_several_entries(tmp_path: Path) -> None:
    folder = tmp_path / "older.crlm"
    with a_full_workplace(folder) as place, place.unit() as unit:
        for number in range(400):
            unit.cases.create(CaseId(f"c{number}"), an_identity(f"N-{number}"), a_case(), reason="")
    brought_back(folder, tmp_path / "older" / "migrations")
    opened = reopened(folder)
    with opened.reading() as unit:
        chained = [entry for entry in unit.audit.entries() if entry.act is Act.REGISTRY_CHAINED]
    assert findings(opened) == ()
    opened.close()
    assert len(chained) == 2
