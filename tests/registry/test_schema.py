"""The schema: mapping, migrations and schema.sql say the same; older registries are brought up, all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import connection, faults, keys, migrating, schema, schema_text
from tests.registry.building import CLOCK, PASSPHRASE, a_registry, add_case, reopened

KEY = bytes(32)
NEXT = '''"""A further column."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("meetings", sa.Column("room", sa.Text(), nullable=False, server_default="unknown"))
    {more}
'''


def schema_of(file: Path, key: bytes) -> str:
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connection.connect(file, key))
    with engine.connect() as opened:
        text = schema_text.of(opened)
    engine.dispose()
    return text


def as_sets(text: str) -> set[frozenset[str]]:
    """Return the statements, each as the set of its lines: the order of constraints means nothing."""
    statements = (part for part in text.split(";\n") if part.strip() and not part.strip().startswith("--"))
    return {frozenset(line.strip().rstrip(",") for line in statement.splitlines()) for statement in statements}


def key_of(folder: Path) -> bytes:
    key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
    assert key is not None
    return key


def test_that_the_shipped_schema_is_the_one_of_the_mapping() -> None:
    shipped = paths.db("schema.sql").read_text(encoding="utf-8")
    assert shipped == schema_text.of_mapping(), "run: python -m crlm_desktop.registry.schema_text > db/schema.sql"


def test_that_the_migrations_lead_to_the_schema_of_the_mapping(tmp_path: Path) -> None:
    file = tmp_path / "registry.db"
    connection.connect(file, KEY, create=True).close()
    migrating.upgrade(file, KEY, migrations=paths.db("migrations"))
    assert as_sets(schema_of(file, KEY)) == as_sets(schema_text.of_mapping().split("\n", 1)[1])


def test_that_the_version_compared_at_opening_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(paths.db("migrations"))).get_heads() == [schema.VERSION]


def test_that_every_constraint_has_a_name_that_a_migration_can_speak_of() -> None:
    assert "CHECK" in schema_text.of_mapping()
    unnamed = [
        line.strip()
        for line in schema_text.of_mapping().splitlines()
        if line.strip().startswith(("CHECK", "UNIQUE", "FOREIGN KEY", "PRIMARY KEY"))
    ]
    assert unnamed == []


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A registry of the first schema, with a case in it."""
    folder = tmp_path / "older.crlm"
    registry = a_registry(folder)
    add_case(registry, "c1", name="张三")
    registry.close()
    return folder


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program with one migration more than the shipped ones, which the test writes."""
    shutil.copytree(paths.db("migrations"), tmp_path / "db" / "migrations")
    monkeypatch.setattr(schema, "VERSION", "0004")
    monkeypatch.setattr(migrating.paths, "db", lambda *parts: (tmp_path / "db").joinpath(*parts))
    return tmp_path / "db" / "migrations" / "versions" / "0004_room.py"


def test_that_an_older_registry_is_backed_up_and_brought_up_with_its_data(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(more=""))
    registry = reopened(older)
    with registry.reading() as unit:
        assert [row.name for row in unit.search.rows("张三", limit=9)] == ["张三"]
    registry.close()
    assert "room TEXT" in schema_of(older / "registry.db", key_of(older))


def test_that_the_backup_is_a_registry_of_the_older_schema(
    older: Path, newer_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program.write_text(NEXT.format(more=""))
    reopened(older).close()
    monkeypatch.undo()
    (backup,) = (older / "backups").iterdir()
    assert backup.name == "schema-0003-20261123T183000Z"
    registry = reopened(backup)
    with registry.reading() as unit:
        assert unit.search.count() == 1
    registry.close()


def test_that_a_migration_that_fails_leaves_the_registry_as_it_was(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(more='op.execute("INSERT INTO nowhere VALUES (1)")'))
    before = schema_of(older / "registry.db", key_of(older))
    with pytest.raises(EnvironmentFault) as refused:
        reopened(older)
    assert refused.value.code is faults.NOT_BROUGHT_UP
    assert (refused.value.params["found"], refused.value.params["known"]) == ("0003", "0004")
    assert Path(str(refused.value.params["backup"])).is_dir()
    assert schema_of(older / "registry.db", key_of(older)) == before


def test_that_a_migration_that_breaks_a_reference_is_not_kept(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(more='op.execute("UPDATE cases SET patient_id = 1")'))
    with pytest.raises(EnvironmentFault) as refused:
        reopened(older)
    assert refused.value.code is faults.NOT_BROUGHT_UP


def test_that_opening_a_registry_of_this_version_makes_no_backup(older: Path) -> None:
    reopened(older).close()
    assert not (older / "backups").exists()


def test_that_a_backup_holds_what_was_committed_while_the_registry_is_open(older: Path) -> None:
    registry = reopened(older)
    add_case(registry, "c2")
    copied = migrating.back_up(older, older / "registry.db", key_of(older), name=f"{CLOCK.today()}")
    registry.close()
    backup = reopened(copied)
    with backup.reading() as unit:
        assert unit.search.count() == 2
    backup.close()
