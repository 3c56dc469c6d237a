"""What somebody could do who holds the key: statements past the program, with the guards put back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.integrity import Finding
from crlm_desktop.registry.server_names import SCHEMA
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Head
from tests.registry.cluster import Cluster


@contextmanager
def as_superuser(address: ServerAddress) -> Iterator[sa.Connection]:
    """Work in the database of a registry as whoever may do everything on its server, and commit."""
    cluster = Cluster(Path(), address.port)
    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: cluster.connect(address.database, autocommit=False)
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SET search_path = {SCHEMA}")
        yield connection
        connection.commit()
    engine.dispose()


def is_refused(registry: Registry, statement: str) -> bool:
    """Whether a statement past the program is refused: by a guard, or because nobody may do such a thing."""
    with registry.keeping.engine.connect().execution_options(writes=True) as connection:
        try:
            connection.exec_driver_sql(statement)
        except sa.exc.IntegrityError:
            return True
        except sa.exc.ProgrammingError as refused:
            return getattr(refused.orig, "sqlstate", "") == "42501"
    return False


@contextmanager
def tampering(registry: Registry) -> Iterator[sa.Connection]:
    """Let statements change what the guards keep, and commit; nothing shows afterwards but what was changed."""
    if isinstance(registry.place, ServerAddress):
        with as_superuser(registry.place) as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
        return
    with registry.keeping.engine.connect().execution_options(writes=True) as connection:
        # References cannot be put off within a transaction.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        guards = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _statement in guards:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        yield connection
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        for _name, statement in guards:
            connection.exec_driver_sql(statement)
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


def findings(registry: Registry, noted: Head | None = None) -> tuple[Finding, ...]:
    """Return what the full check of a registry that is in use finds."""
    return registry.verified(noted=noted).findings


def where(names: list[str]) -> str:
    """Return the condition that finds a row by its key."""
    return " AND ".join(f'"{name}" = ?' for name in names)
