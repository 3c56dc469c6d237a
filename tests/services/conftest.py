"""An open workplace for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.services import workplace
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.registry.servers import Servers
from tests.services import packs
from tests.services.packs import Home
from tests.services.places import a_workplace, plain_engine


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace on an empty registry in the test's own folder, closed afterwards."""
    with a_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


@pytest.fixture
def server_place(servers: Servers) -> Iterator[Workplace]:
    """A workplace on an empty registry on a server, closed and removed afterwards."""
    with (
        servers.registry() as made,
        workplace.open_(made.place, PASSPHRASE, user=AUTHOR, clock=CLOCK, engine=plain_engine()) as opened,
    ):
        yield opened


@pytest.fixture(params=["place", "server_place"], ids=["folder", "server"])
def either_place(request: pytest.FixtureRequest) -> Workplace:
    """A workplace on an empty registry, once in a folder and once on a server: what holds for one holds for both."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Workplace)
    return made


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed registry that each `home` is a copy of."""
    path = tmp_path_factory.mktemp("built") / "home.crlm"
    packs.build(path)
    return path


@pytest.fixture
def home(tmp_path: Path, built_home: Path) -> Iterator[Home]:
    """A registry with an open meeting of two cases, closed afterwards."""
    made = Home(tmp_path, built_home)
    with made.place:
        yield made
