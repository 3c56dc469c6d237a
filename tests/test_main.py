"""The composition root: what holds for the whole process, whatever is asked of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CRASH = """
import os, resource, sys
from crlm_desktop.main import main
assert main(["schema"]) == 0
sys.stdout.flush()
print(*resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr)
if sys.platform == "linux":
    print(int(open("/proc/self/coredump_filter").read(), 16), file=sys.stderr)
sys.stderr.flush()
os.abort()
"""


def allow_dumps() -> None:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps dumps by a service of its own")
def test_that_no_crash_writes_the_memory_of_the_program_to_the_disk(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", CRASH],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=allow_dumps,
        check=False,
    )
    assert done.returncode == -6
    assert done.stderr.split() == ["0", "0", *(["0"] if sys.platform == "linux" else [])]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("core")] == []
