"""The system's libraries for Qt: which are missing, which packages have them, and how that is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import debian
import qt_libraries
from faults import SetupFault
from qt_libraries import has_screen, not_found, packages_for, platforms

LDD = """\
/checkout/.venv/lib/python3.11/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibQt6XcbQpa.so.6 => /checkout/.venv/lib/libQt6XcbQpa.so.6 (0x00007f42)
\tlibxcb-icccm.so.4 => not found
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f41)
/checkout/.venv/lib/python3.11/site-packages/PySide6/Qt/plugins/platforms/libqoffscreen.so:
\tlibEGL.so.1 => not found
"""


def completed(code: int, error: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(args=[], returncode=code, stdout="", stderr=error)


def test_that_what_the_loader_does_not_find_is_listed_once() -> None:
    assert not_found(LDD) == ["libEGL.so.1", "libxcb-icccm.so.4"]


def test_that_packages_are_named_once() -> None:
    assert packages_for(["libgthread-2.0.so.0", "libglib-2.0.so.0", "libEGL.so.1"]) == ["libegl1", "libglib2.0-0"]


def test_that_a_library_of_no_known_package_is_told() -> None:
    with pytest.raises(SetupFault, match="libnew\\.so\\.7"):
        packages_for(["libEGL.so.1", "libnew.so.7"])


@pytest.mark.parametrize(
    ("variables", "system", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_that_a_screen_is_found(variables: dict[str, str], system: str, screen: bool) -> None:
    assert has_screen(variables, system) is screen


def test_that_only_the_present_screens_libraries_are_asked_for() -> None:
    assert platforms({}) == ("offscreen",)
    assert platforms({"DISPLAY": ":0"}) == ("offscreen", "xcb")
    assert platforms({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}) == ("offscreen", "wayland", "xcb")


def test_that_a_second_look_at_the_libraries_is_spared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[str, ...]] = []

    def look(_python: Path, wanted: tuple[str, ...]) -> list[str]:
        looked.append(wanted)
        return []

    monkeypatch.setattr(qt_libraries, "_state", lambda _python, wanted: " ".join(wanted))
    monkeypatch.setattr(qt_libraries, "missing_libraries", look)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    python = tmp_path / "bin" / "python"

    qt_libraries.ensure(python)
    qt_libraries.ensure(python)
    monkeypatch.setenv("DISPLAY", ":0")
    qt_libraries.ensure(python)

    assert looked == [("offscreen",), ("offscreen", "xcb")]


def test_that_without_rights_the_one_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "_privilege", lambda: None)
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")

    with pytest.raises(SetupFault) as caught:
        debian.install(["libegl1", "libgl1"], because="Qt needs libraries that this system lacks")

    assert "sudo apt-get install -y --no-install-recommends libegl1 libgl1" in str(caught.value)


def test_that_a_system_without_apt_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)

    with pytest.raises(SetupFault, match="what Debian calls python3-venv"):
        debian.install(["python3-venv"], because="Python on this system lacks its venv module")


def test_that_a_refused_package_is_told_in_apts_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return completed(100, "W: old list\nE: Unable to locate package libegl1\n")

    monkeypatch.setattr(debian, "_privilege", list)
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr("subprocess.run", run)

    with pytest.raises(SetupFault, match="E: Unable to locate package libegl1"):
        debian.install(["libegl1"], because="Qt needs libraries that this system lacks")
    assert [command[3] for command in asked] == ["update", "install"]


def test_that_freezing_asks_a_bare_system_for_what_pyinstaller_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(debian, "install", lambda packages, because: asked.extend(packages))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("sys.base_prefix", "/usr")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    monkeypatch.setattr("sysconfig.get_config_var", lambda _name: "nowhere")
    monkeypatch.setattr("sysconfig.get_python_version", lambda: "3.11")

    debian.ensure_for_freezing()

    assert asked == ["binutils", "libpython3.11"]


def test_that_freezing_with_a_python_of_ones_own_without_shared_library_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("sys.base_prefix", "/home/you/python")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    monkeypatch.setattr("sysconfig.get_config_var", lambda _name: "libpython3.11.a")

    with pytest.raises(SetupFault, match="/home/you/python has none"):
        debian.ensure_for_freezing()
