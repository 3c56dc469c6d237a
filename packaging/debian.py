"""System packages on Debian and its children: installed where that is allowed, else told in one command."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

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


def ensure_for_freezing() -> None:
    """Install what PyInstaller needs of a Linux system: a tool that reads programs, and Python as a shared library."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("objdump") is None:
        install(["binutils"], because="PyInstaller needs objdump")
    name = f"python{sysconfig.get_python_version()}"
    library = Path(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME")))
    if (library.suffix != ".a" and library.exists()) or ctypes.util.find_library(name):
        return
    if Path(sys.base_prefix) != Path("/usr"):
        raise SetupFault(
            f"PyInstaller needs a Python with a shared library, and {sys.base_prefix} has none; use the system's Python"
        )
    install([f"lib{name}"], because="PyInstaller needs Python as a shared library")


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
