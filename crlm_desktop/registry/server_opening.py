"""A registry on a server: created by whoever prepares the server, brought up to date by them, opened by its users."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crlm_desktop import paths
from crlm_desktop.case.choices import Offer
from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault, InputError, problem
from crlm_desktop.registry import (
    admission,
    faults,
    keys,
    schema,
    server_connection,
    server_faults,
    server_guards,
    server_rights,
    tables,
)
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.server import Server, verifier_of
from crlm_desktop.registry.server_connection import connect, login_of
from crlm_desktop.registry.server_names import SCHEMA, owner_of, tag_of
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.unit import Registry, Unit
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.users import checked_name
from crlm_desktop.registry.values import RegistryInfo

_VERSION_TABLE = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparer:
    """A login of the server that owns the database and may create roles; its password is in no text."""

    login: str
    password: str = field(repr=False)


def create(
    address: ServerAddress,
    preparer: Preparer,
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    is_demonstration: bool = False,
    offers: tuple[Offer, ...] | None = None,
) -> Registry:
    """Create a registry in an empty database, with ``author`` as its first administrator, and open it as them."""
    user = build(
        address,
        preparer,
        passphrase,
        name=name,
        author=author,
        clock=clock,
        is_demonstration=is_demonstration,
        offers=offers,
    )
    return open_(address, passphrase, user=user.name, clock=clock)


def build(
    address: ServerAddress,
    preparer: Preparer,
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    is_demonstration: bool = False,
    offers: tuple[Offer, ...] | None = None,
) -> User:
    """Create a registry in an empty database, and return its first administrator, whose passphrase this is.

    It is one transaction of the server: when anything is refused, nothing of it is left, not even a role.
    """
    if not name.strip():
        raise InputError([problem("name", faults.NAME_MISSING)])
    keys.checked(passphrase)
    now = clock.now()
    first = User(id=keys.new_slot_id(), name=checked_name(author), role=Role.ADMINISTRATOR, created_at=now)
    login_of(first.name)
    info = RegistryInfo(
        id=uuid.uuid4().hex, name=name.strip(), created_at=now, is_demonstration=is_demonstration, offers=offers
    )
    with _prepared(address, preparer) as connection:
        _check_is_free(connection, address)
        _build(connection, tag_of(info.id), info=info, first=first, passphrase=passphrase)
    return first


def open_(address: ServerAddress, passphrase: str, *, user: str | None, clock: Clock) -> Registry:
    """Open a registry as the user whose login and password these are."""
    if not user or not user.strip():
        raise EnvironmentFault(server_faults.NAME_WHO, path=str(address))
    server = Server(address, user, passphrase)
    registry = Registry(server)
    try:
        _check_version(server, address)
        with registry.reading() as unit:
            found = next((one for one in unit.users.all() if keys.same_name(one.name) == keys.same_name(user)), None)
        if found is None or not found.is_active:
            raise EnvironmentFault(server_faults.NOT_A_USER, path=str(address))
        registry.let_in(found)
        # Asked for at once: what is shown of it later must not have to wait for the server.
        registry.remember_info()
        admission.record_entering(registry, found, at=clock.now())
    except BaseException:
        registry.close()
        raise
    return registry


def upgrade(address: ServerAddress, preparer: Preparer) -> tuple[str, str]:
    """Bring a registry to the newest schema in one transaction; return the schema before and the newest."""
    from alembic.util import CommandError

    from crlm_desktop.registry import migrating

    with _prepared(address, preparer) as connection:
        owner = connection.exec_driver_sql(_OWNER).scalar_one_or_none()
        if owner is None:
            raise EnvironmentFault(server_faults.NO_REGISTRY, path=str(address))
        found = schema.VERSION
        try:
            with _as_owner(connection, owner):
                found = _version(connection, address)
                if found > schema.VERSION:
                    raise EnvironmentFault(faults.NEWER, path=str(address), found=found, known=schema.VERSION)
                migrating.run(connection, paths.db("migrations"))
                server_rights.apply(connection, owner.removesuffix("_owner"))
        except (sa.exc.SQLAlchemyError, CommandError) as error:
            cause = getattr(error, "orig", None) or error
            raise EnvironmentFault(
                server_faults.NOT_UPGRADED,
                path=str(address),
                found=found,
                known=schema.VERSION,
                reason=type(cause).__name__,
            ) from error
    return found, schema.VERSION


_OWNER = f"SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = '{SCHEMA}'"


@contextmanager
def _prepared(address: ServerAddress, preparer: Preparer) -> Iterator[sa.Connection]:
    """Yield one transaction of whoever prepares the server."""
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(
            address,
            preparer.login,
            preparer.password,
            # On the server's own machine its administrator may be known by the system.
            needs_scram=not address.is_local,
            default_transaction_read_only="off",
            idle_in_transaction_session_timeout="0",
        ),
        poolclass=sa.NullPool,
        use_native_hstore=False,
        hide_parameters=True,
    )
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        fault = server_connection.fault_of(error.orig, address) if error.orig is not None else None
        if fault is None:
            raise
        if fault.code is server_faults.NOT_PERMITTED:
            raise EnvironmentFault(server_faults.NOT_PREPARED, path=str(address), login=preparer.login) from error
        raise fault from error
    finally:
        engine.dispose()


def _check_is_free(connection: sa.Connection, address: ServerAddress) -> None:
    if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
        raise EnvironmentFault(server_faults.NOT_UNICODE, path=str(address))
    if connection.exec_driver_sql(f"SELECT 1 FROM pg_namespace WHERE nspname = '{SCHEMA}'").scalar():
        raise EnvironmentFault(server_faults.THERE_ALREADY, path=str(address))


def _build(connection: sa.Connection, tag: str, *, info: RegistryInfo, first: User, passphrase: str) -> None:
    owner = owner_of(tag)
    database = connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar_one()
    connection.exec_driver_sql(f"CREATE ROLE {owner} NOLOGIN CREATEROLE")
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {owner} WITH GRANT OPTION")
    connection.exec_driver_sql(f"GRANT {owner} TO CURRENT_USER")
    connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {owner}")
    with _as_owner(connection, owner, is_member=True):
        tables.Base.metadata.create_all(connection)
        assert server_guards.STATEMENTS
        connection.exec_driver_sql(_VERSION_TABLE)
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": schema.VERSION})
        server_rights.make_groups(connection, tag)
        server_rights.apply(connection, tag)
        with Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
            unit = Unit(Transaction(session=session, author=first.name, at=info.created_at))
            unit.users.found(first)
            unit.found(info)
        login, driver = login_of(first.name), _driver(connection)
        secret = sa.text("SELECT quote_ident(:login), quote_literal(:verifier)")
        quoted = connection.execute(secret, {"login": login, "verifier": verifier_of(driver, login, passphrase)}).one()
        connection.exec_driver_sql(f"ALTER ROLE {quoted[0]} PASSWORD {quoted[1]}".replace("%", "%%"))


@contextmanager
def _as_owner(connection: sa.Connection, owner: str, *, is_member: bool = False) -> Iterator[None]:
    """Act in the name of the owner, whom nobody is a member of before or afterwards."""
    if not is_member:
        connection.exec_driver_sql(f"GRANT {owner} TO CURRENT_USER")
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
    yield
    connection.exec_driver_sql("RESET ROLE")
    connection.exec_driver_sql(f"REVOKE {owner} FROM CURRENT_USER")


def _check_version(server: Server, address: ServerAddress) -> None:
    with server.driver_faults():
        try:
            with server.engine.connect() as connection:
                found = _version(connection, address)
        except sa.exc.DBAPIError as error:
            fault = server.fault_of(error.orig) if error.orig is not None else None
            if fault is None:
                raise
            if fault.code is server_faults.NOT_PERMITTED:
                raise EnvironmentFault(server_faults.NO_REGISTRY, path=str(address)) from error
            raise fault from error
    if found > schema.VERSION:
        raise EnvironmentFault(faults.NEWER, path=str(address), found=found, known=schema.VERSION)
    if found < schema.VERSION:
        raise EnvironmentFault(server_faults.NEEDS_UPGRADE, path=str(address), found=found, known=schema.VERSION)


def _version(connection: sa.Connection, address: ServerAddress) -> str:
    there = connection.exec_driver_sql(f"SELECT to_regclass('{SCHEMA}.alembic_version') IS NOT NULL").scalar()
    if not there:
        raise EnvironmentFault(server_faults.NO_REGISTRY, path=str(address))
    return str(connection.exec_driver_sql(f"SELECT version_num FROM {SCHEMA}.alembic_version").scalar_one())


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
