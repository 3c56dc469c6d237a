"""A registry on a server in the window: opened by its address, refused at the field at fault, remembered, given up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from typing_extensions import override

from crlm_desktop.gui import in_worker
from crlm_desktop.gui.dialogs.open_server import OpenServer
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import arriving
from crlm_desktop.services.arriving import Arrived, Part
from crlm_desktop.services.places import ServerAddress
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.registry.servers import Servers
from tests.services.places import plain_engine

NEVER_SHOWN = "hunter2hunter2"


class MemoryKeyring(KeyringBackend):
    """A keyring of this test's own."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """What the keyring keeps."""
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made.kept
    keyring.set_keyring(before)


@pytest.fixture
def address(servers: Servers) -> Iterator[ServerAddress]:
    """Where a registry of the test's own is."""
    with servers.registry() as opened:
        assert isinstance(opened.place, ServerAddress)
        yield opened.place


@pytest.fixture(autouse=True)
def plainly_arriving(monkeypatch: pytest.MonkeyPatch) -> None:
    def arrived(_clock: object, address: ServerAddress, user: str, password: str, keep: bool | None) -> Arrived:
        return arriving.arrive(address, user, password, keep=keep, clock=CLOCK, engine=plain_engine())

    monkeypatch.setattr(in_worker, "arrived", arrived)


@pytest.fixture
def ask(qtbot: QtBot, empty_window: MainWindow, tasks: Tasks) -> Callable[[], OpenServer]:
    """Ask on the first screen for a registry on a server."""

    def asked() -> OpenServer:
        assert empty_window.start is not None
        press(empty_window.start.findChild(QPushButton, "open_server"))
        qtbot.waitUntil(lambda: tasks.is_idle)
        return the_dialog(empty_window)

    return asked


def the_dialog(window: MainWindow) -> OpenServer:
    dialog = window.findChild(OpenServer)
    assert dialog is not None
    return dialog


def press(button: object) -> None:
    assert isinstance(button, QPushButton)
    button.click()


def fill(dialog: OpenServer, address: ServerAddress, *, user: str = AUTHOR, password: str = PASSPHRASE) -> None:
    values = {
        "server_host": address.host,
        "server_port": str(address.port),
        "server_database": address.database,
        "server_user": user,
        "server_password": password,
    }
    for name, text in values.items():
        line(dialog, name).setText(text)


def line(dialog: OpenServer, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, name)
    assert found is not None
    return found


def try_it(qtbot: QtBot, dialog: OpenServer, tasks: Tasks) -> None:
    press(dialog.findChild(QPushButton, "open_now"))
    qtbot.waitUntil(lambda: tasks.is_idle, timeout=15_000)


