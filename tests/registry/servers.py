"""Registries on the tests' own server: each in a database of its own, copied from one that is made once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from crlm_desktop.registry import server_opening
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.server_opening import Preparer
from crlm_desktop.registry.unit import Registry
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.registry.cluster import Cluster

PREPARER = Preparer(login="preparer", password="only prepares it")
CHIEF = "Dr Chief"
_TEMPLATE = "an_empty_registry"


class Servers:
    """Makes registries on one server, and leaves it as it was."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._numbers = itertools.count(1)
        self._roles: dict[int, str] = {}
        cluster.do(f"CREATE ROLE {PREPARER.login} LOGIN CREATEROLE PASSWORD '{PREPARER.password}'")

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[ServerAddress]:
        """Make a database of its own; it goes afterwards, with the roles that were made meanwhile."""
        name = f"test_{next(self._numbers)}"
        before = self.cluster.roles()
        self.cluster.do(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {PREPARER.login} STRATEGY file_copy")
        try:
            yield self.cluster.address(name)
        finally:
            self.cluster.do(f"DROP DATABASE {name} WITH (FORCE)")
            # The one that all copies share may have been made meanwhile.
            known = {**before, **self._roles}
            self._forget({oid: role for oid, role in self.cluster.roles().items() if oid not in known})

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """Make an empty registry, open it as its administrator, and remove it afterwards."""
        self._prepare()
        with self.database(_TEMPLATE) as address:
            opened = server_opening.open_(address, PASSPHRASE, user=AUTHOR, clock=CLOCK)
            try:
                yield opened
            finally:
                opened.close()

    def created(self, address: ServerAddress, author: str = CHIEF) -> Registry:
        """Create a registry in an empty database, as a server's administrator does.

        A login is known in all databases of a server: only one registry at a time has the same administrator.
        """
        return server_opening.create(address, PREPARER, PASSPHRASE, name="Tests", author=author, clock=CLOCK)

    def _prepare(self) -> None:
        before = self.cluster.roles()
        if self._roles and self._roles.items() <= before.items():
            return
        # A test has changed the logins that all copies share.
        self.cluster.do(f"DROP DATABASE IF EXISTS {_TEMPLATE}")
        self._forget({oid: role for oid, role in before.items() if oid in self._roles})
        self.cluster.do(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 OWNER {PREPARER.login}")
        address = self.cluster.address(_TEMPLATE)
        server_opening.build(address, PREPARER, PASSPHRASE, name="Tests", author=AUTHOR, clock=CLOCK)
        self._roles = {oid: role for oid, role in self.cluster.roles().items() if oid not in before}

    def _forget(self, roles: dict[int, str]) -> None:
        # What one of them granted goes with it; owners last.
        for role in sorted(roles.values(), key=lambda one: one.endswith("_owner")):
            quoted = role.replace('"', '""')
            self.cluster.do(f'DROP ROLE "{quoted}"')
