"""How long the first screen takes from the start of the process, beside an empty window; and what it imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5

# Both programs end when their window has been painted.
EMPTY = """
from PySide6 import QtSvg
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
window.grab()
"""
OURS = """
import json, sys
from pathlib import Path
from crlm_desktop.clock import SystemClock
from crlm_desktop.gui import app
application = app.application_of([])
window = app.make_window(application, clock=SystemClock(), settings_file=Path("settings.json"))
window.show()
window.grab()
print(json.dumps(sorted(sys.modules)))
"""

# What takes long to import and is not needed before a registry is opened.
LATE = ("alembic", "argon2", "cryptography", "numpy", "pydantic", "reportlab", "sqlalchemy", "sqlcipher3")
LATE_ROOMS = ("case", "engine", "meeting", "minutes", "registry", "services")
# Where registries are, which the first screen lists; they import nothing that takes long.
EARLY = {
    "crlm_desktop.registry",
    "crlm_desktop.registry.address",
    "crlm_desktop.services",
    "crlm_desktop.services.places",
}


def run(program: str, folder: Path) -> str:
    """Run a program of its own until its window has been painted; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.benchmark(group="process start to first frame")
def test_an_empty_window(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    benchmark.pedantic(run, args=(EMPTY, tmp_path), rounds=ROUNDS)


@pytest.mark.benchmark(group="process start to first frame")
def test_the_first_screen(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    benchmark.pedantic(run, args=(OURS, tmp_path), rounds=ROUNDS)


def test_that_the_first_screen_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    modules = json.loads(run(OURS, tmp_path))
    rooms = tuple(f"crlm_desktop.{room}" for room in LATE_ROOMS)
    early = [name for name in modules if name.split(".")[0] in LATE or name.startswith(rooms)]
    assert [name for name in early if name not in EARLY] == []
