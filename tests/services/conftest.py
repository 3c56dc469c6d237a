"""An open workplace for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.services.workplace import Workplace
from tests.services.places import a_workplace


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace on an empty registry in the test's own folder, closed afterwards."""
    with a_workplace(tmp_path / "tests.crlm") as opened:
        yield opened
