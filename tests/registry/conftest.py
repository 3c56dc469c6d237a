"""An open registry for each test that wants one: in a folder, and on a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.registry.unit import Registry
from tests.registry.building import a_copied_registry
from tests.registry.servers import Servers


@pytest.fixture
def folder_registry(tmp_path: Path) -> Iterator[Registry]:
    """An empty registry in the test's own folder, closed afterwards: for what only a file has."""
    opened = a_copied_registry(tmp_path / "tests.crlm")
    yield opened
    opened.close()


@pytest.fixture
def server_registry(servers: Servers) -> Iterator[Registry]:
    """An empty registry in a database of the test's own, closed and removed afterwards."""
    with servers.registry() as opened:
        yield opened


@pytest.fixture(params=["folder", "server"])
def registry(request: pytest.FixtureRequest) -> Registry:
    """An empty registry, once in a folder and once on a server: what holds for one holds for the other."""
    made = request.getfixturevalue(f"{request.param}_registry")
    assert isinstance(made, Registry)
    return made
