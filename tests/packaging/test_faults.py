"""What goes wrong while setting up is told in one line that says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from faults import of_pip, of_the_system

LOG = Path("install.log")


NO_NETWORK = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish a new connection'
ERROR: Could not find a version that satisfies the requirement numpy==2.4.6 (from versions: none)
"""


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (NO_NETWORK, "Check the network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n", "disk is full"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    numpy==2.4.6:\n",
            "not the one that was locked",
        ),
        ("Collecting numpy\nERROR: Something else is wrong\n", "Something else is wrong"),
        ("", "pip failed"),
    ],
)
def test_that_a_failed_installation_is_told_in_one_line(output: str, told: str) -> None:
    line = str(of_pip(output, LOG))

    assert told in line
    assert "install.log" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("code", "told"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "no right to write"), (errno.EIO, "Input/output error")],
)
def test_that_a_fault_of_the_system_names_the_file(code: int, told: str) -> None:
    line = str(of_the_system(OSError(code, os.strerror(code), "/checkout/.venv")))

    assert told in line
    assert "/checkout/.venv" in line
