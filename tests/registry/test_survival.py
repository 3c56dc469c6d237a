"""Killed while writing: every acknowledged save is there, every other wholly absent, the registry opens clean."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crlm_desktop.registry.unit import Registry
from tests.registry.building import PASSPHRASE, a_registry, add_case, reopened

KILLS = 6

# Writes cases and revisions without end, and tells each save only after it was acknowledged.
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.clock import SystemClock
from crlm_desktop.registry import opening

registry = opening.open_(Path(sys.argv[1]), sys.argv[2], clock=SystemClock())
start = int(sys.argv[3])
for number in range(start, start + 10_000):
    case_id = CaseId(f"k{number}")
    for revision in (1, 2):
        case = from_json({"schema": "crlm.case/1", "question": f"{number}/{revision} " + "x" * 3000})
        with registry.unit(author="W", at=datetime.now(UTC)) as unit:
            if revision == 1:
                unit.cases.create(case_id, Identity(number=f"K-{number}"), case, reason="")
            else:
                unit.cases.record(case_id, case, base_revision=1, reason="")
        print(number, revision, flush=True)
"""


def written_and_killed(folder: Path, *, start: int, after: float) -> set[tuple[int, int]]:
    """Let a process write for a while, kill it, and return the saves that it had told."""
    arguments = [sys.executable, "-c", WRITER, str(folder), PASSPHRASE, str(start)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.kill()
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
    # A line that was cut off by the kill was not told.
    pairs = (line.split() for line in lines if line.endswith("\n"))
    return {(int(number), int(revision)) for number, revision in pairs}


def found(registry: Registry) -> set[tuple[int, int]]:
    with registry.reading() as unit:
        saves = {
            (int(case_id[1:]), one.number)
            for case_id in unit.cases.ids()
            if case_id.startswith("k")
            for one in unit.cases.history(case_id)
        }
        for number, revision in saves:
            case_id = next(one for one in unit.cases.ids() if one == f"k{number}")
            assert (unit.cases.at(case_id, revision).question or "").startswith(f"{number}/{revision} ")
        assert unit.search.count() == len(unit.cases.ids())
        return saves


@pytest.mark.timeout(300)
def test_that_a_kill_at_any_moment_loses_no_acknowledged_save_and_leaves_no_half(tmp_path: Path) -> None:
    folder = tmp_path / "killed.crlm"
    a_registry(folder).close()
    told: set[tuple[int, int]] = set()
    moments = random.Random(20261123)
    for kill in range(KILLS):
        told |= written_and_killed(folder, start=1000 * kill, after=moments.uniform(0.0, 0.4))
        registry = reopened(folder)
        there = found(registry)
        assert told <= there
        # At most the one save whose telling was cut off is there beyond those told.
        assert len(there - told) <= kill + 1
        with registry._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        add_case(registry, f"after{kill}")
        registry.close()


@pytest.mark.timeout(300)
def test_that_a_kill_while_creating_leaves_a_whole_registry_or_none(tmp_path: Path) -> None:
    creator = (
        "import sys\nfrom pathlib import Path\n"
        "from crlm_desktop.clock import SystemClock\nfrom crlm_desktop.registry import keys, opening\n"
        "print('ready', flush=True)\n"
        "opening.create(Path(sys.argv[1]), sys.argv[2], name='N', author='A', clock=SystemClock(),\n"
        "               cost=keys.KdfCost(memory_kib=32, iterations=1, lanes=1))\n"
    )
    moments = random.Random(7)
    for kill in range(KILLS):
        folder = tmp_path / f"r{kill}.crlm"
        with subprocess.Popen(
            [sys.executable, "-c", creator, str(folder), PASSPHRASE], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.12))
            process.kill()
        if folder.exists():
            registry = reopened(folder)
            assert registry.info.name == "N"
            registry.close()
