"""What somebody could do who holds the key: statements past the program, with the guards put back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from crlm_desktop.registry.integrity import Finding
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Head


@contextmanager
def tampering(registry: Registry) -> Iterator[sa.Connection]:
    """Let statements change what the guards keep, and commit; nothing shows afterwards but what was changed."""
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