def test_that_a_registry_on_a_server_is_opened_remembered_and_opened_again_by_the_keyring(
    qtbot: QtBot,
    empty_window: MainWindow,
    ask: Callable[[], OpenServer],
    address: ServerAddress,
    tasks: Tasks,
    preferences: Preferences,
    tmp_path: Path,
    kept: dict[tuple[str, str], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    dialog = ask()
    fill(dialog, address)
    press(dialog._keep.buttons[1])
    with qtbot.waitSignal(empty_window.registry_opened, timeout=15_000):
        press(dialog.findChild(QPushButton, "open_now"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    bench = empty_window.workbench
    assert bench is not None
    assert bench.band.text == ""
    bench.show_place("registry")
    told = "\n".join(one.text() for one in bench.registry.findChildren(QLabel) if one.isVisibleTo(bench.registry))
    assert str(address) in told
    assert "The administrator of the server makes the backups" in told
    for name in ("back_up_now", "back_up_elsewhere", "restore_backup"):
        assert bench.registry.findChild(QPushButton, name) is None
    with qtbot.waitSignal(bench.registry.backups._safekeeping.verified, timeout=15_000):
        press(bench.registry.findChild(QPushButton, "check_everything"))
    assert bench.registry.backups.report.text() == "All is whole: 0 cases."
    assert list(kept.values()) == [PASSPHRASE]

    empty_window.close_registry()
    assert preferences.settings.recent_registries == (str(address),)
    written = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert PASSPHRASE not in written + caplog.text
    assert empty_window.start is not None
    press(empty_window.start.findChild(QPushButton, f"recent:{address.database}"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    again = empty_window.findChildren(OpenServer)[-1]
    assert again._keep.value is True
    assert line(again, "server_user").text() == AUTHOR
    assert line(again, "server_password").text() == ""
    with qtbot.waitSignal(empty_window.registry_opened, timeout=15_000):
        press(again.findChild(QPushButton, "open_now"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert list(kept.values()) == [PASSPHRASE]


def test_that_each_fault_is_told_at_its_field(
    qtbot: QtBot, ask: Callable[[], OpenServer], address: ServerAddress, servers: Servers, tasks: Tasks
) -> None:
    dialog = ask()
    for fault, part, told in (
        (partial(fill, dialog, replace(address, host="")), Part.HOST, "not the name of a server"),
        (partial(fill, dialog, replace(address, port=0)), Part.PORT, "“0” is not a port"),
        (partial(fill, dialog, replace(address, port=1)), Part.HOST, "cannot be reached"),
        (partial(fill, dialog, address, password="not this one"), Part.PASSWORD, "does not know this user"),
        (partial(fill, dialog, address, user=""), Part.USER, "must know who you are"),
        (partial(fill, dialog, address, password=""), Part.PASSWORD, "Type your password"),
        (partial(fill, dialog, replace(address, database="nowhere")), Part.DATABASE, "has no such database"),
        (partial(fill, dialog, replace(address, database="postgres")), Part.DATABASE, "There is no registry in"),
    ):
        fault()
        try_it(qtbot, dialog, tasks)
        assert told in dialog.problem(part)
        assert [one for one in Part if dialog.problem(one)] == [part]
    # An address that asks for TLS, which this server has not.
    fill(dialog, address)
    dialog._sslmode = "require"
    try_it(qtbot, dialog, tasks)
    assert "is not protected as it must be" in dialog.problem(Part.CERTIFICATE)
    with servers.cluster.connect(address.database) as connection:
        connection.execute("UPDATE crlm.alembic_version SET version_num = '9999'")
    dialog._sslmode = ""
    try_it(qtbot, dialog, tasks)
    assert "9999" in dialog.problem(Part.DATABASE)


def test_that_a_pasted_address_fills_the_fields_and_one_with_a_password_does_not_stay(
    ask: Callable[[], OpenServer],
) -> None:
    dialog = ask()
    host = line(dialog, "server_host")
    host.insert("postgresql+psycopg://db.hospital:5433/liver?sslrootcert=/etc/ca.pem")
    host.textEdited.emit(host.text())
    shown = [line(dialog, f"server_{name}").text() for name in ("host", "port", "database", "certificate")]
    assert shown == ["db.hospital", "5433", "liver", "/etc/ca.pem"]
    protection = dialog.findChild(QLabel, "server_protection")
    assert protection is not None
    assert "proves by its certificate that it is db.hospital" in protection.text()
    host.setText(f"postgresql+psycopg://me:{NEVER_SHOWN}@db.hospital/liver")
    host.textEdited.emit(host.text())
    assert NEVER_SHOWN not in host.text() + dialog.problem(Part.HOST)
    assert "holds no password" in dialog.problem(Part.HOST)


def test_that_a_server_that_does_not_answer_is_given_up_and_what_comes_late_is_closed(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks, address: ServerAddress
) -> None:
    closed = []

    def slowly(address: ServerAddress, user: str, password: str, keep: bool | None) -> Arrived:
        time.sleep(0.3)
        arrived = arriving.arrive(address, user, password, keep=keep, clock=CLOCK, engine=plain_engine())
        close = arrived.workplace.close
        arrived.workplace.close = lambda: (close(), closed.append(True))  # type: ignore[method-assign, assignment, return-value]
        return arrived

    dialog = OpenServer(slowly, in_worker.means, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(dialog)
    dialog.show()
    fill(dialog, address)
    press(dialog.findChild(QPushButton, "open_now"))
    assert not line(dialog, "server_host").isEnabled()
    with qtbot.assertNotEmitted(dialog.opened):
        press(dialog.findChild(QPushButton, "stop_trying"))
        assert line(dialog, "server_host").isEnabled()
        assert dialog.told.text() == "The try was given up. Nothing was opened."
        qtbot.waitUntil(lambda: tasks.is_idle, timeout=15_000)
    assert closed == [True]
    assert dialog.isVisible()
