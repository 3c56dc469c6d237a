"""An open workplace for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.services.workplace import Workplace
from tests.services import packs
from tests.services.packs import Home
from tests.services.places import a_workplace


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace on an empty registry in the test's own folder, closed afterwards."""
    with a_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


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
