"""An open registry for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.registry.unit import Registry
from tests.registry.building import a_registry


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """An empty registry in the test's own folder, closed afterwards."""
    opened = a_registry(tmp_path / "tests.crlm")
    yield opened
    opened.close()
