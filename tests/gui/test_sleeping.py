"""The machine says that it is about to sleep: the window locks, without waiting for the clock to tell it afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.main_window import MainWindow

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has logind")

if sys.platform == "linux":
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    from crlm_desktop.gui.sleeping import INTERFACE, PATH, SERVICE, SIGNAL, Sleeping


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a bus of our own."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed")
    command = [daemon, "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.readline().strip()
        if not told:
            pytest.skip("dbus-daemon does not start here")
        yield told
        process.terminate()


@pytest.fixture
def buses(address: str) -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """Connections of the program and of what stands for logind."""
    names = ("program", "logind")
    program, logind = (QDBusConnection.connectToBus(address, name) for name in names)
    assert logind.registerService(SERVICE)
    yield program, logind
    for name in names:
        QDBusConnection.disconnectFromBus(name)


def say(logind: QDBusConnection, *, begins: bool) -> None:
    message = QDBusMessage.createSignal(PATH, INTERFACE, SIGNAL)
    message.setArguments([begins])
    assert logind.send(message)


def test_that_the_window_locks_when_the_machine_is_about_to_sleep_and_not_when_it_wakes(
    qtbot: QtBot,
    window: MainWindow,
    buses: tuple[QDBusConnection, QDBusConnection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, logind = buses
    assert window.locking is not None
    monkeypatch.setattr(QDBusConnection, "systemBus", lambda: program)
    from crlm_desktop.gui import locking

    heard = locking._sleeping(window.locking)
    assert heard is not None
    assert heard.is_heard
    with qtbot.assertNotEmitted(heard.begins, wait=300):
        say(logind, begins=False)
    say(logind, begins=True)
    qtbot.waitUntil(lambda: window.locking is not None and window.locking.is_locked)
    heard.stop()


def test_that_nothing_is_heard_any_more_after_stopping(
    qtbot: QtBot, buses: tuple[QDBusConnection, QDBusConnection]
) -> None:
    program, logind = buses
    heard = Sleeping(program)
    heard.stop()
    with qtbot.assertNotEmitted(heard.begins, wait=300):
        say(logind, begins=True)


def test_that_a_machine_without_a_bus_is_no_fault(qtbot: QtBot) -> None:
    heard = Sleeping(QDBusConnection("there is no such bus"))
    assert not heard.is_heard
    heard.stop()
