"""What holds for every test: no screen, no home, no network, no warning, no error in the log, and texts up to date."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from locale_files import is_stale
from tests.registry.cluster import running
from tests.registry.servers import Servers

ROOT = Path(__file__).resolve().parent.parent

# Each worker, and every program that a test starts, would compile all that it imports anew: a minute of the run.
# What is kept instead stands beside the sources, and no version control sees it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Qt decides on its platform when it is imported first, which the test modules do.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The same examples on every machine; `HYPOTHESIS_PROFILE=explore` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure(config: pytest.Config) -> None:
    """Give the run an empty home, and compile the translations once, before the workers start."""
    home = tempfile.TemporaryDirectory(prefix="crlm-desktop-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    runtime = Path(home.name) / "runtime"
    runtime.mkdir(mode=0o700)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = home.name
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    if not hasattr(config, "workerinput") and is_stale(ROOT):
        subprocess.run(
            [sys.executable, ROOT / "packaging" / "catalogue.py", "compile"], check=True, capture_output=True
        )


def pytest_collection_finish() -> None:
    """Leave the modules and the tests themselves out of every later search for garbage: they stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """A PostgreSQL server of the run's own, started by the first test that wants it; skips where none is installed."""
    with running() as cluster:
        yield Servers(cluster)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its own folders for settings, registries and logs, and return where they are."""
    home = tmp_path / "crlm-desktop-home"
    monkeypatch.setenv("CRLM_DESKTOP_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_unexpected_error_in_the_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which something was logged as an error, unless the test is marked `logs_errors`."""
    yield
    if request.node.get_closest_marker("logs_errors") is None:
        errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not errors, [record.getMessage() for record in errors]
