"""The schema: mapping, migrations and schema.sql say the same; older registries are brought up, all or nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, connection, faults, keys, migrating, schema, schema_text
from tests.builders import a_case
from tests.registry.building import CLOCK, PASSPHRASE, a_registry, add_case, reopened

KEY = bytes(32)
NEWEST = schema.VERSION
NEXT = '''"""A further column."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{newest}"


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
    connection.connect(file, KEY, access=connection.Access.CREATING).close()
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
    """A registry of the schema that is shipped, with a case in it."""
    folder = tmp_path / "older.crlm"
    registry = a_registry(folder)
    add_case(registry, "c1", name="张三")
    registry.close()
    return folder


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program with one migration more than the shipped ones, which the test writes."""
    shutil.copytree(paths.db("migrations"), tmp_path / "db" / "migrations")
    monkeypatch.setattr(schema, "VERSION", "9001")
    monkeypatch.setattr(migrating.paths, "db", lambda *parts: (tmp_path / "db").joinpath(*parts))
    return tmp_path / "db" / "migrations" / "versions" / "9001_room.py"


def test_that_an_older_registry_is_backed_up_and_brought_up_with_its_data(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(newest=NEWEST, more=""))
    registry = reopened(older)
    with registry.reading() as unit:
        assert [row.name for row in unit.search.rows("张三", limit=9)] == ["张三"]
    registry.close()
    assert "room TEXT" in schema_of(older / "registry.db", key_of(older))


def test_that_the_backup_is_a_registry_of_the_older_schema(
    older: Path, newer_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program.write_text(NEXT.format(newest=NEWEST, more=""))
    reopened(older).close()
    monkeypatch.undo()
    (made,) = backup.listed(older)
    assert made.path.name == f"schema-{NEWEST}-20261123T183000Z"
    registry = reopened(made.path)
    with registry.reading() as unit:
        assert unit.search.count() == 1
    registry.close()


def test_that_a_migration_that_fails_leaves_the_registry_as_it_was(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(newest=NEWEST, more='op.execute("INSERT INTO nowhere VALUES (1)")'))
    before = schema_of(older / "registry.db", key_of(older))
    with pytest.raises(EnvironmentFault) as refused:
        reopened(older)
    assert refused.value.code is faults.NOT_BROUGHT_UP
    assert (refused.value.params["found"], refused.value.params["known"]) == (NEWEST, "9001")
    assert Path(str(refused.value.params["backup"])).is_dir()
    assert schema_of(older / "registry.db", key_of(older)) == before


def test_that_a_migration_that_breaks_a_reference_is_not_kept(older: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(newest=NEWEST, more='op.execute("UPDATE cases SET patient_id = 1")'))
    with pytest.raises(EnvironmentFault) as refused:
        reopened(older)
    assert refused.value.code is faults.NOT_BROUGHT_UP


def test_that_opening_a_registry_of_this_version_makes_no_backup(older: Path) -> None:
    reopened(older).close()
    assert not (older / "backups").exists()


def test_that_a_backup_holds_what_was_committed_while_the_registry_is_open(older: Path) -> None:
    registry = reopened(older)
    add_case(registry, "c2")
    copied = backup.make(older, key_of(older), kind=backup.ASKED, now=CLOCK.now()).path
    registry.close()
    registry = reopened(copied)
    with registry.reading() as unit:
        assert unit.search.count() == 2
    registry.close()


def test_that_a_registry_of_the_first_schema_gets_its_users_and_opens_with_the_same_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "first.crlm"
    a_registry(folder).close()
    key, file = key_of(folder), folder / "registry.db"
    as_of_the_first_schema(folder, key)
    registry = reopened(folder)
    with registry.reading() as unit:
        assert [(user.name, str(user.role)) for user in unit.users.all()] == [("Dr Founder", "administrator")]
        assert unit.info().name == "First"
        assert unit.cases.identity(CaseId("c1")).name == "张三"
        assert unit.cases.current(CaseId("c1")) == a_case()
    registry.close()
    assert as_sets(schema_of(file, key)) == as_sets(schema_text.of_mapping().split("\n", 1)[1])
    (made,) = backup.listed(folder)
    assert made.path.name.startswith("schema-0001-")
    reopened(made.path).close()


def as_of_the_first_schema(folder: Path, key: bytes) -> None:
    """Put in the place of the data a file as the first released schema had it, with a case and a slot without name."""
    (folder / "registry.db").unlink()
    connection.connect(folder / "registry.db", key, access=connection.Access.CREATING).close()
    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection.connect(folder / "registry.db", key)
    )
    config = Config()
    config.set_main_option("script_location", str(paths.db("migrations")))
    content, at = casefile.canonical(a_case()), "2026-11-23 18:30:00.000000"
    sha256 = hashlib.sha256(content).hexdigest()
    with engine.begin() as opened:
        config.attributes["connection"] = opened
        command.upgrade(config, "0001")
        for statement, values in (
            ("INSERT INTO registry_info VALUES (1, ?, 'First', ?, 0, NULL)", ("r1", at)),
            ("INSERT INTO audit_log VALUES (1, ?, 'Dr Founder', 'registry.created', 'r1', '{}')", (at,)),
            ("INSERT INTO audit_log VALUES (2, ?, 'Dr Founder', 'case.created', 'c1', '{}')", (at,)),
            ("INSERT INTO patients VALUES ('p1', 'H-1', 'h-1', '张三', NULL)", ()),
            ("INSERT INTO cases VALUES ('c1', 'p1', ?, 1)", (at,)),
            ("INSERT INTO revisions VALUES ('c1', 1, ?, ?, NULL, 'Dr Founder', ?, '')", (content, sha256, at)),
        ):
            opened.exec_driver_sql(statement, values)
    engine.dispose()
    slots = keys.read(folder / "keys.json")
    nameless = tuple(keys.replace(slot, label="") for slot in slots.slots)
    keys.replace_file(keys.Keys(registry=slots.registry, slots=nameless), folder / "keys.json")
