"""The shared libraries that Qt expects of a Linux system and a bare one lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import debian
from faults import SetupFault

# By the name the loader asks for: the package of Debian that has it.
PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libGLX.so.0": "libgl1",
        "libOpenGL.so.0": "libopengl0",
        "libX11.so.6": "libx11-6",
        "libX11-xcb.so.1": "libx11-xcb1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-glx.so.0": "libxcb-glx0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb.so.1": "libxcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxkbcommon.so.0": "libxkbcommon0",
    }
)


def has_screen(variables: Mapping[str, str], system: str = sys.platform) -> bool:
    """Say whether a window could be seen."""
    return system in ("win32", "darwin") or bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def platforms(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return Qt's platform plugins that will be asked for here: without a screen, the one that draws into memory."""
    wanted = ["offscreen"]
    if variables.get("WAYLAND_DISPLAY"):
        wanted.append("wayland")
    if variables.get("DISPLAY"):
        wanted.append("xcb")
    return tuple(wanted)


def ensure(python: Path) -> None:
    """Install the libraries that are missing for the present screen, or raise the fault that tells how."""
    if not sys.platform.startswith("linux"):
        return
    wanted = platforms(os.environ)
    checked = python.parent.parent / "qt-libraries.txt"
    state = _state(python, wanted)
    if checked.exists() and checked.read_text(encoding="utf-8") == state:
        return
    if missing := missing_libraries(python, wanted):
        debian.install(packages_for(missing), because="Qt needs libraries that this system lacks")
        if still := missing_libraries(python, wanted):
            raise SetupFault(f"Qt still lacks {', '.join(still)}; install the packages that have them")
    checked.write_text(state, encoding="utf-8")


def packages_for(libraries: Iterable[str]) -> list[str]:
    """Return the packages of Debian that hold ``libraries``; one that is not known here is a fault."""
    libraries = tuple(libraries)
    unknown = sorted(name for name in libraries if name not in PACKAGES)
    if unknown:
        raise SetupFault(f"Qt needs libraries that this system lacks: {', '.join(unknown)}; install what has them")
    return sorted({PACKAGES[name] for name in libraries})


def missing_libraries(python: Path, wanted: Iterable[str]) -> list[str]:
    """Return what the loader does not find of Qt's widgets and of the platform plugins ``wanted``."""
    qt = _qt_folder(python)
    files = [qt / "QtWidgets.abi3.so", *(qt / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in wanted)]
    done = subprocess.run(
        ["ldd", *map(str, files)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False
    )
    return not_found(done.stdout)


def not_found(output: str) -> list[str]:
    """Return the libraries that ``ldd`` reports as not found."""
    return sorted({line.split()[0] for line in output.splitlines() if "=> not found" in line})


def _qt_folder(python: Path) -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return python.parent.parent / "lib" / version / "site-packages" / "PySide6"


def _state(python: Path, wanted: tuple[str, ...]) -> str:
    # A new PySide6 may ask for other libraries.
    installed = (_qt_folder(python) / "QtWidgets.abi3.so").stat().st_mtime_ns
    return f"{' '.join(wanted)} {installed}\n"
