"""System packages on Debian and its children: installed where that is allowed, else told in one command."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from faults import SetupFault


def install(packages: Sequence[str], *, because: str) -> None:
    """Install system packages, or raise the fault that tells the one command which does."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupFault(f"{because}. Install what Debian calls {names} with this system's package tool")
    privilege = _privilege()
    if privilege is None:
        raise SetupFault(
            f"{because}. Run once: sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        )
    print(f"{because}: installing {names} …", flush=True)
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", *command],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        # A stale list of packages may still do, so only the installation itself must succeed.
        if done.returncode != 0 and command[1] == "install":
            raise SetupFault(f"{because}, and {' '.join(command)} failed: {_last_error(done.stderr)}")


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _last_error(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith("E: ")] or output.split("\n")[-2:-1]
    return lines[0] if lines else "no reason given"
