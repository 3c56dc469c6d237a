"""A PostgreSQL server of the tests' own: made when first wanted, on this machine, gone with the run that wanted it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crlm_desktop.registry.address import ServerAddress

REQUIRED = "CRLM_DESKTOP_REQUIRE_POSTGRESQL"
SUPERUSER = "tests_superuser"
SUPERUSER_PASSWORD = "only for these tests"
# Ends the server and removes its folder when the run ends, however it ends: its standard input is closed then.
_KEEPER = """
import shutil, signal, subprocess, sys
folder, *command = sys.argv[1:]
for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
sys.stdin.read()
server.send_signal(signal.SIGQUIT)
server.wait()
shutil.rmtree(folder, ignore_errors=True)
"""
# Nothing of it outlives the run: it need not reach the disk.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1,127.0.0.2",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """Return the folder with the programs of a PostgreSQL server, or ``None`` when none is installed."""
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in candidates if (one / "initdb").exists() and (one / "postgres").exists()), None)


def programs_or_skip() -> Path:
    """Return the folder with the programs; without them the test is skipped, or fails where they are required."""
    found = programs()
    if found is None:
        reason = "no PostgreSQL server is installed"
        if os.environ.get(REQUIRED):
            pytest.fail(f"{reason}, and {REQUIRED} is set")
        pytest.skip(reason)
    return found


class Cluster:
    """A running server: where it is reached, and a way in past everything for the tests."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self._kept: psycopg.Connection[Any] | None = None

    def address(self, database: str) -> ServerAddress:
        """Return the address of a database, by the loopback of the network."""
        return ServerAddress(host="127.0.0.1", port=self.port, database=database)

    def connect(
        self,
        database: str = "postgres",
        *,
        user: str = SUPERUSER,
        password: str = SUPERUSER_PASSWORD,
        autocommit: bool = True,
    ) -> psycopg.Connection[Any]:
        """Connect by the driver alone, committing each statement unless told otherwise."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=user, password=password, autocommit=autocommit
        )

    def do(self, *statements: str, database: str = "postgres") -> None:
        """Do statements as the superuser, each by itself."""
        if database == "postgres":
            for statement in statements:
                self._keeping().execute(statement)
            return
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement)

    def roles(self) -> dict[int, str]:
        """Return the roles there are besides the server's own."""
        rows = self._keeping().execute("SELECT oid, rolname FROM pg_roles WHERE oid >= 16384").fetchall()
        return {int(oid): str(name) for oid, name in rows}

    def close(self) -> None:
        """Leave the server."""
        if self._kept is not None:
            self._kept.close()

    def _keeping(self) -> psycopg.Connection[Any]:
        # To connect anew for each database that a test wants takes as long as to make it.
        if self._kept is not None and not self._is_answered(self._kept):
            self._kept.close()
            self._kept = None
        if self._kept is None:
            self._kept = self.connect()
        return self._kept

    @staticmethod
    def _is_answered(connection: psycopg.Connection[Any]) -> bool:
        try:
            connection.execute("")
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running(*, certificate: tuple[bytes, bytes] | None = None, trusts: bool = False) -> Iterator[Cluster]:
    """Run a server until the block is left; as an unprivileged user, because it refuses the superuser of a system.

    It lets in by SCRAM, unless it ``trusts`` everybody; with a ``certificate`` and its key it can be asked for TLS.
    """
    bin_ = programs_or_skip()
    folder = Path(tempfile.mkdtemp(prefix="crlm-pg-"))
    user = _unprivileged()
    data, word = folder / "data", folder / "password"
    word.write_text(SUPERUSER_PASSWORD)
    settings = {**_SETTINGS, "unix_socket_directories": str(folder)}
    files = [folder, word]
    for name, content in zip(("cert", "key"), certificate or (), strict=False):
        file = folder / f"server.{name}"
        file.write_bytes(content)
        file.chmod(0o600)
        files.append(file)
        settings |= {"ssl": "on", f"ssl_{name}_file": str(file)}
    if user is not None:
        for path in files:
            shutil.chown(path, user)
    method = "trust" if trusts else "scram-sha-256"
    made = [bin_ / "initdb", "-D", data, "-U", SUPERUSER, "-A", method, "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*made, "--no-sync", f"--pwfile={word}"], check=True, capture_output=True, user=user, cwd="/")
    port = _free_port()
    command = [bin_ / "postgres", "-D", data, "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    keeper = subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(folder), *map(str, command)], stdin=subprocess.PIPE, user=user, cwd="/"
    )
    cluster = Cluster(folder, port)
    try:
        _wait(cluster)
        yield cluster
    finally:
        cluster.close()
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            cluster.connect().close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    # Python's own sockets are forbidden here; the kernel tells which ports somebody listens at.
    used = set()
    for name in ("tcp", "tcp6"):
        lines = Path(f"/proc/net/{name}").read_text().splitlines()[1:] if Path(f"/proc/net/{name}").exists() else []
        used |= {int(line.split()[1].rpartition(":")[2], 16) for line in lines}
    start = 20000 + os.getpid() % 20000
    return next(port for port in range(start, 65000) if port not in used)
