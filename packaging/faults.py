"""What can go wrong while setting up, told in one line."""

from __future__ import annotations

import errno
from pathlib import Path


class SetupFault(Exception):
    """Something that the person at the keyboard can mend; the text says what and how."""


def of_the_system(fault: OSError) -> SetupFault:
    """Return the one line for a fault of the operating system."""
    where = f": {fault.filename}" if fault.filename else ""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return SetupFault(f"the disk is full{where}. Setting up needs about 1 GB; make room and run the command again")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupFault(f"no right to write{where}. Work in a checkout that belongs to you")
    return SetupFault(f"{fault.strerror or fault}{where}")


def of_pip(output: str, log: Path) -> SetupFault:
    """Return the one line for an installation that failed, from what pip has said; the rest is in ``log``."""
    for told, signs in _SIGNS:
        if any(sign in output for sign in signs):
            return SetupFault(f"{told} (pip's own words: {log})")
    errors = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    return SetupFault(f"the packages could not be installed: {errors[-1] if errors else 'pip failed'} (see {log})")


_SIGNS = (
    (
        "the disk is full. Setting up needs about 1 GB; make room and run the command again",
        ("No space left on device", "Errno 28", "Disk quota exceeded"),
    ),
    (
        "a package is not the one that was locked and was not installed; something has changed it on the way",
        ("DO NOT MATCH THE HASHES",),
    ),
    (
        "the packages could not be downloaded. Check the network (only setting up needs it) and run the command again",
        (
            "Failed to establish a new connection",
            "Name or service not known",
            "Temporary failure in name resolution",
            "Network is unreachable",
            "Connection refused",
            "ConnectTimeoutError",
            "Read timed out",
            "ProxyError",
            "(from versions: none)",
        ),
    ),
)
