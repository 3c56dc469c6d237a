"""The schema on a server: mapping and migrations say the same, guards hold, and what was altered is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import (
    chaining,
    covering,
    faults,
    integrity,
    migrating,
    schema,
    server_faults,
    server_opening,
    server_schema,
    tables,
    verifying,
)
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.columns import Moment
from crlm_desktop.registry.unit import Registry
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry
from tests.registry.full_registry import fill
from tests.registry.servers import CHIEF, PREPARER, Servers
from tests.registry.tampering import as_superuser
from tests.services.places import plain_engine


def test_that_the_migrations_lead_to_the_schema_of_the_mapping_on_a_server_too(servers: Servers) -> None:
    told = []
    for build in (tables.Base.metadata.create_all, lambda one: migrating.run(one, paths.db("migrations"))):
        with servers.database() as address, as_superuser(address) as connection:
            connection.exec_driver_sql("CREATE SCHEMA crlm")
            build(connection)
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
            told.append(server_schema.told(connection))
    by_mapping, by_migrations = told
    assert by_mapping == by_migrations
    assert len(by_mapping) > 150


@pytest.fixture(scope="module")
def full(servers: Servers) -> Iterator[Registry]:
    """A registry in which everything that a person can do has been done."""
    with servers.database() as address:
        registry = servers.created(address)
        fill(Workplace(registry, engine=plain_engine(), clock=CLOCK))
        yield registry
        registry.close()


def other(column: sa.Column[object]) -> str:
    """Return what the column does not hold, as the language of the server has it."""
    if isinstance(column.type, sa.LargeBinary):
        return "''"
    if isinstance(column.type, sa.Integer | sa.Date):
        return f"{column.name} + 1"
    if isinstance(column.type, Moment):
        return f"{column.name} + interval '1 hour'"
    return "'x'"


def found(connection: sa.Connection) -> set[str]:
    """Return the tables in which something is found, and the names of guards."""
    return {
        str(one.params["table"] if one.case_id or one.params["table"] != "audit_log" else one.params["key"])
        for one in verifying.findings(connection)
    }


def test_that_a_registry_that_only_the_program_has_written_is_whole(full: Registry) -> None:
    report = full.verified()
    assert [one.code.id for one in report.findings] == []
    assert report.cases == 2


def test_that_a_row_has_the_same_hash_on_a_server_as_in_a_file(full: Registry, tmp_path: object) -> None:
    # Moments, dates, times, truths, numbers and bytes: each as it stands in a file.
    file = a_registry(tmp_path / "r.crlm")  # type: ignore[operator]
    for table in covering.tables():
        with full.keeping.engine.connect() as server:
            rows = list(covering.stored_rows(server, table))
            typed = [dict(row) for row in server.execute(sa.select(table)).mappings()]
        if table.name == "registry_info":
            continue
        with file.keeping.engine.connect().execution_options(writes=True) as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            connection.exec_driver_sql(f"DELETE FROM {table.name}") if table.name == "users" else None
            for name, _sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type='trigger'"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.execute(sa.insert(table), typed)
            kept = dict(covering.stored_rows(connection, table))
        assert rows
        assert {name: chaining.row_sha256(table.name, row) for name, row in rows} == {
            name: chaining.row_sha256(table.name, row) for name, row in kept.items()
        }
    file.close()


def test_that_what_is_altered_past_the_program_is_found_in_every_table(full: Registry) -> None:
    assert isinstance(full.place, ServerAddress)
    with as_superuser(full.place) as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.commit()
        for table in covering.tables():
            column = next(
                one.name
                for one in table.columns
                if not (one.primary_key or one.unique)
                and not one.foreign_keys
                and one.name not in ("sha256", "state", "kind")
            )
            for change in (
                f"UPDATE {table.name} SET {column} = {other(table.columns[column])}",
                f"DELETE FROM {table.name}",
            ):
                connection.exec_driver_sql("SET search_path = crlm")
                connection.exec_driver_sql(change)
                if (table.name, change[:6]) != ("registry_info", "DELETE"):
                    assert table.name in found(connection), change
                connection.rollback()
        connection.exec_driver_sql("SET search_path = crlm")
        connection.exec_driver_sql("UPDATE audit_log SET detail = 'x' WHERE id = 3")
        assert "3" in found(connection)
        connection.rollback()
        for change, name in (
            ("DROP TRIGGER revisions_keep_on_delete ON revisions", "revisions_keep_on_delete"),
            ("ALTER TABLE seals DISABLE TRIGGER seals_keep_on_update", "seals_keep_on_update"),
            ("ALTER TABLE patients DISABLE ROW LEVEL SECURITY", "patients: "),
            ("DROP POLICY drafts_select ON drafts", "drafts: drafts_select"),
        ):
            connection.exec_driver_sql("SET search_path = crlm")
            connection.exec_driver_sql(change)
            assert name in found(connection), change
            connection.rollback()


def test_that_lists_search_and_references_are_checked_on_a_server(full: Registry) -> None:
    assert isinstance(full.place, ServerAddress)
    changes = (
        ("UPDATE case_facts SET name = 'X'", integrity.LIST_DIFFERS),
        ("UPDATE case_search SET parts = '{}'", integrity.INDEX_DIFFERS),
        ("INSERT INTO case_search VALUES ('stray', '', '', '{}')", integrity.STRAY),
    )
    for change, code in changes:
        with as_superuser(full.place) as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql(change)
        assert code in {one.code for one in full.verified().findings}
        with full.unit(author=CHIEF, at=CLOCK.now()) as unit:
            unit.rebuild()
        assert full.verified().is_good


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE revisions SET author = 'x'", "revisions: rows are only ever added"),
        ("DELETE FROM audit_log", "audit_log: rows are only ever added"),
        ("TRUNCATE seals", "seals: rows are only ever added"),
        ("UPDATE meetings SET title = 'x' WHERE state = 'closed'", "the meeting is closed"),
        ("DELETE FROM outcomes", "the meeting is closed"),
        ("UPDATE meetings SET state = 'closed', closed_at = now() WHERE state = 'open'", "closed by sealing it"),
    ],
)
def test_that_not_even_the_server_s_administrator_alters_history_by_mistake(
    full: Registry, statement: str, reason: str
) -> None:
    assert isinstance(full.place, ServerAddress)
    with as_superuser(full.place) as connection:
        with pytest.raises(sa.exc.IntegrityError, match=reason):
            connection.exec_driver_sql(statement)
        connection.rollback()


def test_that_a_registry_of_another_schema_is_told_with_both_versions(
    server_registry: Registry, servers: Servers
) -> None:
    address = server_registry.place
    assert isinstance(address, ServerAddress)
    for version, code in (("0000", server_faults.NEEDS_UPGRADE), ("9999", faults.NEWER)):
        with as_superuser(address) as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :it"), {"it": version})
        with pytest.raises(EnvironmentFault) as refused:
            server_opening.open_(address, PASSPHRASE, user=AUTHOR, clock=CLOCK)
        assert refused.value.code is code
        assert (refused.value.params["found"], refused.value.params["known"]) == (version, schema.VERSION)


def test_that_an_older_schema_is_brought_up_by_whoever_prepares_the_server(servers: Servers) -> None:
    with servers.database() as address:
        servers.created(address, "Dr Upgraded").close()
        with as_superuser(address) as connection:
            connection.exec_driver_sql("DROP TABLE drafts")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
        with pytest.raises(EnvironmentFault) as refused:
            server_opening.open_(address, PASSPHRASE, user="Dr Upgraded", clock=CLOCK)
        assert refused.value.code is server_faults.NEEDS_UPGRADE
        assert server_opening.upgrade(address, PREPARER) == ("0003", schema.VERSION)
        opened = server_opening.open_(address, PASSPHRASE, user="Dr Upgraded", clock=CLOCK)
        assert opened.verified().is_good
        opened.close()
